"""Lists and forms as workbooks: true numbers, and text that is never a formula.

The same value gives the same bytes: the only date is that of the document's info.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from decimal import Decimal
from typing import Final

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from ptgen.render.docx.text import clean
from ptgen.view.document import Form, Info
from ptgen.view.summary import Sheet, SheetValue, Summary
from ptgen.view.table import Cell, CellKind, Row, Table

_AMOUNT: Final = "#,##0.00"
_FONT: Final = "宋体"
_TITLE_FONT: Final = "黑体"
_SIZE: Final = 10
_TITLE_SIZE, _SUBTITLE_SIZE = 18, 12
_LEAST, _MOST = 6, 30  # width of a column, in digits
_ROOM = 2  # beside the longest line of a column, in digits
_DXA_PER_DIGIT: Final = 115  # of the workbook's own font, in 1/20 pt
_LINE: Final = 15.0  # height of a line, in pt
_PAPERS: Final = {True: 8, False: 9}  # A3, A4 by number
_MOST_HEIGHT: Final = 409.0  # of a row, in pt: Excel's own limit
_MOST_TEXT: Final = 32_000  # characters of a cell: Excel's own limit is 32,767


def summary_xlsx(summary: Summary, *, draft: bool = False) -> bytes:
    """Return the workbook of the lists, each on a sheet with frozen head, filter and total row."""
    target = io.BytesIO()
    with _workbook(target, summary.info, draft=draft) as book:
        for sheet in summary.sheets:
            _ListWriter(book, sheet).write()
    return target.getvalue()


def form_xlsx(form: Form, *, draft: bool = False) -> bytes:
    """Return the workbook of one form, merged as its table is; every cell is text as printed."""
    target = io.BytesIO()
    with _workbook(target, form.info, draft=draft) as book:
        _write_form(book, form)
    return target.getvalue()


class _Draft(Workbook):  # type: ignore[misc]  # xlsxwriter has no types
    """A workbook that says on each tab and above each printed page that it is a draft."""

    def add_worksheet(self, name: str) -> Worksheet:
        """Return a sheet."""
        page = super().add_worksheet(f"{name}（草稿）")
        page.set_tab_color("#C00000")
        page.set_header("&C&28&KC00000草稿")
        return page


@contextmanager
def _workbook(target: io.BytesIO, info: Info, *, draft: bool) -> Iterator[Workbook]:
    made = _Draft if draft else Workbook
    with made(target, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": clean(info.title) + ("（草稿）" if draft else ""),
                "subject": clean(info.subject),
                "author": clean(info.author),
                "created": datetime.combine(info.day, time()),
            }
        )
        yield book


def _style(book: Workbook, **more: str | float) -> Format:
    return book.add_format(
        {"font_name": _FONT, "font_size": _SIZE, "border": 1, "valign": "vcenter", **more}
    )


class _ListWriter:
    """Writes one list."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self._sheet = sheet
        self._page: Worksheet = book.add_worksheet(sheet.name)
        self._head = _style(book, bold=1, align="center", text_wrap=1, bg_color="#D9E2F3")
        self._text = _style(book, text_wrap=1)
        self._amount = _style(book, num_format=_AMOUNT)
        self._total = _style(book, bold=1, num_format=_AMOUNT)
        self._label = _style(book, bold=1, align="center")

    def write(self) -> None:
        sheet, page = self._sheet, self._page
        heads = [f"{one.head}（元）" if one.amount else one.head for one in sheet.columns]
        widths = []
        for column, (one, head) in enumerate(zip(sheet.columns, heads, strict=True)):
            page.write_string(0, column, head, self._head)
            widths.append(_width(head, [row[column] for row in sheet.rows], one.added))
            page.set_column(column, column, widths[-1])
        for number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                self._cell(number, column, value)
        for number, texts in enumerate((heads, *sheet.rows)):
            self._give_room(number, texts, widths)
        last = len(sheet.rows)
        if sheet.totalled:
            for number, year in enumerate(sheet.years or (None,), last + 1):
                self._totals(number, year)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(_PAPERS[False])
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.set_footer("&C第 &P 页，共 &N 页")

    def _give_room(self, number: int, row: Sequence[SheetValue], widths: list[int]) -> None:
        """Height for texts of several lines: LibreOffice and WPS may not fit rows by themselves."""
        texts = zip(row, widths, strict=True)
        lines = max(
            (_lines(text, width - 1) for text, width in texts if isinstance(text, str)), default=1
        )
        if lines > 1:
            self._page.set_row(number, min(lines * _LINE, _MOST_HEIGHT))

    def _cell(self, row: int, column: int, value: SheetValue) -> None:
        if isinstance(value, str):
            self._page.write_string(row, column, clean(value)[:_MOST_TEXT], self._text)
        elif value is None:
            self._page.write_blank(row, column, None, self._text)
        else:
            style = self._amount if isinstance(value, Decimal) else self._text
            self._page.write_number(row, column, value, style)

    def _totals(self, row: int, year: int | None) -> None:
        """A row of sums: of all lines, or of those of a year."""
        sheet, page = self._sheet, self._page
        heads = [one.head for one in sheet.columns]
        label = "合计" if year is None else f"{year}年合计"
        last = len(sheet.rows) + 1
        for column, one in enumerate(sheet.columns):
            if not one.added:
                page.write_string(row, column, label, self._label)
                label = ""
                continue
            values = [
                line[column]
                for line in sheet.rows
                if year is None or line[heads.index("年度")] == year
            ]
            letter = xlsxwriter.utility.xl_col_to_name(column)
            formula = f"=SUM({letter}2:{letter}{last})"
            if year is not None:
                by = xlsxwriter.utility.xl_col_to_name(heads.index("年度"))
                formula = f"=SUMIF({by}2:{by}{last},{year},{letter}2:{letter}{last})"
            page.write_formula(row, column, formula, self._total, _sum(values))


def _sum(values: list[SheetValue]) -> Decimal:
    """Return the sum of the amounts, which programs that do not compute show for a formula."""
    total = sum((one for one in values if isinstance(one, Decimal)), Decimal(0))
    return Decimal(f"{total:f}")


def _width(head: str, values: list[SheetValue], added: bool) -> int:
    """Return what the longest line takes, and half of the head, which may have two lines."""
    shown = [*values, _sum(values)] if added else values
    texts = [f"{one:,.2f}" if isinstance(one, Decimal) else str(one or "") for one in shown]
    lines = [_digits(line) for text in texts for line in text.split("\n")]
    longest = max([-(-_digits(head) // 2), *lines])
    return min(max(longest + _ROOM, _LEAST), _MOST)


def _digits(text: str) -> int:
    """Return width in digits: a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def _write_form(book: Workbook, form: Form) -> None:
    page = book.add_worksheet("绩效目标表")
    table, last = form.table, len(form.table.widths) - 1
    for column, width in enumerate(table.widths):
        page.set_column(column, column, width / _DXA_PER_DIGIT)
    above = [(form.title, _TITLE_SIZE), (form.subtitle, _SUBTITLE_SIZE)]
    lines = [] if table.titles else [line for line in above if line[0] or line is above[0]]
    for row, (text, size) in enumerate(lines):
        style = book.add_format(
            {"font_name": _TITLE_FONT, "font_size": size, "align": "center", "valign": "vcenter"}
        )
        _put(page, (row, 0, row, last), text, style)
        page.set_row(row, size * 1.8)
    top = len(lines)
    for number, line in enumerate(table.rows):
        page.set_row(top + number, _height(table, line))
        for cell in line.cells:
            box = (
                top + cell.row,
                cell.column,
                top + cell.row + cell.rows - 1,
                cell.column + cell.columns - 1,
            )
            _put(page, box, cell.text, _cell_style(book, cell))
    if table.head is not None and table.head[0] == table.titles:
        page.repeat_rows(top + table.head[0], top + table.head[1] - 1)
    page.set_paper(_PAPERS[max(form.page.width, form.page.height) > 300])
    if form.page.width > form.page.height:
        page.set_landscape()
    inches = [
        one / 25.4 for one in (form.page.left, form.page.right, form.page.top, form.page.bottom)
    ]
    page.set_margins(*inches)
    page.fit_to_pages(1, 0)
    page.center_horizontally()


def _put(page: Worksheet, box: tuple[int, int, int, int], text: str, style: Format) -> None:
    row, column, last_row, last_column = box
    if (row, column) != (last_row, last_column):
        page.merge_range(row, column, last_row, last_column, "", style)
    page.write_string(row, column, clean(text)[:_MOST_TEXT], style)


def _cell_style(book: Workbook, cell: Cell) -> Format:
    style = _style(book, text_wrap=1, bold=int(cell.bold), align=cell.align.value)
    if not cell.ruled:
        style.set_border(0)
    if cell.open_above:
        style.set_top(0)
    if cell.open_below:
        style.set_bottom(0)
    if cell.kind is CellKind.TITLE:
        style.set_font_name(_TITLE_FONT)
        style.set_font_size(_TITLE_SIZE)
    return style


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in so many digits."""
    return sum(max(-(-_digits(line) // max(width, 1)), 1) for line in text.split("\n"))


def _height(table: Table, row: Row) -> float:
    """Return the height that the row's own cells need, in pt: spreadsheets fit no merged cells."""
    needed = max(row.min_height, _LINE)
    for cell in row.cells:
        larger = _TITLE_SIZE / _SIZE if cell.kind is CellKind.TITLE else 1.0
        across = sum(table.widths[cell.column : cell.column + cell.columns]) / _DXA_PER_DIGIT
        lines = _lines(cell.text, int(across / larger - 1))
        needed = max(needed, lines * _LINE * larger / cell.rows)
    return min(needed, _MOST_HEIGHT)
