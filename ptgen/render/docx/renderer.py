"""Stage render: a document value goes in, the bytes of a Word file come out.

The template decides how it looks; this module names what a template may print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from ptgen.render.docx.grid import Area
from ptgen.render.docx.package import MAIN_PART, W, whole, write_parts
from ptgen.render.docx.properties import APP_PART, CORE_PART, app_xml, core_xml
from ptgen.render.docx.styles import TableStyles
from ptgen.render.docx.table import table_xml
from ptgen.render.docx.template import WordTemplate, load_template
from ptgen.render.limits import bounded
from ptgen.render.template import names_of
from ptgen.render.template_folders import Templates
from ptgen.view.document import Document, Info, Narrative, Page

_DXA_PER_MM: Final = 1440 / 25.4
_LEAST_EDGE: Final = 283  # 5 mm in 1/20 pt: printers reach no farther


@dataclass(frozen=True)
class WordRenderer:
    """Renders documents with the Word templates in a folder, each compiled at its first use.

    A ``draft`` says so across each page.
    """

    templates: Templates
    draft: bool = False

    def render(self, document: Document) -> bytes:
        """The Word file; raises :class:`~ptgen.render.errors.TemplateError`.

        The same document and template give the same bytes, in any process, on any day.
        """
        template = self.template_of(document)
        with bounded(template.path):
            return write_parts(package(template, self.trees(document), document.info))

    def template_of(self, document: Document) -> WordTemplate:
        """The template of a kind of document."""
        return self._narrative if isinstance(document, Narrative) else self._form

    def trees(self, document: Document) -> dict[str, etree._Element]:
        """The parts of the document that hold fields, filled, with its sheet set."""
        template = self.template_of(document)
        trees = template.fill(context(document, template.tables))
        _set_page(trees[MAIN_PART], document)
        return trees

    @cached_property
    def _narrative(self) -> WordTemplate:
        return load_template(self.templates / "narrative.docx", draft=self.draft)

    @cached_property
    def _form(self) -> WordTemplate:
        return load_template(self.templates / "form.docx", draft=self.draft)


def package(
    template: WordTemplate, trees: Mapping[str, etree._Element], info: Info
) -> dict[str, bytes]:
    """All parts of a file: the template's, those that were filled, and the properties."""
    return {
        **template.parts,
        **{name: _serialized(tree) for name, tree in trees.items()},
        CORE_PART: core_xml(info),
        APP_PART: app_xml(),
    }


def context(document: Document, styles: TableStyles) -> dict[str, object]:
    """What a template may print, under the names that its author writes."""
    page = document.page
    area = Area(
        _dxa(page.width - page.left - page.right), _dxa(page.height - page.top - page.bottom)
    )
    return names_of(document, lambda table: table_xml(table, styles, area))


def _set_page(root: etree._Element, document: Document) -> None:
    """Give the last section the document's sheet; a narrative's own only where it differs."""
    if isinstance(document, Narrative) and document.page == Page():
        return  # the template's owner may have set other margins in Word
    page = document.page
    size = root.find(f"{W}body/{W}sectPr/{W}pgSz")
    margins = root.find(f"{W}body/{W}sectPr/{W}pgMar")
    if size is None or margins is None:
        return  # Word's own defaults then hold: the template has no page at all
    size.set(f"{W}w", str(_dxa(page.width)))
    size.set(f"{W}h", str(_dxa(page.height)))
    size.attrib.pop(f"{W}orient", None)
    if page.width > page.height:
        size.set(f"{W}orient", "landscape")
    _move_with_margin(margins, "header", "top", _dxa(page.top))
    _move_with_margin(margins, "footer", "bottom", _dxa(page.bottom))
    for name, length in (
        ("top", page.top),
        ("right", page.right),
        ("bottom", page.bottom),
        ("left", page.left),
    ):
        margins.set(W + name, str(_dxa(length)))


def _move_with_margin(margins: etree._Element, line: str, edge: str, new: int) -> None:
    """Keep header or footer as far from the text as the template has it, on the sheet at least."""
    old, place = (whole(margins.get(W + name, "")) for name in (edge, line))
    place += new - old
    margins.set(W + line, str(max(place, _LEAST_EDGE)))


def _dxa(millimetres: float) -> int:
    return round(millimetres * _DXA_PER_MM)


def _serialized(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
