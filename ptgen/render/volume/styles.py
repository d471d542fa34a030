"""The styles of several templates in one Word file.

A style that another template has under the same id or name, but otherwise, gets an id and a name
of its own, so that each document looks as it does alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W
from ptgen.render.docx.schema_order import put_in_order
from ptgen.render.volume.theme import Fonts, write_out

_USES: Final = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "numStyleLink")
_USES_TOO: Final = ("styleLink",)
_OTHER_ID, _OTHER_NAME = "Form.", "（表）"
# What holds where docDefaults say nothing: ECMA-376 part 1, 17.3.1 and 17.3.2, each default.
_INITIAL: Final[Mapping[str, Mapping[str, str]]] = {
    "spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"},
    "jc": {"val": "left"},
    "sz": {"val": "20"},
    "szCs": {"val": "20"},
    "kern": {"val": "0"},
    "b": {"val": "0"},
    "i": {"val": "0"},
    "color": {"val": "auto"},
}


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
        if self.paragraph:
            for paragraph in root.iter(f"{W}p"):
                properties = paragraph_properties(paragraph)
                if properties.find(f"{W}pStyle") is None:
                    properties.insert(0, etree.Element(f"{W}pStyle", {f"{W}val": self.paragraph}))
        if self.table:
            for properties in root.iter(f"{W}tblPr"):
                if properties.find(f"{W}tblStyle") is None:
                    properties.insert(0, etree.Element(f"{W}tblStyle", {f"{W}val": self.table}))


class Styles:
    """The styles of a volume, begun with those of its first document."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root

    def adopt(
        self, theirs: etree._Element, fonts: Fonts | None
    ) -> tuple[Renames, list[etree._Element]]:
        """Add another template's styles; return their new ids and those that were added.

        ``fonts`` are those of its theme, where that is not the volume's.
        """
        if fonts is not None:
            write_out(theirs, fonts)
        ours = {style_id(style): _canonical(style) for style in _styles(self.root)}
        names = {_name(style).casefold() for style in _styles(self.root)}
        other = _defaults_differ(self.root, theirs)
        kept = {
            style_id(style)
            for style in _styles(theirs)
            if ours.get(style_id(style)) == _canonical(style)
            and not (other and _is_root(style))
            and style.find(f"{W}pPr/{W}numPr") is None  # the same number may be another list
        }
        # What stands on a style that changes, changes with it.
        while changed := {
            style_id(style)
            for style in _styles(theirs)
            if style_id(style) in kept and (base := _base(style)) and base not in kept
        }:
            kept -= changed
        ids = {
            style_id(style): f"{_OTHER_ID}{style_id(style)}"
            for style in _styles(theirs)
            if style_id(style) in ours and style_id(style) not in kept
        }
        standing = {kind: _default(theirs, kind) for kind in ("paragraph", "table")}
        added = []
        for style in [one for one in _styles(theirs) if style_id(one) not in kept]:
            added.append(style)
            if other and _is_root(style):
                _bake(style, self.root, theirs)
            style.attrib.pop(f"{W}default", None)
            if _name(style).casefold() in names:
                _rename_style(style)
            style.set(f"{W}styleId", ids.get(style_id(style), style_id(style)))
            rename(style, ids)
            drop_extensions(style)
            self.root.append(style)
        renamed = {kind: "" if one in kept else ids.get(one, one) for kind, one in standing.items()}
        return Renames(ids, renamed["paragraph"], renamed["table"], fonts), added


def rename(root: etree._Element, ids: Mapping[str, str]) -> None:
    """Let what is below ``root`` use styles by their new ids."""
    for name in (*_USES, *_USES_TOO):
        for element in root.iter(f"{W}{name}"):
            value = element.get(f"{W}val", "")
            element.set(f"{W}val", ids.get(value, value))


def style_id(style: etree._Element) -> str:
    """The id by which a style is used."""
    return style.get(f"{W}styleId", "")


def paragraph_properties(paragraph: etree._Element) -> etree._Element:
    """A paragraph's properties, made where it has none."""
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def _styles(root: etree._Element) -> Iterator[etree._Element]:
    return root.iterfind(f"{W}style")


def _name(style: etree._Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else name.get(f"{W}val", "")


def _base(style: etree._Element) -> str:
    base = style.find(f"{W}basedOn")
    return "" if base is None else base.get(f"{W}val", "")


def _is_root(style: etree._Element) -> bool:
    """Whether a style of paragraphs stands on docDefaults alone."""
    return style.get(f"{W}type") == "paragraph" and not _base(style)


def _default(root: etree._Element, kind: str) -> str:
    standing = (
        style_id(style)
        for style in _styles(root)
        if style.get(f"{W}type") == kind and style.get(f"{W}default") in ("1", "true", "on")
    )
    return next(standing, "")


def _rename_style(style: etree._Element) -> None:
    name = style.find(f"{W}name")
    if name is not None:
        name.set(f"{W}val", f"{name.get(f'{W}val', '')}{_OTHER_NAME}")
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
    """The properties in docDefaults, by the tag of what holds them and their own."""
    return {
        f"{etree.QName(properties).localname}/{etree.QName(child).localname}": child
        for properties in root.iterfind(f"{W}docDefaults/*/*")
        for child in properties
        if str(child.tag).startswith(W)
    }


def _defaults_differ(ours: etree._Element, theirs: etree._Element) -> bool:
    here, there = _defaults(ours), _defaults(theirs)
    return {key: _canonical(one) for key, one in here.items()} != {
        key: _canonical(one) for key, one in there.items()
    }


def _bake(style: etree._Element, ours: etree._Element, theirs: etree._Element) -> None:
    """Write into a style what its own docDefaults gave it and those of the volume do not."""
    here, there = _defaults(ours), _defaults(theirs)
    for key, default in {**here, **there}.items():
        parent = default.getparent()
        given = copy.deepcopy(default) if key in there else _initial(str(default.tag))
        if parent is None or given is None:
            continue
        holder = str(parent.tag)
        properties = style.find(holder)
        own = None if properties is None else properties.find(str(default.tag))
        if own is None:
            put_in_order(_holder(style, holder) if properties is None else properties, given)
        elif own.tag == f"{W}spacing":
            for name, value in given.items():
                own.set(name, own.get(name, value))


def _initial(tag: str) -> etree._Element | None:
    values = _INITIAL.get(tag.removeprefix(W))
    if values is None:
        return None
    return etree.Element(tag, {f"{W}{name}": value for name, value in values.items()})


def _holder(style: etree._Element, tag: str) -> etree._Element:
    holder = etree.Element(tag)
    put_in_order(style, holder)
    return holder
