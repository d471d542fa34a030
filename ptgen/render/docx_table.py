"""Stage render: a :class:`~ptgen.view.table.Table` becomes WordprocessingML tables.

Spans are true merges (``gridSpan``, ``vMerge``); widths stand in ``tblGrid`` and ``tcW`` alike,
since Word reads one and WPS the other. Styles come from the template, by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree
from markupsafe import Markup

from ptgen.render.docx_text import breakable, clean
from ptgen.view.table import Align, Cell, CellKind, Row, Table

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W: Final = f"{{{W_NS}}}"

CELL_STYLES: Final = {
    CellKind.LABEL: "表格标签",
    CellKind.VALUE: "表格内容",
    CellKind.AMOUNT: "表格金额",
    CellKind.TEXT: "表格正文",
    CellKind.HEAD: "表格表头",
}
SEAM_STYLE: Final = "表格接缝"
TABLE_STYLE: Final = "公文表格"

_OWN_ALIGN: Final = {
    CellKind.LABEL: Align.CENTER,
    CellKind.VALUE: Align.CENTER,
    CellKind.AMOUNT: Align.RIGHT,
    CellKind.TEXT: Align.LEFT,
    CellKind.HEAD: Align.CENTER,
}
_SEAM_LINE: Final = "20"  # 1 pt in 1/20 pt: the least that Word and WPS both keep
_HALF_RULE: Final = 5  # a paragraph's border stands outside its edge, a table's upon it


@dataclass(frozen=True, slots=True)
class TableStyles:
    """What the template calls its styles, as ids, and the rules of its table style.

    ``rules`` gives the attributes of the table style's borders by edge (``top``, ``insideH`` …).
    """

    table: str
    cells: Mapping[CellKind, str]
    seam: str
    rules: Mapping[str, Mapping[str, str]]


def table_xml(table: Table, styles: TableStyles, room: int) -> Markup:
    """The table as XML that stands in a document's body in place of a paragraph.

    ``room`` is the width between the page's margins in dxa; the table is centred in it.

    A head in the middle makes two tables with a paragraph of 1 pt between. The first has no
    rule at its foot, and its last row is kept with the second, whose own upper rule closes it:
    so the seam is not seen, and a head that repeats has its upper rule on each page.
    """
    parts = table.parts()
    pieces = [
        _string(_Drawing(part, styles, joined=part is not parts[-1]).element()) for part in parts
    ]
    seam = _seam(parts[0], styles, room)
    return Markup(_string(seam).join(pieces))  # noqa: S704 - serialized XML


def _string(element: etree._Element) -> str:
    text = etree.tostring(element, encoding="unicode")
    return text.replace(f' xmlns:w="{W_NS}"', "", 1)


def _add(parent: etree._Element, tag: str, **attributes: str | int) -> etree._Element:
    named = {W + name: str(value) for name, value in attributes.items()}
    return etree.SubElement(parent, W + tag, named)


def _seam(above: Table, styles: TableStyles, room: int) -> etree._Element:
    """The paragraph between two tables, with the upright rules of the row above it.

    The outer ones are its borders, the inner ones bar tabs (ECMA-376 part 1, 17.18.84).
    """
    side = (room - above.width) // 2
    paragraph = etree.Element(W + "p", nsmap={"w": W_NS})
    properties = _add(paragraph, "pPr")
    _add(properties, "pStyle", val=styles.seam)
    _add(properties, "keepNext")
    borders = _add(properties, "pBdr")
    for edge in ("left", "right"):
        _rule(borders, edge, styles.rules.get(edge, {}))
    tabs = etree.Element(W + "tabs")
    places = _places(above)
    last = len(above.rows) - 1
    for column in range(1, len(above.widths)):
        if places[last, column] is not places[last, column - 1]:
            _add(tabs, "tab", val="bar", pos=side + sum(above.widths[:column]))
    if len(tabs):
        properties.append(tabs)
    _add(properties, "spacing", before=0, after=0, line=_SEAM_LINE, lineRule="exact")
    inset = side + _HALF_RULE
    _add(properties, "ind", left=inset, right=inset, firstLine=0)
    return paragraph


def _rule(borders: etree._Element, edge: str, attributes: Mapping[str, str]) -> None:
    etree.SubElement(borders, W + edge, dict(attributes) or {f"{W}val": "nil"})


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One table to draw; ``joined``: another follows that closes it."""

    table: Table
    styles: TableStyles
    joined: bool

    def element(self) -> etree._Element:
        root = etree.Element(W + "tbl", nsmap={"w": W_NS})
        properties = _add(root, "tblPr")
        _add(properties, "tblStyle", val=self.styles.table)
        _add(properties, "tblW", w=self.table.width, type="dxa")
        _add(properties, "jc", val="center")
        _add(properties, "tblLayout", type="fixed")
        grid = _add(root, "tblGrid")
        for width in self.table.widths:
            _add(grid, "gridCol", w=width)
        places = _places(self.table)
        for number, row in enumerate(self.table.rows):
            self._row(root, number, row, places)
        return root

    def _row(
        self,
        root: etree._Element,
        number: int,
        row: Row,
        places: Mapping[tuple[int, int], Cell],
    ) -> None:
        element = _add(root, "tr")
        properties = _add(element, "trPr")
        _add(properties, "cantSplit")
        if row.min_height:
            _add(properties, "trHeight", val=round(row.min_height * 20), hRule="atLeast")
        if self._in_head(number):
            _add(properties, "tblHeader")
        column = 0
        while column < len(self.table.widths):
            cell = places[number, column]
            self._cell(element, number, cell, places)
            column += cell.columns

    def _cell(
        self,
        row: etree._Element,
        number: int,
        cell: Cell,
        places: Mapping[tuple[int, int], Cell],
    ) -> None:
        element = _add(row, "tc")
        properties = _add(element, "tcPr")
        width = sum(self.table.widths[cell.column : cell.column + cell.columns])
        _add(properties, "tcW", w=width, type="dxa")
        if cell.columns > 1:
            _add(properties, "gridSpan", val=cell.columns)
        if cell.rows > 1:
            _add(properties, "vMerge", val="restart" if number == cell.row else "continue")
        self._borders(properties, number, cell, places)
        _add(properties, "vAlign", val="center")
        lines = cell.text.split("\n") if number == cell.row else [""]
        for line in lines:
            self._paragraph(element, number, cell, line)

    def _borders(
        self,
        properties: etree._Element,
        number: int,
        cell: Cell,
        places: Mapping[tuple[int, int], Cell],
    ) -> None:
        last = len(self.table.rows) - 1
        foot = number == cell.row + cell.rows - 1
        edges = {
            "top": ("top" if number == 0 else "insideH", number == cell.row and _open(
                cell, places, above=True
            )),
            "bottom": (
                "bottom" if number == last else "insideH",
                (foot and _open(cell, places, above=False)) or (self.joined and number == last),
            ),
        }  # fmt: skip
        borders = etree.Element(W + "tcBorders")
        for edge, (rule, is_open) in edges.items():
            if is_open:
                _add(borders, edge, val="nil")
            elif cell.rows > 1 and rule in self.styles.rules:
                # A page may end at any row of a merged cell: each row brings its own rules.
                etree.SubElement(borders, W + edge, dict(self.styles.rules[rule]))
        if len(borders):
            properties.append(borders)

    def _paragraph(self, element: etree._Element, number: int, cell: Cell, line: str) -> None:
        paragraph = _add(element, "p")
        properties = _add(paragraph, "pPr")
        _add(properties, "pStyle", val=self.styles.cells[cell.kind])
        if self._kept(number):
            _add(properties, "keepNext")
        if cell.align is not _OWN_ALIGN[cell.kind]:
            _add(properties, "jc", val=cell.align.value)
        if not line:
            return
        run = _add(paragraph, "r")
        if cell.bold:
            run_properties = _add(run, "rPr")
            _add(run_properties, "b")
            _add(run_properties, "bCs")
        text = _add(run, "t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = breakable(clean(line)).replace("\t", " ")

    def _in_head(self, number: int) -> bool:
        head = self.table.head
        return head is not None and head[0] <= number < head[1]

    def _kept(self, number: int) -> bool:
        return self._in_head(number) or (self.joined and number == len(self.table.rows) - 1)


def _places(table: Table) -> dict[tuple[int, int], Cell]:
    return {
        (row, column): cell
        for line in table.rows
        for cell in line.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }


def _open(cell: Cell, places: Mapping[tuple[int, int], Cell], *, above: bool) -> bool:
    """Whether the edge has no rule: this cell says so, or all cells on the other side do."""
    if cell.open_above if above else cell.open_below:
        return True
    others = list(_beyond(cell, places, above=above))
    return bool(others) and all(other.open_below if above else other.open_above for other in others)


def _beyond(cell: Cell, places: Mapping[tuple[int, int], Cell], *, above: bool) -> Iterator[Cell]:
    row = cell.row - 1 if above else cell.row + cell.rows
    for column in range(cell.column, cell.column + cell.columns):
        if (row, column) in places:
            yield places[row, column]
