"""Tables that list many projects, each with its indicators: taken apart into a form for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ptgen.importer.forms.sheet import FormSheet
from ptgen.importer.forms.tables.columns import GROUPS, INDICATORS, FoundColumn, FoundTable
from ptgen.importer.forms.tables.rows import table_at
from ptgen.importer.forms.vocabulary.labels import Vocabulary, bare, squeezed
from ptgen.read.document import SourceCell, SourceGrid

_NAMES = ("项目名称", "项目")


def unfolded(sheet: FormSheet, known: Vocabulary) -> tuple[SourceGrid, ...]:
    """A grid for each project; nothing where the table does not list projects by column."""
    for row in range(min(len(sheet.rows), 8)):
        table = table_at(sheet, row, known)
        if table is not None and table.source == INDICATORS:
            first = min(one.first for one in table.columns if one.key in (*GROUPS, "三级指标"))
            outer = [one for one in table.columns if one.first < first and squeezed(one.label)]
            named = [one for one in outer if bare(one.label) in _NAMES]
            return tuple(_grids(sheet, table, outer, named[0])) if named else ()
    return ()


def _grids(
    sheet: FormSheet, table: FoundTable, outer: list[FoundColumn], named: FoundColumn
) -> Iterator[SourceGrid]:
    def project(row: int) -> str:
        cell = sheet.at(row, named.first)
        return "" if cell is None else squeezed(cell.text)

    inner = [one for one in table.columns if one not in outer]
    places = {one.first: at for at, one in enumerate(inner)}
    for name, found in groupby(range(table.body, table.stop), project):
        rows = list(found)
        if not name:
            continue
        cells = []
        for at, column in enumerate(outer):
            head, value = sheet.at(table.head, column.first), sheet.at(rows[0], column.first)
            if head is not None and value is not None:
                cells.append(replace(head, row=at, column=0, rows=1, columns=1))
                cells.append(replace(value, row=at, column=1, rows=1, columns=len(inner) - 1))
        shown = [*range(table.head, table.body), *rows]
        for at, row in enumerate(shown, len(outer)):
            cells += [
                _moved(cell, places, at, len(outer) + len(shown) - at)
                for cell in sheet.rows[row]
                if cell.column in places
            ]
        widths = tuple(sheet.lines[one.stop] - sheet.lines[one.first] for one in inner)
        yield SourceGrid(tuple(cells), cells[1].place, widths, (0.0,) * (len(outer) + len(shown)))


def _moved(cell: SourceCell, places: dict[int, int], row: int, most: int) -> SourceCell:
    inside = range(cell.column, cell.column + cell.columns)
    return replace(
        cell,
        row=row,
        column=places[cell.column],
        rows=min(cell.rows, most),
        columns=sum(first in inside for first in places),
    )
