"""A grid that runs over pages becomes one: its columns, its repeated head, the cells that go on."""

from __future__ import annotations

import re
from dataclasses import replace

from ptgen.read.document import SourceCell, SourceGrid
from ptgen.read.pdf.lattice import clusters, nearest
from ptgen.read.pdf.page import PageGrid

_SAME = 4.0  # pt between the edges of one column on two pages
_CONTINUED = re.compile(r"[（(]?\s*续\s*表?\s*[）)]?$")


def joined_grid(above: PageGrid, below: PageGrid) -> tuple[PageGrid, tuple[str, ...]] | None:
    """Return two grids as one with the texts that were dropped; ``None`` when they are two."""
    box, other = above.lattice.box, below.lattice.box
    if abs(box[0] - other[0]) > _SAME or abs(box[2] - other[2]) > _SAME:
        return None
    rows = _rows(above.grid), _rows(below.grid)
    head = _head(*rows)
    if head is None:
        return None
    xs = clusters([*above.lattice.xs, *below.lattice.xs], _SAME)
    upper = _placed(above, xs, 0)
    count = len(above.grid.heights)
    lower = [cell for cell in _placed(below, xs, count - head) if cell.row >= count]
    dropped = [cell.text for row in rows[1][:head] for cell in row if cell.text]
    cells, marks = _continued(upper, lower, count)
    grid = SourceGrid(
        cells,
        above.grid.place,
        tuple(b - a for a, b in zip(xs, xs[1:], strict=False)),
        above.grid.heights + below.grid.heights[head:],
    )
    lattice = replace(below.lattice, xs=tuple(xs))
    return PageGrid(grid, lattice), (*dropped, *marks)


def _rows(grid: SourceGrid) -> list[list[SourceCell]]:
    rows: list[list[SourceCell]] = [[] for _ in grid.heights]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _head(above: list[list[SourceCell]], below: list[list[SourceCell]]) -> int | None:
    """Return how many rows at the top of a page are a head again; ``None`` for a new table.

    A new table of the same kind goes on with the labels of the first one behind its head.
    """
    first = _texts(below[0])
    starts = [index for index, row in enumerate(above) if any(first) and _texts(row) == first]
    start = starts[-1] if starts else 0
    count = 0
    while (
        starts
        and start + count < len(above)
        and count < len(below)
        and _texts(above[start + count]) == _texts(below[count])
    ):
        count += 1
    if start + count < len(above) and count < len(below):
        label, again = _first(above[start + count]), _first(below[count])
        if start == 0 and label and label == again:
            return None
    return count


def _texts(row: list[SourceCell]) -> list[str]:
    return [cell.text for cell in row if cell.text]


def _first(row: list[SourceCell]) -> str:
    return row[0].text if row and row[0].column == 0 else ""


def _placed(one: PageGrid, xs: list[float], down: int) -> list[SourceCell]:
    columns = [nearest(xs, x) for x in one.lattice.xs]
    if one.grid.widths and len(one.lattice.xs) != len(one.grid.widths) + 1:
        columns = list(range(len(xs)))
    return [
        replace(
            cell,
            row=cell.row + down,
            column=columns[cell.column],
            columns=columns[cell.column + cell.columns] - columns[cell.column],
        )
        for cell in one.grid.cells
    ]


def _continued(
    upper: list[SourceCell], lower: list[SourceCell], count: int
) -> tuple[tuple[SourceCell, ...], list[str]]:
    """Return the cells, those at the left of the first row below joined to what they go on with."""
    ends = {
        (cell.column, cell.columns): index
        for index, cell in enumerate(upper)
        if cell.row + cell.rows == count
    }
    kept, marks = list(upper), []
    goes_on = True
    for cell in sorted(lower, key=lambda cell: (cell.row, cell.column)):
        index = ends.get((cell.column, cell.columns))
        if goes_on and cell.row == count and index is not None and _again(kept[index], cell):
            if cell.text:
                marks.append(cell.text)
            kept[index] = replace(kept[index], rows=kept[index].rows + cell.rows)
        else:
            goes_on = False
            kept.append(cell)
    return tuple(sorted(kept, key=lambda cell: (cell.row, cell.column))), marks


def _again(above: SourceCell, cell: SourceCell) -> bool:
    text = _CONTINUED.sub("", cell.text)
    return bool(above.text) and text in ("", above.text)
