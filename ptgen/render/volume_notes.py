"""Stage render: the footnotes of a template, once for each document of a volume."""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from ptgen.render.docx_order import put_in_order
from ptgen.render.docx_package import W, parse_part
from ptgen.render.docx_template import WordTemplate
from ptgen.render.volume_parts import Package, not_joined, part_of, relations_of, serialized
from ptgen.render.volume_styles import Renames, drop_extensions

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_PART: Final = "word/footnotes.xml"


class Notes:
    """The footnotes of a volume; ids are given anew."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = part_of(package.parts, "footnotes")
        self._root = None if self._part is None else parse_part(package.parts[self._part])
        ids = () if self._root is None else (note.get(f"{W}id", "") for note in self._root)
        self._last = max((int(one) for one in ids if one.isdecimal()), default=0)

    def join(self, template: WordTemplate, body: etree._Element, renames: Renames) -> None:
        """Bring the notes that a body refers to; raises ``TemplateError`` for pictures in them."""
        references = list(body.iter(f"{W}footnoteReference"))
        part = part_of(template.parts, "footnotes")
        if not references or part is None:
            return
        if relations_of(template.parts, part):
            raise not_joined(template.path, part, "脚注里的图片或链接")
        theirs = parse_part(template.parts[part])
        renames.apply(theirs)
        drop_extensions(theirs)
        notes = {note.get(f"{W}id", ""): note for note in theirs}
        root = self._begun(theirs)
        for reference in references:
            note = notes.get(reference.get(f"{W}id", ""))
            if note is not None:
                self._last += 1
                own = copy.deepcopy(note)
                for element in (own, reference):
                    element.set(f"{W}id", str(self._last))
                root.append(own)
        _count_anew(body)

    def close(self) -> None:
        """Put the part into the package."""
        if self._root is None:
            return
        data = serialized(self._root)
        if self._part is None:
            self._package.relate("footnotes", self._package.add(_PART, data, _TYPE))
        else:
            self._package.parts[self._part] = data

    def _begun(self, theirs: etree._Element) -> etree._Element:
        """The volume's notes; where it has none yet, those of ``theirs`` that draw lines."""
        if self._root is None:
            self._root = etree.Element(theirs.tag, nsmap=theirs.nsmap)
            self._root.extend(
                copy.deepcopy(note) for note in theirs if note.get(f"{W}type", "normal") != "normal"
            )
            drawn = (note.get(f"{W}id", "") for note in self._root)
            self._last = max((int(one) for one in drawn if one.isdecimal()), default=0)
        return self._root


def _count_anew(body: etree._Element) -> None:
    """Notes are counted in each document from its beginning, as they are alone."""
    section = next(body.iter(f"{W}sectPr"), None)
    if section is None:
        return
    properties = section.find(f"{W}footnotePr")
    if properties is None:
        properties = etree.Element(f"{W}footnotePr")
        put_in_order(section, properties)
    if properties.find(f"{W}numRestart") is None:
        etree.SubElement(properties, f"{W}numRestart", {f"{W}val": "eachSect"})
