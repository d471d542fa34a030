"""A document value becomes the bytes of a PDF file.

The templates decide how it looks; fonts, page, properties and security are set here.
"""

from __future__ import annotations

import contextlib
import html
import io
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Final, NoReturn

import pydyf  # type: ignore[import-untyped]

from ptgen.render.fonts.cache import Fonts, prepared
from ptgen.render.fonts.roles import require_subsetter
from ptgen.render.pdf.glyphs import check_drawable
from ptgen.render.pdf.variants import NO_ARCHIVE, Archive
from ptgen.render.pdf.weasyprint.draft import CSS, stamped
from ptgen.render.pdf.weasyprint.engine import (
    FontConfiguration,
    URLFetcher,
    check_version,
    weasyprint,
)
from ptgen.render.pdf.weasyprint.font_configuration import configure, configure_cut
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.html_template import HtmlTemplate, load_template, read_text
from ptgen.render.pdf.weasyprint.log import hear_libraries, strict
from ptgen.render.pdf.weasyprint.one_page import on_one_page
from ptgen.render.pdf.weasyprint.page_breaks import Breaks, rows_on
from ptgen.render.pdf.weasyprint.patches import patch_weasyprint
from ptgen.render.template_folders import Templates
from ptgen.view.document import Document, Form, Info, Narrative, Page, Paragraph, TableBlock
from ptgen.view.table import Table

_CSS_ESCAPE: Final = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
LINK_PREFIX: Final = "link-"
"""How the names of places begin that a table of contents leads to."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Fetches nothing: neither a template nor a document may read files or the network."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        """Refuse ``url``; WeasyPrint logs it, and so it becomes an error."""
        del headers
        raise ValueError(f"模板里不能引用外部内容：{url}")


class PdfRenderer:
    """Renders documents with the HTML templates in a folder; one for a process.

    Fonts and style sheets are looked up and parsed once; without ``fonts``, those of this machine
    are prepared. A ``draft`` says so across each page. Raises :class:`~ptgen.render.errors.MachineError` where fonts or libraries are
    missing.
    """

    def __init__(
        self, templates: Templates, fonts: Fonts | None = None, *, draft: bool = False
    ) -> None:
        check_version(weasyprint.__version__)
        require_subsetter()
        patch_weasyprint()
        hear_libraries()
        self.templates = templates
        self._draft = draft
        self._held = contextlib.ExitStack()
        self.fonts = fonts or self._held.enter_context(prepared())
        self._cut_fonts = self.fonts.cut()
        self._fetcher = ClosedFetcher()

    def render(self, document: Document, archive: Archive = NO_ARCHIVE) -> bytes:
        """The PDF file; raises :class:`~ptgen.render.errors.RenderError`.

        The same document, templates and fonts give the same bytes, in any process, on any day.
        """
        return self.draw(document, archive)[0]

    def draw(self, document: Document, archive: Archive = NO_ARCHIVE) -> tuple[bytes, bool]:
        """The same, and whether it was to fit one page and does not."""
        texts = tuple(texts_of(document))
        check_drawable(texts)
        with strict(self.template_of(document).path, texts):
            laid_out = self.laid_out(document)
            wanted = isinstance(document, Form) and document.smallest is not None
            too_long = wanted and len(laid_out.pages) > 1
            return written(laid_out, document.info, archive), too_long

    def template_of(self, document: Document) -> HtmlTemplate:
        """The template of a kind of document; raises like its own."""
        return self.narrative if isinstance(document, Narrative) else self.form

    def laid_out(
        self, document: Document, *css: str, fonts: FontConfiguration | None = None
    ) -> weasyprint.Document:
        """The pages of a document on its sheet, as :meth:`lay_out` makes them."""
        template, sheet = self.template_of(document), page_css(document.page)

        def lay_out(own: Document, more: str) -> weasyprint.Document:
            return self.lay_out(
                lambda tables: template.fill(own, tables), sheet, *css, more, fonts=fonts
            )

        return (
            on_one_page(document, lay_out) if isinstance(document, Form) else lay_out(document, "")
        )

    def lay_out(
        self,
        fill: Callable[[TableWriter], str],
        *css: str,
        fonts: FontConfiguration | None = None,
    ) -> weasyprint.Document:
        """The pages of the HTML that ``fill`` gives, tables cut where pages begin.

        ``css`` comes after the style sheet of the templates' folder. Without ``fonts``, those
        that have all the characters of the page are taken.
        """
        own = [self._faces, self._sheet, *map(self._own_sheet, css)]
        own += [self._own_sheet(CSS)] if self._draft else []
        breaks = Breaks()
        while True:
            tables = TableWriter(breaks)
            text = stamped(fill(tables)) if self._draft else fill(tables)
            source = weasyprint.HTML(string=text, url_fetcher=self._fetcher)
            sheets = [*own, self._own_sheet(tables.css())]
            config = fonts or self.fonts_for([text])
            laid_out = source.render(font_config=config, stylesheets=sheets)
            found = breaks.after(map(rows_on, laid_out.pages), tables.joined, tables.headed)
            if found == breaks:
                return laid_out
            breaks = found

    def fonts_for(self, pages: Iterable[str]) -> FontConfiguration:
        """The cut faces where they have all that pages of HTML may show, else the machine's."""
        shown = (*map(html.unescape, pages), self._generated)
        return self._cut if self._cut_fonts.draw(shown) else self._whole

    @cached_property
    def _cut(self) -> FontConfiguration:
        return configure_cut(self._cut_fonts)

    @cached_property
    def _whole(self) -> FontConfiguration:
        return configure(self.fonts.roles)

    @cached_property
    def _generated(self) -> str:
        """The style sheet with its escapes as characters: it may print some of its own."""
        text = read_text(self.templates / "print.css")
        return _CSS_ESCAPE.sub(lambda found: chr(min(int(found[1], 16), sys.maxunicode)), text)

    @cached_property
    def narrative(self) -> HtmlTemplate:
        """The template of narratives; raises :class:`~ptgen.render.errors.TemplateError`."""
        return load_template(self.templates / "narrative.html")

    @cached_property
    def form(self) -> HtmlTemplate:
        """The template of forms; raises :class:`~ptgen.render.errors.TemplateError`."""
        return load_template(self.templates / "form.html")

    @cached_property
    def volume(self) -> HtmlTemplate:
        """The template of what stands first in a volume; raises like the others."""
        return load_template(self.templates / "volume.html")

    @cached_property
    def _faces(self) -> weasyprint.CSS:
        return self._parsed(self.fonts.roles.css())

    @cached_property
    def _sheet(self) -> weasyprint.CSS:
        path = self.templates / "print.css"
        with strict(path):
            return self._parsed(read_text(path))

    @lru_cache(maxsize=16)  # noqa: B019  # a renderer lives as long as its process
    def _own_sheet(self, css: str) -> weasyprint.CSS:
        return self._parsed(css)

    def _parsed(self, css: str) -> weasyprint.CSS:
        return weasyprint.CSS(string=css, font_config=self._cut, url_fetcher=self._fetcher)


def page_css(page: Page, name: str = "") -> str:
    """The rule of a sheet, for all pages or for those of a name."""
    return (
        f"@page {name} {{ size: {page.width:g}mm {page.height:g}mm; margin: {page.top:g}mm "
        f"{page.right:g}mm {page.bottom:g}mm {page.left:g}mm }}"
    )


def written(laid_out: weasyprint.Document, info: Info, archive: Archive = NO_ARCHIVE) -> bytes:
    """The file of pages that were laid out, with the document's properties."""
    _set_properties(laid_out, info)
    target = io.BytesIO()
    day = datetime(info.day.year, info.day.month, info.day.day, tzinfo=UTC)
    attachments = [
        weasyprint.Attachment(
            file_obj=io.BytesIO(one.data),
            name=one.name,
            description=one.description,
            created=day,
            modified=day,
            relationship=one.relationship,
        )
        for one in archive.enclosures
    ]
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the garbage collection.
        warnings.simplefilter("ignore", ResourceWarning)
        laid_out.write_pdf(
            target,
            finisher=lambda _, pdf: _set_enclosures(pdf, archive),
            pdf_tags=True,
            pdf_variant=archive.variant or None,
            attachments=attachments or None,
        )
    return target.getvalue()


def _set_enclosures(pdf: pydyf.PDF, archive: Archive) -> None:
    """Name each enclosure once, and its media type.

    WeasyPrint names each twice in the catalog, and asks the machine for types that it lacks.
    """
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    files = [one for one in pdf.objects if isinstance(one, dict) and "EF" in one]
    for file, enclosure in zip(files, archive.enclosures, strict=True):
        stream = pdf.objects[int(file["EF"]["F"].split()[0])]
        stream.extra["Subtype"] = f"/{enclosure.media_type.replace('/', '#2f')}"


def _set_properties(laid_out: weasyprint.Document, info: Info) -> None:
    metadata = laid_out.metadata
    metadata.title, metadata.description = info.title, info.subject
    metadata.authors, metadata.lang = [info.author], info.language
    metadata.created = metadata.modified = info.day.isoformat()


def texts_of(document: Document) -> Iterator[str]:
    """Every string that is drawn, to say where a character stands."""
    yield document.title
    if isinstance(document, Form):
        yield document.subtitle
        yield from _cell_texts(document.table)
        return
    for block in document.blocks:
        if isinstance(block, TableBlock):
            yield block.caption
            yield from _cell_texts(block.table)
        elif isinstance(block, Paragraph):
            yield block.text
        else:
            yield f"{block.number}{block.text}"


def _cell_texts(table: Table) -> Iterator[str]:
    for row in table.rows:
        for cell in row.cells:
            yield cell.text
