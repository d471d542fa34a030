"""Cells made to cover a grid: each place once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import takewhile
from typing import Final

from ptgen.read.document import SourceCell, SourcePlace
from ptgen.read.package import PackageError

MAX_PLACES: Final = 200_000


def check_size(rows: int, columns: int) -> None:
    """Raise :class:`PackageError` for a grid of too many places."""
    if rows * columns > MAX_PLACES:
        raise PackageError(f"一张表有 {rows} 行 {columns} 列，太大；请只留下要读的表")


def covered(
    cells: Iterable[SourceCell],
    blank: Callable[[int, int], SourcePlace],
    size: tuple[int, int] = (0, 0),
) -> tuple[SourceCell, ...]:
    """Return the cells by row and column, blank ones where none stood.

    A span that would overlap an earlier cell is cut. ``blank``: the place of one where none stood;
    ``size``: at least so many rows and columns.
    Raise :class:`PackageError` for a grid that is too big.
    """
    cells = tuple(cells)
    check_size(
        max([size[0], *(cell.row + cell.rows for cell in cells)]),
        max([size[1], *(cell.column + cell.columns for cell in cells)]),
    )
    taken: set[tuple[int, int]] = set()
    kept: list[SourceCell] = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        places = [(cell.row, cell.column + one) for one in range(cell.columns)]
        free = list(takewhile(lambda place: place not in taken, places))  # noqa: B023  at once
        if free:
            taken |= {(row + down, column) for row, column in free for down in range(cell.rows)}
            kept.append(replace(cell, columns=len(free)))
    rows = max([size[0], *(row + 1 for row, _ in taken)])
    width = max([size[1], *(column + 1 for _, column in taken)])
    kept += [
        SourceCell(row, column, "", blank(row, column))
        for row in range(rows)
        for column in range(width)
        if (row, column) not in taken
    ]
    return tuple(sorted(kept, key=lambda cell: (cell.row, cell.column)))
