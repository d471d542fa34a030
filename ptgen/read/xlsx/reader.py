"""Read a workbook: each sheet's cells as they are shown, and the numbers behind them."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import MergedCell  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter, range_boundaries  # type: ignore[import-untyped]
from openpyxl.utils.datetime import to_excel  # type: ignore[import-untyped]

from ptgen.read.document import SourceCell, SourceGrid, SourceParagraph, SourcePlace
from ptgen.read.package import PackageError
from ptgen.read.tables.covering import covered
from ptgen.read.xlsx.number_format import formatted

MAX_CELLS: Final = 200_000
MAX_MERGED: Final = 1_000_000
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CORNER = rb"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*[\"'](" + _CORNER + b":" + _CORNER + rb")[\"']"
)
_CHARACTER = 5.25  # pt of a column's width for each character, 7 pixels

Block = SourceParagraph | SourceGrid


def read_xlsx(data: bytes, parts: Mapping[str, bytes]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return blocks and notes of a workbook whose zip was opened to ``parts``."""
    _check(parts)
    with warnings.catch_warnings(action="ignore"):  # of what openpyxl leaves out
        book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(data), keep_links=False)
    blocks: list[Block] = []
    notes: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"工作表“{sheet.title}”是隐藏的，也读了")
        blocks += _Sheet(sheet, formulas[sheet.title], notes).blocks()
    notes += [f"图表“{one.title}”没有读" for one in book.chartsheets]
    return tuple(blocks), tuple(notes)


def _check(parts: Mapping[str, bytes]) -> None:
    """Refuse sheets of too many cells, before they are made."""
    cells = merged = 0
    for name, part in parts.items():
        if re.fullmatch(r"(?i)/?xl/worksheets/[^/]+\.xml", name):
            cells += len(re.findall(rb"<(?:\w+:)?c[\s>/]", part))
            for area in _MERGED.findall(part):
                left, top, right, bottom = range_boundaries(area.decode())
                merged += abs(right - left + 1) * abs(bottom - top + 1)
    if cells > MAX_CELLS:
        raise PackageError(f"有 {cells} 个单元格，超过 {MAX_CELLS // 10000} 万；请拆成几份")
    if merged > MAX_MERGED:
        raise PackageError("合并的单元格过大；请取消整行、整列的合并后另存")


class _Sheet:
    """One sheet; rows and columns are counted from 1, as on it."""

    def __init__(self, sheet: Any, formulas: Any, notes: list[str]) -> None:  # noqa: ANN401  untyped
        self._sheet, self._formulas, self._notes = sheet, formulas, notes
        self._ruled: set[int] = set()  # rows without text that are part of a table
        self._spans = {
            (one.min_row, one.min_col): (one.size["rows"], one.size["columns"])
            for one in sheet.merged_cells.ranges
        }

    def blocks(self) -> Iterator[Block]:
        """Yield the tables, parted by blank rows; a row of one cell alone is a paragraph."""
        cells = list(self._cells())
        if not cells:
            return
        self._note_hidden()
        filled = {
            row
            for one in cells
            for row in range(one.row, one.row + one.rows)
            if one.text or one.rows * one.columns > 1
        }
        for _, run in groupby(enumerate(sorted(filled | self._ruled)), lambda at: at[1] - at[0]):
            group = {row for _, row in run}
            own = [one for one in cells if one.row in group]
            texts = [one for one in own if one.text]
            if not texts:
                continue
            last = max(one.row + one.rows for one in texts)  # rules may go on over blank rows
            own = [one for one in own if one.row < last]
            if len({one.column for one in texts}) == 1:
                for one in texts:
                    size = self._sheet.cell(one.row, one.column).font.sz
                    yield SourceParagraph(
                        one.text, one.place, size and float(size), one.bold, one.centered
                    )
            else:
                yield self._grid(own, texts)

    def _cells(self) -> Iterator[SourceCell]:
        for (row, column), cell in sorted(self._sheet._cells.items()):  # noqa: SLF001  iter_rows makes cells up
            if isinstance(cell, MergedCell):
                continue
            rows, columns = self._spans.get((row, column), (1, 1))
            text, number = self._text(cell)
            if text or number or rows * columns > 1:
                yield SourceCell(
                    row, column, text, self._place(row, column), rows, columns,
                    cell.alignment.horizontal == "center", bool(cell.font.b), number,
                )  # fmt: skip
            elif cell.border.top.style or cell.border.bottom.style:
                self._ruled.add(row)

    def _place(self, row: int, column: int) -> SourcePlace:
        address = f"{get_column_letter(column)}{row}"
        return SourcePlace(sheet=self._sheet.title, address=address)

    def _text(self, cell: Any) -> tuple[str, str]:  # noqa: ANN401  untyped
        value = cell.value
        where = self._place(cell.row, cell.column)
        if value is None:
            formula = self._formulas[cell.coordinate].value
            if formula is not None:
                shown = getattr(formula, "text", formula)
                self._notes.append(f"{where} 的公式没有存下结果：{shown}")
            return "", ""
        if cell.data_type == "e":
            self._notes.append(f"{where} 是错误值 {value}")
        if isinstance(value, bool):
            return ("TRUE" if value else "FALSE"), "1" if value else "0"
        if isinstance(value, (date, datetime, time, timedelta)):
            serial = float(to_excel(value, self._sheet.parent.epoch))
            return formatted(serial, cell.number_format), f"{serial:.15g}"
        if isinstance(value, (int, float)):
            return formatted(value, cell.number_format), f"{value:.15g}"
        lines = str(value).replace("\r\n", "\n").replace("_x000D_", "").split("\n")
        return "\n".join(filter(None, (line.strip() for line in lines))), ""

    def _grid(self, cells: list[SourceCell], texts: list[SourceCell]) -> SourceGrid:
        top, left = min(one.row for one in cells), min(one.column for one in cells)
        moved = [replace(one, row=one.row - top, column=one.column - left) for one in cells]
        whole = covered(moved, lambda row, column: self._place(top + row, left + column))
        rows = max(one.row + one.rows for one in whole)
        columns = max(one.column + one.columns for one in whole)
        widths = [self._width(left + one) for one in range(columns)]
        heights = [self._sheet.row_dimensions[top + one].height or 0.0 for one in range(rows)]
        first, last = texts[0].place, texts[-1].place.address
        place = replace(first, address=f"{first.address}:{last}")
        return SourceGrid(whole, place, tuple(widths), tuple(heights))

    def _width(self, column: int) -> float:
        """Return a column's width in points; Excel names only the first of equal neighbours."""
        for one in self._sheet.column_dimensions.values():
            if (one.min or 0) <= column <= (one.max or 0):
                return float(one.width) * _CHARACTER
        return float(self._sheet.sheet_format.defaultColWidth or 8.43) * _CHARACTER

    def _note_hidden(self) -> None:
        rows = [str(n) for n, one in sorted(self._sheet.row_dimensions.items()) if one.hidden]
        columns = [n for n, one in sorted(self._sheet.column_dimensions.items()) if one.hidden]
        for kind, names in (("行", rows), ("列", columns)):
            if names:
                listed = "、".join(names[:20]) + ("等" if len(names) > 20 else "")
                self._notes.append(f"工作表“{self._sheet.title}”隐藏的{kind} {listed} 也读了")
