"""A volume as one PDF: contents, running page numbers, two levels of outline.

Each document is laid out by itself, just as it is alone but for its page numbers, and drawn at
once, so that a volume takes the time and little more than the memory of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ptgen.render.errors import RenderError
from ptgen.render.pdf.engine import DrawnVolume
from ptgen.render.pdf.glyphs import check_drawable, texts_of
from ptgen.render.pdf.weasyprint.engine import weasyprint
from ptgen.render.pdf.weasyprint.log import strict
from ptgen.render.pdf.weasyprint.page_spooler import DrawnPage, Press
from ptgen.render.pdf.weasyprint.renderer import LINK_PREFIX, PdfRenderer, written
from ptgen.render.pdf.weasyprint.running import DocumentPage
from ptgen.view.document import Document, Form
from ptgen.view.volume import Book

_MOST_TRIES: Final = 4
_WIDEST: Final = 8888  # stands for page numbers before they are known
# A form has no page number when alone; in a volume it has that of the narratives.
_NUMBERED: Final = "body { page: 正文页 }"


class WeasyPrintEngine(PdfRenderer):
    """The engine: documents by themselves, and volumes."""

    def draw_volume(self, book: Book) -> DrawnVolume:
        """The volume's PDF; raises :class:`~ptgen.render.errors.RenderError`."""
        volume = _VolumeLayout(self, book)
        before = len(volume.front({}).pages)
        for _ in range(_MOST_TRIES):
            press = Press()
            body, places = volume.body(press, before)
            front = volume.front(places)
            if len(front.pages) == before:
                with strict(self.template("volume.html").path, volume.texts):
                    pages = [*map(press.draw, front.pages), *body]
                    return DrawnVolume(written(press.bind(front, pages), book.info), places)
            before = len(front.pages)
        raise RenderError("汇编目录的页数定不下来；请改动 volume.html 或 print.css 里目录的版式")


class _VolumeLayout:
    """Lays out the parts of a volume."""

    def __init__(self, renderer: PdfRenderer, book: Book) -> None:
        self._renderer, self._book = renderer, book
        self.texts = (*texts_of(book.front), *(entry.text for entry in book.entries))
        self._front = renderer.page_of(book.front)

    def front(self, pages: Mapping[str, int]) -> weasyprint.Document:
        """Title, opening, summary and contents; ``pages`` tells those of the entries."""
        contents = self._contents(pages)
        check_drawable(self.texts)
        template = self._renderer.template("volume.html")
        with strict(template.path, self.texts):
            return self._renderer.lay_out(
                lambda tables: template.fill(self._front.document, tables, contents),
                self._front,
            )

    def body(self, press: Press, before: int) -> tuple[list[DrawnPage], dict[str, int]]:
        """The pages of all documents, and that of each entry; ``before`` them are so many pages."""
        pages: list[DrawnPage] = []
        places: dict[str, int] = {}
        for document, entries in self._book.documents:
            number = before + len(pages) + 1
            drawn = self._drawn(press, document, number)
            for page in drawn:
                page.anchors, page.bookmarks = {}, []
            top = drawn[0]
            top.anchors = {f"{LINK_PREFIX}{entry.key}": (0, 0, 0, 0) for entry in entries}
            top.bookmarks = [(entry.level, entry.text, (0, 0), "open") for entry in entries]
            places |= {entry.key: number for entry in entries}
            pages.extend(drawn)
        return pages, places

    def _drawn(self, press: Press, document: Document, number: int) -> tuple[DrawnPage, ...]:
        """A document's pages, the first one of which has this number."""
        page = self._page(document)
        texts = tuple(texts_of(document))
        check_drawable(texts)
        side = "right" if number % 2 else "left"
        with strict(self._renderer.template_of(document).path, texts):
            laid_out = self._renderer.laid_out(
                page,
                _NUMBERED if isinstance(document, Form) else "",
                f"@page :first {{ counter-reset: page {number} }} html {{ break-before: {side} }}",
            )
            return tuple(map(press.draw, laid_out.pages))

    def _page(self, document: Document) -> DocumentPage:
        """A document's page; a form without footers has those of narratives: all are numbered."""
        page, front = self._renderer.page_of(document), self._front
        if page.look is None or front.look is None or any(page.look.footers.all()):
            return page
        like = front.look.on(page.look.page)
        look = replace(page.look, footers=like.footers, footer=like.footer)
        return replace(page, look=look)

    def _contents(self, pages: Mapping[str, int]) -> tuple[Mapping[str, str | int], ...]:
        return tuple(
            {
                "级": entry.level,
                "文字": entry.text,
                "页次": pages.get(entry.key, _WIDEST),
                "位置": f"{LINK_PREFIX}{entry.key}",
            }
            for entry in self._book.entries
        )
