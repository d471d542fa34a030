"""Each document of a volume keeps its headers and footers.

A section without a reference shows what the one before it has (ECMA-376 part 1, 17.10.5): so every
section of a volume names its own, even where that is an empty one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from ptgen.render.docx.package import W_NS, W, related
from ptgen.render.look.styles import is_on, properties_in
from ptgen.render.volume.parts import RELATION, Parts
from ptgen.render.volume.styles import put_in_order

_PLACES: Final = {"header": ("hdr", CT.WML_HEADER), "footer": ("ftr", CT.WML_FOOTER)}
_ON_THE_SAME_PAGE: Final = ("continuous", "nextColumn")

Place = tuple[str, str]
"""A header or footer and its pages: ``("footer", "default")``."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What stands in the margins of a document: parts by their places.

    ``even`` tells whether even pages have their own; ``number`` is how pages are numbered.
    """

    parts: Mapping[Place, Part]
    even: bool
    first: bool
    number: etree._Element | None


class VolumeSections:
    """Gives the sections of a volume their headers and footers."""

    def __init__(self, document: Document, parts: Parts, *, even: bool) -> None:
        self._parts = parts
        self._even = even and related(parts.main, RT.SETTINGS) is not None
        self._used: set[Place] = set()
        if self._even:
            document.settings.odd_and_even_pages_header_footer = True

    def settle(
        self,
        sections: Iterable[etree._Element],
        parts: Mapping[str, Part],
        *,
        even: bool,
        footers: Margins | None = None,
    ) -> Margins:
        """Let the sections of a document name their own parts; return what the last one has.

        ``parts`` are those of the volume by the ids in the sections; ``even`` tells whether the
        template sets even pages apart. A document that has no footer gets ``footers``, since a
        volume has page numbers; they run on.
        """
        sections = list(sections)
        own: dict[Place, Part] = {}
        own_footer = any(one.find(f"{W}footerReference") is not None for one in sections)
        lent = None if own_footer else footers
        last = Margins({}, even, first=False, number=None)
        for place, section in enumerate(sections):
            for reference in references(section):
                part = parts.get(reference.get(f"{RELATION}id", ""))
                if part is not None:
                    own[_kind(reference)] = part
                section.remove(reference)
            first = is_on(properties_in(section), "titlePg")
            last = Margins(dict(own), even, first, _number(section))
            self._refer(section, _placed(last, lent, even=self._even))
            if lent is not None and lent.number is not None and last.number is None:
                put_in_order(section, copy.deepcopy(lent.number))
            kind = section.find(f"{W}type")
            if place == 0 and kind is not None and kind.get(f"{W}val") in _ON_THE_SAME_PAGE:
                section.remove(kind)  # else it would stand on the page of another document
        return last

    def _refer(self, section: etree._Element, parts: Mapping[Place, Part]) -> None:
        self._used |= parts.keys()
        for index, kind in enumerate(sorted(self._used)):
            place, pages = kind
            target = parts.get(kind) or self._empty(place)
            relation = RT.HEADER if place == "header" else RT.FOOTER
            reference = etree.Element(f"{W}{place}Reference", {f"{W}type": pages})
            reference.set(f"{RELATION}id", self._parts.main.relate_to(target, relation))
            section.insert(index, reference)

    def _empty(self, place: str) -> Part:
        tag, content_type = _PLACES[place]
        root = etree.Element(W + tag, nsmap={"w": W_NS})
        etree.SubElement(root, f"{W}p")
        return self._parts.add_xml(f"{place}0.xml", content_type, root)


def has_even(document: Document) -> bool:
    """Return whether a template sets even pages apart."""
    if related(document.part, RT.SETTINGS) is None:
        return False
    return document.settings.odd_and_even_pages_header_footer


def sections_of(body: etree._Element) -> list[etree._Element]:
    """Return the sections of a body in order; those of tracked changes are none."""
    return [
        section
        for section in body.iter(f"{W}sectPr")
        if (parent := section.getparent()) is None or parent.tag != f"{W}sectPrChange"
    ]


def _placed(own: Margins, lent: Margins | None, *, even: bool) -> dict[Place, Part]:
    """Return what stands where; ``even`` tells whether the volume sets even pages apart."""
    placed: dict[Place, Part | None] = {}
    for place in _PLACES:
        source = lent if lent is not None and place == "footer" else own
        usual = source.parts.get((place, "default"))
        evens = source.parts.get((place, "even")) if source.even else usual
        firsts = source.parts.get((place, "first")) if source.first else usual
        placed |= {(place, "default"): usual}
        if even:
            placed |= {(place, "even"): evens}
        if own.first:
            placed |= {(place, "first"): firsts}
    return {kind: part for kind, part in placed.items() if part is not None}


def references(section: etree._Element) -> list[etree._Element]:
    """Return what a section says of its headers and footers."""
    return [one for place in _PLACES for one in section.findall(f"{W}{place}Reference")]


def _kind(reference: etree._Element) -> Place:
    place = etree.QName(reference).localname.removesuffix("Reference")
    return place, reference.get(f"{W}type", "default")


def _number(section: etree._Element) -> etree._Element | None:
    """Return how a section numbers its pages, after taking away that it begins anew."""
    number = section.find(f"{W}pgNumType")
    if number is not None:
        number.attrib.pop(f"{W}start", None)
        if not number.attrib:
            section.remove(number)
            number = None
    return number
