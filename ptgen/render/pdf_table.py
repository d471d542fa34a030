"""Stage render: a table value becomes HTML with true spans, whole on every page it crosses.

WeasyPrint leaves a merged cell open where a page ends inside it (issues 663, 833, 1547 and 1911
of its tracker). So a table is laid out once to see which rows begin a page, and where one lies
inside a merged cell the cell is cut there into one span for each page, as Word draws it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final

from markupsafe import Markup

from ptgen.view.table import Align, Cell, CellKind, Row, Table

CELL_CLASSES: Final[Mapping[CellKind, str]] = {
    CellKind.LABEL: "表格标签",
    CellKind.VALUE: "表格内容",
    CellKind.AMOUNT: "表格金额",
    CellKind.TEXT: "表格正文",
    CellKind.HEAD: "表格表头",
}
_HEADINGS: Final = (CellKind.LABEL, CellKind.HEAD)
_ALIGN_CLASSES: Final[Mapping[Align, str]] = {
    Align.LEFT: "左",
    Align.CENTER: "中",
    Align.RIGHT: "右",
}
_NOTHING: Final = Markup()
_BREAK: Final = "\u200b"  # where an amount too wide for its column may break: never in a group
_ANCHOR: Final = re.compile(r"t(\d+)r(\d+)\Z")

Place = tuple[int, int]
"""A row as (number of the table part in the document, row in that part), both from 0."""

Places = frozenset[Place]


@dataclass(slots=True)
class TableWriter:
    """Writes the tables of one document in order, cut before the rows in ``cuts``."""

    cuts: Places
    joined: set[Place] = field(default_factory=set)
    """Rows met so far that hang on the row above: a page that begins there needs a cut."""
    count: int = 0

    def markup(self, table: Table) -> Markup:
        """The table's parts as adjacent HTML tables, escaped and ready to print."""
        parts = table.parts()
        return Markup().join(self._part(part, index > 0) for index, part in enumerate(parts))

    def _part(self, table: Table, below_another: bool) -> Markup:
        number = self.count
        self.count += 1
        cuts = frozenset(row for part, row in self.cuts if part == number)
        self.joined.update((number, row) for row in _joined_rows(table))
        return _part_markup(_cut(table, cuts), number, cuts, below_another)


def page_starts(pages: Iterable[Iterable[str]]) -> Places:
    """The rows that begin a page, out of the anchors of each page in order."""
    starts: set[Place] = set()
    for anchors in pages:
        first: dict[int, int] = {}
        for anchor in anchors:
            if found := _ANCHOR.match(anchor):
                part, row = int(found[1]), int(found[2])
                first[part] = min(first.get(part, row), row)
        starts.update(first.items())
    return frozenset(starts)


def next_cuts(cuts: Places, starts: Places, joined: AbstractSet[Place]) -> Places:
    """Where to cut in the next attempt, given the rows that began a page in this one.

    A cut makes rows higher, so an earlier row may now begin the page: what was cut behind it
    no longer holds. Each attempt keeps all that it had or cuts earlier, so attempts come to an
    end: then the outcome equals ``cuts``.
    """
    new = (starts & joined) - cuts
    if not new:
        return cuts
    return frozenset(cut for cut in cuts if cut < min(new)) | new


def _joined_rows(table: Table) -> set[int]:
    joined: set[int] = set()
    for row in table.rows:
        for cell in row.cells:
            joined.update(range(cell.row + 1, cell.row + cell.rows))
            if cell.open_above:
                joined.add(cell.row)
            if cell.open_below:
                joined.add(cell.row + cell.rows)
    first_body_row = table.head[1] if table.head else 0
    return {row for row in joined if first_body_row < row < len(table.rows)}


def _cut(table: Table, cuts: frozenset[int]) -> Table:
    """The table with every cell cut before the rows in ``cuts``; the first piece has the text."""
    if not cuts:
        return table
    rows: list[list[Cell]] = [[] for _ in table.rows]
    for row in table.rows:
        for cell in row.cells:
            for piece in _pieces(cell, cuts):
                rows[piece.row].append(piece)
    return replace(
        table,
        rows=tuple(
            replace(row, cells=tuple(sorted(cells, key=lambda cell: cell.column)))
            for row, cells in zip(table.rows, rows, strict=True)
        ),
    )


def _pieces(cell: Cell, cuts: frozenset[int]) -> list[Cell]:
    end = cell.row + cell.rows
    inner = sorted(cut for cut in cuts if cell.row < cut < end)
    starts = [cell.row, *inner]
    stops = [*inner, end]
    return [
        replace(
            cell,
            row=start,
            rows=stop - start,
            text=cell.text if start == cell.row else "",
            open_above=cell.open_above and start == cell.row and start not in cuts,
            open_below=cell.open_below and stop == end and stop not in cuts,
        )
        for start, stop in zip(starts, stops, strict=True)
    ]


def _part_markup(table: Table, number: int, cuts: frozenset[int], below_another: bool) -> Markup:
    start, stop = table.head or (0, 0)
    name = "公文表格 接上表" if below_another else "公文表格"
    columns = Markup().join(
        Markup('<col style="width: {}">').format(_pt(width)) for width in table.widths
    )
    head = Markup().join(_row_markup(row) for row in table.rows[start:stop])
    body = Markup().join(
        _row_markup(table.rows[row], Markup('id="t{}r{}"').format(number, row), row in cuts)
        for row in range(stop, len(table.rows))
    )
    return Markup(
        '<table class="{}" style="width: {}"><colgroup>{}</colgroup>{}<tbody>{}</tbody></table>'
    ).format(
        name,
        _pt(table.width),
        columns,
        Markup("<thead>{}</thead>").format(head) if head else "",
        body,
    )


def _row_markup(row: Row, anchor: Markup = _NOTHING, new_page: bool = False) -> Markup:
    name = Markup(' class="换页"') if new_page else ""
    strut = next((cell for cell in row.cells if cell.rows == 1), None) if row.min_height else None
    cells = Markup().join(
        _cell_markup(cell, row.min_height if cell is strut else 0.0) for cell in row.cells
    )
    return Markup("<tr {}{}>{}</tr>\n").format(anchor, name, cells)


def _cell_markup(cell: Cell, height: float) -> Markup:
    """The cell, with the row's least height in pt if it is the one that holds it.

    A height on the row itself would be added to the cells that span it.
    """
    tag = "th" if cell.kind in _HEADINGS else "td"
    classes = [CELL_CLASSES[cell.kind], _ALIGN_CLASSES[cell.align]]
    classes += ["加粗"] if cell.bold else []
    classes += ["上不画线"] if cell.open_above else []
    classes += ["下不画线"] if cell.open_below else []
    text = cell.text.replace(",", f",{_BREAK}") if cell.kind is CellKind.AMOUNT else cell.text
    paragraphs = Markup().join(Markup("<p>{}</p>").format(line) for line in text.split("\n"))
    style = Markup(' style="height: {:g}pt"').format(height) if height else ""
    return Markup('<{} class="{}" rowspan="{}" colspan="{}"{}>{}</{}>').format(
        tag, " ".join(classes), cell.rows, cell.columns, style, paragraphs, tag
    )


def _pt(dxa: int) -> str:
    return f"{dxa / 20:g}pt"
