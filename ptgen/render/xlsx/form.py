"""A form as a sheet: the cells and merges of its table, amounts and days as values."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from ptgen.render.xlsx.widths import line_count
from ptgen.render.xlsx.workbook import (
    A3,
    A4,
    DIGIT,
    MOST_HEIGHT,
    TITLE_FONT,
    put,
    set_width,
    style,
    workbook,
)
from ptgen.view.document import Form
from ptgen.view.table import Cell, CellKind, Row, Table

_SIZE: Final = 10.0  # pt
_TITLE_SIZE, _SUBTITLE_SIZE = 18, 12
_LINE: Final = 15.0  # height of a line, in pt
_DIGITS: Final = re.compile(r"\d+")
_NUMBER: Final = re.compile(r"-?[\d,]+(?:\.(\d+))?([^\d\"]*)")


def form_xlsx(form: Form, *, draft: bool = False) -> bytes:
    """Return the workbook of one form, merged as its table is."""
    return workbook(form.info, lambda book: _write(book, form), draft=draft)


def _write(book: Workbook, form: Form) -> None:
    page = book.add_worksheet("绩效目标表")
    table, last = form.table, len(form.table.widths) - 1
    for column, width in enumerate(table.widths):
        set_width(page, column, width / 20 / DIGIT)
    above = [(form.title, _TITLE_SIZE), (form.subtitle, _SUBTITLE_SIZE)]
    lines = [] if table.titles else [line for line in above if line[0] or line is above[0]]
    for row, (text, size) in enumerate(lines):
        look = {"font_name": TITLE_FONT, "font_size": size}
        made = book.add_format({**look, "align": "center", "valign": "vcenter"})
        _merge(page, (row, 0, row, last), made)
        put(page, row, 0, text, made)
        page.set_row(row, size * 1.8)
    top = len(lines)
    for number, line in enumerate(table.rows):
        page.set_row(top + number, _height(table, line))
        for cell in line.cells:
            row, end = top + cell.row, top + cell.row + cell.rows - 1
            made = _cell_style(book, cell)
            _merge(page, (row, cell.column, end, cell.column + cell.columns - 1), made)
            put(page, row, cell.column, cell.text if cell.value is None else cell.value, made)
    _set_up(page, form, top)


def _set_up(page: Worksheet, form: Form, top: int) -> None:
    table, paper = form.table, form.page
    if table.head is not None and table.head[0] == table.titles:
        page.repeat_rows(top + table.head[0], top + table.head[1] - 1)
    page.set_paper(A3 if max(paper.width, paper.height) > 300 else A4)
    if paper.width > paper.height:
        page.set_landscape()
    margins = (paper.left, paper.right, paper.top, paper.bottom)
    page.set_margins(*(one / 25.4 for one in margins))
    page.fit_to_pages(1, 0)
    page.center_horizontally()


def _merge(page: Worksheet, box: tuple[int, int, int, int], made: Format) -> None:
    if box[:2] != box[2:]:
        page.merge_range(*box, "", made)


def _cell_style(book: Workbook, cell: Cell) -> Format:
    """The format of a cell; a value looks as it is printed, smaller where it has no room."""
    made = style(book, _SIZE, bold=int(cell.bold), align=cell.align.value)
    if cell.value is None:
        made.set_text_wrap()
    else:
        made.set_shrink()
        shown = _day_format if isinstance(cell.value, date) else _number_format
        made.set_num_format(shown(cell.text))
    if not cell.ruled:
        made.set_border(0)
    if cell.open_above:
        made.set_top(0)
    if cell.open_below:
        made.set_bottom(0)
    if cell.kind is CellKind.TITLE:
        made.set_font_name(TITLE_FONT)
        made.set_font_size(_TITLE_SIZE)
    return made


def _day_format(text: str) -> str:
    """The format in which a day looks as it is printed: year, month, day."""
    if text.isdecimal():
        return "yyyymmdd"
    year, *others = _DIGITS.findall(text)
    parts = ["yyyy"[: len(year)], *("mm" if one[0] == "0" else "m" for one in others[:1])]
    parts += ("dd" if one[0] == "0" else "d" for one in others[1:2])
    between = iter((*(one if one.isascii() else f'"{one}"' for one in _DIGITS.split(text)[1:]), ""))
    return "".join(part + next(between).replace('""', "") for part in parts)


def _number_format(text: str) -> str:
    """The format in which a number looks as it is printed."""
    printed = _NUMBER.fullmatch(text)
    if printed is None:
        return "#,##0.00"
    decimals = f".{'0' * len(printed[1])}" if printed[1] else ""
    unit = f'"{printed[2]}"' if printed[2] else ""
    return f"{'#,##0' if ',' in text else '0'}{decimals}{unit}"


def _height(table: Table, row: Row) -> float:
    """Return the height that the row's own cells need, in pt: spreadsheets fit no merged cells."""
    needed = max(row.min_height, _LINE)
    for cell in row.cells:
        size = _TITLE_SIZE if cell.kind is CellKind.TITLE else _SIZE
        across = sum(table.widths[cell.column : cell.column + cell.columns]) / 20
        lines = line_count(cell.text, across * 2 / size)
        needed = max(needed, lines * _LINE * size / _SIZE / cell.rows)
    return min(needed, MOST_HEIGHT)
