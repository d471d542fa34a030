"""The text of a Word file, a line for each paragraph and row of a table."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART = "word/document.xml"
# What zipfile raises over bytes that were made up.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
# A document of ours has some hundred kilobytes of XML; more than this is not read.
MAX_XML = 64 * 1024 * 1024
_AROUND = (f"{_W}tbl", f"{_W}sdt", f"{_W}sdtContent")
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


class PlainTextError(Exception):
    """Why a file has no text that could be shown, in Chinese."""


def is_zip(data: bytes) -> bool:
    """Return whether the bytes begin as a Word file does."""
    return data.startswith(b"PK\x03\x04")


def docx_text(data: bytes) -> str:
    """Return the text of the main part, ending in a line break; fields and marks are left out."""
    try:
        root = etree.fromstring(_document(data), _parser())
    except etree.XMLSyntaxError as failure:
        raise PlainTextError("Word 文件的正文不是完整的 XML") from failure
    body = root.find(f"{_W}body")
    if body is None:
        raise PlainTextError("Word 文件里没有正文")
    return "".join(f"{line.rstrip()}\n" for line in _blocks(body))


def _document(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_PART) as part:
            xml = part.read(MAX_XML + 1)
    except KeyError as failure:
        raise PlainTextError("不是 Word 文件") from failure
    except _UNREADABLE as failure:
        raise PlainTextError("Word 文件已损坏或加了密") from failure
    if len(xml) > MAX_XML:
        raise PlainTextError("Word 文件太大，不能显示")
    return xml


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Yield the paragraphs and rows, each text once: a table in a cell is part of its row."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tr":
            cells = child.iterchildren(f"{_W}tc")
            yield " | ".join(" ".join(_blocks(cell)).strip() for cell in cells)
        elif child.tag in _AROUND:
            yield from _blocks(child)


def _paragraph(paragraph: etree._Element) -> str:
    found = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            found.append(node.text or "")
        elif isinstance(node.tag, str):
            found.append(_SPACES.get(node.tag, ""))
    # Zero-width spaces only allow line breaks inside long formulas.
    return "".join(found).replace("\u200b", "")
