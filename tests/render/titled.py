"""Forms whose title and year stand in the first rows of the table."""

from __future__ import annotations

from dataclasses import replace

from ptgen.view.document import Form
from ptgen.view.table import Align, Cell, CellKind, Row


def titled(form: Form) -> Form:
    """The form with its title and subtitle in rows over all columns, what is below moved down."""
    table = form.table
    lines = ((CellKind.TITLE, form.title), (CellKind.SUBTITLE, form.subtitle))
    tops = tuple(
        Row((_across(number, text, kind, len(table.widths)),), 22.0)
        for number, (kind, text) in enumerate(lines)
    )
    below = tuple(
        replace(row, cells=tuple(replace(cell, row=cell.row + len(tops)) for cell in row.cells))
        for row in table.rows
    )
    head = table.head and (table.head[0] + len(tops), table.head[1] + len(tops))
    return replace(form, table=replace(table, rows=(*tops, *below), head=head))


def headed(form: Form) -> Form:
    """The form without what stands above its head: the head is its first row."""
    return replace(form, table=form.table.parts()[-1])


def _across(row: int, text: str, kind: CellKind, columns: int) -> Cell:
    bold = kind is CellKind.SUBTITLE
    return Cell(row, 0, text, kind, Align.CENTER, bold=bold, columns=columns)
