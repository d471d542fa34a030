"""The grids of one form as one sheet of cells: pages and tables that abut are stacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain

from ptgen.importer.forms.vocabulary.labels import squeezed
from ptgen.read.document import SourceCell, SourceGrid
from ptgen.read.tables.edges import clusters
from ptgen.read.tables.stacking import placed

_NEAR = 1.0  # pt: lines of two grids that are one line


@dataclass(frozen=True)
class FormSheet:
    """Cells in common columns. ``tops``: rows with which a further page or table begins.

    ``ragged``: from plain text, where a merged cell looks like blank ones.
    """

    cells: tuple[SourceCell, ...]
    lines: tuple[float, ...]  # where its columns begin and the last one ends
    tops: frozenset[int]
    ragged: bool

    @cached_property
    def rows(self) -> tuple[tuple[SourceCell, ...], ...]:
        """The cells that begin in each row."""
        count = max((cell.row + cell.rows for cell in self.cells), default=0)
        found: list[list[SourceCell]] = [[] for _ in range(count)]
        for cell in self.cells:
            found[cell.row].append(cell)
        return tuple(map(tuple, found))

    @cached_property
    def _owners(self) -> dict[tuple[int, int], SourceCell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    def at(self, row: int, column: int) -> SourceCell | None:
        """The cell that covers a place."""
        return self._owners.get((row, column))

    def above(self, cell: SourceCell) -> Iterator[SourceCell]:
        """The cells over one, from the nearest on."""
        row = cell.row - 1
        while (found := self.at(row, cell.column)) is not None:
            yield found
            row = found.row - 1

    def before(self, cell: SourceCell) -> Iterator[SourceCell]:
        """The cells on the left of one in its first row, from the nearest on."""
        column = cell.column - 1
        while (found := self.at(cell.row, column)) is not None:
            yield found
            column = found.column - 1

    def texts(self, row: int) -> tuple[str, ...]:
        """What the cells of a row say, as labels are compared; none for blank ones."""
        return tuple(filter(None, (squeezed(cell.text) for cell in self.rows[row])))

    def part(self, start: int, stop: int) -> FormSheet:
        """The rows from one to before another as a sheet of their own."""
        cells = []
        for cell in self.cells:
            first, last = max(cell.row, start), min(cell.row + cell.rows, stop)
            if first < last:
                cells.append(replace(cell, row=first - start, rows=last - first))
        tops = frozenset(row - start for row in self.tops if start < row < stop)
        return FormSheet(tuple(cells), self.lines, tops, self.ragged)


def stacked(grids: Sequence[SourceGrid], *, ragged: bool) -> FormSheet:
    """The grids under each other, in columns that all of them share."""
    places = [
        tuple(accumulate((max(width, 2.5 * _NEAR) for width in grid.widths), initial=0.0))
        for grid in grids
    ]
    alone = len(set(places)) == 1
    lines = list(places[0]) if alone else clusters(chain.from_iterable(places), _NEAR)
    cells: list[SourceCell] = []
    tops: list[int] = []
    for grid, place in zip(grids, places, strict=True):
        tops.append(max((cell.row + cell.rows for cell in cells), default=0))
        cells += placed(grid, place, lines, tops[-1])
    return FormSheet(tuple(cells), tuple(lines), frozenset(tops[1:]), ragged)
