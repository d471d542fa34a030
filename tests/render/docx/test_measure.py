"""What texts take in Word: never less than they need."""

from __future__ import annotations

from typing import cast

import docx
import pytest
from docx.oxml.styles import CT_Styles
from docx.shared import Pt

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.measure import Type, line_count
from ptgen.render.docx.styles import TableStyles, table_styles
from ptgen.view.table import Align, Cell, CellKind, Row, Table

FORM = builtin_templates() / "form.docx"


def styles(size: float | None = None, pitch: float | None = None) -> TableStyles:
    """The styles of the form's template, those of goals with another type."""
    template = docx.Document(str(FORM))
    style = template.styles["表格正文"]
    if size is not None:
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = pitch if pitch is None else Pt(pitch)
    return table_styles(cast("CT_Styles", template.styles.element), FORM)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("字" * 10, 1),
        ("字" * 11, 2),
        ("字" * 9 + "，字", 2),
        ("字" * 10 + "，", 2),
        ("字" * 9 + "（字", 2),
        ("字" * 8 + "2026年", 2),
        ("a" * 40, 3),
    ],
)
def test_lines_are_those_of_whole_words_and_marks_that_begin_or_end_none(
    text: str, lines: int
) -> None:
    assert line_count(text, 100, 10) == lines


def test_type_is_that_of_the_style_or_of_what_it_is_based_on() -> None:
    types = styles().measure.types
    assert types[CellKind.TEXT] == Type(10, 12.5)
    assert types[CellKind.TITLE] == Type(17, 24)
    assert styles(16, 24).measure.types[CellKind.TEXT] == Type(16, 24)
    assert styles(16).measure.types[CellKind.TEXT].size == 16


def test_rows_are_as_high_as_their_texts_and_the_last_one_of_a_merged_cell_more() -> None:
    def cell(row: int, column: int, text: str, rows: int = 1) -> Cell:
        return Cell(row, column, text, CellKind.TEXT, Align.LEFT, rows=rows)

    tall = cell(0, 0, "一\n二\n三\n四", 2)
    table = Table(
        (2000, 2000), (Row((tall, cell(0, 1, "甲"))), Row((cell(1, 1, "乙"),)), Row((), 30))
    )
    measure = styles().measure
    line = 12.5 + measure.ends + 0.5
    assert measure.heights(table) == pytest.approx((line, 4 * 12.5 + measure.ends + 0.5 - line, 30))
    assert measure.scaled(0.5, 1).heights(table)[0] == pytest.approx(
        12.5 * 0.5 + measure.ends / 2 + 0.5
    )
    sizes = {one.size for one in measure.scaled(0.5, 7).types.values()}
    assert sizes == {7, 8.5}
