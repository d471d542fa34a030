"""草稿 across each page of a PDF, whatever its template is.

The word is an element of the page that CSS repeats on every page (CSS 2.2, 9.6.1, position: fixed).
"""

from __future__ import annotations

import re
from typing import Final

_PLACE: Final = "ptgen-draft"
_END: Final = re.compile(r"</body\s*>\s*(?:</html\s*>\s*)?\Z", re.IGNORECASE)
_WORD: Final = f'<div id="{_PLACE}">草稿</div>'
_RULES: Final = {
    "display": "block",
    "visibility": "visible",
    "position": "fixed",
    "top": "0",
    "right": "0",
    "bottom": "0",
    "left": "0",
    "width": "3.8em",
    "height": "1.2em",
    "margin": "auto",
    "padding": "0",
    "border": "0",
    "background": "none",
    "font-family": "var(--黑体)",
    "font-weight": "var(--黑体-粗细)",
    "font-size": "110pt",
    "line-height": "1.2",
    "letter-spacing": "0.6em",
    "text-align": "center",
    "text-indent": "0.6em",
    "white-space": "nowrap",
    "color": "rgba(192, 0, 0, 0.18)",
    "opacity": "1",
    "transform": "rotate(-45deg)",
    "z-index": "2147483647",
}
CSS: Final = (
    f"#{_PLACE} {{ {'; '.join(f'{key}: {value} !important' for key, value in _RULES.items())} }}"
)
"""Over whatever the style sheet of a template says of all elements."""


def stamped(page: str) -> str:
    """The HTML with the word at the end of its body."""
    end = _END.search(page)
    at = len(page) if end is None else end.start()
    return f"{page[:at]}{_WORD}{page[at:]}"
