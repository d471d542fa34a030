"""Stage render: the package of a volume: parts of other templates come in, named and related anew.

Part names, relations and content types are those of ECMA-376 part 2, 6.2, 6.5 and 7.2.3.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lxml import etree

from ptgen.render.docx.package import MAIN_PART, TYPES_PART, parse_part
from ptgen.render.errors import TemplateError

if TYPE_CHECKING:
    from ptgen.render.docx.template import WordTemplate

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION: Final = f"{{{OFFICE}}}"
_RELATIONS_NS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_EMPTY: Final = f'<Relationships xmlns="{_RELATIONS_NS}"/>'.encode()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: the last word of its type (``image``, ``header``), and its target."""

    kind: str
    target: str


def relations_of(parts: Mapping[str, bytes], source: str) -> dict[str, Relation]:
    """The relations of a part by their ids; targets are names of parts."""
    return {
        link.get("Id", ""): Relation(
            link.get("Type", "").strip().rpartition("/")[2], _target(source, link)
        )
        for link in parse_part(parts.get(_relations_part(source), _EMPTY))
    }


def part_of(parts: Mapping[str, bytes], kind: str) -> str | None:
    """The part to which the document has a relation of a kind, if there is one."""
    links = relations_of(parts, MAIN_PART).values()
    named = (one.target for one in links if one.kind == kind)
    return next((name for name in named if name in parts), None)


class Package:
    """The parts of a volume, begun with those of one template."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self._types = parse_part(self.parts[TYPES_PART])
        self._relations = parse_part(self.parts.get(_relations_part(MAIN_PART), _EMPTY))
        self._related = {
            (link.get("Type", "").rpartition("/")[2], _target(MAIN_PART, link)): link.get("Id", "")
            for link in self._relations
        }
        self._names = {
            _content(name, data + self.parts.get(_relations_part(name), b"")): name
            for name, data in self.parts.items()
        }
        self._taken = {name.casefold() for name in self.parts}

    def adopt(
        self,
        theirs: WordTemplate,
        name: str,
        data: bytes | None = None,
        above: tuple[str, ...] = (),
    ) -> str:
        """A part of a template, or ``data`` in its place, with its pictures; its name here.

        Equal parts come in once; ``above`` are the parts that show this one. Raises
        :class:`TemplateError` for what cannot be joined.
        """
        if name in above:
            raise not_joined(theirs.path, name, "引用自己的图片")
        content = theirs.parts.get(name) if data is None else data
        if content is None:
            raise TemplateError(
                theirs.path, None, f"里面缺少 {name}；请用 Word 或 WPS 打开后另存为 .docx"
            )
        return self.add(
            name, content, _type_of(theirs.parts, name), self._links(theirs, name, above)
        )

    def add(self, wanted: str, data: bytes, content_type: str, links: bytes = b"") -> str:
        """A part with its relations; its name is ``wanted`` or, where that is taken, one like it.

        Equal parts come in once.
        """
        key = _content(wanted, data + links)
        if key not in self._names:
            stem, extension = posixpath.splitext(wanted)
            name, number = wanted, 1
            while name.casefold() in self._taken:
                number += 1
                name = f"{stem}-{number}{extension}"
            self._taken.add(name.casefold())
            self._names[key] = name
            self.parts[name] = data
            if links:
                self.parts[_relations_part(name)] = links
            override = {"PartName": f"/{name}", "ContentType": content_type}
            etree.SubElement(self._types, f"{{{_TYPES_NS}}}Override", override)
        return self._names[key]

    def relate(self, kind: str, target: str) -> str:
        """The id of the document's relation to a part; there is one at most of each kind."""
        key = (kind, target)
        if key not in self._related:
            self._related[key] = f"rIdV{len(self._related) + 1}"
            etree.SubElement(
                self._relations,
                f"{{{_RELATIONS_NS}}}Relationship",
                {
                    "Id": self._related[key],
                    "Type": f"{OFFICE}/{kind}",
                    "Target": posixpath.relpath(target, posixpath.dirname(MAIN_PART)),
                },
            )
        return self._related[key]

    def drop(self, kind: str) -> None:
        """Leave out the parts of a kind of relation of the document."""
        for link in list(self._relations):
            target = _target(MAIN_PART, link)
            if link.get("Type", "").rpartition("/")[2] == kind:
                self._relations.remove(link)
                self.parts.pop(target, None)
                for one in self._types.xpath("*[@PartName=$name]", name=f"/{target}"):
                    self._types.remove(one)

    def closed(self) -> dict[str, bytes]:
        """All parts, with types and relations."""
        return {
            **self.parts,
            TYPES_PART: serialized(self._types),
            _relations_part(MAIN_PART): serialized(self._relations),
        }

    def _links(self, theirs: WordTemplate, name: str, above: tuple[str, ...]) -> bytes:
        """The relations of a part of another template, with the names that its pictures have."""
        data = theirs.parts.get(_relations_part(name))
        if data is None:
            return b""
        root = parse_part(data)
        for link in root:
            kind = link.get("Type", "").strip().rpartition("/")[2]
            if kind != "image":
                raise not_joined(theirs.path, name, kind)
            there = self.adopt(theirs, _target(name, link), above=(*above, name))
            link.set("Target", posixpath.relpath(there, posixpath.dirname(name)))
        return serialized(root)


def not_joined(path: Path, name: str, what: str) -> TemplateError:
    """The error for a part of a template that has no place in a volume."""
    return TemplateError(
        path,
        None,
        f"{name} 里有不能编进汇编的内容（{what}）；汇编里可以有文字、表格、图片、自动编号、脚注、"
        "书签、页眉页脚，请改用这些",
    )


def serialized(root: etree._Element) -> bytes:
    """A part's bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relations_part(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _target(source: str, link: etree._Element) -> str:
    target = unquote(link.get("Target", ""))
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _content(name: str, data: bytes) -> tuple[str, bytes]:
    """What tells parts apart: a picture's name says nothing but its kind."""
    return posixpath.splitext(name)[1].lower(), hashlib.sha256(data).digest()


def _type_of(parts: Mapping[str, bytes], name: str) -> str:
    extension = posixpath.splitext(name)[1].lstrip(".").lower()
    found = ""
    for one in parse_part(parts[TYPES_PART]):
        if one.get("PartName", "").lower() == f"/{name}".lower():
            return one.get("ContentType", "")
        if one.get("Extension", "").lower() == extension:
            found = one.get("ContentType", "")
    return found
