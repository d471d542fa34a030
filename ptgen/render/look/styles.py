"""What Word's styles and direct formatting come to for a paragraph and its characters.

Properties are gathered from the document's defaults, the chain of styles and the paragraph itself
(ECMA-376 part 1, 17.7.2); the later stands. A stranger wrote them: a number out of reason is
taken as the nearest in reason, and what is no number as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, Self

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from ptgen.render.look.model import (
    Alignment,
    BorderRule,
    Characters,
    LineRule,
    ParagraphLook,
    Side,
    TableLook,
)

Attributes = Mapping[str, str]
Properties = Mapping[str, Attributes]
"""Properties by name, as ``{"jc": {"val": "center"}}``."""

W: Final = qn("w:")
_DEEPEST: Final = 20
_NUMBER: Final = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,4})?)(pt)?")
_COLOR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_NO_NAME: Final = re.compile(r"""[\x00-\x1f"'\\<>{};]""")
_OFF: Final = ("0", "false", "off", "none")
_MERGED: Final = ("spacing", "ind", "rFonts")
_THEMED: Final = {"ascii": "asciiTheme", "eastAsia": "eastAsiaTheme"}
_USES: Final = {"ascii": "HAnsi", "eastAsia": "EastAsia"}
_ALIGNMENTS: Final[Mapping[str, Alignment]] = {
    "center": "center", "right": "right", "end": "right", "both": "justify",
    "distribute": "justify", "left": "left", "start": "left",
}  # fmt: skip
_LINE_RULES: Final[Mapping[str, LineRule]] = {"exact": "exact", "atLeast": "at least"}
_RULE_STYLES: Final[Mapping[str, Literal["double", "dotted", "dashed"]]] = {
    "double": "double", "dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed",
}  # fmt: skip
_NO_ROOM: Final[Attributes] = {}
_BESIDE: Final[Attributes] = {"w": "108"}
_CELL_EDGES: Final[tuple[tuple[Side, str, Attributes], ...]] = (
    ("top", "top", _NO_ROOM), ("left", "start", _BESIDE),
    ("bottom", "bottom", _NO_ROOM), ("right", "end", _BESIDE),
)  # fmt: skip
"""The edges of cells, their other names, and the room there where no style says one."""
_HIGHLIGHTS: Final[Mapping[str, str]] = {
    "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF",
    "blue": "0000FF", "red": "FF0000", "darkBlue": "00008B", "darkCyan": "008B8B",
    "darkGreen": "006400", "darkMagenta": "8B008B", "darkRed": "8B0000",
    "darkYellow": "808000", "darkGray": "A9A9A9", "lightGray": "D3D3D3", "black": "000000",
    "white": "FFFFFF",
}  # fmt: skip
_FALLBACK: Final = "宋体"
_SIZE: Final = 10.0
"""The face and the size of characters of which a template says nothing."""


def number(text: str | None, least: float = -2000.0, most: float = 2000.0, unit: int = 20) -> float:
    """Return an attribute in points; it counts in a ``unit``-th of one unless it says ``pt``."""
    found = _NUMBER.fullmatch((text or "").strip())
    if found is None:
        return 0.0
    return min(max(float(found[1]) / (1 if found[2] else unit), least), most)


def related_parts(part: Part, *kinds: str) -> Iterator[Any]:
    """Return the parts to which a part has a relation of these kinds."""
    return (link.target_part for link in part.rels.values() if link.reltype in kinds)


def is_on(properties: Properties, name: str, default: bool = False) -> bool:
    """Return whether a property is there and not switched off."""
    found = properties.get(name)
    return default if found is None else found.get("val", "1") not in _OFF


def properties_in(element: etree._Element | None) -> dict[str, dict[str, str]]:
    """Return the properties that are children of an element."""
    children = () if element is None else element.iterchildren(etree.Element)
    return {
        etree.QName(child).localname: {
            etree.QName(key).localname: str(text) for key, text in child.attrib.items()
        }
        for child in children
    }


def rule_of(attributes: Attributes) -> BorderRule | None:
    """Return a border; ``None`` where it is none."""
    style = attributes.get("val", "none")
    if style in ("nil", "none"):
        return None
    width = number(attributes.get("sz"), 0.25, 12, unit=8)
    room = number(attributes.get("space"), 0, 31, unit=1)
    return BorderRule(
        _RULE_STYLES.get(style, "solid"), width, _color(attributes.get("color")), room
    )


def _color(text: str | None) -> str:
    return text.upper() if text and _COLOR.fullmatch(text) else "000000"


def _merged(groups: Iterable[etree._Element]) -> Properties:
    """Return the properties of groups, each of which stands over those before it."""
    merged: dict[str, Attributes] = {}
    for name, attributes in (one for group in groups for one in properties_in(group).items()):
        former = merged.get(name, {}) if name in _MERGED else {}
        told = {key for key, theme in _THEMED.items() if key in attributes and former.get(theme)}
        dropped = {_THEMED[key] for key in told}
        if "firstLine" in attributes or "hanging" in attributes:
            dropped |= {"firstLine", "hanging"}
        kept = {key: text for key, text in former.items() if key not in dropped}
        merged[name] = {**kept, **attributes}
    return merged


@dataclass(frozen=True)
class WordStyles:
    """The styles of a Word file."""

    root: etree._Element
    theme: bytes = b""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Return the styles of a document."""
        themes = (theme.blob for theme in related_parts(document.part, RT.THEME))
        return cls(document.styles.element, next(themes, b""))

    @cached_property
    def _elements(self) -> dict[str, etree._Element]:
        found = self.root.iterfind(f"{W}style")
        return {style.get(f"{W}styleId", ""): style for style in found}

    @cached_property
    def _default(self) -> str:
        defaults = (
            key
            for key, style in self._elements.items()
            if style.get(f"{W}type") == "paragraph"
            and style.get(f"{W}default") not in (None, *_OFF)
        )
        return next(defaults, "")

    def chain(self, key: str) -> list[etree._Element]:
        """Return a style and those that it is based on, the base first."""
        found: list[etree._Element] = []
        while (style := self._elements.get(key)) is not None and len(found) < _DEEPEST:
            found.insert(0, style)
            base = style.find(f"{W}basedOn")
            key = "" if base is None else base.get(f"{W}val", "")
        return found

    def groups(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """Yield what has properties of a paragraph: the defaults, its styles, itself."""
        own = paragraph.find(f"{W}pPr")
        return self._groups("pPr", own, self._style_of(own))

    def _groups(
        self, name: str, own: etree._Element | None, *styles: str
    ) -> Iterator[etree._Element]:
        chain = (style for key in styles for style in self.chain(key))
        default = self.root.find(f"{W}docDefaults/{W}{name}Default/{W}{name}")
        for group in (default, *(style.find(f"{W}{name}") for style in chain), own):
            if group is not None:
                yield group

    def paragraph(
        self, paragraph: etree._Element, run: etree._Element | None = None
    ) -> ParagraphLook:
        """Return the look of a paragraph, its characters as those of a run."""
        groups = tuple(self.groups(paragraph))
        told, characters = _merged(groups), self.characters(paragraph, run)
        spacing, indent = told.get("spacing", {}), told.get("ind", {})
        pitch = characters.size + characters.tracking
        rule = _LINE_RULES.get(spacing.get("lineRule", ""), "multiple")
        line = number(spacing.get("line", "240"), 0, unit=240 if rule == "multiple" else 20)
        borders = [one for group in groups for one in group.iterfind(f"{W}pBdr")]
        return ParagraphLook(
            characters,
            line or 1.0,
            rule if line else "multiple",
            _room(spacing, "before"),
            _room(spacing, "after"),
            _step(indent, "firstLine", pitch) - _step(indent, "hanging", pitch),
            _step(indent, "left", pitch) or _step(indent, "start", pitch),
            _step(indent, "right", pitch) or _step(indent, "end", pitch),
            _ALIGNMENTS.get(told.get("jc", {}).get("val", "left"), "left"),
            is_on(told, "keepNext"),
            is_on(told, "keepLines"),
            is_on(told, "pageBreakBefore"),
            is_on(told, "widowControl", default=True),
            is_on(told, "autoSpaceDE", default=True) or is_on(told, "autoSpaceDN", default=True),
            _fill(told),
            dict(rules_of(properties_in(borders[-1]))) if borders else {},
        )

    def table(self, key: str) -> TableLook:
        """Return the look of the tables of a style."""
        edges: dict[str, Attributes] = {}
        room: dict[str, Attributes] = {}
        for style in self.chain(key):
            edges |= properties_in(style.find(f"{W}tblPr/{W}tblBorders"))
            room |= properties_in(style.find(f"{W}tblPr/{W}tblCellMar"))
        return TableLook(
            dict(rules_of(edges)),
            {
                side: number((room.get(side) or room.get(other) or usual).get("w"), 0, 200)
                for side, other, usual in _CELL_EDGES
            },
        )

    def _style_of(self, own: etree._Element | None) -> str:
        told = properties_in(own).get("pStyle", {}).get("val", "")
        return told if told in self._elements else self._default

    def characters(self, paragraph: etree._Element, run: etree._Element | None) -> Characters:
        """Return the look of a run's characters."""
        own = None if run is None else run.find(f"{W}rPr")
        style = self._style_of(paragraph.find(f"{W}pPr"))
        of_run = properties_in(own).get("rStyle", {}).get("val", "")
        told = _merged(self._groups("rPr", own, style, of_run))
        fonts = told.get("rFonts", {})
        han = self._face(fonts, "eastAsia") or _FALLBACK
        highlight = _HIGHLIGHTS.get(told.get("highlight", {}).get("val", ""), "")
        return Characters(
            han,
            self._face(fonts, "ascii") or han,
            number(told.get("sz", {}).get("val"), 0, 400, unit=2) or _SIZE,
            is_on(told, "b"),
            is_on(told, "i"),
            is_on(told, "u"),
            is_on(told, "strike") or is_on(told, "dstrike"),
            _color(told.get("color", {}).get("val")),
            highlight or _fill(told),
            number(told.get("spacing", {}).get("val"), -20, 200),
        )

    def _face(self, fonts: Attributes, script: str) -> str:
        theme = fonts.get(_THEMED[script], "")
        named = self._theme.get(f"{theme[:5]}{_USES[script]}") or fonts.get(script, "")
        return _NO_NAME.sub("", named)[:64].strip()

    @cached_property
    def _theme(self) -> Mapping[str, str]:
        return theme_fonts(self.theme) if self.theme else {}


def rules_of(edges: Properties) -> Iterator[tuple[Side, BorderRule]]:
    """Yield the borders that are drawn, by their sides."""
    names: dict[str, Side] = {
        "top": "top", "bottom": "bottom", "left": "left", "start": "left", "right": "right",
        "end": "right", "insideH": "insideH", "insideV": "insideV",
    }  # fmt: skip
    for name, attributes in edges.items():
        rule = rule_of(attributes)
        if name in names and rule is not None:
            yield names[name], rule


def _fill(told: Properties) -> str:
    fill = told.get("shd", {}).get("fill", "")
    return fill.upper() if _COLOR.fullmatch(fill) else ""


_LINE_UNIT: Final = 0.12
"""A hundredth of a line in points, where no grid gives lines another pitch."""


def _room(spacing: Attributes, side: str) -> float:
    """Return the room before or after a paragraph; counted in lines it stands over points."""
    lines = number(spacing.get(f"{side}Lines"), 0, 3000, unit=1)
    return lines * _LINE_UNIT or number(spacing.get(side), 0)


def _step(indent: Attributes, side: str, pitch: float) -> float:
    """Return an indent; counted in characters it stands over points."""
    characters = number(indent.get(f"{side}Chars"), -5000, 5000, unit=100)
    return characters * pitch or number(indent.get(side))


def theme_fonts(theme: bytes, script: str = "Hans") -> dict[str, str]:
    """Return the faces of a theme by their uses, as ``minorHAnsi``; '' where it names none."""
    root = etree.fromstring(theme)
    found: dict[str, str] = {}
    for name in ("major", "minor"):
        group = f".//{{*}}fontScheme/{{*}}{name}Font/{{*}}"
        of_script = root.find(f"{group}font[@script='{script}']")
        for tag, uses in (("latin", ("HAnsi", "Ascii")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            face = _typeface(root.find(f"{group}{tag}"))
            if tag == "ea":
                face = face or _typeface(of_script)
            found |= {f"{name}{use}": face for use in uses}
    return found


def _typeface(element: etree._Element | None) -> str:
    return "" if element is None else element.get("typeface", "")
