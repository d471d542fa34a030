"""The parts of a volume's Word file: those of its first document, and what others bring."""

from __future__ import annotations

import hashlib
import posixpath
from pathlib import Path
from typing import Final, cast

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.parts.document import DocumentPart
from lxml import etree

from ptgen.render.errors import TemplateError

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
