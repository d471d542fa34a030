"""The footnotes of templates, once for each document of a volume.

They are counted through, like the pages: LibreOffice cannot begin anew in each section.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from lxml import etree

from ptgen.render.docx.package import W, related, related_xml, whole
from ptgen.render.docx.template import WordTemplate
from ptgen.render.docx.untrusted import parse_part
from ptgen.render.volume.parts import Parts, not_joined
from ptgen.render.volume.styles import Renames, drop_extensions


class Notes:
    """The footnotes of a volume; ids are given anew."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._last = 0
        self._root: etree._Element | None = None
        part = related_xml(parts.main, RT.FOOTNOTES)
        if part is not None:
            self._begin(part.element)

    def adopt(
        self, template: WordTemplate, main: Part, renames: Renames
    ) -> Mapping[str, etree._Element]:
        """Return the notes of a template by their ids; raise ``TemplateError`` for pictures."""
        part = related(main, RT.FOOTNOTES)
        if part is None or b"footnoteReference" not in main.blob:
            return {}
        if part.rels:
            raise not_joined(template.path, part.partname.membername, "脚注里的图片或链接")
        root = parse_part(part.blob)
        if root.find(f".//{W}numPr") is not None:
            raise not_joined(template.path, part.partname.membername, "脚注里的自动编号")
        renames.apply(root)
        drop_extensions(root)
        notes = {note.get(f"{W}id", ""): copy.deepcopy(note) for note in root}
        if self._root is None:
            self._parts.add_xml("footnotes.xml", CT.WML_FOOTNOTES, root)
        return notes

    def join(self, notes: Mapping[str, etree._Element], body: etree._Element) -> None:
        """Bring the notes to which a body refers."""
        for reference in body.iter(f"{W}footnoteReference"):
            note = notes.get(reference.get(f"{W}id", ""))
            if note is not None and self._root is not None:
                self._last += 1
                own = copy.deepcopy(note)
                for element in (own, reference):
                    element.set(f"{W}id", str(self._last))
                self._root.append(own)

    def _begin(self, root: etree._Element) -> None:
        """Leave those that draw lines; a note without a reference would not do.

        LibreOffice tells notes by their order.
        """
        for note in list(root):
            if note.get(f"{W}type", "normal") == "normal":
                root.remove(note)
        self._last = max((whole(note.get(f"{W}id", "")) for note in root), default=0)
        self._root = root
