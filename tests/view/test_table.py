from __future__ import annotations

import pytest

from ptgen.view.table import Align, Cell, CellKind, Row, Table, text_row, together


def rows(count: int) -> list[Row]:
    return [
        Row((Cell(number, 0, str(number), CellKind.VALUE, Align.CENTER),))
        for number in range(count)
    ]


def kept(count: int) -> list[int]:
    return [number for number, row in enumerate(together(rows(count))) if row.kept]


@pytest.mark.parametrize(
    ("count", "numbers"),
    [(2, [0]), (8, [0, 1, 2, 3, 4, 5, 6]), (9, [0, 1, 6, 7]), (30, [0, 1, 27, 28])],
)
def test_a_short_list_stays_whole_and_of_a_long_one_no_end_stands_alone(
    count: int, numbers: list[int]
) -> None:
    assert kept(count) == numbers


def test_the_parts_of_a_table_keep_what_their_rows_say() -> None:
    whole = Table((100,), together(rows(9)), (7, 8))
    first, second = whole.parts()
    assert [row.kept for row in (*first.rows, *second.rows)] == [row.kept for row in whole.rows]
    assert [cell.row for row in second.rows for cell in row.cells] == [0, 1]


def test_titles_are_counted_at_the_top_only() -> None:
    def table(*kinds: CellKind) -> Table:
        return Table(
            (100,),
            tuple(
                Row((Cell(number, 0, "甲", kind, Align.CENTER),))
                for number, kind in enumerate(kinds)
            ),
        )

    assert table(CellKind.TITLE, CellKind.SUBTITLE, CellKind.LABEL).titles == 2
    assert table(CellKind.TITLE, CellKind.LABEL).titles == 1
    assert table(CellKind.LABEL, CellKind.HEAD).titles == 0
    assert table().titles == 0


def grouped(continued: str = "") -> Table:
    """A title, a head and three rows with a name over all of them and an amount over two."""
    label, amount, head = CellKind.LABEL, CellKind.AMOUNT, CellKind.HEAD

    def cell(row: int, column: int, text: str, kind: CellKind, rows: int = 1) -> Cell:
        return Cell(
            row,
            column,
            text,
            kind,
            kind.align,
            rows=rows,
            open_below=text == "乙",
            open_above=text == "丙",
        )

    rows = (
        (cell(0, 0, "前", label), cell(0, 1, "一", label), cell(0, 2, "二", label)),
        (cell(1, 0, "名称", head), cell(1, 1, "数", head), cell(1, 2, "内容", head)),
        (cell(2, 0, "组", label, 3), cell(2, 1, "5.00", amount, 2), cell(2, 2, "甲", label)),
        (cell(3, 2, "乙", label),),
        (cell(4, 1, "6.00", amount), cell(4, 2, "丙", label)),
    )
    return Table((100, 100, 100), tuple(Row(row, 20) for row in rows), (1, 2), continued)


def test_on_a_following_page_head_and_names_stand_again_and_amounts_do_not() -> None:
    first, second = grouped("（续）").pages([3])
    assert (first.head, second.head) == ((1, 2), (0, 1))
    assert [[cell.text for cell in row.cells] for row in second.rows] == [
        ["名称", "数", "内容"],
        ["组（续）", "", "乙"],
        ["6.00", "丙"],
    ]
    assert [(cell.row, cell.rows) for cell in second.rows[1].cells] == [(1, 2), (1, 1), (1, 1)]
    assert [(cell.text, cell.rows) for cell in first.rows[2].cells] == [
        ("组", 1),
        ("5.00", 1),
        ("甲", 1),
    ]


def test_each_page_is_a_full_grid_ruled_at_both_ends() -> None:
    table = grouped()
    assert table.pages(()) == (table,)
    for starts in ([1], [3], [4], [3, 4]):
        for page in table.pages(starts):
            places = [
                (row, column)
                for line in page.rows
                for cell in line.cells
                for row in range(cell.row, cell.row + cell.rows)
                for column in range(cell.column, cell.column + cell.columns)
            ]
            assert sorted(places) == [(r, c) for r in range(len(page.rows)) for c in range(3)]
            assert not any(cell.open_below for cell in page.rows[-1].cells)
    assert any(cell.open_below for row in table.rows for cell in row.cells)


def test_what_is_open_to_the_row_above_is_ruled_where_a_page_begins() -> None:
    def opened(page: Table) -> list[str]:
        return [cell.text for row in page.rows for cell in row.cells if cell.open_above]

    assert [opened(page) for page in grouped().pages([3])] == [[], ["丙"]]
    assert [opened(page) for page in grouped().pages([4])] == [[], []]


def test_a_page_that_begins_behind_a_head_repeats_it() -> None:
    pages = two_heads().pages([2, 6])
    assert [texts_of(page)[0] for page in pages] == ["名", "甲头", "乙头"]


def two_heads() -> Table:
    """A title row; a head and three rows; another head and three rows."""
    texts = ("名", "甲头", "甲1", "甲2", "甲3", "乙头", "乙1", "乙2", "乙3")
    rows = tuple(text_row(at, [(text, CellKind.VALUE)]) for at, text in enumerate(texts))
    return Table((100,), rows, (1, 2), others=((5, 6),))


def texts_of(table: Table) -> list[str]:
    return [cell.text for row in table.rows for cell in row.cells]


def test_each_head_begins_a_part() -> None:
    parts = two_heads().parts()
    assert [(texts_of(part), part.head) for part in parts] == [
        (["名"], None),
        (["甲头", "甲1", "甲2", "甲3"], (0, 1)),
        (["乙头", "乙1", "乙2", "乙3"], (0, 1)),
    ]
    assert [cell.row for row in parts[2].rows for cell in row.cells] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("start", "stop", "texts", "heads"),
    [
        (0, 3, ["名", "甲头", "甲1"], ((1, 2),)),
        (3, 7, ["甲头", "甲2", "甲3", "乙头", "乙1"], ((0, 1), (3, 4))),
        (5, 7, ["乙头", "乙1"], ((0, 1),)),
        (7, 9, ["乙头", "乙2", "乙3"], ((0, 1),)),
    ],
)
def test_a_page_has_the_head_of_the_rows_that_it_begins_with(
    start: int, stop: int, texts: list[str], heads: tuple[tuple[int, int], ...]
) -> None:
    piece = two_heads().piece(start, stop)
    assert (texts_of(piece), piece.heads) == (texts, heads)
