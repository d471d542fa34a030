"""Stage render: a :class:`~ptgen.view.table.Table` becomes WordprocessingML tables.

Spans are true merges (``gridSpan``, ``vMerge``); widths stand in ``tblGrid`` and ``tcW`` alike,
since Word reads one and WPS the other. Styles come from the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree
from markupsafe import Markup

from ptgen.render.docx_grid import Area, Grid
from ptgen.render.docx_package import W_NS, W
from ptgen.render.docx_styles import TableStyles
from ptgen.render.docx_text import clean
from ptgen.view.table import Align, Cell, CellKind, Row, Table

_OWN_ALIGN: Final = {
    CellKind.LABEL: Align.CENTER,
    CellKind.VALUE: Align.CENTER,
    CellKind.AMOUNT: Align.RIGHT,
    CellKind.TEXT: Align.LEFT,
    CellKind.HEAD: Align.CENTER,
}
_OWN_BOLD: Final = (CellKind.LABEL, CellKind.HEAD)
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_SEAM_LINE: Final = 20  # 1 pt in 1/20 pt: the least that Word and WPS both keep
_HALF_RULE: Final = 5  # a paragraph's border stands outside its edge, a table's upon it


def table_xml(table: Table, styles: TableStyles, area: Area) -> Markup:
    """The table as XML that stands in a document's body in place of a paragraph.

    It is centred in ``area``, and a row splits only where it would not go on one page.

    A head in the middle makes two tables with a paragraph of 1 pt between. The first has no
    rule at its foot, and its last row is kept with the second, whose own upper rule closes it:
    so the seam is not seen, and a head that repeats has its upper rule on each page. A last row
    that a page cannot hold keeps its rule instead: it ends every page that the row goes over.
    """
    parts = [Grid.of(part) for part in table.parts()]
    pieces = []
    for part in parts:
        joined = part is not parts[-1] and not part.is_tall(part.table.rows[-1], area)
        pieces.append(_string(_Drawing(part, styles, area, joined=joined).element()))
    seam = _string(_seam(parts[0], styles, area))
    return Markup(seam.join(pieces))  # noqa: S704 - serialized XML


def _string(element: etree._Element) -> str:
    text = etree.tostring(element, encoding="unicode")
    return text.replace(f' xmlns:w="{W_NS}"', "", 1)


def _new(tag: str) -> etree._Element:
    return etree.Element(W + tag, nsmap={"w": W_NS})


def _add(parent: etree._Element, tag: str, **attributes: str | int) -> etree._Element:
    named = {W + name: str(value) for name, value in attributes.items()}
    return etree.SubElement(parent, W + tag, named)


def _add_rule(borders: etree._Element, edge: str, rule: Mapping[str, str]) -> None:
    etree.SubElement(borders, W + edge, dict(rule) or {f"{W}val": "nil"})


def _seam(above: Grid, styles: TableStyles, area: Area) -> etree._Element:
    """The paragraph between two tables, with the upright rules of the row above it.

    The outer ones are its borders, the inner ones bar tabs (ECMA-376 part 1, 17.18.84).
    """
    side = (area.width - above.table.width) // 2
    paragraph = _new("p")
    properties = _add(paragraph, "pPr")
    _add(properties, "pStyle", val=styles.seam)
    _add(properties, "keepNext")
    borders = _add(properties, "pBdr")
    for edge in ("left", "right"):
        _add_rule(borders, edge, styles.rules.get(edge, {}))
    inner = above.row(above.last)[1:]
    if inner:
        tabs = _add(properties, "tabs")
        for cell in inner:
            _add(tabs, "tab", val="bar", pos=side + above.left(cell))
    _add(properties, "spacing", before=0, after=0, line=_SEAM_LINE, lineRule="exact")
    inset = side + _HALF_RULE
    _add(properties, "ind", left=inset, right=inset, firstLine=0)
    return paragraph


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One table to draw; ``joined``: another follows that closes it."""

    grid: Grid
    styles: TableStyles
    area: Area
    joined: bool

    def element(self) -> etree._Element:
        table = self.grid.table
        root = _new("tbl")
        properties = _add(root, "tblPr")
        _add(properties, "tblStyle", val=self.styles.table)
        _add(properties, "tblW", w=table.width, type="dxa")
        _add(properties, "jc", val="center")
        _add(properties, "tblLayout", type="fixed")
        columns = _add(root, "tblGrid")
        for width in table.widths:
            _add(columns, "gridCol", w=width)
        for number, row in enumerate(table.rows):
            self._row(root, number, row)
        return root

    def _row(self, root: etree._Element, number: int, row: Row) -> None:
        head = self.grid.table.head
        in_head = head is not None and head[0] <= number < head[1]
        element = _add(root, "tr")
        properties = _add(element, "trPr")
        if not self.grid.is_tall(row, self.area):
            _add(properties, "cantSplit")
        if row.min_height:
            _add(properties, "trHeight", val=round(row.min_height * 20), hRule="atLeast")
        if in_head:
            _add(properties, "tblHeader")
        kept = in_head or (self.joined and number == self.grid.last)
        for cell in self.grid.row(number):
            self._cell(element, number, cell, kept=kept)

    def _cell(self, row: etree._Element, number: int, cell: Cell, *, kept: bool) -> None:
        element = _add(row, "tc")
        properties = _add(element, "tcPr")
        _add(properties, "tcW", w=self.grid.width(cell), type="dxa")
        if cell.columns > 1:
            _add(properties, "gridSpan", val=cell.columns)
        if cell.rows > 1:
            _add(properties, "vMerge", val="restart" if number == cell.row else "continue")
        self._borders(properties, number, cell)
        _add(properties, "vAlign", val="center")
        for line in cell.text.split("\n") if number == cell.row else [""]:
            self._paragraph(element, cell, line, kept=kept)

    def _borders(self, properties: etree._Element, number: int, cell: Cell) -> None:
        """Rules that differ from the table style's, and all of a merged cell's.

        A page may end at any row of a merged cell: each of its rows brings its own rules.
        """
        rules: dict[str, Mapping[str, str]] = {}
        if cell.rows > 1:
            rules["top"] = self.styles.rules.get("insideH" if number else "top", {})
            foot = "bottom" if number == self.grid.last else "insideH"
            rules["bottom"] = self.styles.rules.get(foot, {})
        if number == cell.row and self.grid.is_open_above(cell):
            rules["top"] = {}
        if number == cell.row + cell.rows - 1 and (
            self.grid.is_open_below(cell) or (self.joined and number == self.grid.last)
        ):
            rules["bottom"] = {}
        if rules:
            borders = _add(properties, "tcBorders")
            for edge, rule in rules.items():
                _add_rule(borders, edge, rule)

    def _paragraph(self, parent: etree._Element, cell: Cell, line: str, *, kept: bool) -> None:
        paragraph = _add(parent, "p")
        properties = _add(paragraph, "pPr")
        _add(properties, "pStyle", val=self.styles.cells[cell.kind])
        if kept:
            _add(properties, "keepNext")
        if cell.align is not _OWN_ALIGN[cell.kind]:
            _add(properties, "jc", val=cell.align.value)
        if not line:
            return
        run = _add(paragraph, "r")
        if cell.bold is not (cell.kind in _OWN_BOLD):
            run_properties = _add(run, "rPr")
            _add(run_properties, "b", val=int(cell.bold))
            _add(run_properties, "bCs", val=int(cell.bold))
        text = _add(run, "t")
        text.set(_SPACE, "preserve")
        text.text = clean(line).replace("\t", " ")
