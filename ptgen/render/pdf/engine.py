"""Which program draws PDF files: both draw the same values, with the same look and fonts."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Final, Protocol

from ptgen.core.model.units.unit import PdfProgram
from ptgen.view.document import Document
from ptgen.view.volume import Book

# What WeasyPrint loads of the system, by the names on Linux, macOS and Windows.
_LIBRARIES: Final = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "harfbuzz-subset.dll"),
)


@dataclass(frozen=True, slots=True)
class DrawnVolume:
    """The file, and the page (from 1) on which each entry's place stands, by its key."""

    data: bytes
    pages: dict[str, int]


class PdfEngine(Protocol):
    """Draws documents and volumes; the same values give the same bytes."""

    def draw(self, document: Document) -> tuple[bytes, bool]:
        """Return the PDF file, and whether it was to fit one page and does not."""

    def draw_volume(self, book: Book) -> DrawnVolume:
        """Return the volume's PDF file."""


@cache
def usual_program() -> PdfProgram:
    """Return the program that draws where nobody chose one: WeasyPrint wherever it can."""
    try:
        there = find_spec("weasyprint") is not None and all(map(_loads, _LIBRARIES))
    except ImportError:  # of an installation that is broken, or hidden
        there = False
    return PdfProgram.WEASYPRINT if there else PdfProgram.TYPST


def _loads(names: tuple[str, ...]) -> bool:
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False
