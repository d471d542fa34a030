"""Stage render: HTML text becomes WeasyPrint's source, with no more styles than it needs.

WeasyPrint 70 gives every element the styles of six pseudo-elements, for lists and notes. Where a
page has neither, its own style sheet is taken without these rules: the same pages, sooner.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from ptgen.render.pdf_engine import URLFetcher, weasyprint

_RULES: Final = re.compile(r"^::(?:marker|footnote-|note-).*\n", re.MULTILINE)
_NEEDED: Final = re.compile(
    r"<(?:li|ol|ul|menu|dir|summary)\b|list-item|marker|note", re.IGNORECASE
)


class Source(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page to be laid out; ``css`` is what its authors wrote of style sheets."""

    def __init__(self, text: str, css: str, fetcher: URLFetcher) -> None:
        super().__init__(string=text, url_fetcher=fetcher)
        self._plain = not _NEEDED.search(text) and not _NEEDED.search(css)

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        if self._plain and not forms:
            return [_plain_sheet()]
        return list(super()._ua_stylesheets(forms))


def plain_rules() -> str:
    """WeasyPrint's own style sheet without the pseudo-elements of lists and notes."""
    path = Path(weasyprint.__file__).with_name("css") / "html5_ua.css"
    return _RULES.sub("", path.read_text("utf-8"))


@cache
def _plain_sheet() -> weasyprint.CSS:
    return weasyprint.CSS(string=plain_rules())
