"""Stage render: each document of a volume keeps its headers and footers.

A section without a reference shows what the one before it has (ECMA-376 part 1, 17.10.5): so every
section of a volume names its own, even where that is an empty one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W_NS, W, parse_part
from ptgen.render.docx.schema_order import put_in_order
from ptgen.render.volume.parts import RELATION, Package, serialized

SETTINGS_PART: Final = "word/settings.xml"
_PLACES: Final = {"header": "hdr", "footer": "ftr"}
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{place}+xml"
_EVEN: Final = f"{W}evenAndOddHeaders"

Place = tuple[str, str]
"""A header or footer and its pages: ``("footer", "default")``."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What stands in the margins of a document: names of parts by their places.

    ``even`` tells whether even pages have their own; ``number`` is how pages are numbered.
    """

    parts: Mapping[Place, str]
    even: bool
    first: bool
    number: etree._Element | None


class Sections:
    """Gives the sections of a volume their headers and footers."""

    def __init__(self, package: Package, *, even: bool) -> None:
        self._package = package
        self._even = even and SETTINGS_PART in package.parts
        self._used: set[Place] = set()
        if self._even:
            _set_even(package)

    def settle(
        self,
        sections: Iterable[etree._Element],
        names: Mapping[str, str],
        *,
        even: bool,
        footers: Margins | None = None,
    ) -> Margins:
        """Let the sections of a document name their own parts, and its pages run on.

        ``names`` are the parts of the volume by the ids in the sections; ``even`` tells whether
        the template sets even pages apart. A document that has no footer gets ``footers``: page
        numbers are wanted in a volume. Out comes what the last section has.
        """
        sections = list(sections)
        own: dict[Place, str] = {}
        lent = footers if footers is not None and not _has_footer(sections) else None
        last = Margins({}, even, first=False, number=None)
        for place, section in enumerate(sections):
            for reference in references(section):
                name = names.get(reference.get(f"{RELATION}id", ""))
                if name is not None:
                    own[_kind(reference)] = name
                section.remove(reference)
            first = _is_on(section.find(f"{W}titlePg"))
            last = Margins(dict(own), even, first, _number(section))
            self._refer(section, _placed(last, lent, even=self._even))
            if lent is not None and lent.number is not None and last.number is None:
                put_in_order(section, copy.deepcopy(lent.number))
            if place == 0:
                _begin_on_a_page(section)
        return last

    def _refer(self, section: etree._Element, wanted: Mapping[Place, str]) -> None:
        places = {*wanted, *self._used}
        for index, kind in enumerate(sorted(places)):
            place, pages = kind
            target = wanted.get(kind) or self._empty(place)
            self._used.add(kind)
            reference = etree.Element(f"{W}{place}Reference", {f"{W}type": pages})
            reference.set(f"{RELATION}id", self._package.relate(place, target))
            section.insert(index, reference)

    def _empty(self, place: str) -> str:
        root = etree.Element(W + _PLACES[place], nsmap={"w": W_NS})
        etree.SubElement(root, f"{W}p")
        return self._package.add(f"word/{place}0.xml", serialized(root), _TYPE.format(place=place))


def has_even(parts: Mapping[str, bytes]) -> bool:
    """Whether a template sets even pages apart."""
    data = parts.get(SETTINGS_PART)
    return data is not None and _is_on(parse_part(data).find(_EVEN))


def sections_of(body: etree._Element) -> list[etree._Element]:
    """The sections of a body in order; those of tracked changes are none."""
    return [
        section
        for section in body.iter(f"{W}sectPr")
        if (parent := section.getparent()) is None or parent.tag != f"{W}sectPrChange"
    ]


def _placed(own: Margins, lent: Margins | None, *, even: bool) -> dict[Place, str]:
    """What shall stand where, when ``even`` tells whether the volume sets even pages apart."""
    wanted: dict[Place, str] = {}
    for place in _PLACES:
        source = lent if lent is not None and place == "footer" else own
        usual = source.parts.get((place, "default"), "")
        evens = source.parts.get((place, "even"), "") if source.even else usual
        firsts = source.parts.get((place, "first"), "") if source.first else usual
        wanted |= {(place, "default"): usual}
        if even:
            wanted |= {(place, "even"): evens}
        if own.first:
            wanted |= {(place, "first"): firsts}
    return {kind: part for kind, part in wanted.items() if part}


def references(section: etree._Element) -> list[etree._Element]:
    """What a section says of its headers and footers."""
    return [one for place in _PLACES for one in section.findall(f"{W}{place}Reference")]


def _kind(reference: etree._Element) -> Place:
    place = etree.QName(reference).localname.removesuffix("Reference")
    return place, reference.get(f"{W}type", "default")


def _has_footer(sections: Iterable[etree._Element]) -> bool:
    return any(section.find(f"{W}footerReference") is not None for section in sections)


def _number(section: etree._Element) -> etree._Element | None:
    """How a section numbers its pages; that it begins anew is taken away."""
    number = section.find(f"{W}pgNumType")
    if number is not None:
        number.attrib.pop(f"{W}start", None)
        if not number.attrib:
            section.remove(number)
            number = None
    return number


def _begin_on_a_page(section: etree._Element) -> None:
    """A document that goes on where another ends would stand on that one's page."""
    kind = section.find(f"{W}type")
    if kind is not None and kind.get(f"{W}val") in ("continuous", "nextColumn"):
        section.remove(kind)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") in ("1", "true", "on")


def _set_even(package: Package) -> None:
    root = parse_part(package.parts[SETTINGS_PART])
    found = root.find(_EVEN)
    if found is None:
        found = etree.Element(_EVEN)
        put_in_order(root, found)
    elif _is_on(found):
        return
    found.attrib.clear()
    package.parts[SETTINGS_PART] = serialized(root)
