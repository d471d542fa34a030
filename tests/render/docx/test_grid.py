"""A table's grid: which cell is where, which edges are open."""

from __future__ import annotations

from dataclasses import replace

from ptgen.render.docx.grid import Grid
from ptgen.view.table import Cell, CellKind, Row, Table
from tests.render.docx_samples import cell

TEXT = CellKind.TEXT

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
