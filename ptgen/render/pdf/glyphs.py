"""Which characters of a document cannot be drawn, each with its place.

These are characters that stand for nothing visible, and those that no font has a glyph for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ptgen.render.errors import GlyphError, MissingGlyph
from ptgen.view.document import Document, Form, TableBlock

_AROUND: Final = 8  # characters shown on each side of one that cannot be drawn

# Controls but for tab and line ends, Unicode's own line ends, halves of pairs, no characters.
_UNDRAWABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)


def check_drawable(texts: Iterable[str]) -> None:
    """Raise :class:`GlyphError` for characters that no font could draw."""
    known = tuple(texts)
    found = dict.fromkeys(one for text in known for one in _UNDRAWABLE.findall(text))
    if found:
        raise GlyphError(missing_glyphs(found, known))


def missing_glyphs(characters: Iterable[str], texts: Iterable[str]) -> Iterator[MissingGlyph]:
    """Each character with the words around its first place in ``texts``."""
    known = tuple(texts)
    for character in characters:
        text = next((text for text in known if character in text), "")
        at = text.find(character)
        around = text[max(at - _AROUND, 0) : at + _AROUND + 1] if text else ""
        yield MissingGlyph(character, " ".join(around.split()))


def texts_of(document: Document) -> Iterator[str]:
    """Every string that is drawn, to say where a character stands."""
    yield document.title
    if isinstance(document, Form):
        yield document.subtitle
        yield from (cell.text for cell in document.table.cells)
        return
    for block in document.blocks:
        if isinstance(block, TableBlock):
            yield block.caption
            yield from (cell.text for cell in block.table.cells)
        else:
            yield f"{getattr(block, 'number', '')}{block.text}"
