"""Where a table's cells meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ptgen.view.table import Cell, Table


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the cell at each place (row, column)."""

    table: Table
    places: Mapping[tuple[int, int], Cell]

    @classmethod
    def of(cls, table: Table) -> Grid:
        """Return the grid of a table."""
        places = {
            (row, column): cell
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        return cls(table, places)

    @property
    def last(self) -> int:
        """The number of the last row."""
        return len(self.table.rows) - 1

    def row(self, number: int) -> tuple[Cell, ...]:
        """Return the cells that a row begins or goes on with, from left to right."""
        columns = range(len(self.table.widths))
        return tuple(dict.fromkeys(self.places[number, column] for column in columns))

    def width(self, cell: Cell) -> int:
        """Return the cell's width in dxa."""
        return sum(self.table.widths[cell.column : cell.column + cell.columns])

    def left(self, cell: Cell) -> int:
        """Return the distance from the table's left edge to the cell's in dxa."""
        return sum(self.table.widths[: cell.column])

    def is_open_above(self, cell: Cell) -> bool:
        """Return whether it, or each cell above it, says that its upper edge has no rule."""
        others = self._beyond(cell, cell.row - 1)
        return cell.open_above or (bool(others) and all(other.open_below for other in others))

    def is_open_below(self, cell: Cell) -> bool:
        """Return whether it, or each cell below it, says that its lower edge has no rule."""
        others = self._beyond(cell, cell.row + cell.rows)
        return cell.open_below or (bool(others) and all(other.open_above for other in others))

    def meets(self, cell: Cell, row: int, *, ruled: bool) -> bool:
        """Return whether a cell in a row next to this one is drawn with rules, or without."""
        return any(other.ruled is ruled for other in self._beyond(cell, row))

    def _beyond(self, cell: Cell, row: int) -> tuple[Cell, ...]:
        columns = range(cell.column, cell.column + cell.columns)
        return tuple(self.places[row, column] for column in columns if (row, column) in self.places)
