"""Word files of document values, drawn with the templates of a folder."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from ptgen.render.docx.draft import stamp
from ptgen.render.docx.package import W, parts_of, properties, write_parts
from ptgen.render.docx.page_breaks import Pagination, paginated
from ptgen.render.docx.styles import TableStyles
from ptgen.render.docx.table import table_xml
from ptgen.render.docx.template import WordTemplate
from ptgen.render.limits import bounded
from ptgen.render.look.fit import fitted
from ptgen.render.look.model import Look
from ptgen.render.look.read import read_look, with_stories
from ptgen.render.look.sample import FORM, NARRATIVE
from ptgen.render.look.styles import WordStyles
from ptgen.render.template import names_of
from ptgen.render.template_folders import Templates
from ptgen.view.document import Document, Form, Narrative, Page

LONG_WORD: Final = re.compile(r"[!-,./-~]{16,}")
"""A word that takes more than a quarter of a line; it may be cut behind a hyphen."""
_LEAST_EDGE: Final = Mm(5)  # printers reach no farther


class WordRenderer:
    """Renders documents with the Word templates in a folder, each read at its first use.

    A ``draft`` says so across each page.
    """

    def __init__(self, templates: Templates, draft: bool = False) -> None:
        self._draft = draft
        self._opened = cache(lambda name: WordTemplate(templates / name))
        self._looks = cache(_look_of)

    def render(self, document: Document) -> bytes:
        """Return the Word file; raise :class:`~ptgen.render.errors.TemplateError`.

        The same document and template give the same bytes, in any process, on any day.
        """
        return self.draw(document)[0]

    def draw(self, document: Document) -> tuple[bytes, bool]:
        """Return the same, and whether it was to fit one page and does not."""
        template = self.template_of(document)
        with bounded(template.path):
            made, pagination = self._filled(document, template)
            data = write_parts(parts_of(made.part.package) | properties(document.info))
        return data, pagination is not None and pagination.too_long

    def template_of(self, document: Document) -> WordTemplate:
        """Return the template of a kind of document."""
        return self._opened("narrative.docx" if isinstance(document, Narrative) else "form.docx")

    def fill(self, document: Document) -> WordDocument:
        """Return the template filled with a document, its sheet set."""
        return self._filled(document, self.template_of(document))[0]

    def _filled(
        self, document: Document, template: WordTemplate
    ) -> tuple[WordDocument, Pagination | None]:
        sheet = self._look_of(document).page
        document = fitted(document, sheet)
        made, pagination = template.fill(context(document, template.tables)), None
        if isinstance(document, Form):
            pagination = paginated(document, made.element.body, template.tables, document.page)
            if pagination.changed:
                made = template.fill(context(document, template.tables, pagination))
        _set_page(made, document, sheet)
        _end_where_words_do(made)
        if self._draft:
            stamp(made)
        return made, pagination

    def look(self, document: Document) -> Look:
        """Return the look of a document's template, on the document's sheet.

        Headers and footers are as the template prints them for this document.
        """
        template, own = self.template_of(document), self._look_of(document)
        page = fitted(document, own.page).page
        if not template.prints_in_margins:
            return own.on(page)
        with bounded(template.path):
            names = context(document, template.tables)
            return with_stories(own, template.fill(names)).on(page)

    def _look_of(self, document: Document) -> Look:
        sample = NARRATIVE if isinstance(document, Narrative) else FORM
        return self._looks(self.template_of(document), sample)


def _look_of(template: WordTemplate, sample: Document) -> Look:
    with bounded(template.path):
        return read_look(template.fill(context(sample, template.tables)))


def context(
    document: Document, styles: TableStyles, pagination: Pagination | None = None
) -> dict[str, object]:
    """Return what a template may print, under the names that its author writes."""
    page = document.page
    return names_of(document, lambda table: table_xml(table, styles, page, pagination))


def _end_where_words_do(made: WordDocument) -> None:
    """Let the lines of a justified paragraph end where they end if it has a very long word.

    Word would tear the line before it apart: all of the room goes between a few characters.
    """
    styles = WordStyles.of(made)
    for paragraph in made.element.body.iterchildren(f"{W}p"):
        if not LONG_WORD.search("".join(text.text or "" for text in paragraph.iter(f"{W}t"))):
            continue
        if styles.paragraph(paragraph).align == "justify":
            paragraph.get_or_add_pPr().jc_val = WD_ALIGN_PARAGRAPH.LEFT


def _set_page(made: WordDocument, document: Document, sheet: Page) -> None:
    """Give the last section the document's sheet where the template has another ``sheet``.

    Header and footer stay as far from the text as the template has them, on the sheet at least.
    """
    page = document.page
    if not made.sections or (isinstance(document, Narrative) and page == sheet):
        return
    section = made.sections[-1]
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    landscape = page.width > page.height
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    header = (section.header_distance or 0) - (section.top_margin or 0) + Mm(page.top)
    footer = (section.footer_distance or 0) - (section.bottom_margin or 0) + Mm(page.bottom)
    section.header_distance = max(header, _LEAST_EDGE)
    section.footer_distance = max(footer, _LEAST_EDGE)
    section.top_margin, section.right_margin = Mm(page.top), Mm(page.right)
    section.bottom_margin, section.left_margin = Mm(page.bottom), Mm(page.left)
