"""Stage render: a volume becomes one Word file: the parts' bodies as sections of one document.

Each part is filled by its own template and keeps its sheet, styles, lists, headers and footers;
page numbers run through. The contents are a TOC field over TC fields (ECMA-376 part 1, 17.16.5.68
and 17.16.5.66), filled with page numbers, which Word renews.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from ptgen.render.docx.package import W, whole, write_parts
from ptgen.render.docx.renderer import WordRenderer, package
from ptgen.render.docx.text import clean
from ptgen.render.limits import bounded
from ptgen.render.volume.join import Joiner
from ptgen.render.volume.styles import paragraph_properties, style_id
from ptgen.view.document import Document
from ptgen.view.volume import Book, ContentsLine

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TOC: Final = " TOC \\f P \\l 1-2 \\h "
_MARKS: Final = frozenset(f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr"))


def render_volume_docx(renderer: WordRenderer, book: Book, pages: Mapping[str, int]) -> bytes:
    """The Word file; ``pages`` gives the page of each entry of the contents by its key.

    Raises :class:`~ptgen.render.errors.TemplateError`.
    """
    binder = _Binder(renderer, book)
    binder.contents(book, pages)
    for part in book.parts:
        own, *others = part.entries
        for index, (document, entry) in enumerate(zip(part.documents, others, strict=True)):
            binder.add(document, (own, entry) if index == 0 else (entry,))
    return write_parts(binder.closed())


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


class _Binder:
    """Puts the bodies of documents behind the first one's, section by section."""

    def __init__(self, renderer: WordRenderer, book: Book) -> None:
        self._renderer = renderer
        template = renderer.template_of(book.front)
        others = (renderer.template_of(one) for part in book.parts for one in part.documents)
        templates = {one.path: one for one in (template, *others)}
        with bounded(template.path):
            trees = renderer.trees(book.front)
            parts = package(template, trees, book.info)
            self._joiner = Joiner(tuple(templates.values()), parts)
            self._body = self._joiner.join(template, trees)
        self._done: list[bytes] = []
        self._section = _taken_section(self._body)

    def contents(self, book: Book, pages: Mapping[str, int]) -> None:
        """The contents on a page of their own, in the section of what stands before them."""
        width = _text_width(self._section)
        title = _element("p")
        properties = _title_properties(self._body, book.title)
        if properties is not None:
            title.append(properties)
        title.append(_run(_element("br", type="page"), _text("目录")))
        self._body.append(title)
        self._add_toc_styles()
        entries = book.entries
        for number, entry in enumerate(entries):
            line = _toc_line(entry, pages.get(entry.key, 1), width)
            if number == 0:
                code = _run(_text(_TOC, "instrText"))
                for place, run in enumerate((_field("begin"), code, _field("separate")), 1):
                    line.insert(place, run)
            if number == len(entries) - 1:
                line.append(_field("end"))
            self._body.append(line)
        # LibreOffice draws no page numbers in a section whose end stands in the contents.
        self._body.append(_thin_paragraph())

    def add(self, document: Document, entries: tuple[ContentsLine, ...]) -> None:
        """A document as a section of its own, its beginning marked for the contents."""
        self._end_section()
        template = self._renderer.template_of(document)
        with bounded(template.path):
            body = self._joiner.join(template, self._renderer.trees(document))
        self._section = _taken_section(body)
        self._mark(body, entries)
        self._body = body

    def closed(self) -> dict[str, bytes]:
        """All parts; the last section's properties end the body."""
        self._body.append(self._section)
        return self._joiner.closed((*self._done, _inside(self._body)))

    def _end_section(self) -> None:
        """The properties of a section stand in its last paragraph.

        LibreOffice would draw a footnote of that paragraph in the next section.
        """
        last = next((one for one in reversed(self._body) if one.tag not in _MARKS), None)
        if last is None or last.tag != f"{W}p" or _holds(last, "sectPr", "footnoteReference"):
            last = _thin_paragraph()
            self._body.append(last)
        paragraph_properties(last).append(self._section)
        self._done.append(_inside(self._body))  # text takes a tenth of the tree's memory

    def _mark(self, body: etree._Element, entries: tuple[ContentsLine, ...]) -> None:
        first = next(body.iter(f"{W}p"), None)  # in a cell where the title stands in the table
        if first is None:
            first = _element("p")
            body.insert(0, first)
        place = 1 if first.find(f"{W}pPr") is not None else 0
        for run in reversed([run for entry in entries for run in self._mark_runs(entry)]):
            first.insert(place, run)

    def _mark_runs(self, entry: ContentsLine) -> Iterator[etree._Element]:
        number = self._joiner.marks.next_bookmark()
        told = entry.text.replace('"', "”").replace("\\", "＼")
        yield _element("bookmarkStart", id=number, name=_bookmark(entry))
        yield _run(_element("fldChar", fldCharType="begin"), hidden=True)
        yield _run(_text(f' TC "{told}" \\f P \\l {entry.level} ', "instrText"), hidden=True)
        yield _run(_element("fldChar", fldCharType="end"), hidden=True)
        yield _element("bookmarkEnd", id=number)

    def _add_toc_styles(self) -> None:
        styles = self._joiner.styles.root
        there = {style_id(style) for style in styles.iterfind(f"{W}style")}
        for level in (1, 2):
            if f"TOC{level}" in there:
                continue
            style = etree.SubElement(
                styles, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": f"TOC{level}"}
            )
            etree.SubElement(style, f"{W}name", {f"{W}val": f"toc {level}"})
            etree.SubElement(style, f"{W}uiPriority", {f"{W}val": "39"})
            properties = etree.SubElement(style, f"{W}pPr")
            if level == 1:
                etree.SubElement(properties, f"{W}keepNext")
            spacing = {f"{W}line": "400", f"{W}lineRule": "exact"}
            etree.SubElement(properties, f"{W}spacing", spacing)
            if level == 2:
                etree.SubElement(properties, f"{W}ind", {f"{W}left": "480"})
            letters = etree.SubElement(style, f"{W}rPr")
            etree.SubElement(letters, f"{W}sz", {f"{W}val": "24"})


def _bookmark(entry: ContentsLine) -> str:
    return f"_Toc{entry.key.replace('-', '_')}"


def _toc_line(entry: ContentsLine, page: int, width: int) -> etree._Element:
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


def _holds(element: etree._Element, *names: str) -> bool:
    return next(element.iter(*(W + name for name in names)), None) is not None


def _inside(body: etree._Element) -> bytes:
    """What stands in a body, to stand in another under the same prefixes."""
    text = etree.tostring(body, encoding="UTF-8", xml_declaration=False)
    return text[text.index(b">") + 1 : text.rindex(b"</")]


def _taken_section(body: etree._Element) -> etree._Element:
    section = body.find(f"{W}sectPr")
    if section is None:
        return _element("sectPr")
    body.remove(section)
    return section


def _title_properties(body: etree._Element, title: str) -> etree._Element | None:
    """How the title is set: the contents' own title is set likewise."""
    paragraphs = body.findall(f"{W}p")
    titled = [one for one in paragraphs if title in "".join(one.itertext())]
    found = next((one.find(f"{W}pPr") for one in (*titled, *paragraphs)), None)
    if found is None:
        return None
    own = copy.deepcopy(found)
    for section in own.findall(f"{W}sectPr"):
        own.remove(section)
    return own


def _thin_paragraph() -> etree._Element:
    """An empty paragraph 1 pt high, which fits on every page."""
    paragraph = _element("p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    spacing = {"before": "0", "after": "0", "line": "20", "lineRule": "exact"}
    properties.append(_element("spacing", **spacing))
    letters = etree.SubElement(properties, f"{W}rPr")
    letters.append(_element("sz", val="2"))
    return paragraph


def _text_width(section: etree._Element) -> int:
    """Between the margins, in 1/20 pt; A4 by GB/T 9704-2012 where the template says nothing."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 8845
    sides = (margins.get(f"{W}{side}", "0") for side in ("left", "right"))
    return whole(size.get(f"{W}w", "11906")) - sum(map(whole, sides))
