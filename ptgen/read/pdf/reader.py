"""The whole of a PDF file: its pages joined to paragraphs and grids in reading order."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from ptgen.core.system import bounded_memory
from ptgen.read.document import SourceGrid, SourceParagraph, SourcePlace
from ptgen.read.package import PackageError
from ptgen.read.pdf.lines import Line, PdfParagraph, goes_on, is_centered, paragraphs
from ptgen.read.pdf.marks import marks_of
from ptgen.read.pdf.page import PageContent, PageGrid, page_content
from ptgen.read.tables.stacking import stacked

MEMORY: Final = 1024 * 2**20
MAX_PAGES: Final = 1000
MAX_GLYPHS: Final = 2_000_000

_NUMBER = re.compile(r"[-—–－·•\s第页共/／,，]*[0-9０-９]{1,4}[-—–－·•\s第页共/／,，0-9]*")
_EDGE = 0.12  # of the page's height, in which headers and page numbers stand

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what cannot be read is told here

_Block = PdfParagraph | PageGrid


def read_pdf(data: bytes) -> tuple[tuple[SourceParagraph | SourceGrid, ...], tuple[str, ...]]:
    """Return blocks and notes; raise :class:`PackageError`."""
    contents, notes = _contents(data)
    running = _running(contents)
    found: list[tuple[_Block, tuple[float, float]]] = []  # with the margins of its page
    for index, content in enumerate(contents):
        page, margins = f"第 {content.number} 页", _margins(contents, index)
        aside = [line for line in content.lines if (content.number, line) in running]
        notes += [f"{page}的页眉或页码：{line.text}" for line in aside]
        notes += [f"{page}纸外的文字：{line.text}" for line in content.beyond]
        lines = [line for line in content.lines if line not in aside]
        blocks = _blocks(content, lines, margins)
        if found and blocks and (whole := _whole(found[-1][0], blocks[0], margins, notes)):
            del found[-1]
            blocks[0] = whole
        found += [(block, margins) for block in blocks]
    return tuple(_shown(block, margins) for block, margins in found), tuple(notes)


def _contents(data: bytes) -> tuple[list[PageContent], list[str]]:
    try:
        with bounded_memory(MEMORY), pdfplumber.open(io.BytesIO(data)) as pdf:
            return _pages(pdf)
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise PackageError("设有密码；请去掉密码后另存") from error
        raise PackageError("不是完整的 PDF，或已损坏；请重新导出") from error


def _pages(pdf: PDF) -> tuple[list[PageContent], list[str]]:
    contents: list[PageContent] = []
    notes: list[str] = []
    glyphs = 0
    if len(pdf.pages) > MAX_PAGES:
        raise PackageError(f"超过 {MAX_PAGES} 页；请拆成几份")
    for number, page in enumerate(pdf.pages, 1):
        marks = marks_of(page)
        glyphs += len(marks.glyphs)
        if glyphs > MAX_GLYPHS:
            raise PackageError(f"超过 {MAX_GLYPHS // 10000} 万字；请拆成几份")
        if marks.pictures > 0.5:
            notes.append(f"第 {number} 页大部分是图，图里的文字没有读")
        former = contents[-1].grids if contents else ()
        contents.append(page_content(marks, number, former[-1] if former else None))
        page.close()
    if not glyphs:
        fault = "是扫描件，只有图，没有文字" if notes else "没有文字"
        raise PackageError(f"{fault}；请用原来的 Word、Excel 文件，或先做文字识别")
    return contents, notes


def _running(contents: Sequence[PageContent]) -> set[tuple[int, Line]]:
    """Return the page numbers, and the small lines at the edges that pages have in common."""
    edges: list[tuple[PageContent, Line]] = []
    for content in contents:
        boxes = [grid.box for grid in content.grids]
        for line in (*content.lines[:1], *content.lines[-1:]):
            outermost = all(line.base < box[1] or line.top > box[3] for box in boxes)
            part = line.base / content.height
            if outermost and (part < _EDGE or part > 1 - _EDGE):
                edges.append((content, line))
    seen = Counter((_pattern(line), round(line.base)) for _, line in edges)
    found = set()
    for content, line in edges:
        sizes = sorted(one.size for one in content.lines)
        usual = sizes[len(sizes) // 2]
        small = line.size <= 11 and (line.size < usual or not content.grids)
        repeated = seen[_pattern(line), round(line.base)] > 1 and small and len(sizes) > 1
        if _NUMBER.fullmatch(line.text) or repeated:
            found.add((content.number, line))
    return found


def _pattern(line: Line) -> str:
    return re.sub(r"[0-9]+", "0", line.text)


def _margins(contents: Sequence[PageContent], index: int) -> tuple[float, float]:
    """Return the left and right of the text of a page, by the pages around it that begin alike.

    A page of few lines may have none that is full: then the margins are taken for equal.
    """
    here = contents[index]
    own = min((line.x0 for line in here.lines), default=here.width)
    lines = [
        line
        for content in contents[max(index - 2, 0) : index + 3]
        if content.width == here.width and content.lines
        if abs(min(line.x0 for line in content.lines) - own) < 2.5 * content.lines[0].size
        for line in content.lines
    ]
    left = min([own, *(line.x0 for line in lines), *(grid.box[0] for grid in here.grids)])
    right = max([0.0, *(line.x1 for line in lines), *(grid.box[2] for grid in here.grids)])
    return left, right if len(lines) > 8 or here.grids else max(right, here.width - left)


def _blocks(
    content: PageContent, lines: Sequence[Line], margins: tuple[float, float]
) -> list[_Block]:
    """Return the paragraphs and grids of a page by their tops."""
    tops = [grid.box[1] for grid in content.grids]
    pieces: list[tuple[float, _Block]] = [(grid.box[1], grid) for grid in content.grids]
    for piece in range(len(tops) + 1):
        own = [line for line in lines if sum(line.base > top for top in tops) == piece]
        pieces += [(one.lines[0].base, one) for one in paragraphs(own, content.number, margins)]
    return [block for _, block in sorted(pieces, key=lambda piece: piece[0])]


def _whole(
    last: _Block, block: _Block, margins: tuple[float, float], notes: list[str]
) -> _Block | None:
    """Return two blocks as one where a page break parted them."""
    if isinstance(last, PdfParagraph) and isinstance(block, PdfParagraph):
        if goes_on(last.lines, block.lines[0], margins, paged=True):
            return PdfParagraph((*last.lines, *block.lines), last.page)
    elif isinstance(last, PageGrid) and isinstance(block, PageGrid):
        found = stacked(last.grid, block.grid, full=last.full)
        if found and found.dropped:
            notes.append(f"第 {block.grid.place.page} 页重复的表头：{'、'.join(found.dropped)}")
        return PageGrid(found.grid, block.full) if found else None
    return None


def _shown(one: _Block, margins: tuple[float, float]) -> SourceParagraph | SourceGrid:
    if isinstance(one, PageGrid):
        return one.grid
    first = one.lines[0]
    own = [line for line in one.lines if line.base >= first.base]
    box = (
        min(line.x0 for line in own),
        first.top,
        max(line.x1 for line in own),
        max(line.base for line in own) + 0.12 * first.size,
    )
    return SourceParagraph(
        one.text,
        SourcePlace(page=one.page, box=box),
        round(first.size, 2),
        all(line.bold for line in one.lines),
        min(line.x0 for line in one.lines) > margins[0] + 2.6 * first.size
        and all(is_centered(line, *margins) for line in one.lines),
    )
