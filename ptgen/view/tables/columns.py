"""Join bands with columns of their own into one grid of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

# Edges of two bands nearer than this are one edge, in dxa (1/20 pt): no sliver of a column.
_SNAP = 40
_NARROWEST = 560  # of 序号 in one line, in dxa


@dataclass(frozen=True, slots=True)
class Columns:
    """The common grid: its column widths in dxa, and each band's edges as grid columns."""

    widths: tuple[int, ...]
    edges: tuple[tuple[int, ...], ...]

    def span(self, band: int, column: int, columns: int) -> tuple[int, int]:
        """The half-open range of grid columns of a band's columns."""
        return self.edges[band][column], self.edges[band][column + columns]


def shared_out(width: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Columns of a width by their shares: 序号 in one line, and what is left in the third."""
    columns = [width * share // sum(shares) for share in shares]
    columns[0] = max(columns[0], _NARROWEST)
    columns[2] += width - sum(columns)
    return tuple(columns)


def columns_of(bands: Sequence[Sequence[float]], width: int) -> Columns:
    """The grid of all edges of all bands; ``width`` is that of the whole in dxa.

    A band's widths are shares: they need not add up to 100.
    """
    places = [_edges(widths, width) for widths in bands]
    lines: list[int] = []
    for place in sorted({edge for edges in places for edge in edges}):
        if not lines or place - lines[-1] > _SNAP:
            lines.append(place)
    lines[-1] = width

    def nearest(place: int) -> int:
        return min(range(len(lines)), key=lambda index: abs(lines[index] - place))

    edges = tuple(tuple(map(nearest, band)) for band in places)
    return Columns(tuple(right - left for left, right in pairwise(lines)), edges)


def _edges(widths: Sequence[float], width: int) -> tuple[int, ...]:
    whole = sum(widths)
    return (0, *(round(edge / whole * width) for edge in accumulate(widths)))
