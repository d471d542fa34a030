"""Where pages begin inside tables.

Typst breaks a merged cell anywhere and says its name once. So a table whose merged cells or kept
rows a page would part is cut, by the heights that its rows have in a first layout: what begins
with a page is a table of its own, with its head and with the names of the cells that go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ptgen.render.docx.page_breaks import joined_rows
from ptgen.render.look.model import MM, Look
from ptgen.view.table import Table

Part = tuple[int, int, int]
"""A part of a table: the numbers of the document, of the table in it and of the part."""
Starts = Mapping[Part, tuple[int, ...]]
"""The rows of each part with which pages begin, where it is cut."""
_SLACK: Final = 0.05  # pt: sums of heights are rounded


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a row begins and ends: the pages, and how far from their upper edge."""

    page: int
    top: float
    last_page: int
    bottom: float


Marks = Mapping[Part, Mapping[int, Mark]]


def marks_of(told: Iterable[tuple[int, int, int, int, int, float]]) -> Marks:
    """Return the marks of rows by their parts; each is told twice, at its upper and lower edge."""
    found: dict[Part, dict[int, Mark]] = {}
    begun: dict[tuple[Part, int], tuple[int, float]] = {}
    for document, table, part, row, page, y in told:
        place = document, table, part
        begin = begun.setdefault((place, row), (page, y))
        if begin != (page, y):  # a head that is repeated tells more
            found.setdefault(place, {}).setdefault(row, Mark(*begin, page, y))
    return found


def room_of(look: Look) -> tuple[float, float]:
    """Return the upper margin of a sheet and the height between its margins, in points."""
    top, bottom = look.margins
    return top, look.page.height * MM - top - bottom


def page_starts(parts: Mapping[Part, Table], marks: Marks, look: Look, starts: Starts) -> Starts:
    """Return the cuts for the next layout; the same when this one is right."""
    found = dict(starts)
    for place, table in parts.items():
        rows = marks.get(place, {})
        begun = [
            row for before, row in pairwise(sorted(rows)) if rows[row].page > rows[before].page
        ]
        if place in starts or not hanging(table).isdisjoint(begun):
            found[place] = _cuts(table, rows, look)
    return found


def _cuts(table: Table, marks: Mapping[int, Mark], look: Look) -> tuple[int, ...]:
    """The rows with which pages begin."""
    top, room = room_of(look)
    heights = {row: mark.bottom - mark.top for row, mark in marks.items()}
    head = table.head[1] if table.head else 0
    cuts: list[int] = []
    row = first = min(marks)
    used = marks[first].top - top
    while row < len(table.rows):
        mark, height = marks.get(row), heights.get(row, 0.0)
        if mark is not None and mark.last_page > mark.page:
            used = mark.bottom - top
        elif row <= max(first, head) or used + height <= room + _SLACK:
            used += height
        else:
            row = first = _moved_up(table, row, max(first, head))
            cuts.append(row)
            used = sum(heights.get(one, 0.0) for one in range(head))
            continue
        row += 1
    return tuple(cuts)


def _moved_up(table: Table, row: int, first: int) -> int:
    """The first of the rows that stay with this one, if they do not take the whole page."""
    moved = row
    while moved > first and table.rows[moved - 1].kept:
        moved -= 1
    return row if moved == first else moved


def hanging(table: Table) -> set[int]:
    """Return the rows with which no page may begin unless the table is cut."""
    behind = (table.head[1] if table.head else 0) + 1
    kept = {row for row in range(behind, len(table.rows)) if table.rows[row - 1].kept}
    return joined_rows(table) | kept
