"""Stage render: HTML text becomes WeasyPrint's source, read and styled no longer than need be.

WeasyPrint 70 reads HTML in Python and gives every element the styles of six pseudo-elements, for
lists and notes. A page that is well-formed XML and nested as HTML asks is read by expat instead,
to the same tree; where a page has neither lists nor notes, WeasyPrint's own style sheet is taken
without their rules. The pages are the same, sooner.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from xml.etree import ElementTree as ET

import cssselect2  # type: ignore[import-untyped]
from weasyprint.html import UA_STYLESHEET  # type: ignore[import-untyped]

from ptgen.render.pdf.weasyprint.engine import URLFetcher, weasyprint

_SPARED: Final = frozenset(
    ("marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
)
_PSEUDO: Final = 3  # where a rule of cssselect2 names its pseudo-element
_NEEDED: Final = re.compile(
    r"<(?:li|ol|ul|menu|dir|summary)\b|list-item|marker|note", re.IGNORECASE
)

_DOCTYPE: Final = re.compile(r"\s*<!DOCTYPE html>", re.IGNORECASE)
_WORDS: Final = frozenset(
    ["a", "b", "br", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup", "u"]
)
_BLOCKS: Final = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "article", "table"]
)
_INSIDE: Final[Mapping[str, frozenset[str]]] = {
    "head": frozenset(("meta", "title")),
    "table": frozenset(("colgroup", "thead", "tbody")),
    "colgroup": frozenset(("col",)),
    "thead": frozenset(("tr",)),
    "tbody": frozenset(("tr",)),
    "tr": frozenset(("td", "th")),
    **dict.fromkeys(("body", "div", "section", "article", "td", "th"), _BLOCKS | _WORDS),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "p"), _WORDS),
    **dict.fromkeys(_WORDS, _WORDS - {"a"}),
    **dict.fromkeys(("br", "col", "meta", "title"), frozenset[str]()),
}
"""What may stand in an element so that HTML would have it there, not elsewhere."""
_NO_TEXT: Final = frozenset(
    ["html", "head", "table", "colgroup", "thead", "tbody", "tr", "br", "col", "meta"]
)


class Source(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page to be laid out; ``css`` is what its authors wrote of style sheets."""

    def __init__(self, text: str, css: str, fetcher: URLFetcher) -> None:
        root = read_as_xml(text)
        if root is None:
            super().__init__(string=text, url_fetcher=fetcher)
        else:
            self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(
                root, content_language=None
            )
            self.etree_element = root
        self._plain = not _NEEDED.search(text) and not _NEEDED.search(css)

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        if self._plain and not forms:
            return [_plain_sheet()]
        return list(super()._ua_stylesheets(forms))


def read_as_xml(text: str) -> ET.Element | None:
    """The tree of a page for which HTML and XML say the same; ``None`` for any other."""
    doctype = _DOCTYPE.match(text)
    if doctype is None:
        return None
    body = text[doctype.end() :]
    # Nothing but elements and text: no declaration that expat might follow.
    if "<!" in body or "<?" in body or "\r" in body:
        return None
    try:
        root = ET.fromstring(body)  # noqa: S314  # there are no entities in it
    except ET.ParseError:
        return None
    if root.tag != "html" or [child.tag for child in root] != ["head", "body"]:
        return None
    return root if _same_in_html(root) else None


def _same_in_html(root: ET.Element) -> bool:
    for element in root.iter():
        tag = element.tag
        inside = _INSIDE.get(tag) if tag != "html" else frozenset(("head", "body"))
        if inside is None:
            return False
        bare = tag in _NO_TEXT
        if bare and element.text and not element.text.isspace():
            return False
        for child in element:
            if child.tag not in inside or (bare and child.tail and not child.tail.isspace()):
                return False
    return True


@cache
def _plain_sheet() -> weasyprint.CSS:
    """WeasyPrint's own style sheet without the pseudo-elements of lists and notes."""
    whole = copy.copy(UA_STYLESHEET)
    whole.matcher = copy.copy(whole.matcher)
    whole.matcher.other_selectors = [
        rule for rule in whole.matcher.other_selectors if rule[_PSEUDO] not in _SPARED
    ]
    return whole
