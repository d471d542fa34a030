"""The styles of several templates in one Word file.

A style that another template has under the same id or name, but otherwise, gets an id and a name
of its own, so that each document looks as it does alone. A Word file has one theme; what another
template takes from its own is written out: fonts and colours of a theme are named by their use
(ECMA-376 part 1, 17.3.2.26 and 17.18.97).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from ptgen.read.package import parse_part
from ptgen.render.docx.package import W, related, value
from ptgen.render.look.styles import theme_fonts

Fonts = Mapping[str, str]
"""The fonts of a theme by their uses, as ``minorHAnsi``."""

_THEME_USES: Final = (
    ("asciiTheme", "ascii"), ("hAnsiTheme", "hAnsi"), ("eastAsiaTheme", "eastAsia"),
    ("cstheme", "cs"),
)  # fmt: skip
_COLOURS: Final = frozenset(
    f"{W}theme{name}" for name in ("Color", "Tint", "Shade", "Fill", "FillTint", "FillShade")
)
_SCRIPTS: Final = {"zh-CN": "Hans", "zh-TW": "Hant", "zh-HK": "Hant", "ja-JP": "Jpan"}


def fonts_of(main: Part, other: Part) -> Fonts | None:
    """Return the fonts of a document's theme, if it is not the one that ``other`` has."""
    own, others = related(main, RT.THEME), related(other, RT.THEME)
    if own is None or (others is not None and own.blob == others.blob):
        return None
    settings = related(main, RT.SETTINGS)
    told = None if settings is None else parse_part(settings.blob).find(f"{W}themeFontLang")
    language = "" if told is None else told.get(f"{W}eastAsia", "")
    return theme_fonts(own.blob, _SCRIPTS.get(language, "Hans"))


def write_out(root: etree._Element, fonts: Fonts) -> None:
    """Name fonts and colours themselves instead of their uses in a theme."""
    for element in root.iter(f"{W}rFonts"):
        for by_theme, by_name in _THEME_USES:
            use = element.attrib.pop(W + by_theme, None)
            if use is not None and fonts.get(str(use)):
                element.set(W + by_name, fonts[str(use)])
    for element in root.iter(etree.Element):
        for name in _COLOURS.intersection(map(str, element.attrib)):
            del element.attrib[name]


_NAMES_OF_USES: Final = "pStyle rStyle tblStyle basedOn next link numStyleLink styleLink"
_USES: Final = tuple(W + name for name in _NAMES_OF_USES.split())
_OTHER_ID, _OTHER_NAME = "Form.", "（表）"
# What holds where docDefaults say nothing: ECMA-376 part 1, 17.3.1 and 17.3.2, each default.
_INITIAL: Final[Mapping[str, Mapping[str, str]]] = {
    "spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"},
    "jc": {"val": "left"}, "sz": {"val": "20"}, "szCs": {"val": "20"}, "kern": {"val": "0"},
    "b": {"val": "0"}, "i": {"val": "0"}, "color": {"val": "auto"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renames:
    """The new ids of a template's styles; those that unstyled paragraphs and tables now need.

    ``fonts`` are those of the template's theme, where the volume has another.
    """

    ids: Mapping[str, str]
    paragraph: str = ""
    table: str = ""
    fonts: Fonts | None = None

    def apply(self, root: etree._Element) -> None:
        """Give what is below ``root`` the styles, fonts and colours that it had."""
        if self.fonts is not None:
            write_out(root, self.fonts)
        if self.ids:
            rename(root, self.ids)
        for paragraph in root.iter(f"{W}p") if self.paragraph else ():
            _set_style(paragraph_properties(paragraph), "pStyle", self.paragraph)
        for properties in root.iter(f"{W}tblPr") if self.table else ():
            _set_style(properties, "tblStyle", self.table)


def _set_style(properties: etree._Element, name: str, style: str) -> None:
    if properties.find(W + name) is None:
        properties.insert(0, etree.Element(W + name, {f"{W}val": style}))


def adopt_styles(
    root: etree._Element, theirs: etree._Element, fonts: Fonts | None
) -> tuple[Renames, list[etree._Element]]:
    """Add another template's styles to a volume's; return their new ids and those that were added.

    ``fonts`` are those of its theme, where that is not the volume's.
    """
    if fonts is not None:
        write_out(theirs, fonts)
    ours, own = _by_id(root), _by_id(theirs)
    names = {value(style, "name").casefold() for style in ours.values()}
    other = _defaults_differ(root, theirs)
    kept = {
        key
        for key, style in own.items()
        if key in ours
        and _canonical(ours[key]) == _canonical(style)
        and not (other and _is_root(style))
        and style.find(f"{W}pPr/{W}numPr") is None  # the same number may be another list
    }
    # What stands on a style that changes, changes with it.
    while changed := {
        key for key in kept if (base := value(own[key], "basedOn")) and base not in kept
    }:
        kept -= changed
    ids = {key: f"{_OTHER_ID}{key}" for key in own if key in ours and key not in kept}
    used = [_default(theirs, kind) for kind in ("paragraph", "table")]
    paragraph, table = ("" if key in kept else ids.get(key, key) for key in used)
    added = [style for key, style in own.items() if key not in kept]
    for style in added:
        if other and _is_root(style):
            _bake(style, root, theirs)
        style.attrib.pop(f"{W}default", None)
        if value(style, "name").casefold() in names:
            _rename_style(style)
        style.set(f"{W}styleId", ids.get(style_id(style), style_id(style)))
        rename(style, ids)
        drop_extensions(style)
        root.append(style)
    return Renames(ids, paragraph, table, fonts), added


def rename(root: etree._Element, ids: Mapping[str, str]) -> None:
    """Let what is below ``root`` use styles by their new ids."""
    for element in root.iter(*_USES):
        element.set(f"{W}val", ids.get(value(element), value(element)))


def style_id(style: etree._Element) -> str:
    """Return the id by which a style is used."""
    return style.get(f"{W}styleId", "")


def paragraph_properties(paragraph: etree._Element) -> etree._Element:
    """Return a paragraph's properties, made where it has none."""
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def _by_id(root: etree._Element) -> dict[str, etree._Element]:
    return {style_id(style): style for style in root.iterfind(f"{W}style")}


def _is_root(style: etree._Element) -> bool:
    """Return whether a style of paragraphs stands on docDefaults alone."""
    return style.get(f"{W}type") == "paragraph" and not value(style, "basedOn")


def _default(root: etree._Element, kind: str) -> str:
    """Return the style of what says nothing of one."""
    for key, style in _by_id(root).items():
        if style.get(f"{W}type") == kind and style.get(f"{W}default") in ("1", "true", "on"):
            return key
    return ""


def _rename_style(style: etree._Element) -> None:
    name = style.find(f"{W}name")
    if name is not None:
        name.set(f"{W}val", value(name) + _OTHER_NAME)
    for aliases in style.findall(f"{W}aliases"):
        style.remove(aliases)


def _canonical(element: etree._Element) -> bytes:
    """Content alone: the same whatever else the part around it declares."""
    return etree.tostring(element, method="c14n", exclusive=True)


def drop_extensions(root: etree._Element) -> None:
    """Remove what is not of the standard, as Word writes it beside: it may be ignored."""
    for element in [one for one in root.iter(etree.Element) if not str(one.tag).startswith(W)]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in root.iter(etree.Element):
        for name in element.attrib:
            if str(name).startswith("{") and not str(name).startswith((W, "{http://www.w3.org/")):
                del element.attrib[name]


def _defaults(root: etree._Element) -> dict[str, etree._Element]:
    """Return the properties in docDefaults, by the tag of what holds them and their own."""
    return {
        f"{etree.QName(properties).localname}/{etree.QName(child).localname}": child
        for properties in root.iterfind(f"{W}docDefaults/*/*")
        for child in properties
        if str(child.tag).startswith(W)
    }


def _defaults_differ(*roots: etree._Element) -> bool:
    ours, theirs = (
        {key: _canonical(one) for key, one in _defaults(root).items()} for root in roots
    )
    return ours != theirs


def _bake(style: etree._Element, ours: etree._Element, theirs: etree._Element) -> None:
    """Write into a style what its own docDefaults gave it and those of the volume do not."""
    here, there = _defaults(ours), _defaults(theirs)
    for key, default in {**here, **there}.items():
        holder, _, name = key.partition("/")
        properties, given = style.find(W + holder), copy.deepcopy(default)
        if key not in there:
            if name not in _INITIAL:
                continue
            values = {W + key: text for key, text in _INITIAL[name].items()}
            given = etree.Element(W + name, values)
        if properties is None:
            properties = etree.Element(W + holder)
            put_in_order(style, properties)
        own = properties.find(W + name)
        if own is None:
            put_in_order(properties, given)
        elif name == "spacing":
            for attribute, text in given.items():
                own.set(attribute, own.get(attribute, text))


# ECMA-376 part 1, annex A.1: CT_PPr, CT_Numbering, CT_RPr, CT_SectPr, CT_Style. python-docx knows them too, but
# tells them for some children only.
_SEQUENCES: Final[Mapping[str, str]] = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings sectPrChange",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
}


def put_in_order(parent: etree._Element, child: etree._Element) -> None:
    """Put a child behind those that the schema wants before it."""
    order = _SEQUENCES[etree.QName(parent).localname].split()
    ranks = {f"{W}{name}": rank for rank, name in enumerate(order)}
    own = ranks[str(child.tag)]
    later = (place for place, one in enumerate(parent) if ranks.get(str(one.tag), len(order)) > own)
    parent.insert(next(later, len(parent)), child)
