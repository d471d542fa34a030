"""Which program draws PDF files: both draw the same values, with the same look and fonts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ptgen.render.pdf.variants import NO_ARCHIVE, Archive
from ptgen.view.document import Document
from ptgen.view.volume import Book


@dataclass(frozen=True, slots=True)
class DrawnVolume:
    """The file, and the page (from 1) on which each entry's place stands, by its key."""

    data: bytes
    pages: dict[str, int]


class PdfEngine(Protocol):
    """Draws documents and volumes; the same values give the same bytes."""

    def draw(self, document: Document, archive: Archive = NO_ARCHIVE) -> tuple[bytes, bool]:
        """Return the PDF file, and whether it was to fit one page and does not."""

    def draw_volume(self, book: Book, archive: Archive = NO_ARCHIVE) -> DrawnVolume:
        """Return the volume's PDF file."""
