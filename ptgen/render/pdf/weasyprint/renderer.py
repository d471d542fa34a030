"""A document value becomes the bytes of a PDF file.

The templates decide how it looks; fonts, page, properties and security are set here.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from typing import Final

from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import MachineError
from ptgen.render.fonts.chosen import Fonts, chosen
from ptgen.render.look.fit import fitted
from ptgen.render.look.model import Picture
from ptgen.render.native_libraries import SUBSETTER, loaded
from ptgen.render.pdf.glyphs import check_drawable, texts_of
from ptgen.render.pdf.weasyprint.engine import (
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    boxes,
    check_version,
    configure,
    weasyprint,
)
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.html_template import HtmlTemplate, load_template, read_text
from ptgen.render.pdf.weasyprint.log import hear_libraries, strict
from ptgen.render.pdf.weasyprint.look_css import follows_word
from ptgen.render.pdf.weasyprint.one_page import on_one_page
from ptgen.render.pdf.weasyprint.page_breaks import ROW_ATTRIBUTE, Breaks
from ptgen.render.pdf.weasyprint.patches.catalogue import patch_weasyprint
from ptgen.render.pdf.weasyprint.running import (
    DRAFT_CSS,
    PICTURE,
    DocumentPage,
    pictures_of,
    stamped,
    with_stories,
)
from ptgen.render.pdf.weasyprint.script_gaps import gaps_css, put_gaps
from ptgen.render.template_folders import Templates
from ptgen.view.document import Document, Form, Info, Narrative

_LOGGER: Final = logging.getLogger("weasyprint")
LINK_PREFIX: Final = "link-"
"""How the names of places begin that a table of contents leads to."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives the pictures of a Word template's headers and footers and nothing else.

    Neither a template nor a document may read files or the network.
    """

    def __init__(self, pictures: Sequence[Picture] = ()) -> None:
        super().__init__()
        self._pictures = {f"{PICTURE}{number}": one for number, one in enumerate(pictures)}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a picture; refuse all else: WeasyPrint logs it, and so it becomes an error."""
        del headers
        if (found := self._pictures.get(url)) is None:
            raise ValueError(f"模板里不能引用外部内容：{url}")
        return URLFetcherResponse(url, found.data, {"Content-Type": found.media_type})


class PdfRenderer:
    """Renders documents with the HTML templates in a folder; one for a process.

    Fonts and style sheets are looked up and parsed once; without ``fonts``, those of this machine
    are prepared. A ``draft`` says so across each page. Raises
    :class:`~ptgen.render.errors.MachineError` where fonts or libraries are missing.
    """

    def __init__(
        self, templates: Templates, fonts: Fonts | None = None, *, draft: bool = False
    ) -> None:
        check_version(weasyprint.__version__)
        if loaded(SUBSETTER) is None:  # WeasyPrint would cut fonts in Python for ten seconds
            raise MachineError("缺少裁剪字体的程序库：请运行 apt-get install libharfbuzz-subset0。")
        patch_weasyprint()
        hear_libraries()
        self.templates = templates
        self.template = cache(lambda name: load_template(templates / name))
        """Return the template of a name; raises :class:`~ptgen.render.errors.TemplateError`."""
        self._draft = draft
        self.fonts = fonts or chosen()
        self._fetcher = ClosedFetcher()
        self._word = WordRenderer(templates)

    def render(self, document: Document) -> bytes:
        """The PDF file; raises :class:`~ptgen.render.errors.RenderError`.

        The same document, templates and fonts give the same bytes, in any process, on any day.
        """
        return self.draw(document)[0]

    def draw(self, document: Document) -> tuple[bytes, bool]:
        """The same, and whether it was to fit one page and does not."""
        template, page = self.template_of(document), self.page_of(document)
        texts = tuple(texts_of(document))
        check_drawable(texts)
        with strict(template.path, texts):
            laid_out = self.laid_out(page)
            wanted = isinstance(document, Form) and document.smallest is not None
            too_long = wanted and len(laid_out.pages) > 1
            return written(laid_out, document.info), too_long

    def laid_out(self, page: DocumentPage, *css: str) -> weasyprint.Document:
        """The pages of a document on its sheet, as :meth:`lay_out` makes them."""
        document, template = page.document, self.template_of(page.document)

        def lay_out(own: Document, more: str) -> weasyprint.Document:
            return self.lay_out(lambda tables: template.fill(own, tables), page, *css, more)

        return (
            on_one_page(document, lay_out) if isinstance(document, Form) else lay_out(document, "")
        )

    def page_of(self, document: Document) -> DocumentPage:
        """A document on its sheet with the look of its Word template; raises ``TemplateError``.

        A style sheet of the user's that does not ask for that look has its own.
        """
        if not follows_word(self._sheet_text):
            return DocumentPage(document)
        look = self._word.look(document)
        return DocumentPage(fitted(document, look.page), look)

    def template_of(self, document: Document) -> HtmlTemplate:
        """The template of a kind of document; raises :class:`~ptgen.render.errors.TemplateError`."""
        return self.template("narrative.html" if isinstance(document, Narrative) else "form.html")

    def lay_out(
        self,
        fill: Callable[[TableWriter], str],
        page: DocumentPage,
        *css: str,
    ) -> weasyprint.Document:
        """The pages of the HTML that ``fill`` gives, tables cut where pages begin.

        ``css`` comes after the style sheet of the templates' folder.
        """
        before, after = page.css(self.fonts.named)
        own = [
            self._faces,
            self._own_sheet(before),
            self._sheet,
            *map(self._own_sheet, (after, *css)),
        ]
        own += [self._own_sheet(DRAFT_CSS)] if self._draft else []
        fetcher = ClosedFetcher(() if page.look is None else pictures_of(page.look))
        breaks = Breaks()
        while True:
            tables = TableWriter(breaks)
            text = fill(tables)
            if page.look is not None:
                text = with_stories(text, page.look, self.fonts.named)
            text = stamped(text) if self._draft else text
            source = weasyprint.HTML(string=text, url_fetcher=fetcher)
            if page.look is not None and gaps_css(page.look):
                put_gaps(source.etree_element)
            sheets = [*own, self._own_sheet(tables.css())]
            laid_out = source.render(font_config=self._faces_there, stylesheets=sheets)
            shown = (_rows_in(page._page_box) for page in laid_out.pages)  # noqa: SLF001  # no other way in
            found = breaks.after(shown, tables.joined, tables.headed)
            if found == breaks:
                _check_links(laid_out)
                return laid_out
            breaks = found

    @cached_property
    def _faces_there(self) -> FontConfiguration:
        return configure(self.fonts.roles)

    @cached_property
    def _sheet_text(self) -> str:
        return read_text(self.templates / "print.css")

    @cached_property
    def _faces(self) -> weasyprint.CSS:
        return self._parsed(self.fonts.roles.css())

    @cached_property
    def _sheet(self) -> weasyprint.CSS:
        with strict(self.templates / "print.css"):
            return self._parsed(self._sheet_text)

    @lru_cache(maxsize=16)  # noqa: B019  # a renderer lives as long as its process
    def _own_sheet(self, css: str) -> weasyprint.CSS:
        return self._parsed(css)

    def _parsed(self, css: str) -> weasyprint.CSS:
        return weasyprint.CSS(string=css, font_config=self._faces_there, url_fetcher=self._fetcher)


def _check_links(laid_out: weasyprint.Document) -> None:
    """Log links that leave the file: what is logged becomes the template's error."""
    for kind, target, *_ in (link for page in laid_out.pages for link in page.links):
        if kind != "internal":
            _LOGGER.error("链接只能指向本文件里的地方：%s", target)


def written(laid_out: weasyprint.Document, info: Info) -> bytes:
    """The file of pages that were laid out, with the document's properties."""
    metadata = laid_out.metadata
    metadata.title, metadata.description = info.title, info.subject
    metadata.authors, metadata.lang = [info.author], info.language
    metadata.created = metadata.modified = info.day.isoformat()
    target = io.BytesIO()
    laid_out.write_pdf(target, pdf_tags=True)
    return target.getvalue()


def _rows_in(box: boxes.ParentBox) -> Iterator[str]:
    """The names of the rows and heads that a page shows, or parts of."""
    row = isinstance(box, boxes.TableRowBox)
    if (row or isinstance(box, boxes.TableRowGroupBox)) and box.element is not None:
        name = box.element.get(ROW_ATTRIBUTE)
        if name is not None:
            yield name
    if not row:
        for child in box.children:
            if isinstance(child, boxes.ParentBox) and not isinstance(child, boxes.LineBox):
                yield from _rows_in(child)
