"""The table value that every format draws.

A :class:`Table` is a grid resolved to cells with spans. Renderers must write the spans as real
merges (``gridSpan``/``vMerge``, ``rowspan``/``colspan``), never as copies of a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Align(StrEnum):
    """Horizontal alignment of a cell's text."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class CellKind(StrEnum):
    """What a cell is for; each kind is a named style in the templates."""

    LABEL = "label"  # bold, centred: the printed words of the form
    VALUE = "value"  # centred: names, dates, indicators
    AMOUNT = "amount"  # right-aligned: money
    TEXT = "text"  # left-aligned, may hold several paragraphs
    HEAD = "head"  # bold, centred: a column head
    TITLE = "title"  # centred: the form's title, in its own face and size
    SUBTITLE = "subtitle"  # bold, centred: the line under it

    @property
    def align(self) -> Align:
        """How a cell of this kind is aligned unless it says otherwise."""
        return {CellKind.AMOUNT: Align.RIGHT, CellKind.TEXT: Align.LEFT}.get(self, Align.CENTER)


@dataclass(frozen=True, slots=True)
class Cell:
    r"""One cell, at its top left place in the grid (0-based), with its spans.

    ``text`` is final; ``\n`` separates paragraphs. ``open_above`` and ``open_below`` say that
    no rule is drawn at that edge.
    """

    row: int
    column: int
    text: str
    kind: CellKind
    align: Align
    bold: bool = False
    rows: int = 1
    columns: int = 1
    open_above: bool = False
    open_below: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the grid: its cells that begin here and its least height in pt (0: as needed).

    ``kept``: no page ends behind it, where the rows that hang together fit on one.
    """

    cells: tuple[Cell, ...]
    min_height: float = 0.0
    kept: bool = False


def text_row(row: int, texts: Iterable[tuple[str, CellKind]]) -> Row:
    """A row of cells side by side, aligned by their kinds; heads are bold."""
    return Row(
        tuple(
            Cell(row, column, text, kind, kind.align, bold=kind is CellKind.HEAD)
            for column, (text, kind) in enumerate(texts)
        )
    )


def total_cells(row: int, label: str, columns: int, amounts: Iterable[str]) -> tuple[Cell, ...]:
    """The cells of a total row: a label over so many columns, then bold amounts."""
    return (
        Cell(row, 0, label, CellKind.HEAD, Align.CENTER, bold=True, columns=columns),
        *(
            Cell(row, column, text, CellKind.AMOUNT, Align.RIGHT, bold=True)
            for column, text in enumerate(amounts, columns)
        ),
    )


_SHORT = 8  # rows that stay on one page: a third of it at most is left blank


def together(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a list, the first a head and the last a total, without any that stands alone.

    A short list stays whole; of a long one the head and the total have two rows with them.
    """
    last = len(rows) - 1
    kept = range(last) if len(rows) <= _SHORT else (0, 1, last - 2, last - 1)
    return tuple(replace(row, kept=number in kept) for number, row in enumerate(rows))


@dataclass(frozen=True, slots=True)
class Table:
    """A full grid: every place is covered by exactly one cell.

    ``widths`` are the columns' widths in dxa (1/20 pt), whole numbers. ``head`` is the half-open
    range of rows that repeats at the top of each page on which the rows behind it continue;
    the rows before it are drawn once. ``None``: no row repeats.
    """

    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    head: tuple[int, int] | None = None

    @property
    def titles(self) -> int:
        """How many rows at the top hold the form's title and subtitle: 0, 1 or 2."""
        kinds = [[cell.kind for cell in row.cells] for row in self.rows[:2]]
        return sum(kind in ([CellKind.TITLE], [CellKind.SUBTITLE]) for kind in kinds)

    @property
    def width(self) -> int:
        """Width of the whole in dxa."""
        return sum(self.widths)

    def parts(self) -> tuple[Table, ...]:
        """The table cut at its head: what is drawn once, and what begins with the head.

        Word repeats only rows at the top of a table, so a head in the middle makes two tables.
        Each part's rows and heads are numbered from 0. No cell may span the cut.
        """
        if self.head is None or self.head[0] == 0:
            return (self,)
        start, stop = self.head
        first = Table(self.widths, self.rows[:start])
        moved = tuple(
            replace(row, cells=tuple(replace(cell, row=cell.row - start) for cell in row.cells))
            for row in self.rows[start:]
        )
        return (first, Table(self.widths, moved, (0, stop - start)))
