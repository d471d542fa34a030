"""A table value becomes HTML with true spans, whole on every page it crosses.

WeasyPrint leaves a merged cell open where a page ends inside it (issues 663, 833, 1547 and 1911
of its tracker). So tables are cut at the page breaks that :mod:`ptgen.render.pdf.weasyprint.page_breaks` finds:
a merged cell becomes one span for each page, as Word draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from markupsafe import Markup, escape

from ptgen.render.docx.page_breaks import joined_rows, with_cells
from ptgen.render.docx.styles import CELL_STYLES
from ptgen.render.pdf.weasyprint.page_breaks import (
    ROW_ATTRIBUTE,
    Breaks,
    Place,
    Rows,
    head_name,
    row_name,
)
from ptgen.view.table import Align, Cell, CellKind, Row, Table

CELL_CLASSES: Final = {**CELL_STYLES, CellKind.TITLE: "表格标题"}
_HEADINGS: Final = (CellKind.LABEL, CellKind.HEAD)
ALIGN_CLASSES: Final[Mapping[Align, str]] = {
    Align.LEFT: "左",
    Align.CENTER: "中",
    Align.RIGHT: "右",
}
_WIDTH, _HEIGHT = "宽", "高"
_TITLE: Final = Markup("<h1>{}</h1>")
_PARAGRAPH: Final = Markup("<p>{}</p>")
_BREAK: Final = "\u200b"  # where an amount too wide for its column may break: never in a group


@dataclass(slots=True)
class TableWriter:
    """Writes the tables of one document in order, cut at ``breaks``."""

    breaks: Breaks
    joined: set[Place] = field(default_factory=set)
    """Rows met so far that hang on the row above: a page that begins there needs a cut."""
    headed: set[int] = field(default_factory=set)
    """Parts met so far whose head is repeated."""
    lengths: set[tuple[str, int]] = field(default_factory=set)
    """Widths and heights met so far, as (class, twentieths of a point)."""
    count: int = 0

    def markup(self, table: Table) -> Markup:
        """The table's parts as adjacent HTML tables, escaped and ready to print."""
        parts = table.parts()
        return Markup().join(self._part(part, index > 0) for index, part in enumerate(parts))

    def css(self) -> str:
        """The rules for the widths and heights of the tables met so far.

        Were they in the cells' own attributes, each cell would be computed a style of its own.
        """
        return "".join(
            f".{kind}{length} {{ {'width' if kind == _WIDTH else 'height'}: {length / 20:g}pt }}\n"
            for kind, length in sorted(self.lengths)
        )

    def _part(self, table: Table, below_another: bool) -> Markup:
        number = self.count
        self.count += 1
        if number in self.breaks.headless:
            table = replace(table, head=None)
        if table.head:
            self.headed.add(number)
        self.joined.update((number, row) for row in joined_rows(table))
        cuts, tall = self.breaks.of(number)
        self.lengths.update((_WIDTH, width) for width in (table.width, *table.widths))
        self.lengths.update((_HEIGHT, _dxa(row)) for row in table.rows if row.min_height)
        return _part_markup(_cut(table, cuts, tall), number, (cuts, tall), below_another)


def _cut(table: Table, cuts: Rows, tall: Rows) -> Table:
    """The table with its merged cells cut; a piece on a following page has the name again.

    Before the rows in ``cuts`` a page begins, so the edges there are ruled. The rows in ``tall``
    take more than a page; a merged cell gets a piece of its own there, with no rule around.
    """
    if not cuts and not tall:
        return table
    places = cuts | tall | {row + 1 for row in tall}
    pieces = (_pieces(cell, places, cuts, tall, table.continued) for cell in table.cells)
    return with_cells(table, chain.from_iterable(pieces))


def _pieces(cell: Cell, places: Rows, cuts: Rows, tall: Rows, continued: str) -> list[Cell]:
    end = cell.row + cell.rows
    inner = sorted(place for place in places if cell.row < place < end)
    # A page begins before a cut, and inside a tall row.
    again = cuts | {row + 1 for row in tall}
    texts = {place: cell.again(continued) for place in inner if place in again}
    return [
        replace(
            cell,
            row=start,
            rows=stop - start,
            text=cell.text if start == cell.row else texts.get(start, ""),
            open_above=start not in cuts and (cell.open_above or start > cell.row),
            open_below=stop not in cuts and (cell.open_below or stop < end),
        )
        for start, stop in zip([cell.row, *inner], [*inner, end], strict=True)
    ]


def _part_markup(
    table: Table, number: int, breaks: tuple[Rows, Rows], below_another: bool
) -> Markup:
    stop = table.head[1] if table.head else 0
    columns = Markup().join(
        Markup('<col class="{}{}"/>').format(_WIDTH, width) for width in table.widths
    )
    head = Markup().join(_row_markup(row) for row in table.rows[:stop])
    body = Markup().join(
        _row_markup(table.rows[row], _row_attributes(number, row, breaks, table.rows[row].kept))
        for row in range(stop, len(table.rows))
    )
    return Markup(
        '<table class="公文表格{} {}{}">\n<colgroup>{}</colgroup>{}<tbody>{}</tbody></table>\n'
    ).format(
        " 接上表" if below_another else "",
        _WIDTH,
        table.width,
        columns,
        Markup('<thead {}="{}">{}</thead>').format(ROW_ATTRIBUTE, head_name(number), head)
        if head
        else "",
        body,
    )


def _row_attributes(number: int, row: int, breaks: tuple[Rows, Rows], kept: bool) -> Markup:
    cuts, tall = breaks
    told = {"换页": row in cuts, "跨页": row in tall, "连排": kept}
    names = " ".join(name for name, is_so in told.items() if is_so)
    classes = Markup(' class="{}"').format(names) if names else ""
    return Markup(' {}="{}"{}').format(ROW_ATTRIBUTE, row_name((number, row)), classes)


def _row_markup(row: Row, attributes: str = "") -> Markup:
    strut = next((cell for cell in row.cells if cell.rows == 1), None) if row.min_height else None
    beside = any(cell.kind not in _HEADINGS for cell in row.cells)
    cells = Markup().join(
        _cell_markup(cell, "row" if beside else "col", _dxa(row) if cell is strut else 0)
        for cell in row.cells
    )
    return Markup("<tr{}>{}</tr>\n").format(attributes, cells)


def _cell_markup(cell: Cell, scope: str, height: int) -> Markup:
    """The cell, with the row's least height in dxa if it is the one that holds it.

    A height on the row itself would be added to the cells that span it. ``scope`` tells a screen
    reader what a label is for, should it be one: the cells beside it or those below it.
    """
    tag = "th" if cell.kind in _HEADINGS else "td"
    reach = Markup(' scope="{}"').format(scope) if cell.kind in _HEADINGS else ""
    classes = [CELL_CLASSES[cell.kind], ALIGN_CLASSES[cell.align]]
    classes += ["加粗"] if cell.bold else ["不加粗"] if cell.kind in _HEADINGS else []
    classes += ["上不画线"] if cell.open_above else []
    classes += ["下不画线"] if cell.open_below else []
    classes += [] if cell.ruled else ["无边框"]
    text = cell.text.replace(",", f",{_BREAK}") if cell.kind is CellKind.AMOUNT else cell.text
    lines = text.split("\n")
    title = cell.kind is CellKind.TITLE
    block = _TITLE if title else _PARAGRAPH
    # A single line needs no box of its own; an empty one has the height of a line in it.
    paragraphs = (
        escape(text)
        if text and len(lines) == 1 and not title
        else Markup().join(block.format(line) for line in lines)
    )
    classes += [f"{_HEIGHT}{height}"] if height else []
    return Markup('<{}{} class="{}" rowspan="{}" colspan="{}">{}</{}>').format(
        tag, reach, " ".join(classes), cell.rows, cell.columns, paragraphs, tag
    )


def _dxa(row: Row) -> int:
    """The least height of a row in twentieths of a point."""
    return round(row.min_height * 20)
