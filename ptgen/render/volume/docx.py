"""A volume as one Word file: the documents' bodies are sections of one document.

Each document is filled by its own template and keeps its sheet, styles, lists, headers and footers;
page numbers run through. The page numbers of the contents are PAGEREF fields (ECMA-376 part 1,
17.16.5.46), filled with the pages of the PDF: LibreOffice renews them whenever it draws, Word when it
opens the file, after asking. In a TOC field LibreOffice would not renew them.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Final

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import nsdecls
from docx.oxml.parser import OxmlElement, parse_xml
from lxml import etree

from ptgen.render.docx.package import W, properties, related, whole, write_parts
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.text import escaped
from ptgen.render.limits import bounded
from ptgen.render.volume.join import Joiner
from ptgen.render.volume.styles import paragraph_properties, style_id
from ptgen.view.document import Document
from ptgen.view.volume import Book, ContentsLine

_MARKS: Final = frozenset(f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr"))
_BEGIN, _SEPARATE, _END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)
# An empty paragraph 1 pt high, which fits on every page.
_THIN: Final = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)

# What the schema wants behind updateFields in the settings (ECMA-376 part 1, annex A.1).
_BEHIND_UPDATE: Final = (
    "hdrShapeDefaults footnotePr endnotePr compat docVars rsids attachedSchema themeFontLang "
    "clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions "
    "readModeInkLockDown smartTagType shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator"
)


def render_volume_docx(renderer: WordRenderer, book: Book, pages: Mapping[str, int]) -> bytes:
    """Return the Word file; ``pages`` gives the page of each entry of the contents by its key.

    Raise :class:`~ptgen.render.errors.TemplateError`.
    """
    binder = _Binder(renderer, book)
    binder.contents(book, pages)
    for document, entries in book.documents:
        binder.add(document, entries)
    return write_parts(binder.closed() | properties(book.info))


def _renew_fields(document: WordDocument) -> None:
    """Let Word renew the page numbers of the contents when it opens the file."""
    if related(document.part, RT.SETTINGS) is None:
        return
    settings = document.settings.element
    for former in settings.findall(f"{W}updateFields"):
        settings.remove(former)
    behind = [f"w:{name}" for name in _BEHIND_UPDATE.split()]
    settings.insert_element_before(OxmlElement("w:updateFields"), *behind)


def _elements(xml: str) -> list[etree._Element]:
    """Return the elements of WordprocessingML that is written here."""
    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))


class _Binder:
    """Puts the bodies of documents behind the first one's, section by section."""

    def __init__(self, renderer: WordRenderer, book: Book) -> None:
        self._renderer = renderer
        template = renderer.template_of(book.front)
        others = (renderer.template_of(document) for document, _ in book.documents)
        templates = {one.path: one for one in (template, *others)}
        with bounded(template.path):
            front = renderer.fill(book.front)
            _renew_fields(front)
            self._joiner = Joiner(tuple(templates.values()), front)
            self._body = self._joiner.join(template, front)
        self._done: list[bytes] = []
        self._section = _taken_section(self._body)

    def contents(self, book: Book, pages: Mapping[str, int]) -> None:
        """The contents on a page of their own, in the section of what stands before them."""
        width = _text_width(self._section)
        (title,) = _elements(
            '<w:p><w:r><w:br w:type="page"/><w:t xml:space="preserve">目录</w:t></w:r></w:p>'
        )
        found = _title_properties(self._body, book.title)
        if found is not None:
            title.insert(0, found)
        self._add_toc_styles()
        lines = [_contents_line(one, pages.get(one.key, 1), width) for one in book.entries]
        self._body.extend((title, *_elements("".join(lines))))

    def add(self, document: Document, entries: tuple[ContentsLine, ...]) -> None:
        """A document as a section of its own, its beginning marked for the contents."""
        self._end_section()
        template = self._renderer.template_of(document)
        with bounded(template.path):
            body = self._joiner.join(template, self._renderer.fill(document))
        self._section = _taken_section(body)
        self._mark(body, entries)
        self._body = body

    def closed(self) -> dict[str, bytes]:
        """Return all parts; the last section's properties end the body."""
        self._body.append(self._section)
        return self._joiner.closed((*self._done, _inside(self._body)))

    def _end_section(self) -> None:
        """The properties of a section stand in its last paragraph.

        LibreOffice would draw a footnote of that paragraph in the next section.
        """
        last = next((one for one in reversed(self._body) if one.tag not in _MARKS), None)
        tags = (f"{W}sectPr", f"{W}footnoteReference")
        if last is None or last.tag != f"{W}p" or next(last.iter(*tags), None) is not None:
            (last,) = _elements(_THIN)
            self._body.append(last)
        paragraph_properties(last).append(self._section)
        self._done.append(_inside(self._body))  # text takes a tenth of the tree's memory

    def _mark(self, body: etree._Element, entries: tuple[ContentsLine, ...]) -> None:
        first = next(body.iter(f"{W}p"), None)  # in a cell where the title stands in the table
        if first is None:
            first = etree.Element(f"{W}p")
            body.insert(0, first)
        place = 1 if first.find(f"{W}pPr") is not None else 0
        marks = ((self._joiner.marks.next_bookmark(), _bookmark(entry)) for entry in entries)
        first[place:place] = _elements(
            "".join(
                f'<w:bookmarkStart w:id="{one}" w:name="{name}"/><w:bookmarkEnd w:id="{one}"/>'
                for one, name in marks
            )
        )

    def _add_toc_styles(self) -> None:
        styles = self._joiner.styles
        ids = {style_id(style) for style in styles.iterfind(f"{W}style")}
        for level, keep, indent in ((1, "<w:keepNext/>", ""), (2, "", '<w:ind w:left="480"/>')):
            if f"TOC{level}" not in ids:
                xml = (
                    f'<w:style w:type="paragraph" w:styleId="TOC{level}">'
                    f'<w:name w:val="toc {level}"/><w:uiPriority w:val="39"/><w:pPr>{keep}'
                    f'<w:spacing w:line="400" w:lineRule="exact"/>{indent}</w:pPr>'
                    '<w:rPr><w:sz w:val="24"/></w:rPr></w:style>'
                )
                styles.extend(_elements(xml))


def _bookmark(entry: ContentsLine) -> str:
    return f"_Toc{entry.key.replace('-', '_')}"


def _contents_line(entry: ContentsLine, page: int, width: int) -> str:
    preserved = 'xml:space="preserve"'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TOC{entry.level}"/><w:tabs>'
        f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs></w:pPr>'
        f'<w:hyperlink w:anchor="{_bookmark(entry)}">'
        f"<w:r><w:t {preserved}>{escaped(entry.text)}</w:t></w:r><w:r><w:tab/></w:r>{_BEGIN}"
        f"<w:r><w:instrText {preserved}> PAGEREF {_bookmark(entry)} \\h </w:instrText></w:r>"
        f"{_SEPARATE}<w:r><w:t {preserved}>{page}</w:t></w:r>{_END}</w:hyperlink></w:p>"
    )


def _inside(body: etree._Element) -> bytes:
    """Return what stands in a body, to stand in another under the same prefixes."""
    text = etree.tostring(body, encoding="UTF-8", xml_declaration=False)
    return text[text.index(b">") + 1 : text.rindex(b"</")]


def _taken_section(body: etree._Element) -> etree._Element:
    section = body.find(f"{W}sectPr")
    if section is None:
        return etree.Element(f"{W}sectPr")
    body.remove(section)
    return section


def _title_properties(body: etree._Element, title: str) -> etree._Element | None:
    """Return how the title is set: the contents' own title is set likewise."""
    paragraphs = body.findall(f"{W}p")
    titled = [one for one in paragraphs if title in "".join(one.itertext())]
    found = next((one.find(f"{W}pPr") for one in (*titled, *paragraphs)), None)
    if found is None:
        return None
    own = copy.deepcopy(found)
    for section in own.findall(f"{W}sectPr"):
        own.remove(section)
    return own


def _text_width(section: etree._Element) -> int:
    """Return the width between the margins, in 1/20 pt; that of GB/T 9704-2012 where none is set."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 8845
    sides = (margins.get(f"{W}{side}", "0") for side in ("left", "right"))
    return whole(size.get(f"{W}w", "11906")) - sum(map(whole, sides))
