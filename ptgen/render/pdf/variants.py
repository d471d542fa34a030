"""Which variants of PDF can be made, and what may ride along in one.

Apart from what draws, so that the command line knows them without importing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ptgen.core.model.units.unit import PdfVariant

PLAIN: Final = "pdf"
"""PDF without further promises."""
VARIANTS: Final = tuple(map(str, PdfVariant))
"""For archives."""
ENCLOSING: Final = tuple(str(one) for one in PdfVariant if one.encloses)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that rides along in a PDF.

    ``relationship`` is one of ISO 32000-2, 7.11.3: ``Source`` for what a document was made from,
    ``Data`` for the figures that it shows. ``media_type`` is named, because what a machine knows
    of endings differs: ``application/yaml`` is RFC 9512.
    """

    name: str
    description: str
    relationship: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """What a PDF file is to be beside its pages: one of :data:`VARIANTS` or nothing; enclosures."""

    variant: str = ""
    enclosures: tuple[Enclosure, ...] = ()


NO_ARCHIVE: Final = Archive()
