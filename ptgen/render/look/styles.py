"""What Word's styles and direct formatting come to for a paragraph and its characters.

Properties are gathered from the document's defaults, the chain of styles and the paragraph itself
(ECMA-376 part 1, 17.7.2); the later stands. A stranger wrote them: a number out of reason is
taken as the nearest in reason, and what is no number as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from lxml import etree

from ptgen.render.look.model import Alignment, BorderRule, Characters, LineRule, ParagraphLook, Side

W: Final = qn("w:")
_DEEPEST: Final = 20
_NUMBER: Final = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]{1,4})?)(pt)?")
_COLOR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_NO_NAME: Final = re.compile(r"""[\x00-\x1f"'\\<>{};]""")
_OFF: Final = ("0", "false", "off", "none")
_MERGED: Final = ("spacing", "ind", "rFonts")
_THEMED: Final = {"ascii": "asciiTheme", "eastAsia": "eastAsiaTheme"}
_ALIGNMENTS: Final[Mapping[str, Alignment]] = {
    "center": "center", "right": "right", "end": "right", "both": "justify",
    "distribute": "justify", "left": "left", "start": "left",
}  # fmt: skip
_LINE_RULES: Final[Mapping[str, LineRule]] = {"exact": "exact", "atLeast": "at least"}
_RULE_STYLES: Final[Mapping[str, Literal["double", "dotted", "dashed"]]] = {
    "double": "double", "dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed",
}  # fmt: skip
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

Attributes = Mapping[str, str]
Properties = Mapping[str, Attributes]
"""Properties by name, as ``{"jc": {"val": "center"}}``."""


def number(text: str | None, least: float = -2000.0, most: float = 2000.0, unit: int = 20) -> float:
    """Return an attribute in points; it counts in a ``unit``-th of one unless it says ``pt``."""
    found = _NUMBER.fullmatch((text or "").strip())
    if found is None:
        return 0.0
    return min(max(float(found[1]) / (1 if found[2] else unit), least), most)


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


def _merge(into: dict[str, dict[str, str]], more: Properties) -> None:
    for name, attributes in more.items():
        former = into.get(name, {}) if name in _MERGED else {}
        told = {key for key, theme in _THEMED.items() if key in attributes and former.get(theme)}
        dropped = {_THEMED[key] for key in told}
        if "firstLine" in attributes or "hanging" in attributes:
            dropped |= {"firstLine", "hanging"}
        kept = {key: text for key, text in former.items() if key not in dropped}
        into[name] = {**kept, **attributes}


@dataclass(frozen=True)
class WordStyles:
    """The styles of a Word file."""

    document: Document

    @cached_property
    def _elements(self) -> dict[str, etree._Element]:
        found = self.document.styles.element.iterfind(f"{W}style")
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

    def named(self, name: str) -> etree._Element | None:
        """Return the style of a name."""
        found = (
            style
            for style in self._elements.values()
            if (told := style.find(f"{W}name")) is not None and told.get(f"{W}val") == name
        )
        return next(found, None)

    def chain(self, key: str) -> list[etree._Element]:
        """Return a style and those that it is based on, the base first."""
        found: list[etree._Element] = []
        while (style := self._elements.get(key)) is not None and len(found) < _DEEPEST:
            found.insert(0, style)
            base = style.find(f"{W}basedOn")
            key = "" if base is None else base.get(f"{W}val", "")
        return found

    def gathered(self, paragraph: etree._Element) -> dict[str, etree._Element]:
        """Return the elements of a paragraph's properties by name, whatever they hold."""
        own = paragraph.find(f"{W}pPr")
        groups = [style.find(f"{W}pPr") for style in self.chain(self._style_of(own))]
        return {
            etree.QName(child).localname: child
            for group in (*groups, own)
            if group is not None
            for child in group.iterchildren(etree.Element)
        }

    def properties(
        self, paragraph: etree._Element, run: etree._Element | None = None
    ) -> tuple[Properties, Properties]:
        """Return the properties of a paragraph and of the characters of a run in it."""
        own = paragraph.find(f"{W}pPr")
        of_run = None if run is None else run.find(f"{W}rPr")
        root = self.document.styles.element
        of_paragraph: dict[str, dict[str, str]] = {}
        of_characters: dict[str, dict[str, str]] = {}
        chain = self.chain(self._style_of(own))
        for group in (_default_of(root, "pPr"), *(one.find(f"{W}pPr") for one in chain), own):
            _merge(of_paragraph, properties_in(group))
        character_style = properties_in(of_run).get("rStyle", {}).get("val", "")
        for group in (
            _default_of(root, "rPr"),
            *(one.find(f"{W}rPr") for one in (*chain, *self.chain(character_style))),
            of_run,
        ):
            _merge(of_characters, properties_in(group))
        return of_paragraph, of_characters

    def paragraph(
        self, paragraph: etree._Element, run: etree._Element | None = None
    ) -> ParagraphLook:
        """Return the look of a paragraph, its characters as those of a run."""
        told, of_characters = self.properties(paragraph, run)
        characters = self._characters(of_characters)
        spacing, indent = told.get("spacing", {}), told.get("ind", {})
        pitch = characters.size + characters.tracking
        rule = _LINE_RULES.get(spacing.get("lineRule", ""), "multiple")
        line = number(spacing.get("line", "240"), 0, unit=240 if rule == "multiple" else 20)
        borders = self.gathered(paragraph).get("pBdr")
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
            {} if borders is None else dict(rules_of(properties_in(borders))),
        )

    def characters(self, paragraph: etree._Element, run: etree._Element) -> Characters:
        """Return the look of a run's characters."""
        return self._characters(self.properties(paragraph, run)[1])

    def _style_of(self, own: etree._Element | None) -> str:
        told = properties_in(own).get("pStyle", {}).get("val", "")
        return told if told in self._elements else self._default

    def _characters(self, told: Properties) -> Characters:
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
        named = self._theme.get((theme[:5], script), "") if theme else fonts.get(script, "")
        return _NO_NAME.sub("", named or fonts.get(script, ""))[:64].strip()

    @cached_property
    def _theme(self) -> dict[tuple[str, str], str]:
        """The faces of the theme by ``major`` or ``minor`` and the script."""
        links = self.document.part.rels.values()
        parts = [link.target_part.blob for link in links if link.reltype == RT.THEME]
        found: dict[tuple[str, str], str] = {}
        for root in (etree.fromstring(part) for part in parts[:1]):
            for kind in ("major", "minor"):
                group = root.find(f".//{{*}}fontScheme/{{*}}{kind}Font")
                for script, path in (("ascii", "latin"), ("eastAsia", "ea")):
                    face = None if group is None else group.find(f"{{*}}{path}")
                    found[kind, script] = "" if face is None else face.get("typeface", "")
                han = None if group is None else group.find("{*}font[@script='Hans']")
                if han is not None and not found[kind, "eastAsia"]:
                    found[kind, "eastAsia"] = han.get("typeface", "")
        return found


def _default_of(styles: etree._Element, name: str) -> etree._Element | None:
    return styles.find(f"{W}docDefaults/{W}{name}Default/{W}{name}")


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
