"""Documents of several templates are made fit to stand in one Word file.

Their styles, lists, pictures, notes, bookmarks and sections mean in the volume what they mean
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part, XmlPart
from docx.parts.document import DocumentPart
from lxml import etree

from ptgen.render.docx.package import W_NS, W, parts_of, related_xml
from ptgen.render.docx.template import WordTemplate
from ptgen.render.docx.untrusted import MAIN_PART
from ptgen.render.limits import bounded
from ptgen.render.volume.bookmarks import Marks
from ptgen.render.volume.lists import Lists
from ptgen.render.volume.parts import RELATION, Notes, Parts, not_joined
from ptgen.render.volume.sections import Margins, VolumeSections, has_even, references, sections_of
from ptgen.render.volume.styles import Renames, adopt_styles, fonts_of, style_id

_IGNORABLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_HERE: Final = "{ptgen}"
_UNSAFE: Final = re.compile(r"""[<>&"'{}]""")
_JOINED: Final = frozenset({RT.IMAGE, RT.HEADER, RT.FOOTER})
"""The kinds of parts that a body may refer to."""
_REFUSED: Final = {"endnoteReference": "尾注", "commentReference": "批注"}


@dataclass(frozen=True, slots=True)
class _Origin:
    """A template as the volume sees it: what its styles, lists and pictures are called there.

    Those of the document with which the volume began keep their names.
    """

    even: bool
    renames: Renames
    numbers: Mapping[str, str]
    pictures: Mapping[str, str]
    notes: Mapping[str, etree._Element]

    def apply(self, root: etree._Element) -> None:
        """Give what is below ``root`` the styles and lists that it had."""
        self.renames.apply(root)
        _rename_values(root, "numId", self.numbers)


class Joiner:
    """Joins documents to the first one, whose file the volume is."""

    def __init__(self, templates: Sequence[WordTemplate], first: Document) -> None:
        self._first = first
        self._path = templates[0].path
        self._parts = Parts(first.part)
        self.styles: etree._Element = first.styles.element
        self.marks = Marks()
        numbering = related_xml(first.part, RT.NUMBERING)
        self._numbered = numbering is not None
        self._lists = Lists(
            etree.Element(f"{W}numbering", nsmap={"w": W_NS})
            if numbering is None
            else numbering.element
        )
        self._notes = Notes(self._parts)
        opened = [(one, one.open()) for one in templates]
        even = any(has_even(document) for _, document in opened)
        self._sections = VolumeSections(first, self._parts, even=even)
        self._origins: dict[Path, _Origin] = {}
        for number, (template, document) in enumerate(opened):
            with bounded(template.path):
                self._origins[template.path] = self._origin(template, document, own=number == 0)
        self._styled = {style_id(one): one for one in self.styles.iterfind(f"{W}style")}
        self._nsmap, self._ignorable = _spaces(opened)
        self._footers: Margins | None = None
        self._margins: dict[str, XmlPart] = {}

    def join(self, template: WordTemplate, document: Document) -> etree._Element:
        """Return the body of a filled document, made fit.

        Raise :class:`~ptgen.render.errors.TemplateError` for what cannot be joined.
        """
        origin = self._origins[template.path]
        body: etree._Element = document.element.body
        origin.apply(body)
        for element in body.iter(etree.Element) if origin.pictures else ():
            for name, value in element.items():
                if str(name).startswith(RELATION) and value in origin.pictures:
                    element.set(name, origin.pictures[str(value)])
        self._lists.begin_anew(body, self._styled)
        self._notes.join(origin.notes, body)
        self.marks.settle(body)
        sections = sections_of(body)
        keys = {one.get(f"{RELATION}id", "") for one in sections for one in references(one)}
        parts = {
            key: self._margin(template, origin, document.part.rels[key].target_part)
            for key in sorted(keys & document.part.rels.keys())
        }
        margins = self._sections.settle(sections, parts, even=origin.even, footers=self._footers)
        self._footers = self._footers or margins
        return body

    def closed(self, texts: Iterable[bytes]) -> dict[str, bytes]:
        """Return all parts of the volume; ``texts`` are what stands in its body."""
        main = self._first.part
        for _, part in sorted(self._margins.items()):
            self.marks.number_pictures(part.element)  # with those of the text
        for key, link in list(main.rels.items()):
            if link.reltype.endswith("/stylesWithEffects"):  # a copy of the styles for Word 2010
                del main.rels[key]
        if self._lists and not self._numbered:
            added = self._parts.add_xml("numbering.xml", CT.WML_NUMBERING, self._lists.root)
            main.relate_to(added, RT.NUMBERING)
        return parts_of(main.package) | {MAIN_PART: self._document(texts)}

    def _document(self, texts: Iterable[bytes]) -> bytes:
        """Return the document's part: the root of the first one with the prefixes of all."""
        filled = self._first.element
        root = etree.Element(filled.tag, filled.attrib, nsmap=self._nsmap)
        if self._ignorable:
            root.set(_IGNORABLE, self._ignorable)
        root.extend(list(filled))
        body = root.find(f"{W}body")
        if body is not None:
            del body[:]
            body.text = _HERE
        before, *after = serialize_part_xml(root).split(_HERE.encode())
        if len(after) != 1:
            raise not_joined(self._path, "正文", _HERE)
        return b"".join((before, *texts, *after))

    def _origin(self, template: WordTemplate, document: Document, *, own: bool) -> _Origin:
        main = document.part
        used = _check_body(template.path, main)
        renames, numbers, pictures = Renames({}), {}, {}
        if not own:
            fonts = fonts_of(main, self._first.part)
            renames, added = adopt_styles(self.styles, document.styles.element, fonts)
            numbers = self._lists.adopt(template, main, renames)
            for style in added:
                _rename_values(style, "numId", numbers)
            for key in used:
                if main.rels[key].reltype == RT.IMAGE:
                    picture = self._parts.adopt(template.path, main.rels[key].target_part)
                    pictures[key] = self._parts.main.relate_to(picture, RT.IMAGE)
        notes = self._notes.adopt(template, main, renames)
        return _Origin(has_even(document), renames, numbers, pictures, notes)

    def _margin(self, template: WordTemplate, origin: _Origin, part: XmlPart) -> Part:
        """Return the part of the volume that shows a header or footer of a document."""
        origin.apply(part.element)
        is_first = part.package is self._first.part.package
        adopted = part if is_first else cast("XmlPart", self._parts.adopt(template.path, part))
        self._margins[adopted.partname] = adopted
        return adopted


def _check_body(path: Path, main: DocumentPart) -> list[str]:
    """Return the ids of the relations that a body uses, each once; refuse what cannot be joined."""
    used: dict[str, None] = {}
    for element in main.element.iter(etree.Element):
        what = _REFUSED.get(etree.QName(element).localname)
        if what is not None:
            raise not_joined(path, "正文", what)
        for name, value in element.items():
            if str(name).startswith(RELATION):
                kind = main.rels[value].reltype if value in main.rels else "找不到的内容"
                if kind not in _JOINED:
                    raise not_joined(path, "正文", kind.rpartition("/")[2])
                used[str(value)] = None
            elif etree.QName(name).localname == "relid":
                raise not_joined(path, "正文", "旧式图形")
    return list(used)


def _rename_values(root: etree._Element, tag: str, values: Mapping[str, str]) -> None:
    if values:
        for element in root.iter(W + tag):
            value = element.get(f"{W}val", "")
            element.set(f"{W}val", values.get(value, value))


def _spaces(
    opened: Sequence[tuple[WordTemplate, Document]],
) -> tuple[dict[str | None, str], str]:
    """Return the prefixes of all documents, and those that a reader may ignore.

    Values of attributes name prefixes: one that means two things cannot be joined.
    """
    spaces: dict[str | None, str] = {}
    ignorable: dict[str, None] = {}
    for template, document in opened:
        for prefix, space in document.element.body.nsmap.items():
            if spaces.setdefault(prefix, space) != space or _UNSAFE.search(space):
                raise not_joined(template.path, "正文", f"命名空间 {prefix}")
        ignorable |= dict.fromkeys(document.element.get(_IGNORABLE, "").split())
    return spaces, " ".join(ignorable)
