"""Rules become lattices of cells: rules that touch are one lattice, what no rule parts is one cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ptgen.read.pdf.marks import RuledLine
from ptgen.read.tables.edges import clusters, nearest

MAX_RULES = 3000  # of a page, after those that go on from each other are joined
_MAX_UNITS = 60_000
_TOUCH = 2.5  # pt between rules that meet
_COVERED = 0.6  # of a cell's side that a rule must have


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell: half-open ranges of rows and columns."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """The edges of columns and rows in points, and the cells, which cover it once each."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, cell: LatticeCell) -> tuple[float, float, float, float]:
        """The same of a cell."""
        return (
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.columns],
            self.ys[cell.row + cell.rows],
        )

    def index_at(self) -> dict[tuple[int, int], int]:
        """The number of the cell at each row and column."""
        return {
            (cell.row + down, cell.column + right): number
            for number, cell in enumerate(self.cells)
            for down in range(cell.rows)
            for right in range(cell.columns)
        }


def lattices(rules: Iterable[RuledLine], former: Sequence[float]) -> tuple[Lattice, ...]:
    """Return the lattices of a page, from the top.

    ``former``: the edges of the columns of a table that may go on from the page before. A cell that
    fills the page has no rule above it and none below.
    """
    joined = list(_joined(rules))
    if len(joined) > MAX_RULES:
        return ()
    groups = _touching(joined)
    down = [rule for group in groups if len(group) == 1 for rule in group if not rule.across]
    ends = [(min(r.start for r in down), max(r.stop for r in down))] if len(down) > 1 else []
    if former and ends and all(abs(down[at].at - former[at]) < 4.0 for at in (0, -1)):
        across = (RuledLine(True, y, former[0], former[-1]) for y in ends[0])
        groups.append([*down, *across])
    found = (_lattice(group) for group in groups)
    return tuple(sorted(filter(None, found), key=lambda one: (one.ys[0], one.xs[0])))


def _joined(rules: Iterable[RuledLine]) -> Iterator[RuledLine]:
    """Yield the rules, those that lie in one line and touch as one; first those across."""
    lines: list[list[RuledLine]] = []
    for rule in sorted(rules, key=lambda rule: (not rule.across, rule.at)):
        first = lines[-1][0] if lines else None
        if first and first.across == rule.across and rule.at - first.at <= 1.5:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        first, *others = sorted(line, key=lambda rule: rule.start)
        whole = replace(first, at=at)
        for rule in others:
            if rule.start - whole.stop <= _TOUCH:
                whole = replace(whole, stop=max(whole.stop, rule.stop))
            else:
                yield whole
                whole = replace(rule, at=at)
        yield whole


def _touching(rules: list[RuledLine]) -> list[list[RuledLine]]:
    left, groups = dict.fromkeys(rules), []
    while left:
        group = [next(iter(left))]
        del left[group[0]]
        for rule in group:  # which grows
            near = [one for one in left if one.across != rule.across and _meet(rule, one)]
            group += near
            for one in near:
                del left[one]
        groups.append(group)
    return groups


def _meet(one: RuledLine, other: RuledLine) -> bool:
    return (
        other.start - _TOUCH <= one.at <= other.stop + _TOUCH
        and one.start - _TOUCH <= other.at <= one.stop + _TOUCH
    )


def _lattice(rules: list[RuledLine]) -> Lattice | None:
    across = [rule for rule in rules if rule.across]
    down = [rule for rule in rules if not rule.across]
    if not across or not down:
        return None
    xs = _edges(down, across)
    ys = _edges(across, down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MAX_UNITS:
        return None
    below = _walls(across, ys, xs)
    right = _walls(down, xs, ys)
    cells = _cells(len(ys) - 1, len(xs) - 1, below, right)
    return _without_idle_edges(Lattice(tuple(xs), tuple(ys), tuple(cells)))


def _edges(own: list[RuledLine], crossing: list[RuledLine]) -> list[float]:
    """Return where rules stand, and where the crossing ones end if no border is drawn there."""
    found = clusters((rule.at for rule in own), 1.5)
    ends = min(rule.start for rule in crossing), max(rule.stop for rule in crossing)
    return sorted([*found, *(end for end in ends if min(abs(end - x) for x in found) > 4.0)])


def _walls(rules: list[RuledLine], at: list[float], along: list[float]) -> set[tuple[int, int]]:
    """Return the pairs (edge, interval) at which a rule parts what lies on its two sides."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for rule in rules:
        edge = nearest(at, rule.at)
        for index, (start, stop) in enumerate(pairwise(along)):
            shared = min(stop, rule.stop) - max(start, rule.start)
            if shared > 0:
                found[edge, index] += shared / (stop - start)
    return {key for key, share in found.items() if share >= _COVERED}


def _cells(
    rows: int, columns: int, below: set[tuple[int, int]], right: set[tuple[int, int]]
) -> list[LatticeCell]:
    """Return the regions that no rule parts; one that is no rectangle row by row."""
    seen: set[tuple[int, int]] = set()
    cells: list[LatticeCell] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in seen:
                continue
            region, todo = {(row, column)}, [(row, column)]
            while todo:
                i, j = todo.pop()
                steps = (
                    ((i + 1, j), (i + 1, j) in below),
                    ((i - 1, j), (i, j) in below),
                    ((i, j + 1), (j + 1, i) in right),
                    ((i, j - 1), (j, i) in right),
                )
                for place, parted in steps:
                    inside = place[0] in range(rows) and place[1] in range(columns)
                    if inside and not parted and place not in region:
                        region.add(place)
                        todo.append(place)
            seen |= region
            cells += _rectangles(region)
    return cells


def _rectangles(region: set[tuple[int, int]]) -> list[LatticeCell]:
    rows = [row for row, _ in region]
    columns = [column for _, column in region]
    height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    if height * width == len(region):
        return [LatticeCell(min(rows), min(columns), height, width)]
    runs = groupby(enumerate(sorted(region)), lambda one: (one[1][0], one[1][1] - one[0]))
    places = ([place for _, place in run] for _, run in runs)
    return [LatticeCell(*run[0], 1, len(run)) for run in places]


def _without_idle_edges(lattice: Lattice) -> Lattice:
    """Return the lattice without edges at which no cell ends."""
    columns = sorted({e for one in lattice.cells for e in (one.column, one.column + one.columns)})
    rows = sorted({e for one in lattice.cells for e in (one.row, one.row + one.rows)})
    cells = []
    for cell in lattice.cells:
        top, left = rows.index(cell.row), columns.index(cell.column)
        height = rows.index(cell.row + cell.rows) - top
        width = columns.index(cell.column + cell.columns) - left
        cells.append(LatticeCell(top, left, height, width))
    xs, ys = (lattice.xs[edge] for edge in columns), (lattice.ys[edge] for edge in rows)
    return Lattice(tuple(xs), tuple(ys), tuple(cells))
