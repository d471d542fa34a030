"""A Word file has one theme; what another template takes from its own is written out.

Fonts and colours of a theme are named by their use (ECMA-376 part 1, 17.3.2.26 and 17.18.97).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from ptgen.render.docx.package import W, related
from ptgen.render.docx.untrusted import parse_part

Fonts = Mapping[str, str]
"""The fonts of a theme by their uses, as ``minorHAnsi``."""

_USES: Final = {
    "asciiTheme": "ascii",
    "hAnsiTheme": "hAnsi",
    "eastAsiaTheme": "eastAsia",
    "cstheme": "cs",
}
_COLOURS: Final = frozenset(
    f"{W}theme{name}" for name in ("Color", "Tint", "Shade", "Fill", "FillTint", "FillShade")
)
_SCRIPTS: Final = {"zh-CN": "Hans", "zh-TW": "Hant", "zh-HK": "Hant", "ja-JP": "Jpan"}


def fonts_of(main: Part, other: Part) -> Fonts | None:
    """Return the fonts of a document's theme, if it is not the one that ``other`` has."""
    own, others = related(main, RT.THEME), related(other, RT.THEME)
    if own is None or (others is not None and own.blob == others.blob):
        return None
    root = parse_part(own.blob)
    script = _SCRIPTS.get(_language(main), "Hans")
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


def _language(main: Part) -> str:
    settings = related(main, RT.SETTINGS)
    found = None if settings is None else parse_part(settings.blob).find(f"{W}themeFontLang")
    return "" if found is None else found.get(f"{W}eastAsia", "")


def _face(root: etree._Element, path: str) -> str:
    found = root.find(f".//{path}")
    return "" if found is None else found.get("typeface", "")
