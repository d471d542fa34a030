from __future__ import annotations

import pytest

from ptgen.view.table import Align, Cell, CellKind, Row, Table, together


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
