"""The look of a Word template, read from the template filled with a sample."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from docx.document import Document
from lxml import etree

from ptgen.render.look.model import Look, ParagraphLook, Part, Place
from ptgen.render.look.sample import place_of
from ptgen.render.look.stories import StoryReader
from ptgen.render.look.styles import W, WordStyles, number, properties_in
from ptgen.render.look.unfollowed import unfollowed_in
from ptgen.view.document import Page
from ptgen.view.table import CellKind

_TWIPS_IN_MM: Final = 1440 / 25.4
_TABLE: Final = "table"


def read_look(filled: Document) -> Look:
    """Return the look of a template that was filled with :mod:`ptgen.render.look.sample`."""
    page, header, footer = _page(filled.element.body.get_or_add_sectPr())
    reader = StoryReader(filled, page)
    body = _Body(filled)
    table = next(filled.element.body.iter(f"{W}tblStyle"), None)
    headers, footers = reader.headers(header), reader.footers(footer)
    left_out = dict.fromkeys((*body.texts, *reader.unfollowed, *unfollowed_in(filled)))
    return Look(
        page,
        header,
        footer,
        body.paragraphs,
        WordStyles.of(filled).table("" if table is None else table.get(f"{W}val", "")),
        body.after_table,
        headers,
        footers,
        tuple(left_out),
    )


def with_stories(look: Look, filled: Document) -> Look:
    """Return the look with the headers and footers of a template filled otherwise."""
    reader = StoryReader(filled, look.page)
    return replace(look, headers=reader.headers(look.header), footers=reader.footers(look.footer))


def _page(section: etree._Element) -> tuple[Page, float, float]:
    """Return the sheet in tenths of a mm, and how far header and footer are from its edge."""
    told = properties_in(section)
    size, margins = told.get("pgSz", {}), told.get("pgMar", {})

    def mm(text: str | None, default: int) -> float:
        twips = number(text, -1700, 1700) * 20 if text else default
        return round(abs(twips) / _TWIPS_IN_MM, 1)

    gutter = mm(margins.get("gutter"), 0)
    page = Page(
        mm(size.get("w"), 11906),
        mm(size.get("h"), 16838),
        mm(margins.get("top"), 1440),
        mm(margins.get("right"), 1800),
        mm(margins.get("bottom"), 1440),
        mm(margins.get("left"), 1800) + gutter,
    )
    header, footer = (number(margins.get(side, "720"), 0) for side in ("header", "footer"))
    return page, header, footer


class _Body:
    """The paragraphs of a filled template's body, by the places that they are."""

    def __init__(self, filled: Document) -> None:
        self._styles = WordStyles.of(filled)
        self.paragraphs: dict[Place, ParagraphLook] = {}
        self.after_table = 0.0
        self.texts: list[str] = []
        behind: Place | str | None = None
        for element in filled.element.body.iterchildren(etree.Element):
            if element.tag == f"{W}tbl":
                behind = _TABLE
                for paragraph in element.iter(f"{W}p"):
                    self._known(paragraph)
            elif element.tag == f"{W}p":
                behind = self._known(element) or self._unknown(element, behind)
        default = self._styles.paragraph(etree.Element(f"{W}p"))
        fallback = self.paragraphs.get(Part.TEXT, default)
        for part in Part:
            self.paragraphs.setdefault(part, fallback)

    def _known(self, paragraph: etree._Element) -> Place | None:
        place = place_of(_text(paragraph))
        if place is not None and place not in self.paragraphs:
            runs = (run for run in paragraph.iter(f"{W}r") if place_of(_text(run)) is not None)
            self.paragraphs[place] = self._styles.paragraph(paragraph, next(runs, None))
        return place

    def _unknown(self, paragraph: etree._Element, behind: Place | str | None) -> Place | str | None:
        """Take an empty paragraph for room behind what it follows; others are left out."""
        words = _text(paragraph).strip()
        if words:
            self.texts.append(f"正文里写的文字“{words[:20]}”")
        elif behind == _TABLE:
            self.after_table += self._styles.paragraph(paragraph).height
        elif isinstance(behind, (Part, CellKind)) and behind in self.paragraphs:
            look = self.paragraphs[behind]
            room = self._styles.paragraph(paragraph).height
            self.paragraphs[behind] = replace(look, after=look.after + room)
        return behind


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))
