"""Tables that authors write: how wide their columns are, and how these are aligned."""

from __future__ import annotations

import pytest

from ptgen.view.table import CellKind
from ptgen.view.tables.prose_table import prose_table

LONG = "一共七个汉字的"


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("12", "3.5万元", ""), CellKind.AMOUNT),
        (("12", "约3万元"), CellKind.VALUE),
        (("", ""), CellKind.VALUE),
        (("六个字的文字", "短"), CellKind.VALUE),
        ((LONG, "短"), CellKind.TEXT),
        (("短", LONG), CellKind.TEXT),
    ],
)
def test_numbers_stand_right_short_texts_in_the_middle(
    texts: tuple[str, ...], kind: CellKind
) -> None:
    made = prose_table([["列"], *([text] for text in texts)], ())
    assert {cell.kind for row in made.rows[1:] for cell in row.cells} == {kind}
    assert made.rows[0].cells[0].kind is CellKind.HEAD
    places = [(cell.row, cell.text) for row in made.rows for cell in row.cells]
    assert places == list(enumerate(("列", *texts)))


def test_columns_have_the_width_of_their_longest_text_and_one_character() -> None:
    made = prose_table([["序号", "名称"], ["1", "五个字的名"], ["2", "名"]], ())
    narrow, wide = made.widths
    assert abs(wide - 2 * narrow) <= 2


def test_a_head_alone_repeats_nowhere() -> None:
    assert prose_table([["甲", "乙"]], ()).head is None
    assert prose_table([["甲", "乙"], ["1", "2"]], ()).head == (0, 1)
