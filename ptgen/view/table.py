"""The table value that every format draws.

A :class:`Table` is a grid resolved to cells with spans. Renderers must write the spans as real
merges (``gridSpan``/``vMerge``, ``rowspan``/``colspan``), never as copies of a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise


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

    @property
    def bold(self) -> bool:
        """Whether its style is bold, so that a cell says only where it is not."""
        return self in (CellKind.LABEL, CellKind.HEAD, CellKind.SUBTITLE)


@dataclass(frozen=True, slots=True)
class Cell:
    r"""One cell, at its top left place in the grid (0-based), with its spans.

    ``text`` is final; ``\n`` separates paragraphs. ``open_above`` and ``open_below`` say that
    no rule is drawn at that edge; none is drawn at any edge of one that is not ``ruled``, but for
    those of its neighbours. ``value`` is the number or day that the text prints, if it is one.
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
    ruled: bool = True
    value: Decimal | date | None = None

    def again(self, continued: str) -> str:
        """What it says on a following page: a name once more, marked so; no amount and no text."""
        repeated = self.kind in (CellKind.LABEL, CellKind.VALUE, CellKind.HEAD)
        return f"{self.text}{continued}" if self.text and repeated else ""


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


def total_row(label: str, columns: int, amounts: Sequence[str], *blank: CellKind) -> Row:
    """A total row: a label over so many columns, then bold amounts, then cells without a text."""
    amount, behind = CellKind.AMOUNT, columns + len(amounts)
    return Row(
        (
            Cell(0, 0, label, CellKind.HEAD, Align.CENTER, bold=True, columns=columns),
            *(
                Cell(0, at, one, amount, amount.align, bold=True)
                for at, one in enumerate(amounts, columns)
            ),
            *(Cell(0, at, "", kind, kind.align) for at, kind in enumerate(blank, behind)),
        )
    )


def list_table(
    widths: tuple[int, ...],
    heads: Iterable[str],
    lines: Iterable[Iterable[tuple[str, CellKind]]],
    totals: Sequence[Row] = (),
) -> Table:
    """A list below a head that repeats, with its total rows."""
    rows = [text_row(0, [(head, CellKind.HEAD) for head in heads])]
    rows += [text_row(number, line) for number, line in enumerate(lines, 1)]
    for total in totals:
        rows += _moved((total,), len(rows))
    # A head alone has nothing under which it could repeat.
    return Table(widths, together(rows), (0, 1) if len(rows) > 1 else None)


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
    the rows before it are drawn once. ``None``: no row repeats. ``continued`` is put behind the
    names of merged cells where they stand again on a following page. ``others`` are heads behind
    it: each repeats until the next one begins.
    """

    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    head: tuple[int, int] | None = None
    continued: str = ""
    others: tuple[tuple[int, int], ...] = ()

    @property
    def heads(self) -> tuple[tuple[int, int], ...]:
        """The ranges of rows that repeat, in their order."""
        return () if self.head is None else (self.head, *self.others)

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        for row in self.rows:
            yield from row.cells

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
        """The table cut at its heads: what is drawn once, and what begins with a head.

        Word repeats only rows at the top of a table, so a head in the middle makes two tables.
        Each part's rows and heads are numbered from 0. No cell may span the cut.
        """
        lengths = {start: stop - start for start, stop in self.heads}
        edges = sorted({0, *lengths, len(self.rows)})
        return tuple(
            replace(
                self,
                rows=_moved(self.rows[start:stop], -start),
                head=(0, lengths[start]) if start in lengths else None,
                others=(),
            )
            for start, stop in pairwise(edges)
        )

    def pages(self, starts: Sequence[int]) -> tuple[Table, ...]:
        """The table cut before rows, with which pages begin, each piece with the head above it.

        A merged cell that goes on has its name in each piece. No cut may be in the head.
        """
        edges = (0, *starts, len(self.rows))
        return tuple(self.piece(start, stop) for start, stop in pairwise(edges))

    def piece(self, start: int, stop: int) -> Table:
        """The rows from ``start`` to ``stop`` as they stand on a page of their own."""
        rows = [
            replace(row, cells=self._cells(number, start, stop))
            for number, row in enumerate(self.rows[start:stop], start)
        ]
        begun = [head for head in self.heads if head[1] <= start]
        inside = [head for head in self.heads if start <= head[0] and head[1] <= stop]
        above: tuple[Row, ...] = ()
        if begun and (not inside or inside[0][0] > start):
            first, last = begun[-1]
            above = _moved(self.rows[first:last], -first)
        by = len(above) - start
        heads = [(0, len(above))] if above else []
        heads += [(first + by, last + by) for first, last in inside]
        return replace(
            self,
            rows=(*above, *_moved(rows, by)),
            head=heads[0] if heads else None,
            others=tuple(heads[1:]),
        )

    def _cells(self, number: int, start: int, stop: int) -> tuple[Cell, ...]:
        """The cells of a row on a page from ``start`` to ``stop``, with those that go on in the first.

        The page is ruled above and below.
        """
        begun = self.rows[:start] if number == start else ()
        above = (cell for row in begun for cell in row.cells if cell.row + cell.rows > start)
        own = (
            replace(
                cell,
                row=number,
                rows=min(cell.row + cell.rows, stop) - number,
                text=cell.text if cell.row == number else cell.again(self.continued),
                open_above=cell.open_above and start < cell.row,
                open_below=cell.open_below and cell.row + cell.rows < stop,
            )
            for cell in (*self.rows[number].cells, *above)
        )
        return tuple(sorted(own, key=lambda cell: cell.column))


def _moved(rows: Iterable[Row], by: int) -> tuple[Row, ...]:
    return tuple(
        replace(row, cells=tuple(replace(cell, row=cell.row + by) for cell in row.cells))
        for row in rows
    )
