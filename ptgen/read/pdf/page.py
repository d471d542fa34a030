"""One page: grids with their text, and the lines outside of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ptgen.read.document import SourceCell, SourceGrid, SourcePlace
from ptgen.read.pdf.lattice import Lattice, LatticeCell, lattices
from ptgen.read.pdf.lines import Line, cell_text, is_centered, lines_of
from ptgen.read.pdf.marks import Glyph, PageMarks
from ptgen.read.tables.stacking import edges_of

_APART = 0.1  # of the size: cells' texts are farther from each other than characters of one text

Box = tuple[float, float, float, float]
_Home = tuple[int, int] | None  # lattice and cell


@dataclass(frozen=True, slots=True)
class PageGrid:
    """A grid; in some columns its last line is full."""

    grid: SourceGrid
    full: frozenset[int]

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.grid.place.box or (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page, from the top."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[PageGrid, ...]
    beyond: tuple[Line, ...]  # the edge of the paper


def page_content(marks: PageMarks, number: int, former: PageGrid | None) -> PageContent:
    """Return the lines and grids of a page; ``former``: the last grid of the page before."""
    edges = edges_of(former.grid) if former else []
    first, *others = lattices(marks.rules, edges) or (None,)
    found = _Homes((_widened(first, edges), *others) if first else (), former is not None)
    texts: dict[_Home, list[Glyph]] = defaultdict(list)
    outside: list[list[Glyph]] = []
    beyond: list[Glyph] = []
    for home, glyphs in (piece for run in _runs(marks.glyphs) for piece in found.parted(run)):
        if home is None:
            outside.append(glyphs)
        else:
            texts[home] += glyphs
    for run in outside:
        beside = found.merged_beside(run, texts, marks.height)
        off = beside is None and not 0 < run[0].base < marks.height + run[0].size
        (beyond if off else texts[beside]).extend(run)
    grids = []
    for index, lattice in enumerate(found.lattices):
        cells = [lines_of(texts[index, one]) for one in range(len(lattice.cells))]
        if len(cells) > 1 and any(cells):
            grids.append(_grid(lattice, cells, number))
        else:
            for one in range(len(lattice.cells)):
                texts[None] += texts[index, one]
    lines, further = tuple(lines_of(texts[None])), tuple(lines_of(beyond))
    return PageContent(number, marks.width, marks.height, lines, tuple(grids), further)


def _widened(lattice: Lattice, edges: Sequence[float]) -> Lattice:
    """Return a lattice with the columns at its left whose merged cells have no border here.

    LibreOffice draws the border of a merged cell only on the page on which the cell begins.
    """
    here = next((at for at, x in enumerate(edges) if abs(x - lattice.xs[0]) < 4.0), 0)
    if not here or abs(edges[-1] - lattice.xs[-1]) > 4.0:
        return lattice
    cells = [replace(cell, column=cell.column + here) for cell in lattice.cells]
    rows = len(lattice.ys) - 1
    wider = [LatticeCell(0, column, rows, 1) for column in range(here)]
    return Lattice((*edges[:here], *lattice.xs), lattice.ys, (*wider, *cells))


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield characters that were drawn one behind the other."""
    run: list[Glyph] = []
    for glyph in glyphs:
        last = run[-1] if run else glyph
        level = abs(glyph.base - last.base) <= 0.1 * glyph.size
        if run and not (level and -0.3 <= (glyph.x0 - last.x1) / glyph.size <= 0.5):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


class _Homes:
    """Finds the cell in which characters stand."""

    def __init__(self, found: tuple[Lattice, ...], goes_on: bool) -> None:
        self.lattices, self._goes_on = found, goes_on
        self._cells = [lattice.index_at() for lattice in found]

    def parted(self, run: list[Glyph]) -> Iterator[tuple[_Home, list[Glyph]]]:
        """Yield the run cut where a rule stands in a gap, each piece with its cell.

        Text that is longer than its cell goes on over the rule without a gap.
        """
        piece = run[:1]
        for last, glyph in pairwise(run):
            gap = glyph.x0 - last.x1 >= _APART * glyph.size or glyph.text.isspace()
            if gap and self._home(last) != self._home(glyph):
                yield self._of(piece), piece
                piece = []
            piece.append(glyph)
        yield self._of(piece), piece

    def _of(self, piece: list[Glyph]) -> _Home:
        """Return the cell to which a piece belongs by the side that keeps clear of a rule."""
        inked = [glyph for glyph in piece if not glyph.text.isspace()] or piece
        homes = [self._home(glyph) for glyph in inked]
        if homes[0] == homes[-1]:
            return homes[0]
        size = inked[0].size
        first, last = self._box(homes[0]), self._box(homes[-1])
        if first and 0 <= inked[0].x0 - first[0] <= size:
            return homes[0]
        if last and 0 <= last[2] - inked[-1].x1 <= size:
            return homes[-1]
        return homes[len(homes) // 2]

    def merged_beside(
        self, run: list[Glyph], texts: Mapping[_Home, list[Glyph]], height: float
    ) -> _Home:
        """Return the merged cell whose text a run is, though it is printed beyond the page's end.

        LibreOffice centres a text in the whole of a merged cell, on each page that shows some of it.
        """
        size, base, middle = run[0].size, run[0].base, (run[0].x0 + run[-1].x1) / 2
        for index, lattice in enumerate(self.lattices):
            for number, cell in enumerate(lattice.cells):
                left, top, right, bottom = lattice.box_of(cell)
                above = cell.row == 0 and base < top
                below = cell.row + cell.rows == len(lattice.ys) - 1 and base > bottom
                cut = cell.rows > 1 or not 0 < base < height or (above and self._goes_on)
                inside = left <= run[0].x0 and run[-1].x1 <= right
                centered = abs(middle - (left + right) / 2) < 0.6 * size
                apart = (abs(one.base - base) for one in texts.get((index, number), ()))
                beyond = (above or below) and cut and inside and centered
                if beyond and min(apart, default=0.0) < 1.7 * size:
                    return index, number
        return None

    def _box(self, home: _Home) -> Box | None:
        if home is None:
            return None
        lattice = self.lattices[home[0]]
        return lattice.box_of(lattice.cells[home[1]])

    def _home(self, glyph: Glyph) -> _Home:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        found: list[tuple[float, _Home]] = []
        for index, lattice in enumerate(self.lattices):
            left, top, right, bottom = lattice.box
            if left <= x < right and top <= y < bottom:
                place = bisect_right(lattice.ys, y) - 1, bisect_right(lattice.xs, x) - 1
                area = (right - left) * (bottom - top)
                found.append((area, (index, self._cells[index][place])))
        return min(found)[1] if found else None


def _grid(lattice: Lattice, texts: list[list[Line]], number: int) -> PageGrid:
    boxes = [lattice.box_of(cell) for cell in lattice.cells]
    gaps = [
        min(line.x0 - box[0], box[2] - line.x1) / line.size
        for box, lines in zip(boxes, texts, strict=True)
        for line in lines
    ]
    padding = min(max(min(gaps), 0.0), 0.6)
    cells = []
    full = set()
    for cell, box, lines in zip(lattice.cells, boxes, texts, strict=True):
        size = max((line.size for line in lines), default=0.0)
        room = box[2] - box[0] - 2 * padding * size
        centered = bool(lines) and all(is_centered(line, box[0], box[2]) for line in lines)
        bold = bool(lines) and all(line.bold for line in lines)
        text, place = cell_text(lines, room), SourcePlace(page=number, box=box)
        cells.append(
            SourceCell(cell.row, cell.column, text, place, cell.rows, cell.columns, centered, bold)
        )
        if len(lines) > 1 and lines[-1].x1 - lines[-1].x0 > room - 1.5 * size:
            full.add(cell.column)
    grid = SourceGrid(
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        SourcePlace(page=number, box=lattice.box),
        tuple(b - a for a, b in pairwise(lattice.xs)),
        tuple(b - a for a, b in pairwise(lattice.ys)),
    )
    ends = {cell.column for cell in cells if cell.row + cell.rows == len(grid.heights)}
    return PageGrid(grid, frozenset(full & ends))
