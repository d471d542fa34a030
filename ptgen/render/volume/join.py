"""Stage render: documents of several templates become fit to stand in one Word file.

In comes a filled document; out comes its body, with styles, lists, pictures, notes, bookmarks and
sections that mean in the volume what they mean alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from ptgen.render.docx.package import MAIN_PART, STYLES_PART, W, parse_part
from ptgen.render.docx.template import WordTemplate
from ptgen.render.errors import TemplateError
from ptgen.render.limits import bounded
from ptgen.render.volume.bookmarks import Marks
from ptgen.render.volume.lists import NUMBERING_PART, Lists
from ptgen.render.volume.notes import Notes
from ptgen.render.volume.parts import (
    RELATION,
    Package,
    Relation,
    not_joined,
    part_of,
    relations_of,
    serialized,
)
from ptgen.render.volume.sections import Margins, Sections, has_even, references, sections_of
from ptgen.render.volume.styles import Renames, Styles, style_id
from ptgen.render.volume.theme import fonts_of

_IGNORABLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_NUMBERING_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
)
_HERE: Final = "{ptgen}"
_UNSAFE: Final = re.compile(r"""[<>&"'{}]""")
_JOINED: Final = frozenset({"image", "header", "footer"})
"""The kinds of parts that a body may refer to."""
_REFUSED: Final = {"endnoteReference": "尾注", "commentReference": "批注"}


@dataclass(frozen=True, slots=True)
class _Origin:
    """A template as the volume sees it: what its styles, lists and pictures are called there.

    ``own`` is the template whose parts the volume began with: of that all keep their names.
    """

    template: WordTemplate
    own: bool
    renames: Renames
    numbers: Mapping[str, str]
    relations: Mapping[str, Relation]
    pictures: Mapping[str, str]
    lists: bool
    even: bool


class Joiner:
    """Joins documents into a package, which begins with the parts of the first template."""

    def __init__(self, templates: Sequence[WordTemplate], parts: Mapping[str, bytes]) -> None:
        first = self._first = templates[0]
        self.package = Package(parts)
        self.styles = Styles(first)
        self.marks = Marks()
        self._numbering = part_of(first.parts, "numbering")
        self._lists = Lists(None if self._numbering is None else parts[self._numbering])
        self._notes = Notes(self.package)
        self._sections = Sections(self.package, even=any(has_even(one.parts) for one in templates))
        self._origins: dict[Path, _Origin] = {}
        for one in templates:
            with bounded(one.path):
                self._origins[one.path] = self._origin(one, own=one is first)
        self._styled = {style_id(one): one for one in self.styles.root.iterfind(f"{W}style")}
        self._nsmap, self._ignorable = _spaces(templates)
        self._footers: Margins | None = None
        self._margins: set[str] = set()

    def join(self, template: WordTemplate, trees: Mapping[str, etree._Element]) -> etree._Element:
        """The body of a filled document, made fit.

        Raises :class:`~ptgen.render.errors.TemplateError` for what cannot be joined.
        """
        origin = self._origins[template.path]
        body = trees[MAIN_PART].find(f"{W}body")
        if body is None:
            raise TemplateError(template.path, None, "里面没有 Word 的正文")
        if not origin.own:
            origin.renames.apply(body)
            _rename_values(body, "numId", origin.numbers)
        if origin.pictures:
            _relate_anew(body, origin.pictures)
        if origin.lists:
            self._lists.begin_anew(body, self._styled)
        self._notes.join(template, body, origin.renames)
        self.marks.settle(body)
        sections = sections_of(body)
        names = {
            name: self._margin(origin, trees, name)
            for section in sections
            for one in references(section)
            if (name := one.get(f"{RELATION}id", ""))
        }
        self._margins.update(names.values())
        margins = self._sections.settle(sections, names, even=origin.even, footers=self._footers)
        self._footers = self._footers or margins
        return body

    def closed(self, texts: Iterable[bytes]) -> dict[str, bytes]:
        """All parts of the volume; ``texts`` are what stands in its body."""
        self._notes.close()
        self._number_margins()
        self.package.drop("stylesWithEffects")  # a copy of the styles for Word 2010
        if self._lists and self._numbering is None:
            data = serialized(self._lists.root)
            self._numbering = self.package.add(NUMBERING_PART, data, _NUMBERING_TYPE)
            self.package.relate("numbering", self._numbering)
        elif self._numbering is not None:
            self.package.parts[self._numbering] = serialized(self._lists.root)
        self.package.parts[STYLES_PART] = serialized(self.styles.root)
        self.package.parts[MAIN_PART] = self._document(texts)
        return self.package.closed()

    def _document(self, texts: Iterable[bytes]) -> bytes:
        """The document's part: the root of the first template's with the prefixes of all."""
        filled = parse_part(self._first.parts[MAIN_PART])
        root = etree.Element(filled.tag, nsmap=self._nsmap)
        root.attrib.update(filled.attrib)
        if self._ignorable:
            root.set(_IGNORABLE, self._ignorable)
        root.extend(list(filled))
        body = root.find(f"{W}body")
        if body is None:
            return serialized(root)
        for child in list(body):
            body.remove(child)
        body.text = _HERE
        before, *more = serialized(root).split(_HERE.encode())
        if len(more) != 1:
            raise not_joined(self._first.path, "正文", _HERE)
        (after,) = more
        return b"".join((before, *texts, after))

    def _number_margins(self) -> None:
        """Pictures in headers and footers count with those of the text."""
        for name in sorted(self._margins):
            data = self.package.parts[name]
            if b"docPr" in data:
                root = parse_part(data)
                self.marks.number_pictures(root)
                self.package.parts[name] = serialized(root)

    def _origin(self, template: WordTemplate, *, own: bool) -> _Origin:
        relations = relations_of(template.parts, MAIN_PART)
        used = _check_body(template, relations)
        numbering = part_of(template.parts, "numbering")
        renames, numbers, pictures = Renames({}), {}, {}
        if not own:
            renames, added = self.styles.adopt(template, fonts_of(template, self._first))
            if numbering is not None:
                numbers = self._lists.adopt(template, numbering, renames)
            for style in added:
                _rename_values(style, "numId", numbers)
            pictures = {
                one: self.package.relate(
                    "image", self.package.adopt(template, relations[one].target)
                )
                for one in used
                if relations[one].kind == "image"
            }
        return _Origin(
            template,
            own,
            renames,
            numbers,
            relations,
            pictures,
            numbering is not None,
            has_even(template.parts),
        )

    def _margin(self, origin: _Origin, trees: Mapping[str, etree._Element], name: str) -> str:
        """The part of the volume that shows what a reference of a document names."""
        theirs = origin.relations[name].target
        tree = trees.get(theirs)
        if tree is None and origin.own:
            return theirs
        if tree is None:
            tree = parse_part(origin.template.parts[theirs])
        if not origin.own:
            origin.renames.apply(tree)
            _rename_values(tree, "numId", origin.numbers)
        return self.package.adopt(origin.template, theirs, serialized(tree))


def _check_body(template: WordTemplate, relations: Mapping[str, Relation]) -> list[str]:
    """The ids of the relations that a body uses, each once; refuses what cannot be joined."""
    used: dict[str, None] = {}
    for element in parse_part(template.parts[MAIN_PART]).iter(etree.Element):
        what = _REFUSED.get(etree.QName(element).localname)
        if what is not None:
            raise not_joined(template.path, "正文", what)
        for name, value in element.items():
            if str(name).startswith(RELATION):
                kind = relations[value].kind if value in relations else "找不到的内容"
                if kind not in _JOINED or relations[value].target not in template.parts:
                    raise not_joined(template.path, "正文", kind)
                used[str(value)] = None
            elif etree.QName(name).localname == "relid":
                raise not_joined(template.path, "正文", "旧式图形")
    return list(used)


def _relate_anew(body: etree._Element, ids: Mapping[str, str]) -> None:
    for element in body.iter(etree.Element):
        for name, value in element.items():
            if str(name).startswith(RELATION) and value in ids:
                element.set(name, ids[str(value)])


def _rename_values(root: etree._Element, tag: str, values: Mapping[str, str]) -> None:
    if values:
        for element in root.iter(W + tag):
            value = element.get(f"{W}val", "")
            element.set(f"{W}val", values.get(value, value))


def _spaces(templates: Sequence[WordTemplate]) -> tuple[dict[str | None, str], str]:
    """The prefixes of all templates' documents, and those that a reader may ignore.

    Values of attributes name prefixes: one that means two things cannot be joined.
    """
    spaces: dict[str | None, str] = {}
    ignorable: dict[str, None] = {}
    for template in templates:
        root = parse_part(template.parts[MAIN_PART])
        body = root.find(f"{W}body")
        for prefix, space in (root if body is None else body).nsmap.items():
            if spaces.setdefault(prefix, space) != space or _UNSAFE.search(space):
                raise not_joined(template.path, "正文", f"命名空间 {prefix}")
        ignorable |= dict.fromkeys(root.get(_IGNORABLE, "").split())
    return spaces, " ".join(ignorable)
