"""The automatic numbering of several templates in one Word file.

A template's lists begin anew in each document, as they do when it is alone: each document has
instances of its own (w:num with w:startOverride, ECMA-376 part 1, 17.9.15 and 17.9.26).
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from ptgen.read.package import parse_part
from ptgen.render.docx.package import W, related, value, whole
from ptgen.render.docx.template import WordTemplate
from ptgen.render.volume.parts import not_joined
from ptgen.render.volume.styles import Renames, drop_extensions, put_in_order

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
        self._kinds = _by_id(root, "abstractNum", "abstractNumId")
        self._numbers = _by_id(root, "num", "numId")
        self._kind_ids = count(max(map(whole, self._kinds), default=0) + 1)
        self._number_ids = count(max(map(whole, self._numbers), default=0) + 1)

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
        kinds = _by_id(theirs, "abstractNum", "abstractNumId")
        new = {key: self._add_kind(kind) for key, kind in kinds.items()}
        numbers = {}
        for key, one in _by_id(theirs, "num", "numId").items():
            of_kind = one.find(f"{W}abstractNumId")
            if of_kind is not None and (kind := new.get(value(of_kind))):
                of_kind.set(f"{W}val", kind)
                numbers[key] = self._add_number(one)
        return numbers

    def begin_anew(self, body: etree._Element, styles: Mapping[str, etree._Element]) -> None:
        """Let the lists of a document begin at their first numbers; ``styles`` by their ids."""
        if not self._numbers:
            return
        anew: dict[str, str] = {}
        styled: dict[str, _Styled | None] = {}
        for paragraph in body.iter(f"{W}p"):
            properties = paragraph.find(f"{W}pPr")
            if properties is None:
                continue
            number = properties.find(f"{W}numPr/{W}numId")
            if number is None:
                name = value(properties, "pStyle")
                if name not in styled:
                    styled[name] = self._of_style(name, styles)
                number = _write_list(properties, styled[name])
            if number is not None:
                old = value(number)
                if old not in anew:
                    anew[old] = self._again(old)
                number.set(f"{W}val", anew[old])

    def _of_style(self, name: str, styles: Mapping[str, etree._Element]) -> _Styled | None:
        chain: list[etree._Element] = []
        while (style := styles.get(name)) is not None and len(chain) < _DEEPEST:
            chain.append(style)
            if style.find(f"{W}pPr/{W}numPr/{W}numId") is not None:
                break
            name = value(style, "basedOn")
        else:
            return None
        number = value(style, "pPr/numPr/numId")
        levels = (value(one, "pPr/numPr/ilvl") for one in chain)
        level = self._level_of(number, name) or next(filter(None, levels), "0")
        indents = (one.find(f"{W}pPr/{W}ind") for one in chain)
        return _Styled(number, level, next((one for one in indents if one is not None), None))

    def _again(self, number: str) -> str:
        """Return a new instance of a list, which begins at its first number."""
        former = self._numbers.get(number)
        if number == _NO_LIST or former is None:
            return number
        again = copy.deepcopy(former)
        overrides = _by_id(again, "lvlOverride", "ilvl")
        for level in self._levels(former):
            depth = level.get(f"{W}ilvl", "")
            override = overrides.get(depth)
            if override is None:
                override = etree.SubElement(again, f"{W}lvlOverride", {f"{W}ilvl": depth})
            if override.find(f"{W}startOverride") is None:
                start = "0" if level.find(f"{W}start") is None else value(level, "start")
                override.insert(0, etree.Element(f"{W}startOverride", {f"{W}val": start}))
        return self._add_number(again)

    def _level_of(self, number: str, style: str) -> str:
        """Return the level of a list that stands for a style of paragraphs, if there is one."""
        instance = self._numbers.get(number)
        levels = () if instance is None else self._levels(instance)
        linked = (one.get(f"{W}ilvl", "") for one in levels if value(one, "pStyle") == style)
        return next(linked, "")

    def _levels(self, instance: etree._Element) -> list[etree._Element]:
        """Return the levels of a list; those of a list style stand where it is defined."""
        kind = self._kinds.get(value(instance, "abstractNumId"))
        if kind is None:
            return []
        if link := value(kind, "numStyleLink"):
            same = (one for one in self._kinds.values() if value(one, "styleLink") == link)
            kind = next(same, kind)
        return kind.findall(f"{W}lvl")

    def _add_kind(self, kind: etree._Element) -> str:
        own = str(next(self._kind_ids))
        kind.set(f"{W}abstractNumId", own)
        nsid = kind.find(f"{W}nsid")
        if nsid is not None:  # Word takes two definitions of one nsid for one list
            digest = hashlib.sha256(f"{value(nsid)} {own}".encode()).hexdigest()
            nsid.set(f"{W}val", digest[:8].upper())
        put_in_order(self.root, kind)
        self._kinds[own] = kind
        return own

    def _add_number(self, number: etree._Element) -> str:
        own = str(next(self._number_ids))
        number.set(f"{W}numId", own)
        if self._numbers:
            next(reversed(self._numbers.values())).addnext(number)
        else:
            self.root.append(number)
        self._numbers[own] = number
        return own


def _by_id(root: etree._Element, tag: str, name: str) -> dict[str, etree._Element]:
    return {one.get(W + name, ""): one for one in root.findall(W + tag)}


def _write_list(properties: etree._Element, styled: _Styled | None) -> etree._Element | None:
    """Let a paragraph say of a list what its style says; return its number, to be changed."""
    if styled is None:
        return None
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
