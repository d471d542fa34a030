"""The parts of a volume's Word file: those of its first document, and what others bring.

Footnotes of templates come in once for each document. They are counted through, like the pages:
LibreOffice cannot begin anew in each section.
"""

from __future__ import annotations

import copy
import hashlib
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.parts.document import DocumentPart
from lxml import etree

from ptgen.read.package import parse_part
from ptgen.render.docx.package import W, related, related_xml, whole
from ptgen.render.docx.template import WordTemplate
from ptgen.render.errors import TemplateError
from ptgen.render.volume.styles import Renames, drop_extensions

RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Parts:
    """The parts of a Word file, to which others come; equal ones come in once."""

    def __init__(self, main: DocumentPart) -> None:
        self.main = main
        package = main.package
        assert package is not None  # noqa: S101 - a part that was opened has one
        self._package = package
        self._known = {_content(part): part for part in package.parts}
        self._names = {part.partname.casefold() for part in package.parts}

    def adopt(self, path: Path, part: Part, above: tuple[Part, ...] = ()) -> Part:
        """Add a part of a document of the template at ``path`` with its pictures.

        ``above`` are the parts that show this one. Raise :class:`TemplateError` for what cannot
        be joined.
        """
        if part in above:
            raise not_joined(path, part.partname.membername, "引用自己的图片")
        copied: Part = type(part).load(part.partname, part.content_type, part.blob, self._package)
        for key, link in part.rels.items():
            if link.reltype != RT.IMAGE:
                what = link.reltype.rpartition("/")[2]
                raise not_joined(path, part.partname.membername, what)
            picture = self.adopt(path, link.target_part, (*above, part))
            copied.load_rel(RT.IMAGE, picture, key)
        return self.add(copied)

    def add(self, part: Part) -> Part:
        """Add a part under its name or, where that is taken, under one like it."""
        found: Part = self._known.setdefault(_content(part), part)
        if found is part:
            stem, extension = posixpath.splitext(part.partname)
            number = 1
            while part.partname.casefold() in self._names:
                number += 1
                part.partname = PackURI(f"{stem}-{number}{extension}")
            self._names.add(part.partname.casefold())
        return found

    def add_xml(self, name: str, content_type: str, root: etree._Element) -> XmlPart:
        """Add a part of elements."""
        data = serialize_part_xml(root)
        part = XmlPart.load(PackURI(f"/word/{name}"), content_type, data, self._package)
        return cast("XmlPart", self.add(part))


def not_joined(path: Path, name: str, what: str) -> TemplateError:
    """Return the error for a part of a template that has no place in a volume."""
    return TemplateError(
        path,
        None,
        f"{name} 里有不能编进汇编的内容（{what}）；汇编里可以有文字、表格、图片、自动编号、脚注、"
        "书签、页眉页脚，请改用这些",
    )


def _content(part: Part) -> tuple[str, bytes]:
    """Return what tells parts apart: a picture's name says nothing but its kind."""
    links = str(part.rels.xml) if part.rels else ""
    return part.partname.ext.lower(), hashlib.sha256(part.blob + links.encode()).digest()


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
            added = self._parts.add_xml("footnotes.xml", CT.WML_FOOTNOTES, root)
            self._parts.main.relate_to(added, RT.FOOTNOTES)
            self._begin(added.element)
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
