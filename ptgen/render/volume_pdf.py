"""Stage render: a volume becomes one PDF: contents, running page numbers, two levels of outline.

The documents in it are made by the templates of single documents; what is around them is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from ptgen.render.pdf import LINK_PREFIX, PdfRenderer, page_css, texts_of, written
from ptgen.render.pdf_glyphs import check_drawable
from ptgen.render.pdf_log import strict
from ptgen.render.pdf_table import TableWriter
from ptgen.view.document import Form, Page
from ptgen.view.volume import Book, Part

_BODY: Final = re.compile(
    r"<body(?P<attributes>[^>]*)>(?P<inner>.*)</body>", re.DOTALL | re.IGNORECASE
)
_STYLE: Final = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_SHEET: Final = """
section { break-before: page }
.封面, .目录 { page: 正文页; break-before: auto }
.封面 h1, .目录 h1, .目录 p, .册 h1, .册 h2, .册 h3 { bookmark-level: none }
.封面 { bookmark-level: 1; bookmark-label: attr(title) }
.目录 { bookmark-level: 1; bookmark-label: "目录"; break-before: page }
.目录 h1 { margin-bottom: 12pt }
.目录 p { font-size: 12pt; line-height: 20pt }
.目录 .级2 { margin-left: 2em }
.目录 a { color: black; text-decoration: none }
.目录 a::after { content: leader('.') target-counter(attr(href), page) }
.册 { break-before: page }
.册 > section { bookmark-level: 2; bookmark-label: attr(title); break-before: page }
.册 > section:first-child { break-before: auto }
.册 { bookmark-level: 1; bookmark-label: attr(title) }
"""


@dataclass(frozen=True, slots=True)
class DrawnVolume:
    """The file, and the page (from 1) on which each entry's place stands, by its key."""

    data: bytes
    pages: dict[str, int]


def render_volume(renderer: PdfRenderer, book: Book) -> DrawnVolume:
    """The volume's PDF; raises :class:`~ptgen.render.errors.RenderError`."""
    texts = tuple(_texts(book))
    check_drawable(texts)
    sheets = _sheets(book)
    css = (
        page_css(book.page)
        + _SHEET
        + "".join(_sheet_css(page, name) for page, name in sheets.items())
    )
    with strict(renderer.narrative.path, texts):
        laid_out = renderer.lay_out(lambda tables: _html(renderer, book, tables, sheets), css)
        # An element is found on each page that it covers: the first one counts.
        pages = {
            name.removeprefix(LINK_PREFIX): number
            for number, page in reversed(tuple(enumerate(laid_out.pages, 1)))
            for name in page.anchors
            if name.startswith(LINK_PREFIX)
        }
        return DrawnVolume(written(laid_out, book.info), pages)


def _texts(book: Book) -> Iterator[str]:
    yield book.title
    yield from book.opening
    for row in book.summary.rows:
        yield from (cell.text for cell in row.cells)
    for part in book.parts:
        yield part.name
        for document in (part.narrative, part.form):
            if document is not None:
                yield from texts_of(document)


def _sheets(book: Book) -> dict[Page, str]:
    """A name for each sheet of the forms."""
    pages = dict.fromkeys(part.form.page for part in book.parts if part.form is not None)
    return {page: f"表页{number}" for number, page in enumerate(pages, 1)}


def _sheet_css(page: Page, name: str) -> str:
    """A form's sheet with the page number where a narrative has it, as far from the edge."""
    side = "font: 14pt/14pt var(--宋体); vertical-align: top; padding-top: 7mm; content: '— ' counter(page) ' —'"
    return (
        f"{page_css(page, name)} .{name} {{ page: {name} }} "
        f"@page {name}:right {{ @bottom-right {{ {side} }} }} "
        f"@page {name}:left {{ @bottom-left {{ {side} }} }} "
    )


def _html(renderer: PdfRenderer, book: Book, tables: TableWriter, sheets: dict[Page, str]) -> str:
    styles: set[str] = set()
    opening = renderer.narrative.fill(book.front, tables)
    front = _section(opening, f"{LINK_PREFIX}0", book.title, "封面", styles)
    parts = [_part(renderer, part, tables, sheets, styles) for part in book.parts]
    head = Markup(
        '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
    ).format(book.info.language, book.title)
    contents = Markup('<section class="目录"><h1>目录</h1>{}</section>').format(_contents(book))
    return f"{head}{''.join(sorted(styles))}</head><body>{front}{contents}{''.join(parts)}</body></html>"


def _contents(book: Book) -> Markup:
    line = Markup('<p class="级{}"><a href="#{}{}">{}</a></p>')
    return Markup().join(
        line.format(entry.level, LINK_PREFIX, entry.key, entry.text) for entry in book.entries
    )


def _part(
    renderer: PdfRenderer,
    part: Part,
    tables: TableWriter,
    sheets: dict[Page, str],
    styles: set[str],
) -> str:
    own, *others = part.entries
    inner = []
    for document, entry in zip(part.documents, others, strict=True):
        form = isinstance(document, Form)
        template = renderer.form if form else renderer.narrative
        sheet = sheets[document.page] if form else ""
        name = f"{LINK_PREFIX}{entry.key}"
        inner.append(_section(template.fill(document, tables), name, entry.text, sheet, styles))
    opening = Markup('<div class="册" id="{}{}" title="{}">').format(LINK_PREFIX, own.key, own.text)
    return f"{opening}{''.join(inner)}</div>"


def _section(html: str, name: str, title: str, sheet: str, styles: set[str]) -> str:
    """The body of a document as a section; what its template styles is kept for the head."""
    styles.update(_STYLE.findall(html))
    body = _BODY.search(html)
    attributes, inner = (body["attributes"], body["inner"]) if body else ("", html)
    found = re.search(r'class="([^"]*)"', attributes)
    classes = escape(" ".join(filter(None, (found[1] if found else "", sheet))))
    return f'<section id="{name}" title="{escape(title)}" class="{classes}">{inner}</section>'
