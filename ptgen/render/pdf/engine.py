"""Which program draws PDF files: both draw the same values, with the same look and fonts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Final, Protocol, TypeVar

from ptgen.core.model.units.unit import PdfProgram
from ptgen.render.native_libraries import PANGO, PANGO_FT2, SUBSETTER, loaded
from ptgen.view.document import Document
from ptgen.view.volume import Book

_STEP: Final = 0.5  # pt
LaidOut = TypeVar("LaidOut")


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
        there = find_spec("weasyprint") is not None and all(
            map(loaded, (PANGO, PANGO_FT2, SUBSETTER))
        )
    except ImportError:  # of an installation that is broken, or hidden
        there = False
    return PdfProgram.WEASYPRINT if there else PdfProgram.TYPST


def largest_fitting(
    size: float, least: float, lay_out: Callable[[float], LaidOut | None]
) -> LaidOut | None:
    """Return the layout in the largest type below ``size`` that fits; ``None`` if none does.

    Sizes go down in steps of half a point, to ``least``. ``lay_out`` returns the layout in a size
    if it fits one page.
    """
    fewest, steps = 1, int((size - least) / _STEP + 1e-6)
    best: LaidOut | None = None
    while fewest <= steps:
        middle = (fewest + steps) // 2
        made = lay_out(size - middle * _STEP)
        if made is not None:
            best, steps = made, middle - 1
        else:
            fewest = middle + 1
    return best
