"""What stands in a file: paragraphs and grids in reading order, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))


def visible(text: str) -> str:
    """Return a text without the characters that only say where a line may end."""
    return text.translate(_INVISIBLE)


def without_blanks(text: str) -> str:
    """Return a text without any blanks, to be compared."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where something stands in a file; ``str()`` is what a reader of Chinese looks for."""

    page: int | None = None  # from 1; of a PDF
    sheet: str = ""  # of a workbook
    address: str = ""  # "C7" on a sheet, "表 2 第 3 行第 1 格", "第 12 段", "第 40 行"
    box: tuple[float, float, float, float] | None = None  # left, top, right, bottom, in points

    def __str__(self) -> str:
        page = f"第 {self.page} 页" if self.page else ""
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        return " ".join(filter(None, (page, sheet, self.address)))


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph of running text, its lines joined."""

    text: str
    place: SourcePlace
    size: float | None = None  # of its characters, in points
    bold: bool = False
    centered: bool = False


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell of a grid; a merged cell stands once, at its first row and column (from 0)."""

    row: int
    column: int
    text: str  # lines of one paragraph joined, "\n" between paragraphs; "" for a blank cell
    place: SourcePlace
    rows: int = 1
    columns: int = 1
    centered: bool = False
    bold: bool = False
    number: str = ""  # of a workbook: the whole number that ``text`` shows in its format


@dataclass(frozen=True, slots=True)
class SourceGrid:
    """A table. The cells cover it once each: no two overlap."""

    cells: tuple[SourceCell, ...]  # by row, then column
    place: SourcePlace
    widths: tuple[float, ...]  # of its columns, in points; equal where the file does not say
    heights: tuple[float, ...]  # of its rows, in points; 0 where the file does not say


@dataclass(frozen=True, slots=True)
class Witness:
    """Text that another reader sees in the same file, for comparison."""

    text: str
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file that was read."""

    path: Path
    kind: str  # "docx", "pdf", "xlsx" or "text": the reader, after LibreOffice's conversion
    blocks: tuple[SourceParagraph | SourceGrid, ...]
    witness: tuple[Witness, ...]
    notes: tuple[str, ...] = ()  # in Chinese: what the reader left out, such as pictures
