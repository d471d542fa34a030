"""The automatic numbering of several templates in one Word file.

A template's lists begin anew in each document, as they do when it is alone: each document has
instances of its own (w:num with w:startOverride, ECMA-376 part 1, 17.9.15 and 17.9.26).
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from ptgen.render.docx.package import W, related, whole
from ptgen.render.docx.schema_order import put_in_order
from ptgen.render.docx.template import WordTemplate
from ptgen.render.docx.untrusted import parse_part
from ptgen.render.volume.parts import not_joined
from ptgen.render.volume.styles import Renames, drop_extensions, paragraph_properties

_NO_LIST: Final = "0"  # takes away the list that a style gives
_DEEPEST: Final = 50  # styles that stand on each other


@dataclass(frozen=True, slots=True)
class _Styled:
    """The list that a style of paragraphs has, its level, and the style's own indent."""

    number: str
    level: str
    indent: etree._Element | None


class Lists:
    """The lists of a volume, begun with those of its first document."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._kinds = {_value(one, "abstractNumId"): one for one in self._all("abstractNum")}
        self._numbers = {_value(one, "numId"): one for one in self._all("num")}
        self._last_kind = max(map(whole, self._kinds), default=0)
        self._last_number = max(map(whole, self._numbers), default=0)

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def adopt(self, template: WordTemplate, main: Part, renames: Renames) -> dict[str, str]:
        """Add the lists of a template; return their new numbers.

        Raise :class:`~ptgen.render.errors.TemplateError` where bullets are pictures.
        """
        part = related(main, RT.NUMBERING)
        if part is None:
            return {}
        theirs = parse_part(part.blob)
        if theirs.find(f"{W}numPicBullet") is not None:
            raise not_joined(template.path, part.partname.membername, "用图片作项目符号")
        renames.apply(theirs)
        drop_extensions(theirs)
        kinds = {
            _value(one, "abstractNumId"): self._add_kind(one)
            for one in theirs.findall(f"{W}abstractNum")
        }
        numbers = {}
        for one in theirs.findall(f"{W}num"):
            of_kind = one.find(f"{W}abstractNumId")
            if of_kind is not None and (kind := kinds.get(_value(of_kind, "val"))):
                of_kind.set(f"{W}val", kind)
                numbers[_value(one, "numId")] = self._add_number(one)
        return numbers

    def begin_anew(self, body: etree._Element, styles: Mapping[str, etree._Element]) -> None:
        """Let the lists of a document begin at their first numbers; ``styles`` by their ids."""
        if not self:
            return
        anew: dict[str, str] = {}
        styled: dict[str, _Styled | None] = {}
        for paragraph in body.iter(f"{W}p"):
            properties = paragraph.find(f"{W}pPr")
            if properties is None:
                continue
            number = properties.find(f"{W}numPr/{W}numId")
            if number is None:
                style = properties.find(f"{W}pStyle")
                name = "" if style is None else _value(style, "val")
                if name not in styled:
                    styled[name] = self._of_style(name, styles)
                number = _written(paragraph, styled[name])
            if number is not None:
                old = _value(number, "val")
                if old not in anew:
                    anew[old] = self._again(old)
                number.set(f"{W}val", anew[old])

    def _of_style(self, name: str, styles: Mapping[str, etree._Element]) -> _Styled | None:
        indent: etree._Element | None = None
        level: str | None = None
        style = name
        for _ in range(_DEEPEST):
            found = styles.get(style)
            if found is None:
                return None
            if indent is None:
                indent = found.find(f"{W}pPr/{W}ind")
            depth = found.find(f"{W}pPr/{W}numPr/{W}ilvl")
            if level is None and depth is not None:
                level = _value(depth, "val")
            number = found.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                told = _value(number, "val")
                linked = self._level_of(told, style)
                return _Styled(told, linked or level or "0", indent)
            base = found.find(f"{W}basedOn")
            style = "" if base is None else _value(base, "val")
        return None

    def _again(self, number: str) -> str:
        """A new instance of a list, which begins at its first number."""
        there = self._numbers.get(number)
        if number == _NO_LIST or there is None:
            return number
        again = copy.deepcopy(there)
        overrides = {_value(one, "ilvl"): one for one in again.iterfind(f"{W}lvlOverride")}
        for level in self._levels(there):
            depth, start = _value(level, "ilvl"), level.find(f"{W}start")
            override = overrides.get(depth)
            if override is None:
                override = etree.SubElement(again, f"{W}lvlOverride", {f"{W}ilvl": depth})
            if override.find(f"{W}startOverride") is None:
                first = "0" if start is None else _value(start, "val")
                override.insert(0, etree.Element(f"{W}startOverride", {f"{W}val": first}))
        return self._add_number(again)

    def _level_of(self, number: str, style: str) -> str | None:
        """The level of a list that stands for a style of paragraphs."""
        instance = self._numbers.get(number)
        for level in () if instance is None else self._levels(instance):
            linked = level.find(f"{W}pStyle")
            if linked is not None and _value(linked, "val") == style:
                return _value(level, "ilvl")
        return None

    def _levels(self, instance: etree._Element) -> list[etree._Element]:
        """The levels of a list; those of a list style stand in the definition that it names."""
        named = instance.find(f"{W}abstractNumId")
        kind = None if named is None else self._kinds.get(_value(named, "val"))
        link = None if kind is None else kind.find(f"{W}numStyleLink")
        if link is not None:
            for one in self._kinds.values():
                style = one.find(f"{W}styleLink")
                if style is not None and _value(style, "val") == _value(link, "val"):
                    kind = one
        return [] if kind is None else kind.findall(f"{W}lvl")

    def _add_kind(self, kind: etree._Element) -> str:
        """Definitions stand before their instances."""
        self._last_kind += 1
        own = str(self._last_kind)
        kind.set(f"{W}abstractNumId", own)
        nsid = kind.find(f"{W}nsid")
        if nsid is not None:  # Word takes two definitions of one nsid for one list
            told = hashlib.sha256(f"{_value(nsid, 'val')} {own}".encode()).hexdigest()
            nsid.set(f"{W}val", told[:8].upper())
        first = self.root.find(f"{W}num")
        if first is None:
            self.root.append(kind)
        else:
            first.addprevious(kind)
        self._kinds[own] = kind
        return own

    def _add_number(self, number: etree._Element) -> str:
        self._last_number += 1
        own = str(self._last_number)
        number.set(f"{W}numId", own)
        if self._numbers:
            next(reversed(self._numbers.values())).addnext(number)
        else:
            self.root.append(number)
        self._numbers[own] = number
        return own

    def _all(self, tag: str) -> list[etree._Element]:
        return self.root.findall(W + tag)


def _written(paragraph: etree._Element, styled: _Styled | None) -> etree._Element | None:
    """What a style says of a list, said by a paragraph itself; its number, to be changed."""
    if styled is None:
        return None
    properties = paragraph_properties(paragraph)
    numbering = properties.find(f"{W}numPr")
    if numbering is None:
        numbering = etree.Element(f"{W}numPr")
        put_in_order(properties, numbering)
    if numbering.find(f"{W}ilvl") is None:
        etree.SubElement(numbering, f"{W}ilvl", {f"{W}val": styled.level})
    # A list in the paragraph stands over the style's indent; one in the style stands under it.
    if styled.indent is not None and properties.find(f"{W}ind") is None:
        put_in_order(properties, copy.deepcopy(styled.indent))
    return etree.SubElement(numbering, f"{W}numId", {f"{W}val": styled.number})


def _value(element: etree._Element, name: str) -> str:
    return element.get(W + name, "")
