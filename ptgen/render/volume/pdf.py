"""A volume as one PDF: contents, running page numbers, two levels of outline.

Each document is laid out by itself, just as it is alone but for its page numbers, and drawn at
once, so that a volume takes the time and little more than the memory of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ptgen.render.errors import RenderError
from ptgen.render.pdf.glyphs import check_drawable
from ptgen.render.pdf.variants import NO_ARCHIVE, Archive
from ptgen.render.pdf.weasyprint.engine import FontConfiguration, weasyprint
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.log import strict
from ptgen.render.pdf.weasyprint.page_breaks import Breaks
from ptgen.render.pdf.weasyprint.page_spooler import DrawnPage, Press
from ptgen.render.pdf.weasyprint.renderer import (
    LINK_PREFIX,
    DocumentPage,
    PdfRenderer,
    texts_of,
    written,
)
from ptgen.view.document import Document, Form
from ptgen.view.volume import Book, ContentsLine

_MOST_TRIES: Final = 4
_WIDEST: Final = 8888  # stands for page numbers before they are known
# A form has no page number when alone; in a volume it has that of the narratives.
_NUMBERED: Final = "body { page: 正文页 }"


@dataclass(frozen=True, slots=True)
class DrawnVolume:
    """The file, and the page (from 1) on which each entry's place stands, by its key."""

    data: bytes
    pages: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Body:
    """The pages of all projects, and the page on which each entry's place stands."""

    pages: tuple[DrawnPage, ...]
    places: dict[str, int]


def render_volume(renderer: PdfRenderer, book: Book, archive: Archive = NO_ARCHIVE) -> DrawnVolume:
    """The volume's PDF; raises :class:`~ptgen.render.errors.RenderError`."""
    fonts = _fonts(renderer, book)
    before = len(_front(renderer, book, {}, fonts).pages)
    for _ in range(_MOST_TRIES):
        press = Press()
        body = _body(renderer, book, press, before, fonts)
        front = _front(renderer, book, body.places, fonts)
        if len(front.pages) == before:
            return DrawnVolume(_bound(renderer, book, press, front, body, archive), body.places)
        before = len(front.pages)
    raise RenderError("汇编目录的页数定不下来；请改动 volume.html 或 print.css 里目录的版式")


def _fonts(renderer: PdfRenderer, book: Book) -> FontConfiguration:
    """The fonts of all pages: a file knows a face by its name, cut or whole."""
    tables = TableWriter(Breaks())
    front = renderer.volume.fill(book.front, tables, _contents(book, {}))
    filled = [renderer.with_margins(front, renderer.page_of(book.front))]
    for document, _ in _documents(book):
        text = renderer.template_of(document).fill(document, tables)
        filled.append(renderer.with_margins(text, _page(renderer, book, document)))
    return renderer.fonts_for(filled)


def _page(renderer: PdfRenderer, book: Book, document: Document) -> DocumentPage:
    """A document's page: a form without footers has those of narratives, since all are numbered."""
    page, front = renderer.page_of(document), renderer.page_of(book.front)
    if page.look is None or front.look is None or any(page.look.footers.all()):
        return page
    like = front.look.on(page.look.page)
    look = replace(page.look, footers=like.footers, footer=like.footer)
    return replace(page, look=look)


def _contents(book: Book, pages: Mapping[str, int]) -> tuple[Mapping[str, str | int], ...]:
    return tuple(
        {
            "级": entry.level,
            "文字": entry.text,
            "页次": pages.get(entry.key, _WIDEST),
            "位置": f"{LINK_PREFIX}{entry.key}",
        }
        for entry in book.entries
    )


def _front(
    renderer: PdfRenderer, book: Book, pages: Mapping[str, int], fonts: FontConfiguration
) -> weasyprint.Document:
    """Title, opening, summary and contents; ``pages`` tells those of the entries."""
    contents = _contents(book, pages)
    texts = (*texts_of(book.front), *(entry.text for entry in book.entries))
    check_drawable(texts)
    template = renderer.volume
    page = renderer.page_of(book.front)
    with strict(template.path, texts):
        return renderer.lay_out(
            lambda tables: template.fill(page.document, tables, contents), page, fonts=fonts
        )


def _body(
    renderer: PdfRenderer, book: Book, press: Press, before: int, fonts: FontConfiguration
) -> _Body:
    """The documents of all projects; ``before`` them are so many pages."""
    pages: list[DrawnPage] = []
    places: dict[str, int] = {}
    for document, entries in _documents(book):
        number = before + len(pages) + 1
        drawn = _drawn(renderer, press, _page(renderer, book, document), number, fonts)
        for page in drawn:
            page.anchors, page.bookmarks = {}, []
        top = drawn[0]
        top.anchors = {f"{LINK_PREFIX}{entry.key}": (0, 0, 0, 0) for entry in entries}
        top.bookmarks = [(entry.level, entry.text, (0, 0), "open") for entry in entries]
        places |= {entry.key: number for entry in entries}
        pages.extend(drawn)
    return _Body(tuple(pages), places)


def _documents(book: Book) -> Iterator[tuple[Document, tuple[ContentsLine, ...]]]:
    """Each document with the entries of the contents that lead to it."""
    for part in book.parts:
        own, *others = part.entries
        for index, (document, entry) in enumerate(zip(part.documents, others, strict=True)):
            yield document, ((own, entry) if index == 0 else (entry,))


def _drawn(
    renderer: PdfRenderer, press: Press, page: DocumentPage, number: int, fonts: FontConfiguration
) -> tuple[DrawnPage, ...]:
    """A document's pages, the first one of which has this number."""
    document = page.document
    template = renderer.template_of(document)
    texts = tuple(texts_of(document))
    check_drawable(texts)
    with strict(template.path, texts):
        laid_out = renderer.lay_out(
            lambda tables: template.fill(document, tables),
            page,
            _numbered_from(number) + (_NUMBERED if isinstance(document, Form) else ""),
            fonts=fonts,
        )
        return tuple(map(press.draw, laid_out.pages))


def _numbered_from(number: int) -> str:
    side = "right" if number % 2 else "left"
    return f"@page :first {{ counter-reset: page {number} }} html {{ break-before: {side} }}"


def _bound(
    renderer: PdfRenderer,
    book: Book,
    press: Press,
    front: weasyprint.Document,
    body: _Body,
    archive: Archive,
) -> bytes:
    texts = (*texts_of(book.front), *(entry.text for entry in book.entries))
    with strict(renderer.volume.path, texts):
        pages = [*map(press.draw, front.pages), *body.pages]
        return written(press.bind(front, pages), book.info, archive)
