"""Two tables that are one: over a page break, or drawn one below the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile

from ptgen.read.document import SourceCell, SourceGrid, without_blanks
from ptgen.read.tables.edges import clusters, nearest

_SAME = 4.0  # pt between the edges of one column in both
_CONTINUED = re.compile(r"[（(]?\s*续\s*表?\s*[）)]?$")


@dataclass(frozen=True, slots=True)
class Stacked:
    """The one table, and the texts of the lower one that were repetitions."""

    grid: SourceGrid
    dropped: tuple[str, ...]


def stacked(
    above: SourceGrid, below: SourceGrid, *, full: Collection[int] | None = None
) -> Stacked | None:
    """Return two tables as one; ``None`` when they differ in width or begin alike.

    A head that is there again is dropped; it says that cells go on over the gap, as ``full`` does:
    a page ends between them, and in these columns the last line above it was full.
    """
    edges = edges_of(above), edges_of(below)
    if any(abs(edges[0][at] - edges[1][at]) > max(_SAME, 0.01 * edges[0][-1]) for at in (0, -1)):
        return None
    rows = _rows(above), _rows(below)
    head = _repeated(*rows)
    if head is None:
        return None
    xs = clusters([*edges[0], *edges[1]], _SAME)
    count = len(above.heights)
    upper = placed(above, edges[0], xs, 0)
    lower = _without_head(placed(below, edges[1], xs, count - head), count)
    dropped = [cell.text for row in rows[1][:head] for cell in row if cell.text]
    heights = above.heights + below.heights[head:]
    if lower and (full is not None or head):
        upper, lower, repeated = _continued(upper, lower, count, full or ())
        dropped += repeated
        heights = heights[: max(cell.row + cell.rows for cell in (*upper, *lower))]
    cells = tuple(sorted([*upper, *lower], key=lambda cell: (cell.row, cell.column)))
    widths = tuple(b - a for a, b in pairwise(xs))
    return Stacked(SourceGrid(cells, above.place, widths, heights), tuple(dropped))


def _without_head(cells: list[SourceCell], count: int) -> list[SourceCell]:
    """Return the cells from a row on; of those that begin above it what reaches below."""
    return [
        replace(one, row=max(one.row, count), rows=one.row + one.rows - max(one.row, count))
        for one in cells
        if one.row + one.rows > count
    ]


def edges_of(grid: SourceGrid) -> list[float]:
    """Return where its columns begin and end; from 0 on where the file does not say."""
    return list(accumulate(grid.widths, initial=grid.place.box[0] if grid.place.box else 0.0))


def _rows(grid: SourceGrid) -> list[list[SourceCell]]:
    rows: list[list[SourceCell]] = [[] for _ in grid.heights]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _repeated(above: list[list[SourceCell]], below: list[list[SourceCell]]) -> int | None:
    """Return how many rows at the top are a head again; ``None`` for a new table of the same kind.

    Such a table goes on with the labels of the first one behind its head.
    """
    texts = [[_texts(row) for row in rows] for rows in (above, below)]
    starts = [at for at, row in enumerate(texts[0]) if row and row == texts[1][0]]
    start = starts[-1] if starts else len(above)
    pairs = zip(texts[0][start:], texts[1], strict=False)
    count = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    start = start if starts else 0
    if start == 0 and count < min(len(above), len(below)):
        labels = [rows[count][0] for rows in (above, below) if rows[count]]
        if len({(one.column, one.text) for one in labels if one.text}) == 1 and len(labels) == 2:
            return None if all(one.text for one in labels) else count
    return count


def _texts(row: list[SourceCell]) -> list[str]:
    return [without_blanks(cell.text) for cell in row if cell.text]


def placed(
    grid: SourceGrid, own: Sequence[float], xs: Sequence[float], down: int
) -> list[SourceCell]:
    """Return the cells further down, their own columns' edges moved to the nearest of others."""
    columns = [nearest(xs, x) for x in own]
    return [
        replace(
            cell,
            row=cell.row + down,
            column=columns[cell.column],
            columns=columns[cell.column + cell.columns] - columns[cell.column],
        )
        for cell in grid.cells
    ]


def _continued(
    upper: list[SourceCell], lower: list[SourceCell], count: int, full: Collection[int]
) -> tuple[list[SourceCell], list[SourceCell], list[str]]:
    """Return the cells, those of the first row below joined to what they go on with."""
    ends = {cell.column: cell for cell in upper if cell.row + cell.rows == count}
    first = sorted((c for c in lower if c.row == count), key=lambda cell: cell.column)
    pairs = [(ends.get(cell.column), cell) for cell in first]
    both = [(one, cell) for one, cell in pairs if one and one.columns == cell.columns]
    if len(both) < len(pairs):
        return upper, lower, []
    same = [(one, cell) for one, cell in both if _is_same(one, cell)]
    split = [pair for pair in both if pair[0].column in full and pair not in same]
    if split and len(split) + len(same) == len(both):
        lower = [replace(cell, row=cell.row - 1) for cell in lower if cell not in first]
        whole = {one.column: replace(one, text=one.text + cell.text) for one, cell in split}
        return [whole.get(c.column, c) if c in ends.values() else c for c in upper], lower, []
    leading = list(takewhile(lambda pair: pair in same, both[:-1]))
    longer = {
        one.column: replace(one, rows=one.rows + cell.rows, text=one.text or cell.text)
        for one, cell in leading
    }
    gone = [cell for _, cell in leading]
    texts = [cell.text for one, cell in leading if cell.text and one.text]
    upper = [longer.get(c.column, c) if c in ends.values() else c for c in upper]
    return upper, [cell for cell in lower if cell not in gone], texts


def _is_same(above: SourceCell, cell: SourceCell) -> bool:
    """Whether a cell has no text of its own; a merged one may be named on either page."""
    text, former = (without_blanks(one.text) for one in (cell, above))
    return _CONTINUED.sub("", text) in ("", former) or not former
