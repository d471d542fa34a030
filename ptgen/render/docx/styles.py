"""The named styles of a Word template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from docx.oxml.styles import CT_Style, CT_Styles
from lxml import etree

from ptgen.render.docx.measure import Measure, Type, type_of
from ptgen.render.docx.package import W
from ptgen.render.errors import TemplateError
from ptgen.render.look.styles import WordStyles
from ptgen.view.table import CellKind

CELL_STYLES: Final = {
    CellKind.LABEL: "表格标签",
    CellKind.VALUE: "表格内容",
    CellKind.AMOUNT: "表格金额",
    CellKind.TEXT: "表格正文",
    CellKind.HEAD: "表格表头",
    CellKind.TITLE: "表内标题",
    CellKind.SUBTITLE: "表格标签",
}
_TITLES: Final = ("表内标题", "表单标题", "表格标签")
"""The style of a title inside the table: the first of these that a template has."""
SEAM_STYLE: Final = "表格接缝"
TABLE_STYLE: Final = "公文表格"


@dataclass(frozen=True, slots=True)
class TableStyles:
    """What the template calls its styles, as ids, and the rules of its table style.

    ``rules`` gives the attributes of the table style's borders, as they are written, by edge
    (``top``, ``insideH`` …). ``measure`` tells what cells take, ``types`` the type of paragraphs
    by their style's id.
    """

    table: str
    cells: Mapping[CellKind, str]
    seam: str
    rules: Mapping[str, str]
    measure: Measure
    types: Mapping[str, Type]


def table_styles(styles: CT_Styles, path: Path) -> TableStyles:
    """Return the styles that tables need, found by name: Word and WPS keep names and change ids.

    Raise :class:`TemplateError` that names the missing ones.
    """
    children: list[CT_Style] = styles.style_lst  # type: ignore[attr-defined]  # made by a metaclass
    elements = {style.name_val: style for style in children}
    needed = (name for kind, name in CELL_STYLES.items() if kind is not CellKind.TITLE)
    names = dict.fromkeys((TABLE_STYLE, SEAM_STYLE, *needed))
    missing = [name for name in names if name not in elements]
    if missing:
        raise TemplateError(
            path, None, f"Word 模板缺少样式：{'、'.join(missing)}；请在 Word 里新建同名样式"
        )
    ids = {name: style.styleId or "" for name, style in elements.items() if name}
    title = next(ids[name] for name in _TITLES if name in ids)
    cells = {kind: ids.get(name, title) for kind, name in CELL_STYLES.items()}
    known = WordStyles(styles)
    types = {key: type_of(known.paragraph(_styled(key))) for key in ids.values()}
    rules = {
        etree.QName(edge).localname: "".join(
            f" w:{str(key).removeprefix(W)}={quoteattr(str(text))}"
            for key, text in edge.attrib.items()
        )
        for edge in elements[TABLE_STYLE].iterfind(f"{W}tblPr/{W}tblBorders/*")
    }
    table, of_cells = ids[TABLE_STYLE], {kind: types[key] for kind, key in cells.items()}
    measure = Measure(of_cells, known.table(table).padding)
    return TableStyles(table, cells, ids[SEAM_STYLE], rules, measure, types)


def _styled(key: str) -> etree._Element:
    """Return an empty paragraph of a style."""
    paragraph = etree.Element(f"{W}p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    etree.SubElement(properties, f"{W}pStyle", {f"{W}val": key})
    return paragraph
