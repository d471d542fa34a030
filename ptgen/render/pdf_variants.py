"""Stage render: which variants of PDF can be made, and what may ride along in one.

Apart from what draws, so that the command line knows them without importing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VARIANTS: Final = ("pdf/a-2u", "pdf/a-3u")
"""ISO 19005-2 and -3, level U: for archives; the third part may enclose any file."""
ENCLOSING: Final = "pdf/a-3u"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that rides along in a PDF.

    ``relationship`` is one of ISO 32000-2, 7.11.3: ``Source`` for what a document was made from,
    ``Data`` for the figures that it shows.
    """

    name: str
    description: str
    relationship: str
    data: bytes
