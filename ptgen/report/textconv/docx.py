"""The text of a Word file, a line for each paragraph and row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ptgen.read.document import SourceGrid, SourceParagraph
from ptgen.read.docx.reader import read_docx
from ptgen.read.package import MAIN_PART, PackageError, checked_parts


def docx_text(data: bytes) -> str:
    """Return the text, ending in a line break; raise :class:`PackageError` for other files."""
    parts = checked_parts(data)
    if MAIN_PART not in parts:
        raise PackageError("不是 Word 文件")
    blocks, _ = read_docx(parts)
    lines = (line for block in blocks for line in _lines(block))
    # Spaces without width only allow line breaks inside long formulas.
    return "".join(f"{line}\n" for line in lines).replace("\u200b", "")


def _lines(block: SourceParagraph | SourceGrid) -> Iterator[str]:
    if isinstance(block, SourceParagraph):
        yield block.text
        return
    for _, cells in groupby(block.cells, lambda cell: cell.row):
        yield " | ".join(cell.text.replace("\n", " ") for cell in cells).rstrip()
