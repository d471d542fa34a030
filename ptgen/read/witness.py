"""A second reader of each kind of file, which shares nothing with the first but the bytes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

from lxml import etree

from ptgen.read.document import SourceDocument, SourceParagraph, SourcePlace, Witness, visible
from ptgen.read.package import parse_part
from ptgen.read.pdf.pdfium import page_texts

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF))


def witness_of_text(text: str) -> tuple[Witness, ...]:
    """Return the lines."""
    lines = enumerate(text.splitlines(), 1)
    return tuple(
        Witness(line, SourcePlace(address=f"第 {n} 行")) for n, line in lines if line.strip()
    )


def witness_of_pdf(data: bytes) -> tuple[Witness, ...]:
    """Return the text of each page as PDFium sees it."""
    texts = enumerate(page_texts(data) or (), 1)
    return tuple(Witness(text, SourcePlace(page=number)) for number, text in texts)


def witness_of_docx(parts: Mapping[str, bytes]) -> tuple[Witness, ...]:
    """Return the characters of each part that holds text, fields' codes and deletions left out."""
    found = []
    for name, part in parts.items():
        if re.fullmatch(
            r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", name
        ):
            whole = part.decode("utf-8", "replace")
            text = re.sub(r"(?s)<(w:del|w:moveFrom|mc:Fallback)[\s>].*?</\1>", "", whole)
            pieces = re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>", text)
            found.append(Witness(unescape("".join(pieces)), SourcePlace(address=name)))
    return tuple(found)


def witness_of_xlsx(parts: Mapping[str, bytes]) -> tuple[Witness, ...]:
    """Return each cell's text or number out of the XML of the sheets."""
    shared = [
        "".join(one.text or "" for one in item.iter(f"{_S}t") if not _phonetic(one))
        for item in _root(parts, "xl/sharedStrings.xml").iterfind(f"{_S}si")
    ]
    found = []
    for name, title in _sheets(parts):
        for cell in _root(parts, name).iter(f"{_S}c"):
            value = cell.findtext(f"{_S}v", "")
            kind = cell.get("t", "n")
            if kind == "s":
                text = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
            elif kind == "inlineStr":
                text = "".join(one.text or "" for one in cell.iter(f"{_S}t"))
            else:
                text = f"{float(value):.15g}" if _NUMBER.fullmatch(value) else value
            if text.strip():
                place = SourcePlace(sheet=title, address=cell.get("r", ""))
                found.append(Witness(text, place))
    return tuple(found)


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    targets = {
        one.get("Id"): one.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
        for one in _root(parts, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _root(parts, "xl/workbook.xml").iter(f"{_S}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        yield f"xl/{targets.get(key, '')}", sheet.get("name", "")


def _root(parts: Mapping[str, bytes], name: str) -> etree._Element:
    return parse_part(parts[name]) if name in parts else etree.Element("none")


def _phonetic(text: etree._Element) -> bool:
    parent = text.getparent()
    return parent is not None and parent.tag == f"{_S}rPh"


def missing(document: SourceDocument) -> tuple[Witness, ...]:
    """Return what the witness sees and neither a block nor a note holds, by place.

    Characters are counted: of a workbook by sheet, else in the whole file.
    """
    notes = _letters("".join(document.notes))
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for block in document.blocks:
        if isinstance(block, SourceParagraph):
            seen[block.place.sheet].update(_letters(block.text))
        else:
            texts = (cell.number or cell.text for cell in block.cells)
            seen[block.place.sheet].update(_letters("".join(texts)))
    found = []
    for one in document.witness:
        lost = _letters(one.text)
        for told in (seen[one.place.sheet], notes):
            both = lost & told
            lost.subtract(both)
            told.subtract(both)
        if letters := "".join(lost.elements()):
            found.append(Witness(letters, one.place))
    return tuple(found)


def _letters(text: str) -> Counter[str]:
    """Return the characters that are seen, compatible ones as one."""
    plain = unicodedata.normalize("NFKC", visible(text).translate(_NO_CHARACTERS))
    return Counter("".join(plain.split()))
