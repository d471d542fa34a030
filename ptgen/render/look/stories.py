"""The headers and footers of a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from ptgen.render.look.model import (
    MM,
    Alignment,
    Characters,
    PageNumber,
    Piece,
    Stories,
    Story,
    StoryLine,
    Tab,
    Words,
)
from ptgen.render.look.pictures import UnfollowedError, picture
from ptgen.render.look.styles import (
    Properties,
    W,
    WordStyles,
    is_on,
    number,
    properties_in,
    related_parts,
)
from ptgen.view.document import Page

_ID: Final = qn("r:id")
_FIELD: Final = re.compile(r"\s*([A-Za-z]+)")
_NUMBERS: Final = {"PAGE": False, "NUMPAGES": True, "SECTIONPAGES": True}
_WRAPPERS: Final = ("hyperlink", "smartTag", "ins", "sdt", "sdtContent", "fldSimple")
_TABS: Final[dict[str, Alignment]] = {"center": "center", "right": "right", "end": "right"}


@dataclass
class StoryReader:
    """Reads headers and footers; ``unfollowed`` gathers what is left out, in Chinese."""

    document: Document
    page: Page
    unfollowed: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.styles = WordStyles.of(self.document)

    def headers(self, distance: float) -> Stories:
        """Return the headers, which begin so far from the sheet's upper edge."""
        return self._stories("header", distance)

    def footers(self, distance: float) -> Stories:
        """Return the footers, which end so far from the sheet's lower edge."""
        return self._stories("footer", self.page.height * MM - distance)

    def _stories(self, kind: str, top: float) -> Stories:
        """Those of the last section, which has those of the sections before where it names none."""
        section = self.document.element.body.get_or_add_sectPr()
        parts = {
            reference.get(f"{W}type", "default"): self.document.part.rels.get(
                reference.get(_ID, "")
            )
            for reference in self.document.element.body.iter(f"{W}{kind}Reference")
        }
        found = {
            name: self._story(link.target_part, top)
            for name, link in parts.items()
            if link is not None and not link.is_external
        }
        settings = self._settings
        return Stories(
            found.get("default", ()),
            found.get("even", ()) if is_on(settings, "evenAndOddHeaders") else None,
            found.get("first", ()) if is_on(properties_in(section), "titlePg") else None,
        )

    @cached_property
    def _settings(self) -> Properties:
        parts = related_parts(self.document.part, RT.SETTINGS)
        return properties_in(next((parse_xml(part.blob) for part in parts), None))

    def _story(self, part: Part, top: float) -> Story:
        root = part.element if isinstance(part, XmlPart) else parse_xml(part.blob)
        if root.find(f".//{W}tbl") is not None:
            self.unfollowed["页眉或页脚里的表格"] = None
        lines: list[StoryLine] = []
        for paragraph in (*root.iterfind(f"{W}p"), *root.iterfind(f"{W}sdt/{W}sdtContent/{W}p")):
            line = self._line(paragraph, part, top)
            top += line.height
            lines.append(line)
        return tuple(lines) if any(line.pieces or line.look.rules for line in lines) else ()

    def _line(self, paragraph: etree._Element, part: Part, top: float) -> StoryLine:
        pieces = tuple(
            _LineReader(self, paragraph, part, top, self.tabs(paragraph)).inside(paragraph)
        )
        run = next(paragraph.iter(f"{W}r"), None)
        look = self.styles.paragraph(paragraph, run)
        return StoryLine(look, pieces)

    def tabs(self, paragraph: etree._Element) -> Iterator[Tab]:
        """Yield the places to which the tabs of a paragraph step, from left to right."""
        stops: dict[float, str] = {}
        for group in self.styles.groups(paragraph):
            for tab in group.iterfind(f"{W}tabs/{W}tab"):
                stops[number(tab.get(f"{W}pos"))] = tab.get(f"{W}val", "left")
        for at, kind in sorted(stops.items()):
            if kind not in ("clear", "bar"):
                yield Tab(at, _TABS.get(kind, "left"))


@dataclass
class _LineReader:
    """Reads the pieces of one paragraph."""

    story: StoryReader
    paragraph: etree._Element
    part: Part
    top: float
    stops: Iterator[Tab]
    code: str | None = None
    """The code of a field that has begun, and ``None`` outside of one."""
    showing: bool = True
    """Whether what follows is printed: neither a field's code nor the result of a known one."""

    def inside(self, element: etree._Element) -> Iterator[Piece]:
        for child in element.iterchildren(etree.Element):
            name = etree.QName(child).localname
            if name == "r":
                yield from self._run(child)
            elif name == "fldSimple" and (known := self._number(child.get(f"{W}instr", ""), child)):
                yield known
            elif name in _WRAPPERS:
                yield from self.inside(child)

    def _run(self, run: etree._Element) -> Iterator[Piece]:
        look = self.story.styles.characters(self.paragraph, run)
        if run.find(f"{W}rPr/{W}vanish") is not None:
            return
        for child in run.iterchildren(etree.Element):
            name = etree.QName(child).localname
            if name == "fldChar":
                yield from self._field(child.get(f"{W}fldCharType", ""), run)
            elif name == "instrText":
                self.code = (self.code or "") + (child.text or "")
            elif self.showing:
                yield from self._shown(name, child, look)

    def _shown(self, name: str, child: etree._Element, look: Characters) -> Iterator[Piece]:
        if name == "t" and child.text:
            yield Words(child.text, look)
        elif name in ("br", "cr"):
            yield Words("\n", look)
        elif name in ("tab", "ptab"):
            yield self._step(child, look)
        elif name in ("pict", "object", "AlternateContent"):
            self.story.unfollowed["页眉或页脚里的艺术字、文本框或形状"] = None
        elif name == "drawing":
            try:
                yield picture(child, self.part, self.story.page, self.top)
            except UnfollowedError as reason:
                self.story.unfollowed[f"页眉或页脚里{reason}"] = None

    def _step(self, tab: etree._Element, look: Characters) -> Piece:
        kind = tab.get(f"{W}alignment")
        if kind is None:
            return next(self.stops, Words("\u3000", look))
        page = self.story.page
        width = (page.width - page.left - page.right) * MM
        at = {"center": width / 2, "right": width}.get(kind, 0.0)
        return Tab(at, _TABS.get(kind, "left"))

    def _field(self, kind: str, run: etree._Element) -> Iterator[Piece]:
        if kind == "begin":
            self.code, self.showing = "", False
        elif kind == "separate" and self.code is not None:
            known = self._number(self.code, run)
            self.showing = known is None
            if known is not None:
                yield known
            self.code = None
        elif kind == "end":
            if self.code and (known := self._number(self.code, run)):
                yield known
            self.code, self.showing = None, True

    def _number(self, code: str, run: etree._Element) -> PageNumber | None:
        found = _FIELD.match(code)
        name = found[1].upper() if found else ""
        if name in _NUMBERS:
            inner = run if run.tag == f"{W}r" else run.find(f"{W}r")
            look = self.story.styles.characters(self.paragraph, run if inner is None else inner)
            return PageNumber(look, _NUMBERS[name])
        self.story.unfollowed[f"页眉或页脚里的域 {name}（PDF 里印 Word 存下的结果）"] = None
        return None
