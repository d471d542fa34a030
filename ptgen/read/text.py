"""Plain text: paragraphs, tables of tabs, and tables with a cell on each line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from ptgen.read.document import SourceCell, SourceGrid, SourceParagraph, SourcePlace
from ptgen.read.package import PackageError
from ptgen.read.tables.covering import check_size, covered

MAX_LENGTH: Final = 5_000_000
MAX_CELLS: Final = 500_000

_Line = tuple[int, str]  # number from 1, text
_Row = list[_Line]


def decoded(data: bytes) -> str | None:
    """Return the text in the encoding that its bytes show; ``None`` when they are no text."""
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    marked = next((name for mark, name in marks.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def read_text(text: str) -> tuple[SourceParagraph | SourceGrid, ...]:
    """Return the paragraphs, one a line, and the tables."""
    if len(text) > MAX_LENGTH or text.count("\t") + text.count("\n") > MAX_CELLS:
        raise PackageError(
            f"超过 {MAX_LENGTH // 10000} 万字或 {MAX_CELLS // 10000} 万格；请拆成几份"
        )
    return tuple(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def _blocks(lines: list[str]) -> Iterator[SourceParagraph | SourceGrid]:
    rows: list[_Row] = []
    numbered = list(enumerate(lines, 1))
    for filled, group in groupby(numbered, lambda line: bool(line[1].strip(" \u3000\f"))):
        if not filled:
            continue  # blank lines part the rows of a table, they do not end it
        block = list(group)
        if _is_row_of_lines(block):
            rows.append(_row_of_lines(block))
            continue
        for number, line in block:
            if "\t" in line.lstrip("\t") or (line.startswith("\t\t") and line.strip()):
                rows.append([(number, text) for text in line.split("\t")])
                continue
            if not line.strip():
                continue
            if rows:
                yield _grid(rows)
                rows = []
            yield SourceParagraph(line.strip(), _place(number))
    if rows:
        yield _grid(rows)


def _is_row_of_lines(block: list[_Line]) -> bool:
    """Whether each line is a cell: it begins with a tab, or goes on with the cell above."""
    begun = [line for _, line in block if line.startswith("\t")]
    one_each = not any("\t" in line[1:].strip() for line in begun)
    said = any(line.strip() for line in begun)
    return len(begun) > 1 and block[0][1].startswith("\t") and one_each and said


def _row_of_lines(block: list[_Line]) -> _Row:
    row: _Row = []
    for number, line in block:
        if line.startswith("\t"):
            row.append((number, line))
        else:
            row[-1] = (row[-1][0], f"{row[-1][1]}\n{line}")
    return row


def _grid(rows: list[_Row]) -> SourceGrid:
    width = max(map(len, rows))
    check_size(len(rows), width)
    cells = []
    for index, row in enumerate(rows):
        for column, (number, text) in enumerate(row):
            shown = "\n".join(part.strip() for part in text.split("\n")).strip()
            columns = width - column if column == len(row) - 1 else 1
            cells.append(SourceCell(index, column, shown, _place(number), columns=columns))
    places = [_place(row[0][0]) for row in rows]
    whole = covered(cells, lambda row, _: places[row])
    return SourceGrid(whole, places[0], (1.0,) * width, (0.0,) * len(rows))


def _place(number: int) -> SourcePlace:
    return SourcePlace(address=f"第 {number} 行")
