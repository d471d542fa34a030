"""Stage render: a Word file has one theme; what another template takes from its own is written out.

Fonts and colours of a theme are named by their use (ECMA-376 part 1, 17.3.2.26 and 17.18.97).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W, parse_part
from ptgen.render.docx.template import WordTemplate
from ptgen.render.volume.parts import part_of

Fonts = Mapping[str, str]
"""The fonts of a theme by their uses, as ``minorHAnsi``."""

_USES: Final = {
    "asciiTheme": "ascii",
    "hAnsiTheme": "hAnsi",
    "eastAsiaTheme": "eastAsia",
    "cstheme": "cs",
}
_COLOURS: Final = frozenset(
    W + name
    for name in (
        "themeColor",
        "themeTint",
        "themeShade",
        "themeFill",
        "themeFillTint",
        "themeFillShade",
    )
)
_SCRIPTS: Final = {"zh-CN": "Hans", "zh-TW": "Hant", "zh-HK": "Hant", "ja-JP": "Jpan"}


def fonts_of(template: WordTemplate, other: WordTemplate) -> Fonts | None:
    """The fonts of a template's theme, if it is not the one that ``other`` has."""
    own = _theme(template)
    if own is None or own == _theme(other):
        return None
    root = parse_part(own)
    script = _SCRIPTS.get(_language(template), "Hans")
    found: dict[str, str] = {}
    for name in ("major", "minor"):
        for tag, uses in (("latin", ("HAnsi", "Ascii")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            face = _face(root, f"{{*}}{name}Font/{{*}}{tag}")
            if tag == "ea" and not face:
                face = _face(root, f"{{*}}{name}Font/{{*}}font[@script='{script}']")
            found |= {f"{name}{use}": face for use in uses}
    return found


def write_out(root: etree._Element, fonts: Fonts) -> None:
    """Name fonts and colours themselves instead of their uses in a theme."""
    for element in root.iter(f"{W}rFonts"):
        for by_theme, by_name in _USES.items():
            use = element.attrib.pop(W + by_theme, None)
            if use is not None and fonts.get(str(use)):
                element.set(W + by_name, fonts[str(use)])
    for element in root.iter(etree.Element):
        for name in _COLOURS.intersection(map(str, element.attrib)):
            del element.attrib[name]


def _theme(template: WordTemplate) -> bytes | None:
    name = part_of(template.parts, "theme")
    return None if name is None else template.parts[name]


def _language(template: WordTemplate) -> str:
    name = part_of(template.parts, "settings")
    told = None if name is None else parse_part(template.parts[name]).find(f"{W}themeFontLang")
    return "" if told is None else told.get(f"{W}eastAsia", "")


def _face(root: etree._Element, path: str) -> str:
    found = root.find(f".//{path}")
    return "" if found is None else found.get("typeface", "")
