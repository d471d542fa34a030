"""A second reader of each kind of file, which shares nothing with the first but the bytes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from ptgen.read.document import (
    SourceCell,
    SourceDocument,
    SourceGrid,
    SourceParagraph,
    SourcePlace,
    Witness,
)
from ptgen.read.package import parse_part
from ptgen.read.pdf.pdfium import page_texts

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0xFFFE, 0xFFFF))


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
            text = re.sub(
                r"(?s)<(w:del|w:moveFrom|mc:Fallback)[\s>].*?</\1>",
                "",
                part.decode("utf-8", "replace"),
            )
            pieces = re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>", text)
            found.append(Witness(_unescaped("".join(pieces)), SourcePlace(address=name)))
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


def _unescaped(text: str) -> str:
    for name, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(name, sign)
    return re.sub(r"&#(x?)([0-9a-fA-F]+);", lambda m: chr(int(m[2], 16 if m[1] else 10)), text)


def missing(document: SourceDocument) -> tuple[Witness, ...]:
    """Return what the witness sees and neither a block nor a note holds, by place.

    Characters are counted: of a PDF by page, of a workbook by sheet, else in the whole file.
    """
    notes = Counter[str]()
    for note in document.notes:
        notes += _letters(note)
    seen: dict[tuple[int | None, str], Counter[str]] = {}
    for text, place in _texts(document.blocks):
        seen.setdefault((place.page, place.sheet), Counter()).update(_letters(text))
    return tuple(_unseen(document, seen, notes))


def _unseen(
    document: SourceDocument,
    seen: Mapping[tuple[int | None, str], Counter[str]],
    notes: Counter[str],
) -> Iterator[Witness]:
    if document.kind == "pdf":  # what goes on over a page is counted where it begins
        whole = sum(seen.values(), Counter[str]())
        seen = {(one.place.page, ""): whole for one in document.witness}
    for one in document.witness:
        left = seen.get((one.place.page, one.place.sheet), Counter())
        lost = ""
        for letter in "".join(_letters(one.text).elements()):
            if left[letter] > 0:
                left[letter] -= 1
            elif notes[letter] > 0:
                notes[letter] -= 1
            else:
                lost += letter
        if lost:
            yield Witness(lost, one.place)


def _texts(
    blocks: Iterable[SourceParagraph | SourceGrid],
) -> Iterator[tuple[str, SourcePlace]]:
    for block in blocks:
        parts: Iterable[SourceParagraph | SourceCell] = (
            block.cells if isinstance(block, SourceGrid) else (block,)
        )
        for one in parts:
            number = one.number if isinstance(one, SourceCell) else ""
            yield number or one.text, one.place


def _letters(text: str) -> Counter[str]:
    """Return the characters that are seen, compatible ones as one."""
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return Counter(letter for letter in plain if not letter.isspace())
