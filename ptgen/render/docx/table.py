"""A :class:`~ptgen.view.table.Table` as WordprocessingML tables.

Spans are true merges (``gridSpan``, ``vMerge``); widths stand in ``tblGrid`` and ``tcW`` alike,
since Word reads one and WPS the other. Styles come from the template. The XML is written as text:
the document that it goes into is parsed once, which is a fifth of the work of making each element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from xml.sax.saxutils import quoteattr

from markupsafe import Markup

from ptgen.render.docx.measure import Measure
from ptgen.render.docx.page_breaks import TALL, Pagination
from ptgen.render.docx.styles import TableStyles
from ptgen.render.docx.text import escaped
from ptgen.view.document import Page
from ptgen.view.table import Cell, Row, Table

_SEAM_LINE: Final = 20  # 1 pt in 1/20 pt: the least that Word and WPS both keep
_EDGES: Final = ("top", "left", "bottom", "right")
_NO_RULE: Final = ' w:val="nil"'
_HALF_RULE: Final = 5  # a paragraph's border stands outside its edge, a table's upon it


def table_xml(
    table: Table, styles: TableStyles, page: Page, pagination: Pagination | None = None
) -> Markup:
    """Return the table as XML that stands in a document's body in place of a paragraph.

    It is centred on ``page``, and a row splits only where it would not go on one page. ``pagination``
    says with which rows pages begin, and how small it is: by itself it is as the styles say.

    Each head in the middle makes two tables with a paragraph of 1 pt between. The first has no
    rule at its foot, and its last row is kept with the second, whose own upper rule closes it:
    so the seam is not seen, and a head that repeats has its upper rule on each page. A last row
    that a page cannot hold keeps its rule instead: it ends every page that the row goes over.
    """
    pagination = pagination or Pagination(styles.measure, table)
    pages = (
        _page_xml(part, styles, page, pagination.measure)
        for part in pagination.table.pages(pagination.starts)
    )
    new_page = _thin(styles, "<w:pageBreakBefore/>", "", 0)
    return Markup(new_page.join(pages))  # noqa: S704 - written here, what is not ours escaped


def _page_xml(table: Table, styles: TableStyles, page: Page, measure: Measure) -> str:
    """Return what stands on a page, or on several where Word begins them itself."""
    drawings = [_Drawing.of(part, styles, page, measure) for part in table.parts()]
    pieces = []
    for above in drawings[:-1]:
        joined = replace(above, joined=above.grid.last not in above.tall)
        pieces += [joined.xml(), _seam(above.grid, styles, page)]
    return "".join((*pieces, drawings[-1].xml()))


def _rule(edge: str, attributes: str) -> str:
    """Return a border element; no attributes: no rule."""
    return f"<w:{edge}{attributes or _NO_RULE}/>"


def _seam(above: Grid, styles: TableStyles, page: Page) -> str:
    """Return the paragraph between two tables, with the upright rules of the row above it.

    The outer ones are its borders, the inner ones bar tabs (ECMA-376 part 1, 17.18.84).
    """
    side = (page.text_width - above.table.width) // 2
    inset = side + _HALF_RULE
    ruled = all(cell.ruled for cell in above.row(above.last))
    rules = styles.rules if ruled else {}
    borders = "".join(_rule(edge, rules.get(edge, "")) for edge in ("left", "right"))
    inner = "".join(
        f'<w:tab w:val="bar" w:pos="{side + above.left(cell)}"/>'
        for cell in above.row(above.last)[1:]
        if ruled
    )
    tabs = f"<w:tabs>{inner}</w:tabs>" if inner else ""
    return _thin(styles, "", f"<w:pBdr>{borders}</w:pBdr>{tabs}", inset)


def _thin(styles: TableStyles, breaks: str, lines: str, inset: int) -> str:
    """Return an empty paragraph of 1 pt that is kept with what follows."""
    return (
        f"<w:p><w:pPr><w:pStyle w:val={quoteattr(styles.seam)}/><w:keepNext/>{breaks}{lines}"
        f'<w:spacing w:before="0" w:after="0" w:line="{_SEAM_LINE}" w:lineRule="exact"/>'
        f'<w:ind w:left="{inset}" w:right="{inset}" w:firstLine="0"/></w:pPr></w:p>'
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a table's cells meet: the cell at each place (row, column)."""

    table: Table
    places: Mapping[tuple[int, int], Cell]

    @classmethod
    def of(cls, table: Table) -> Grid:
        """Return the grid of a table."""
        places = {
            (row, column): cell
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        return cls(table, places)

    @property
    def last(self) -> int:
        """The number of the last row."""
        return len(self.table.rows) - 1

    def row(self, number: int) -> tuple[Cell, ...]:
        """Return the cells that a row begins or goes on with, from left to right."""
        columns = range(len(self.table.widths))
        return tuple(dict.fromkeys(self.places[number, column] for column in columns))

    def width(self, cell: Cell) -> int:
        """Return the cell's width in dxa."""
        return sum(self.table.widths[cell.column : cell.column + cell.columns])

    def left(self, cell: Cell) -> int:
        """Return the distance from the table's left edge to the cell's in dxa."""
        return sum(self.table.widths[: cell.column])

    def is_open_above(self, cell: Cell) -> bool:
        """Return whether it, or each cell above it, says that its upper edge has no rule."""
        others = self._beyond(cell, cell.row - 1)
        return cell.open_above or (bool(others) and all(other.open_below for other in others))

    def is_open_below(self, cell: Cell) -> bool:
        """Return whether it, or each cell below it, says that its lower edge has no rule."""
        others = self._beyond(cell, cell.row + cell.rows)
        return cell.open_below or (bool(others) and all(other.open_above for other in others))

    def meets(self, cell: Cell, row: int, *, ruled: bool) -> bool:
        """Return whether a cell in a row next to this one is drawn with rules, or without."""
        return any(other.ruled is ruled for other in self._beyond(cell, row))

    def _beyond(self, cell: Cell, row: int) -> tuple[Cell, ...]:
        columns = range(cell.column, cell.column + cell.columns)
        return tuple(self.places[row, column] for column in columns if (row, column) in self.places)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One table to draw, with the rows that may split; ``joined``: another follows that closes it."""

    grid: Grid
    styles: TableStyles
    measure: Measure
    tall: frozenset[int]
    joined: bool = False

    @classmethod
    def of(cls, table: Table, styles: TableStyles, page: Page, measure: Measure) -> Self:
        most = page.text_height / 20 * TALL
        heights = enumerate(measure.heights(table))
        tall = frozenset(row for row, height in heights if height > most)
        return cls(Grid.of(table), styles, measure, tall)

    def xml(self) -> str:
        table = self.grid.table
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in table.widths)
        rows = "".join(self._row(number, row) for number, row in enumerate(table.rows))
        return (
            f"<w:tbl><w:tblPr><w:tblStyle w:val={quoteattr(self.styles.table)}/>"
            f'<w:tblW w:w="{table.width}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/>{self._edges()}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            f"{rows}</w:tbl>"
        )

    def _edges(self) -> str:
        """Return the room at the cells' edges where the styles say another."""
        if self.measure.edges == self.styles.measure.edges:
            return ""
        edges = "".join(
            f'<w:{edge} w:w="{round(room * 20)}" w:type="dxa"/>'
            for edge, room in self.measure.edges.items()
        )
        return f"<w:tblCellMar>{edges}</w:tblCellMar>"

    def _row(self, number: int, row: Row) -> str:
        head = self.grid.table.head
        in_head = head is not None and head[0] <= number < head[1]
        # A head that a page cannot hold is not repeated.
        in_head = in_head and self.tall.isdisjoint(range(*(head or (0, 0))))
        properties = "" if number in self.tall else "<w:cantSplit/>"
        if row.min_height:
            height = round(row.min_height * 20)
            properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
        if in_head:
            properties += "<w:tblHeader/>"
        joined = self.joined and number == self.grid.last
        kept = in_head or joined or (row.kept and number not in self.tall)
        cells = "".join(self._cell(number, cell, kept=kept) for cell in self.grid.row(number))
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _cell(self, number: int, cell: Cell, *, kept: bool) -> str:
        properties = f'<w:tcW w:w="{self.grid.width(cell)}" w:type="dxa"/>'
        if cell.columns > 1:
            properties += f'<w:gridSpan w:val="{cell.columns}"/>'
        if cell.rows > 1:
            merge = "restart" if number == cell.row else "continue"
            properties += f'<w:vMerge w:val="{merge}"/>'
        properties += self._borders(number, cell)
        lines = cell.text.split("\n") if number == cell.row else [""]
        paragraphs = "".join(self._paragraph(cell, line, kept=kept) for line in lines)
        return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'

    def _borders(self, number: int, cell: Cell) -> str:
        """Rules that differ from the table style's, and all of a merged cell's.

        A page may end at any row of a merged cell: each of its rows brings its own rules.
        """
        rules: dict[str, str] = {}
        if not cell.ruled:
            rules = dict.fromkeys(_EDGES, "")
        elif cell.rows > 1:
            rules["top"] = self.styles.rules.get("insideH" if number else "top", "")
            foot = "bottom" if number == self.grid.last else "insideH"
            rules["bottom"] = self.styles.rules.get(foot, "")
        if number == cell.row and self.grid.is_open_above(cell):
            rules["top"] = ""
        if number == cell.row + cell.rows - 1 and (
            self.grid.is_open_below(cell) or (self.joined and number == self.grid.last)
        ):
            rules["bottom"] = ""
        # Where a line without rules meets the rest, the rest has its outer rule.
        for edge, row in (("top", cell.row - 1), ("bottom", cell.row + cell.rows)):
            at_edge = number == (cell.row if edge == "top" else cell.row + cell.rows - 1)
            if at_edge and self.grid.meets(cell, row, ruled=not cell.ruled):
                rules[edge] = self.styles.rules.get(edge, "")
        if not rules:
            return ""
        borders = "".join(_rule(edge, rules[edge]) for edge in _EDGES if edge in rules)
        return f"<w:tcBorders>{borders}</w:tcBorders>"

    def _paragraph(self, cell: Cell, line: str, *, kept: bool) -> str:
        properties = f"<w:pStyle w:val={quoteattr(self.styles.cells[cell.kind])}/>"
        if kept:
            properties += "<w:keepNext/>"
        own, usual = self.measure.types[cell.kind], self.styles.measure.types[cell.kind]
        if own != usual:
            properties += f'<w:spacing w:line="{round(own.pitch * 20)}" w:lineRule="exact"/>'
        if cell.align is not cell.kind.align:
            properties += f'<w:jc w:val="{cell.align.value}"/>'
        run = ""
        if line:
            weight = ""
            if cell.bold is not cell.kind.bold:
                bold = int(cell.bold)
                weight = f'<w:b w:val="{bold}"/><w:bCs w:val="{bold}"/>'
            if own != usual:
                size = round(own.size * 2)
                weight += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
            weight = weight and f"<w:rPr>{weight}</w:rPr>"
            shown = escaped(line.replace("\t", " "))
            run = f'<w:r>{weight}<w:t xml:space="preserve">{shown}</w:t></w:r>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"
