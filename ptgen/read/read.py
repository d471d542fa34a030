"""Read a file of any kind that ptgen knows, by its content."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import Final

from ptgen.core.filesystem import read_bytes
from ptgen.core.limits import TooBigError, TooLongError, watched
from ptgen.read import office
from ptgen.read.document import SourceDocument, SourceGrid, SourceParagraph, Witness, visible
from ptgen.read.docx.reader import read_docx
from ptgen.read.errors import SourceError
from ptgen.read.package import MAIN_PART, PackageError, checked_parts, is_zip
from ptgen.read.pdf.reader import read_pdf
from ptgen.read.text import decoded, read_text
from ptgen.read.witness import witness_of_docx, witness_of_pdf, witness_of_text, witness_of_xlsx
from ptgen.read.xlsx.reader import read_xlsx

MAX_BYTES: Final = 64 * 2**20
SECONDS: Final = 120.0
"""Of processor time for one file; a page of a form takes 0.1 s."""
MEMORY: Final = 1536 * 2**20
SUFFIXES: Final = (".docx", ".pdf", ".xlsx", ".txt", *office.SUFFIXES)

_MARKUP: Final = re.compile(r"\s*<(?:!DOCTYPE|\?xml|html|table|meta)\b", re.IGNORECASE)
_OWNERS: Final = re.compile(r".*[/\\](ptgen|openpyxl|pdfminer|pdfplumber)[/\\]")
_UNWITNESSED: Final = "第二个读取程序读不了这份 PDF，没有用它核对"

_Blocks = tuple[SourceParagraph | SourceGrid, ...]
_Parts = tuple[str, _Blocks, tuple[str, ...], tuple[Witness, ...]]


def read_document(path: Path) -> SourceDocument:
    """Return what stands in a file; raise :class:`SourceError` where it cannot be read."""
    data = read_bytes(path, MAX_BYTES)
    if data is None:
        raise SourceError(path, "没有这个文件，或者读不到")
    if len(data) > MAX_BYTES:
        raise SourceError(path, f"超过 {MAX_BYTES >> 20} MB；请拆成几份")
    try:
        with watched(SECONDS, MEMORY):
            kind, blocks, notes, witness = _read(data)
    except PackageError as error:
        raise SourceError(path, str(error)) from error
    except TooLongError as stop:
        raise SourceError(path, f"{SECONDS:g} 秒没有读完；请拆成几份") from stop
    except (TooBigError, MemoryError) as stop:
        raise SourceError(path, f"占用的内存超过 {MEMORY >> 20} MB；请拆成几份") from stop
    except RecursionError as error:
        raise SourceError(path, "嵌套过深；请另存一份简单些的") from error
    except Exception as error:
        # Bytes that were made up fail anywhere in a library; what fails in our own code is a bug.
        frames = extract_tb(error.__traceback__)
        owners = [found[1] for one in frames if (found := _OWNERS.search(one.filename))]
        if owners[-1] == "ptgen":
            raise
        raise SourceError(path, "不是完整的文件，或已损坏；请打开后另存一份") from error
    shown = tuple(_visible(block) for block in blocks)
    if not shown:
        raise SourceError(path, "没有文字")
    return SourceDocument(path, kind, shown, witness, notes)


def _read(data: bytes) -> _Parts:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        blocks, notes = read_pdf(data)
        witness = witness_of_pdf(data)
        return "pdf", blocks, notes if witness else (*notes, _UNWITNESSED), witness
    if is_zip(data):
        parts = checked_parts(data)
        if MAIN_PART in parts:
            return "docx", *read_docx(parts), witness_of_docx(parts)
        if "xl/workbook.xml" in parts:
            return "xlsx", *read_xlsx(data, parts), witness_of_xlsx(parts)
    whole = office.converted(data)
    if whole is not None:
        return _read(whole)
    text = decoded(data)
    if text is None:
        raise PackageError(f"不是能读的文件；可以读 {'、'.join(SUFFIXES)}")
    if _MARKUP.match(text):
        raise PackageError("是网页或 XML；请用 Excel、Word 或 WPS 打开后另存为 .xlsx 或 .docx")
    return "text", read_text(text), (), witness_of_text(text)


def _visible(block: SourceParagraph | SourceGrid) -> SourceParagraph | SourceGrid:
    if isinstance(block, SourceParagraph):
        return replace(block, text=visible(block.text))
    cells = (replace(cell, text=visible(cell.text)) for cell in block.cells)
    return replace(block, cells=tuple(cells))
