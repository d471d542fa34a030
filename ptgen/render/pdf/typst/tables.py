"""Tables as values: cells and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final

from ptgen.render.docx.measure import Measure, type_of
from ptgen.render.docx.page_breaks import TALL, opened
from ptgen.render.docx.table import Grid
from ptgen.render.look.model import BorderRule, Look, Side
from ptgen.render.pdf.typst.pagination import Part, Starts, room_of
from ptgen.render.pdf.typst.values import Looks, Values
from ptgen.view.table import Cell, CellKind, Table

_BREAK: Final = "\u200b"  # where an amount too wide for its column may break: never in a group


def measure_of(look: Look) -> Measure:
    """Return what cells take, reckoned as for Word files."""
    types = {kind: type_of(look.paragraphs[kind]) for kind in CellKind if kind in look.paragraphs}
    edges: dict[Side, float] = {"top": 0.0, "right": 0.0, "bottom": 0.0, "left": 0.0}
    return Measure(types, edges | dict(look.table.padding))


def parts_of(table: Table, place: tuple[int, int], look: Look) -> Iterator[tuple[Part, Table]]:
    """Yield the parts of a table, without merged cells that no page holds."""
    for number, part in enumerate(table.parts()):
        yield (*place, number), opened(part, measure_of(look), room_of(look)[1])


@dataclass(frozen=True)
class TableValues:
    """Makes the values of the tables of a look."""

    looks: Looks
    look: Look
    bookmarked: bool
    marked: bool

    @cached_property
    def _measure(self) -> Measure:
        return measure_of(self.look)

    @cached_property
    def _room(self) -> float:
        return room_of(self.look)[1]

    def values(self, parts: Iterable[tuple[Part, Table]], starts: Starts) -> Iterator[Values]:
        """Yield the values of the parts of a table, each cut where pages begin."""
        parts = tuple(parts)
        for place, part in parts:
            cuts = starts.get(place, ())
            edges = (0, *cuts, len(part.rows))
            pieces = part.pages(cuts)
            for number, piece in enumerate(pieces):
                above = len(piece.rows) - (edges[number + 1] - edges[number])
                last = place == parts[-1][0] and number == len(pieces) - 1
                yield {
                    "kind": "table",
                    "new-page": number > 0,
                    "reserve": self._reserve(piece) if number == 0 else 0.0,
                    "widths": [width / 20 for width in piece.widths],
                    "head": piece.head[1] if piece.head else 0,
                    "after": self.look.after_table if last else 0.0,
                    **self._cells(piece, place, (edges[number], above)),
                    **self._rules(piece),
                }

    def _reserve(self, table: Table) -> float:
        """The height of the rows at the top that stay together, with one behind them."""
        first = table.head[1] if table.head else 0
        count = first
        while count < len(table.rows) - 1 and table.rows[count].kept:
            count += 1
        heights = self._measure.heights(table)[: count + 1]
        return sum(heights) if count > first and sum(heights) < self._room else 0.0

    def _cells(self, table: Table, part: Part, starts: tuple[int, int]) -> dict[str, object]:
        """The cells of a piece that begins with a row, behind so many that are repeated.

        A row that surely needs no more than its least height has that: it need not be measured.
        """
        first, above = starts
        free = tuple(replace(row, min_height=0.0) for row in table.rows)
        needed = self._measure.heights(replace(table, rows=free))
        cells: list[Values] = []
        fixed = [
            row.min_height if 0 < height <= row.min_height else 0.0
            for row, height in zip(table.rows, needed, strict=True)
        ]
        for number, row in enumerate(table.rows):
            strut = next((cell for cell in row.cells if cell.rows == 1), None)
            for cell in row.cells:
                values = self._cell(cell)
                own = self.marked and cell is strut and cell.row >= above
                values["place"] = [*part, cell.row - above + first] if own else None
                values["tall"] = cell.rows == 1 and needed[number] > self._room * TALL
                values["height"] = row.min_height if cell is strut and not fixed[number] else 0.0
                cells.append(values)
        return {"cells": cells, "heights": fixed}

    def _cell(self, cell: Cell) -> Values:
        is_amount = cell.kind is CellKind.AMOUNT
        text = cell.text.replace(",", f",{_BREAK}") if is_amount else cell.text
        look = self.look.paragraphs.get(cell.kind)
        usual = cell.align is cell.kind.align and look is not None
        return {
            "x": cell.column,
            "y": cell.row,
            "columns": cell.columns,
            "rows": cell.rows,
            "align": look.align if usual and look else cell.align.value,
            "text": text,
            "look": self.looks.cell(cell, self.look, text),
            "heading": cell.kind is CellKind.TITLE,
            "bookmarked": self.bookmarked,
        }

    def _rules(self, table: Table) -> dict[str, object]:
        """The rules of a table: each from one edge of the grid to another."""
        owners = Grid.of(table).places
        rows, columns = len(table.rows), len(table.widths)
        across = [
            (y, start, end, self.looks.rule(rule))
            for y in range(rows + 1)
            for start, end, rule in _runs(self._across(owners, x, y, rows) for x in range(columns))
        ]
        down = [
            (x, start, end, self.looks.rule(rule))
            for x in range(columns + 1)
            for start, end, rule in _runs(self._down(owners, x, y, columns) for y in range(rows))
        ]
        return {"across": across, "down": down}

    def _across(
        self, owners: Mapping[tuple[int, int], Cell], x: int, y: int, rows: int
    ) -> BorderRule | None:
        """The rule above the place in row ``y``, in column ``x``."""
        above, below = owners.get((y - 1, x)), owners.get((y, x))
        if above is below or (above and above.open_below) or (below and below.open_above):
            return None
        side: Side = "top" if y == 0 else "bottom" if y == rows else "insideH"
        return self._between(side, above, below)

    def _down(
        self, owners: Mapping[tuple[int, int], Cell], x: int, y: int, columns: int
    ) -> BorderRule | None:
        before, behind = owners.get((y, x - 1)), owners.get((y, x))
        if before is behind:
            return None
        side: Side = "left" if x == 0 else "right" if x == columns else "insideV"
        return self._between(side, before, behind)

    def _between(self, side: Side, one: Cell | None, other: Cell | None) -> BorderRule | None:
        ruled = (one and one.ruled) or (other and other.ruled)
        return self.look.table.rules.get(side) if ruled else None


def _runs(rules: Iterable[BorderRule | None]) -> Iterator[tuple[int, int, BorderRule]]:
    """Yield where equal rules begin and end."""
    for rule, numbers in groupby(enumerate(rules), key=lambda pair: pair[1]):
        places = [number for number, _ in numbers]
        if rule is not None:
            yield places[0], places[-1] + 1, rule
