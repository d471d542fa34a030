"""Resolve rows of cells with merge marks into cells with spans.

``^`` joins a cell to the one above, ``<`` to the one on its left. Every place is written, so a
row that is too short is a hole, and a merge that is not a rectangle would overlap: both are
faults, never drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ptgen.core.layout.form import MERGE_LEFT, MERGE_UP, CellSpec, RowSpec


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its top left place (0-based, inside its band) with its spans."""

    spec: CellSpec
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class GridFault:
    """What is wrong at a place of the rows."""

    row: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class CellGrid:
    """The cells of a band's rows in reading order, or what keeps them from being a grid."""

    cells: tuple[Placed, ...] = ()
    fault: GridFault | None = None


Place = tuple[int, int]


def place(rows: Sequence[RowSpec], columns: int) -> CellGrid:
    """The cells of the rows, in reading order."""
    for index, row in enumerate(rows):
        if len(row) != columns:
            message = f"这一行有 {len(row)} 格，列宽有 {columns} 列"
            hint = "每一列都要写一格；与上一格合并写“^”，与左一格合并写“<”"
            at = max(min(len(row), columns) - 1, 0)
            return CellGrid(fault=GridFault(index, at, message, hint))
    owners: dict[Place, Place] = {}
    for index, row in enumerate(rows):
        for column, spec in enumerate(row):
            owner = _owner(owners, spec, index, column)
            if owner is None:
                hint = "第一行不能写“^”，第一列不能写“<”"
                return CellGrid(fault=GridFault(index, column, "没有可以合并的格子", hint))
            owners[index, column] = owner
    return _rectangles(rows, owners)


def _owner(owners: dict[Place, Place], spec: CellSpec, row: int, column: int) -> Place | None:
    if spec.label == MERGE_UP:
        return owners.get((row - 1, column))
    if spec.label == MERGE_LEFT:
        return owners.get((row, column - 1))
    return (row, column)


def _rectangles(rows: Sequence[RowSpec], owners: dict[Place, Place]) -> CellGrid:
    areas: dict[Place, list[Place]] = {}
    for at, owner in owners.items():
        areas.setdefault(owner, []).append(at)
    cells = []
    for (row, column), places in areas.items():
        height = max(at for at, _ in places) - row + 1
        width = max(at for _, at in places) - column + 1
        if len(places) != height * width or min(at for _, at in places) < column:
            last_row, last_column = places[-1]
            hint = "“^”和“<”合起来要围成一个长方形"
            return CellGrid(fault=GridFault(last_row, last_column, "合并的格子不成长方形", hint))
        cells.append(Placed(rows[row][column], row, column, height, width))
    return CellGrid(tuple(cells))
