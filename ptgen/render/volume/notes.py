"""Stage render: the footnotes of a template, once for each document of a volume.

They are counted through, like the pages: LibreOffice cannot begin anew in each section.
"""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W, parse_part, whole
from ptgen.render.docx.template import WordTemplate
from ptgen.render.volume.parts import Package, not_joined, part_of, relations_of, serialized
from ptgen.render.volume.styles import Renames, drop_extensions

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_PART: Final = "word/footnotes.xml"


class Notes:
    """The footnotes of a volume; ids are given anew."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = part_of(package.parts, "footnotes")
        self._root: etree._Element | None = None
        self._last = 0
        if self._part is not None:
            self._begin(parse_part(package.parts[self._part]))

    def join(self, template: WordTemplate, body: etree._Element, renames: Renames) -> None:
        """Bring the notes that a body refers to; raises ``TemplateError`` for pictures in them."""
        references = list(body.iter(f"{W}footnoteReference"))
        part = part_of(template.parts, "footnotes")
        if not references or part is None:
            return
        if relations_of(template.parts, part):
            raise not_joined(template.path, part, "脚注里的图片或链接")
        theirs = parse_part(template.parts[part])
        if theirs.find(f".//{W}numPr") is not None:
            raise not_joined(template.path, part, "脚注里的自动编号")
        renames.apply(theirs)
        drop_extensions(theirs)
        notes = {note.get(f"{W}id", ""): note for note in theirs}
        root = self._begin(theirs) if self._root is None else self._root
        for reference in references:
            note = notes.get(reference.get(f"{W}id", ""))
            if note is not None:
                self._last += 1
                own = copy.deepcopy(note)
                for element in (own, reference):
                    element.set(f"{W}id", str(self._last))
                root.append(own)

    def close(self) -> None:
        """Put the part into the package."""
        if self._root is None:
            return
        data = serialized(self._root)
        if self._part is None:
            self._package.relate("footnotes", self._package.add(_PART, data, _TYPE))
        else:
            self._package.parts[self._part] = data

    def _begin(self, theirs: etree._Element) -> etree._Element:
        """The volume's notes, begun with those of a template that draw lines.

        A note without a reference would not do: LibreOffice tells notes by their order.
        """
        self._root = etree.Element(theirs.tag, nsmap=theirs.nsmap)
        self._root.extend(
            copy.deepcopy(note) for note in theirs if note.get(f"{W}type", "normal") != "normal"
        )
        drawn = (note.get(f"{W}id", "") for note in self._root)
        self._last = max(map(whole, drawn), default=0)
        return self._root
