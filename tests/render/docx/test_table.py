"""Tables in Word: true merges, the same widths twice, heads that repeat, rules that stay whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from ptgen.render.docx.measure import Measure, Type
from ptgen.render.docx.package import W_NS, W
from ptgen.render.docx.styles import CELL_STYLES, TableStyles
from ptgen.render.docx.table import Grid, table_xml
from ptgen.view.document import Page
from ptgen.view.table import Align, Cell, CellKind, Row, Table, together
from tests.render.docx_samples import budget_table, cell, form_table

RULE = ' w:val="single" w:sz="4" w:space="0" w:color="auto"'
STYLES = TableStyles(
    "T",
    {kind: kind.value for kind in CELL_STYLES},
    "S",
    dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), RULE),
    Measure(
        dict.fromkeys(CELL_STYLES, Type(10.5, 14)),
        {"top": 1.4, "left": 2.85, "bottom": 1.4, "right": 2.85},
    ),
    {},
)
TEXT, VALUE = CellKind.TEXT, CellKind.VALUE
PAGE = Page(10000 * 25.4 / 1440, 14000 * 25.4 / 1440, 0, 0, 0, 0)
"""A sheet without margins, 10,000 by 14,000 dxa."""


def body(table: Table) -> etree._Element:
    """The table's XML inside a body."""
    return etree.fromstring(f'<w:body xmlns:w="{W_NS}">{table_xml(table, STYLES, PAGE)}</w:body>')


def found(root: etree._Element, path: str) -> list[etree._Element]:
    """The elements on a path whose steps are names in Word's namespace."""
    return root.findall("/".join(step if step == "." else W + step for step in path.split("/")))


def values(root: etree._Element, path: str, attribute: str = "val") -> list[str]:
    """An attribute of all elements on a path."""
    return [str(element.get(W + attribute)) for element in found(root, path)]


def edges(root: etree._Element, row: int, column: int) -> dict[str, str]:
    """The rules that a cell itself sets, by edge."""
    place = root.find(f"{W}tbl/{W}tr[{row}]/{W}tc[{column}]/{W}tcPr/{W}tcBorders")
    if place is None:
        return {}
    return {etree.QName(edge).localname: str(edge.get(f"{W}val")) for edge in place}


def test_span_over_columns_is_one_cell_of_the_summed_width() -> None:
    table = Table(
        (100, 200, 300), (Row((cell(0, 0, "a", TEXT, columns=2), cell(0, 2, "b", TEXT))),)
    )
    root = body(table)
    assert values(root, "tbl/tr/tc/tcPr/gridSpan") == ["2"]
    assert values(root, "tbl/tr/tc/tcPr/tcW", "w") == ["300", "300"]
    assert values(root, "tbl/tblGrid/gridCol", "w") == ["100", "200", "300"]
    assert values(root, "tbl/tblPr/tblW", "w") == ["600"]
    assert values(root, "tbl/tblPr/tblLayout", "type") == ["fixed"]


def test_span_over_rows_is_a_vertical_merge_with_its_text_once() -> None:
    rows = (
        Row((cell(0, 0, "a", TEXT, rows=2, columns=2), cell(0, 2, "b", TEXT))),
        Row((cell(1, 2, "c", TEXT),)),
    )
    root = body(Table((100, 200, 300), rows))
    assert values(root, "tbl/tr/tc/tcPr/vMerge") == ["restart", "continue"]
    assert values(root, "tbl/tr/tc/tcPr/gridSpan") == ["2", "2"]
    assert [text.text for text in root.iter(f"{W}t")] == ["a", "b", "c"]
    assert all(found(tc, "p") for tc in root.iter(f"{W}tc"))


def test_every_row_of_a_merged_cell_has_its_own_rules() -> None:
    rows = (
        Row((cell(0, 0, "a", TEXT, rows=2), cell(0, 1, "b", TEXT))),
        Row((cell(1, 1, "c", TEXT),)),
    )
    root = body(Table((100, 200), rows))
    assert edges(root, 1, 1) == edges(root, 2, 1) == {"top": "single", "bottom": "single"}
    assert edges(root, 1, 2) == {}


@pytest.mark.parametrize(("below", "above"), [(True, False), (False, True), (True, True)])
def test_open_edge_has_no_rule_on_either_side(below: bool, above: bool) -> None:
    upper = Cell(0, 0, "", TEXT, Align.LEFT, open_below=below)
    lower = Cell(1, 0, "x", TEXT, Align.LEFT, open_above=above)
    root = body(Table((100,), (Row((upper,)), Row((lower,)))))
    assert edges(root, 1, 1) == {"bottom": "nil"}
    assert edges(root, 2, 1) == {"top": "nil"}


def test_cell_keeps_its_rule_where_only_a_part_of_the_other_side_is_open() -> None:
    upper = Cell(0, 0, "", TEXT, Align.LEFT, columns=2)
    lower = (Cell(1, 0, "", TEXT, Align.LEFT, open_above=True), cell(1, 1, "", TEXT))
    root = body(Table((100, 100), (Row((upper,)), Row(lower))))
    assert edges(root, 1, 1) == {}


def test_head_rows_repeat_and_no_row_splits() -> None:
    root = body(budget_table(3))
    rows = found(root, "tbl/tr")
    assert [bool(found(row, "trPr/tblHeader")) for row in rows] == [True, *[False] * 4]
    assert all(found(row, "trPr/cantSplit") for row in rows)
    assert [len(list(row.iter(f"{W}keepNext"))) for row in rows] == [6, 0, 0, 0, 0]


def test_head_in_the_middle_makes_two_tables_with_an_unseen_seam() -> None:
    root = body(form_table(3))
    assert [etree.QName(child).localname for child in root] == ["tbl", "p", "tbl"]
    first, seam, second = root
    assert values(seam, "pPr/spacing", "line") == ["20"]
    assert values(seam, "pPr/spacing", "lineRule") == ["exact"]
    assert found(seam, "pPr/keepNext")
    assert values(seam, "pPr/pBdr/left") == values(seam, "pPr/pBdr/right") == ["single"]
    assert values(seam, "pPr/tabs/tab", "pos") == ["930", "5238"]
    assert values(seam, "pPr/ind", "left") == ["138"]
    assert len(found(second, "tr")[0].findall(f"{W}trPr/{W}tblHeader")) == 1
    assert not list(first.iter(f"{W}tblHeader"))
    last = found(first, "tr")[-1]
    assert values(last, "tc/tcPr/tcBorders/bottom") == ["nil"] * 3
    assert all(found(p, "pPr/keepNext") for p in last.iter(f"{W}p"))
    assert not found(found(second, "tr")[0], "tc/tcPr/tcBorders/top")
    assert values(first, "tblGrid/gridCol", "w") == values(second, "tblGrid/gridCol", "w")


def test_rows_that_hang_together_are_kept_with_the_next() -> None:
    table = budget_table(10)
    root = body(replace(table, rows=together(table.rows)))
    rows = [len(list(row.iter(f"{W}keepNext"))) > 0 for row in found(root, "tbl/tr")]
    assert [number for number, kept in enumerate(rows) if kept] == [0, 1, 9, 10]


def test_row_that_a_page_cannot_hold_is_not_kept_with_the_next() -> None:
    tall = Row((cell(0, 0, "长" * 2000, TEXT),), kept=True)
    root = body(Table((1000,), (tall, Row((cell(1, 0, "甲", TEXT),)))))
    assert not list(root.iter(f"{W}keepNext"))


def test_row_that_a_page_cannot_hold_may_split() -> None:
    root = body(form_table(3, "目标" * 900))
    rows = found(root, "tbl/tr")
    assert [number for number, row in enumerate(rows) if not found(row, "trPr/cantSplit")] == [5]
    assert not list(rows[5].iter(f"{W}keepNext"))
    assert "nil" not in values(rows[5], "tc/tcPr/tcBorders/bottom")


def test_least_height_is_written_in_twentieths_of_a_point() -> None:
    root = body(Table((100,), (Row((cell(0, 0, "", TEXT),), 30.5), Row((cell(1, 0, "", TEXT),)))))
    assert values(root, "tbl/tr/trPr/trHeight") == ["610"]
    assert values(root, "tbl/tr/trPr/trHeight", "hRule") == ["atLeast"]


def test_line_feeds_make_paragraphs_in_the_kinds_style() -> None:
    root = body(Table((100,), (Row((cell(0, 0, "甲\n乙", VALUE),)),)))
    assert values(root, "tbl/tr/tc/p/pPr/pStyle") == ["value", "value"]
    assert [text.text for text in root.iter(f"{W}t")] == ["甲", "乙"]


def test_alignment_and_weight_are_written_where_they_differ_from_the_style() -> None:
    plain = cell(0, 0, "x", VALUE)
    strong = Cell(0, 1, "y", VALUE, Align.RIGHT, bold=True)
    label = Cell(0, 2, "z", CellKind.LABEL, Align.CENTER, bold=True)
    light = Cell(0, 3, "z", CellKind.LABEL, Align.CENTER, bold=False)
    root = body(Table((100,) * 4, (Row((plain, strong, label, light)),)))
    assert values(root, "tbl/tr/tc/p/pPr/jc") == ["right"]
    assert [len(list(tc.iter(f"{W}b"))) for tc in root.iter(f"{W}tc")] == [0, 1, 0, 1]
    assert values(root, "tbl/tr/tc/p/r/rPr/b") == ["1", "0"]


def test_hostile_text_stays_text() -> None:
    root = body(Table((100,), (Row((cell(0, 0, "A<b & {{ 7*7 }}\x00\ud800", TEXT),)),)))
    assert [text.text for text in root.iter(f"{W}t")] == ["A<b & {{ 7*7 }}\ufffd\ufffd"]


LEFT = cell(0, 0, "左", TEXT, rows=2)
TOP = cell(0, 1, "上", TEXT, columns=2)
BELOW, RIGHT = cell(1, 1, "下", TEXT), cell(1, 2, "右", TEXT)


def grid(*rows: tuple[Cell, ...]) -> Grid:
    """A grid of three columns."""
    return Grid.of(Table((1000, 2000, 3000), tuple(Row(row) for row in rows)))


def test_row_lists_the_cells_that_go_on() -> None:
    assert grid((LEFT, TOP), (BELOW, RIGHT)).row(1) == (LEFT, BELOW, RIGHT)


def test_width_and_place_are_sums_of_columns() -> None:
    made = grid((LEFT, TOP), (BELOW, RIGHT))
    assert (made.width(TOP), made.left(TOP), made.left(RIGHT), made.last) == (5000, 1000, 3000, 1)


def test_edge_is_open_when_all_cells_beyond_say_so() -> None:
    opened, other = replace(BELOW, open_above=True), replace(RIGHT, open_above=True)
    assert not grid((LEFT, TOP), (opened, RIGHT)).is_open_below(TOP)
    assert grid((LEFT, TOP), (opened, other)).is_open_below(TOP)


def test_edge_is_open_when_the_cell_says_so() -> None:
    opened = replace(TOP, open_below=True)
    made = grid((LEFT, opened), (BELOW, RIGHT))
    assert made.is_open_below(opened)
    assert made.is_open_above(BELOW)
    assert not made.is_open_above(LEFT)
