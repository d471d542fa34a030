"""The text of a Word file, a line for each paragraph and row of a table."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ptgen.read.package import MAIN_PART, DamagedError, PackageError, parse_part, unzipped

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def is_zip(data: bytes) -> bool:
    """Return whether the bytes begin as a Word file does."""
    return data.startswith(b"PK\x03\x04")


def docx_text(data: bytes) -> str:
    """Return the text of the main part, ending in a line break; fields and marks are left out.

    Raises :class:`~ptgen.read.package.PackageError` where there is none that could be shown.
    """
    try:
        root = parse_part(unzipped(data)[MAIN_PART])
    except DamagedError as failure:
        raise PackageError("Word 文件已损坏或加了密") from failure
    except KeyError as failure:
        raise PackageError("不是 Word 文件") from failure
    except etree.XMLSyntaxError as failure:
        raise PackageError("Word 文件的正文不是完整的 XML") from failure
    body = root.find(f"{_W}body")
    if body is None:
        raise PackageError("Word 文件里没有正文")
    return "".join(f"{line.rstrip()}\n" for line in _blocks(body))


def _blocks(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield from (_row(row) for row in child.iter(f"{_W}tr"))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _blocks(child)


def _row(row: etree._Element) -> str:
    cells = row.iterchildren(f"{_W}tc")
    return " | ".join(
        " ".join(_paragraph(paragraph) for paragraph in cell.iter(f"{_W}p")).strip()
        for cell in cells
    )


def _paragraph(paragraph: etree._Element) -> str:
    found = (
        node.text or "" if node.tag == f"{_W}t" else _SPACES.get(str(node.tag), "")
        for node in paragraph.iter()
    )
    # Zero-width spaces only allow line breaks inside long formulas.
    return "".join(found).replace("\u200b", "")
