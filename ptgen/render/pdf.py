"""Stage render: a document value goes in, the bytes of a PDF file come out.

The templates decide how it looks; fonts, page, properties and security are set here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NoReturn

from ptgen.render.folders import Templates
from ptgen.render.fonts import FontSet, choose, installed_faces, require_subsetter
from ptgen.render.pdf_breaks import Breaks
from ptgen.render.pdf_engine import URLFetcher, check_version, weasyprint
from ptgen.render.pdf_faces import configure
from ptgen.render.pdf_frames import close_frames
from ptgen.render.pdf_glyphs import check_drawable
from ptgen.render.pdf_lines import set_chinese_lines
from ptgen.render.pdf_log import hear_libraries, strict
from ptgen.render.pdf_table import TableWriter
from ptgen.render.pdf_template import HtmlTemplate, load_template, read_text
from ptgen.view.document import Document, Form, Narrative, Page, Paragraph, TableBlock
from ptgen.view.table import Table


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Fetches nothing: neither a template nor a document may read files or the network."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        """Refuse ``url``; WeasyPrint logs it, and so it becomes an error."""
        del headers
        raise ValueError(f"模板里不能引用外部内容：{url}")


class PdfRenderer:
    """Renders documents with the HTML templates in a folder; one for a process.

    Fonts and style sheets are looked up and parsed once. Raises
    :class:`~ptgen.render.errors.MachineError` where fonts or libraries are missing.
    """

    def __init__(self, templates: Templates, fonts: FontSet | None = None) -> None:
        check_version(weasyprint.__version__)
        require_subsetter()
        set_chinese_lines()
        close_frames()
        hear_libraries()
        self.templates = templates
        self.fonts = fonts or choose(installed_faces())
        self._configuration = configure(self.fonts)
        self._fetcher = ClosedFetcher()

    def render(self, document: Document) -> bytes:
        """The PDF file; raises :class:`~ptgen.render.errors.RenderError`.

        The same document, templates and fonts give the same bytes, in any process, on any day.
        """
        template = self._narrative if isinstance(document, Narrative) else self._form
        texts = tuple(_texts(document))
        check_drawable(texts)
        with strict(template.path, texts):
            return self._draw(document, template)

    def _draw(self, document: Document, template: HtmlTemplate) -> bytes:
        sheets = [self._faces, self._sheet, self._page_sheet(document.page)]
        breaks = Breaks()
        while True:
            tables = TableWriter(breaks)
            source = weasyprint.HTML(
                string=template.fill(document, tables), url_fetcher=self._fetcher
            )
            laid_out = source.render(font_config=self._configuration, stylesheets=sheets)
            found = breaks.after(
                (page.anchors for page in laid_out.pages), tables.joined, tables.headed
            )
            if found == breaks:
                break
            breaks = found
        _set_properties(laid_out, document)
        target = io.BytesIO()
        laid_out.write_pdf(target, pdf_tags=True)
        return target.getvalue()

    @cached_property
    def _narrative(self) -> HtmlTemplate:
        return load_template(self.templates / "narrative.html")

    @cached_property
    def _form(self) -> HtmlTemplate:
        return load_template(self.templates / "form.html")

    @cached_property
    def _faces(self) -> weasyprint.CSS:
        return self._parsed(self.fonts.css())

    @cached_property
    def _sheet(self) -> weasyprint.CSS:
        path = self.templates / "print.css"
        with strict(path):
            return self._parsed(read_text(path))

    @lru_cache(maxsize=8)  # noqa: B019  # a renderer lives as long as its process
    def _page_sheet(self, page: Page) -> weasyprint.CSS:
        return self._parsed(
            f"@page {{ size: {page.width:g}mm {page.height:g}mm; margin: {page.top:g}mm "
            f"{page.right:g}mm {page.bottom:g}mm {page.left:g}mm }}"
        )

    def _parsed(self, css: str) -> weasyprint.CSS:
        return weasyprint.CSS(
            string=css, font_config=self._configuration, url_fetcher=self._fetcher
        )


def _set_properties(laid_out: weasyprint.Document, document: Document) -> None:
    info = document.info
    metadata = laid_out.metadata
    metadata.title, metadata.description = info.title, info.subject
    metadata.authors, metadata.lang = [info.author], info.language
    metadata.created = metadata.modified = info.day.isoformat()
    for page in laid_out.pages:
        page.anchors = {}  # they told where pages begin; as link targets they would only take room


def _texts(document: Document) -> Iterator[str]:
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
