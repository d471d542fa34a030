"""Stage render: a volume becomes one Word file: the parts' bodies as sections of one document.

Each part is filled by its own template and keeps its sheet, styles and numbering; page numbers
run through by the narrative template's footers. The contents are a TOC field over TC fields
(ECMA-376 part 1, 17.16.5.68 and 17.16.5.66), filled with page numbers, which Word renews.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from ptgen.render.docx import WordRenderer, package
from ptgen.render.docx_package import MAIN_PART, STYLES_PART, W, parse_part, write_parts
from ptgen.render.docx_template import WordTemplate
from ptgen.render.docx_text import clean
from ptgen.render.errors import TemplateError
from ptgen.view.document import Document
from ptgen.view.volume import Book, Entry

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_REFERENCES: Final = (f"{W}headerReference", f"{W}footerReference")
_STYLE_NAMES: Final = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
_TOC: Final = " TOC \\f P \\l 1-2 \\h "
_OF_FORMS: Final = "Form."  # how ids of styles begin that mean something else in forms


def render_volume_docx(renderer: WordRenderer, book: Book, pages: Mapping[str, int]) -> bytes:
    """The Word file; ``pages`` gives the page of each entry of the contents by its key.

    Raises :class:`~ptgen.render.errors.TemplateError`.
    """
    front = book.front
    template = renderer.template_of(front)
    trees = renderer.trees(front)
    binder = _Binder(renderer, template, trees[MAIN_PART])
    binder.contents(book.entries, pages)
    for part in book.parts:
        own, *others = part.entries
        for index, (document, entry) in enumerate(zip(part.documents, others, strict=True)):
            binder.add(document, (own, entry) if index == 0 else (entry,))
    binder.close()
    parts = package(template, trees, book.info)
    parts[STYLES_PART] = etree.tostring(
        binder.styles, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return write_parts(parts)


def _element(tag: str, **attributes: str) -> etree._Element:
    return etree.Element(W + tag, {W + name: value for name, value in attributes.items()})


def _run(*children: etree._Element, hidden: bool = False) -> etree._Element:
    run = _element("r")
    if hidden:
        properties = etree.SubElement(run, f"{W}rPr")
        etree.SubElement(properties, f"{W}vanish")
    run.extend(children)
    return run


def _text(text: str, tag: str = "t") -> etree._Element:
    element = _element(tag)
    element.set(_SPACE, "preserve")
    element.text = clean(text)
    return element


def _field(kind: str) -> etree._Element:
    return _run(_element("fldChar", fldCharType=kind))


@dataclass(slots=True)
class _Binder:
    """Joins the bodies of documents to the first one's, section by section."""

    renderer: WordRenderer
    template: WordTemplate
    root: etree._Element
    styles: etree._Element = field(init=False)
    _section: etree._Element = field(init=False)
    _references: tuple[etree._Element, ...] = field(init=False)
    _renamed: dict[int, dict[str, str]] = field(default_factory=dict)
    _marks: int = 0

    def __post_init__(self) -> None:
        self.styles = parse_part(self.template.parts[STYLES_PART])
        self._section = _taken_section(self._body)
        self._references = tuple(one for one in self._section if one.tag in _REFERENCES)

    @property
    def _body(self) -> etree._Element:
        body = self.root.find(f"{W}body")
        return self.root if body is None else body

    def contents(self, entries: tuple[Entry, ...], pages: Mapping[str, int]) -> None:
        """The contents on a page of their own, in the section of what stands before them."""
        width = _text_width(self._section)
        title = copy.deepcopy(next(self._body.iterfind(f"{W}p")))
        for child in list(title):
            if child.tag != f"{W}pPr":
                title.remove(child)
        title.append(_run(_element("br", type="page"), _text("目录")))
        self._body.append(title)
        self._add_toc_styles()
        for number, entry in enumerate(entries):
            line = _toc_line(entry, pages.get(entry.key, 1), width)
            if number == 0:
                code = _run(_text(_TOC, "instrText"))
                for place, run in enumerate((_field("begin"), code, _field("separate")), 1):
                    line.insert(place, run)
            if number == len(entries) - 1:
                line.append(_field("end"))
            self._body.append(line)

    def add(self, document: Document, entries: tuple[Entry, ...]) -> None:
        """A document as a section of its own, its beginning marked for the contents."""
        self._end_section()
        template = self.renderer.template_of(document)
        root = self.renderer.trees(document)[MAIN_PART]
        body = root.find(f"{W}body")
        if body is None:
            return
        section = _taken_section(body)
        if template is not self.template:
            _rename(root, self._renames(template))
            _refuse_relations(body)
        for reference in [one for one in section if one.tag in _REFERENCES]:
            section.remove(reference)
        for place, reference in enumerate(self._references):
            section.insert(place, copy.deepcopy(reference))
        for restart in section.findall(f"{W}pgNumType"):
            section.remove(restart)
        self._section = section
        self._mark(body, entries)
        self._body.extend(list(body))

    def close(self) -> None:
        """The last section's properties end the body."""
        self._body.append(self._section)

    def _end_section(self) -> None:
        """The properties of a section stand in its last paragraph."""
        last = self._body[-1]
        if last.tag != f"{W}p":
            last = etree.SubElement(self._body, f"{W}p")
        properties = last.find(f"{W}pPr")
        if properties is None:
            properties = _element("pPr")
            last.insert(0, properties)
        properties.append(self._section)

    def _mark(self, body: etree._Element, entries: tuple[Entry, ...]) -> None:
        first = next(body.iterfind(f"{W}p"), None)
        if first is None:
            first = _element("p")
            body.insert(0, first)
        place = 1 if first.find(f"{W}pPr") is not None else 0
        for run in reversed([run for entry in entries for run in self._mark_runs(entry)]):
            first.insert(place, run)

    def _mark_runs(self, entry: Entry) -> Iterator[etree._Element]:
        self._marks += 1
        number = str(self._marks)
        told = entry.text.replace('"', "”").replace("\\", "＼")
        yield _element("bookmarkStart", id=number, name=_bookmark(entry))
        yield _run(_element("fldChar", fldCharType="begin"), hidden=True)
        yield _run(_text(f' TC "{told}" \\f P \\l {entry.level} ', "instrText"), hidden=True)
        yield _run(_element("fldChar", fldCharType="end"), hidden=True)
        yield _element("bookmarkEnd", id=number)

    def _renames(self, template: WordTemplate) -> dict[str, str]:
        """The styles of another template that the volume lacks are added, others get new ids."""
        if id(template) in self._renamed:
            return self._renamed[id(template)]
        known = {_id(style): etree.tostring(style) for style in self.styles.iterfind(f"{W}style")}
        theirs = list(parse_part(template.parts[STYLES_PART]).iterfind(f"{W}style"))
        renames = {
            _id(style): f"{_OF_FORMS}{_id(style)}"
            for style in theirs
            if _id(style) in known and etree.tostring(style) != known[_id(style)]
        }
        for style in theirs:
            if _id(style) in renames:
                style.attrib.pop(f"{W}default", None)
                name = style.find(f"{W}name")
                if name is not None:
                    name.set(f"{W}val", f"{name.get(f'{W}val', '')}（表）")
            elif _id(style) in known:
                continue
            style.set(f"{W}styleId", renames.get(_id(style), _id(style)))
            _rename(style, renames)
            self.styles.append(style)
        self._renamed[id(template)] = renames
        return renames

    def _add_toc_styles(self) -> None:
        there = {_id(style) for style in self.styles.iterfind(f"{W}style")}
        for level in (1, 2):
            if f"TOC{level}" in there:
                continue
            style = etree.SubElement(
                self.styles, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": f"TOC{level}"}
            )
            etree.SubElement(style, f"{W}name", {f"{W}val": f"toc {level}"})
            etree.SubElement(style, f"{W}uiPriority", {f"{W}val": "39"})
            properties = etree.SubElement(style, f"{W}pPr")
            spacing = {f"{W}line": "400", f"{W}lineRule": "exact"}
            etree.SubElement(properties, f"{W}spacing", spacing)
            if level == 2:
                etree.SubElement(properties, f"{W}ind", {f"{W}left": "480"})
            letters = etree.SubElement(style, f"{W}rPr")
            etree.SubElement(letters, f"{W}sz", {f"{W}val": "24"})


def _bookmark(entry: Entry) -> str:
    return f"_Toc{entry.key.replace('-', '_')}"


def _toc_line(entry: Entry, page: int, width: int) -> etree._Element:
    line = _element("p")
    properties = etree.SubElement(line, f"{W}pPr")
    etree.SubElement(properties, f"{W}pStyle", {f"{W}val": f"TOC{entry.level}"})
    tabs = etree.SubElement(properties, f"{W}tabs")
    tabs.append(_element("tab", val="right", leader="dot", pos=str(width)))
    link = etree.SubElement(line, f"{W}hyperlink", {f"{W}anchor": _bookmark(entry)})
    link.extend(
        (
            _run(_text(entry.text)),
            _run(_element("tab")),
            _field("begin"),
            _run(_text(f" PAGEREF {_bookmark(entry)} \\h ", "instrText")),
            _field("separate"),
            _run(_text(str(page))),
            _field("end"),
        )
    )
    return line


def _taken_section(body: etree._Element) -> etree._Element:
    section = body.find(f"{W}sectPr")
    if section is None:
        return _element("sectPr")
    body.remove(section)
    return section


def _text_width(section: etree._Element) -> int:
    """Between the margins, in 1/20 pt; A4 by GB/T 9704-2012 where the template says nothing."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 8845
    sides = (margins.get(f"{W}{side}", "0") for side in ("left", "right"))
    return int(size.get(f"{W}w", "11906")) - sum(int(side) for side in sides)


def _id(style: etree._Element) -> str:
    return style.get(f"{W}styleId", "")


def _rename(root: etree._Element, renames: Mapping[str, str]) -> None:
    for name in _STYLE_NAMES:
        for element in root.iter(f"{W}{name}"):
            value = element.get(f"{W}val", "")
            element.set(f"{W}val", renames.get(value, value))


def _refuse_relations(body: etree._Element) -> None:
    """Pictures and lists of a form template stand in parts that a volume has no place for."""
    for element in body.iter():
        related = any(str(name).startswith(_R) for name in element.attrib)
        if related or element.tag == f"{W}numPr":
            raise TemplateError(
                Path("form.docx"),
                None,
                "正文里有图片、链接或自动编号，不能编进汇编；请放到页眉页脚里",
            )
