"""A document value becomes the bytes of a PDF file by Typst."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Final

import typst

from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import GlyphError, RenderError
from ptgen.render.fonts.chosen import Fonts, chosen
from ptgen.render.look.fit import fitted
from ptgen.render.look.model import Characters
from ptgen.render.pdf.engine import DrawnVolume, largest_fitting
from ptgen.render.pdf.glyphs import check_drawable, missing_glyphs, texts_of
from ptgen.render.pdf.typst.compiler import Compiler
from ptgen.render.pdf.typst.pagination import hanging, marks_of, page_starts
from ptgen.render.pdf.typst.refusals import refusal
from ptgen.render.pdf.typst.sheet import DocumentSheet, part_values, table_parts
from ptgen.render.pdf.typst.values import Looks, Values, shrunk
from ptgen.render.pdf.variants import NO_ARCHIVE, Archive
from ptgen.render.template_folders import Templates
from ptgen.view.document import Document, Form, Info, Narrative
from ptgen.view.table import CellKind
from ptgen.view.volume import Book

_MOST_LAYOUTS: Final = 6
"""A cut changes the heights of rows by a line at most, so that it is found in two or three."""
_DRAFT: Final = Characters("黑体", "黑体", 110.0, color="C000002E")


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A document with its cuts found, and how many pages it takes."""

    sheet: DocumentSheet
    pages: int


class TypstRenderer:
    """Renders documents by Typst; one for a process.

    Without ``fonts``, those of this machine are taken. A ``draft`` says so across each page.
    """

    def __init__(
        self, templates: Templates, fonts: Fonts | None = None, *, draft: bool = False
    ) -> None:
        self._word = WordRenderer(templates)
        self._fonts = fonts or chosen()
        self._compiler = Compiler(self._fonts)
        self._draft = draft
        self._archive = NO_ARCHIVE
        self._latest: DocumentSheet | None = None

    def for_archive(self, archive: Archive) -> TypstRenderer:
        """Return the engine that makes files of a variant, with files enclosed."""
        made = copy.copy(self)
        made._archive = archive  # noqa: SLF001  # its own
        return made

    def draw(self, document: Document) -> tuple[bytes, bool]:
        """Return the PDF file, and whether it was to fit one page and does not.

        The same document, templates and fonts give the same bytes, on any machine, on any day.
        Raises :class:`~ptgen.render.errors.RenderError`.
        """
        made = self._settled(self._sheet(document))
        wanted = isinstance(document, Form) and document.smallest is not None
        if self._latest is not made.sheet:
            self._lay_out([made.sheet], document.info)
        return self._written(document.info), wanted and made.pages > 1

    def draw_volume(self, book: Book) -> DrawnVolume:
        """Return the volume's PDF; raises :class:`~ptgen.render.errors.RenderError`."""
        front = self._sheet(book.front)
        sheets: list[DocumentSheet] = []
        pages: dict[str, int] = {}
        after = 0
        for number, (document, entries) in enumerate(book.documents, 1):
            sheet = replace(self._sheet(document), number=number, bookmarked=False)
            if not any(sheet.look.footers.all()):
                like = front.look.on(sheet.look.page)
                look = replace(sheet.look, footers=like.footers, footer=like.footer)
                sheet = replace(sheet, look=look)
            self._compiler.age()
            made = self._settled(sheet)
            sheets.append(replace(made.sheet, entries=entries, marked=False))
            pages |= {entry.key: after + 1 for entry in entries}
            after += made.pages
        # Alone it has no places to which its lines could lead.
        alone = tuple((replace(entry, key=""), pages[entry.key]) for entry in book.entries)
        made = self._settled(replace(front, contents=alone))
        pages = {key: made.pages + page for key, page in pages.items()}
        contents = tuple((entry, pages[entry.key]) for entry in book.entries)
        self._lay_out([replace(made.sheet, contents=contents, marked=False), *sheets], book.info)
        return DrawnVolume(self._written(book.info), pages)

    def _sheet(self, document: Document) -> DocumentSheet:
        look = self._word.look(document)
        return DocumentSheet(fitted(document, look.page), look)

    def _settled(self, sheet: DocumentSheet) -> _LaidOut:
        """The document with its tables cut where pages begin, in the type that fits one page."""
        usual = self._laid_out(sheet)
        form = sheet.document
        if not isinstance(form, Form) or form.smallest is None or usual.pages == 1:
            return usual
        least, size = form.smallest, sheet.look.paragraphs[CellKind.VALUE].characters.size

        def smaller(now: float) -> _LaidOut | None:
            look = shrunk(sheet.look, now / size, least)
            made = self._laid_out(replace(sheet, document=form.shrunk(now, size), look=look))
            return made if made.pages == 1 else None

        return largest_fitting(size, least, smaller) or usual

    def _laid_out(self, sheet: DocumentSheet) -> _LaidOut:
        parts = table_parts(sheet)
        parting = any(map(hanging, parts.values()))
        sheet = replace(sheet, marked=parting and isinstance(sheet.document, Narrative))
        self._lay_out([sheet], sheet.document.info)
        (pages,) = self._compiler.query("pages")
        if pages > 1 and parting and not sheet.marked:
            sheet = replace(sheet, marked=True)
            self._lay_out([sheet], sheet.document.info)
        for _ in range(_MOST_LAYOUTS if sheet.marked else 0):
            marks = marks_of(self._compiler.query("row"))
            starts = page_starts(parts, marks, sheet.look, sheet.starts)
            if starts == sheet.starts:
                break
            sheet = replace(sheet, starts=starts)
            self._lay_out([sheet], sheet.document.info)
            (pages,) = self._compiler.query("pages")
        return _LaidOut(sheet, pages)

    def _lay_out(self, sheets: list[DocumentSheet], info: Info) -> None:
        """Lay out documents one behind the other."""
        looks = Looks(self._fonts.roles, self._fonts.named, self._compiler.names)
        texts = [text for sheet in sheets for text in texts_of(sheet.document)]
        check_drawable(texts)
        enclosures = {
            f"enclosure-{number}": one for number, one in enumerate(self._archive.enclosures)
        }
        values: Values = {
            "info": {
                "title": info.title,
                "author": info.author,
                "subject": info.subject,
                "day": (info.day.year, info.day.month, info.day.day),
            },
            "draft": looks.face(_DRAFT, "草稿") if self._draft else None,
            "parts": [part_values(looks, sheet) for sheet in sheets],
            "enclosures": [
                {
                    "name": one.name,
                    "file": file,
                    "relationship": one.relationship.lower(),
                    "media-type": one.media_type,
                    "description": one.description,
                }
                for file, one in enclosures.items()
            ],
            **looks.values(),
        }
        if missing := tuple(self._compiler.missing(looks.texts)):
            raise GlyphError(missing_glyphs(missing, texts))
        files = {**looks.files, **{file: one.data for file, one in enclosures.items()}}
        self._compiler.lay_out(values, files)
        self._latest = sheets[-1]

    def _written(self, info: Info) -> bytes:
        """Return the file of what was laid out."""
        try:
            return self._compiler.write(info.day, self._archive.variant)
        except typst.TypstError as failure:
            raise RenderError(refusal(failure.message, self._archive.variant)) from failure
