"""A quarter of an em between Chinese characters and letters or digits, as Word puts it there.

CSS has ``text-autospace`` for it, which WeasyPrint 70 does not know. Here an empty box with a
margin stands between; it is no character, so that text is found and copied as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from ptgen.render.look.model import Look
from ptgen.render.pdf.weasyprint.look_css import SELECTORS

CLASS: Final = "ptgen-gap"
_BREAK: Final = "\u200b"  # a line may end there as it may without the box
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_LATIN: Final = "A-Za-z0-9"
_BOUNDARY: Final = re.compile(f"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}])(?=[{_HAN}])")
_NO_TEXT: Final = ("style", "script", "title", "head")


def gaps_css(look: Look) -> str:
    """Return the rules of the boxes; nothing for a look that spaces nothing."""
    spaced = [place for place, found in look.paragraphs.items() if found.spaced]
    return "".join(f"{SELECTORS[place]} .{CLASS} {{ margin-left: 0.25em }}\n" for place in spaced)


def put_gaps(page: Any) -> None:  # noqa: ANN401  # the elements of WeasyPrint's parser
    """Put a box at each boundary in the text of a page."""
    for element in list(_with_text(page)):
        children = list(element)
        _put(element, 0, element.text, "text", element)
        for child in children:
            _put(element, list(element).index(child) + 1, child.tail, "tail", child)


def _with_text(element: Element) -> Iterator[Element]:
    if element.tag in _NO_TEXT:
        return
    yield element
    for child in element:
        yield from _with_text(child)


def _put(parent: Element, at: int, text: str | None, name: str, holder: Element) -> None:
    pieces = _BOUNDARY.split(text or "")
    if len(pieces) < 2:
        return
    setattr(holder, name, pieces[0])
    for number, piece in enumerate(pieces[1:]):
        gap = parent.makeelement("i", {"class": CLASS})
        gap.text, gap.tail = _BREAK, piece
        parent.insert(at + number, gap)
