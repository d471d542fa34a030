"""Rows with merge marks become cells with spans, or a fault at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.core.layout.form import CellSpec, RowSpec
from ptgen.core.layout.grid import CellGrid, place


def grid(*rows: str) -> CellGrid:
    """Each letter is a cell."""
    made: list[RowSpec] = [
        tuple(CellSpec.model_validate({"标签": letter}) for letter in row) for row in rows
    ]
    return place(made, len(rows[0]) if rows else 1)


def spans(*rows: str) -> list[tuple[str, int, int, int, int]]:
    found = grid(*rows)
    assert found.fault is None
    return [
        (cell.spec.label or "", cell.row, cell.column, cell.rows, cell.columns)
        for cell in found.cells
    ]


def test_cells_are_joined_up_and_left() -> None:
    assert spans("ab", "cd") == [
        ("a", 0, 0, 1, 1),
        ("b", 0, 1, 1, 1),
        ("c", 1, 0, 1, 1),
        ("d", 1, 1, 1, 1),
    ]
    assert spans("a<b", "^<c") == [("a", 0, 0, 2, 2), ("b", 0, 2, 1, 1), ("c", 1, 2, 1, 1)]
    assert spans("ab", "c<", "^^")[2:] == [("c", 1, 0, 2, 2)]
    assert spans("a<", "^^") == [("a", 0, 0, 2, 2)]
    assert spans() == []


@pytest.mark.parametrize(
    ("rows", "row", "column", "message"),
    [
        (("^a",), 0, 0, "没有可以合并的格子"),
        (("<a",), 0, 0, "没有可以合并的格子"),
        (("ab", "<^"), 1, 0, "没有可以合并的格子"),
        (("a<", "^b"), 1, 0, "合并的格子不成长方形"),
        (("ab", "^<"), 1, 1, "合并的格子不成长方形"),
        (("ab", "c"), 1, 0, "这一行有 1 格，列宽有 2 列"),
        (("ab", "cde"), 1, 1, "这一行有 3 格，列宽有 2 列"),
    ],
)
def test_what_is_no_grid_is_told(
    rows: tuple[str, ...], row: int, column: int, message: str
) -> None:
    fault = grid(*rows).fault
    assert fault is not None
    assert (fault.row, fault.column, fault.message) == (row, column, message)
    assert fault.hint


@given(st.lists(st.text("ab^<", min_size=4, max_size=4), min_size=1, max_size=5))
def test_cells_cover_every_place_once(rows: list[str]) -> None:
    found = grid(*rows)
    if found.fault is not None:
        return
    covered = [
        (cell.row + down, cell.column + right)
        for cell in found.cells
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    assert sorted(covered) == [(row, column) for row in range(len(rows)) for column in range(4)]
