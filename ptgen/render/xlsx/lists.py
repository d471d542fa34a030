"""Lists as sheets that can be read on A4: nothing is printed smaller than 8 pt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from ptgen.render.xlsx.widths import ShownColumn, fitted, line_count, pages
from ptgen.render.xlsx.workbook import (
    A4,
    DAY,
    DIGIT,
    FONT,
    MOST_HEIGHT,
    SIZE,
    TITLE_FONT,
    put,
    set_width,
    style,
    workbook,
)
from ptgen.view.summary import SIGNATURES, Sheet, SheetValue, Summary

_AMOUNT: Final = "#,##0.00"
_TITLE_SIZE: Final = 16.0
_LINE: Final = 1.4  # of a line, in sizes
_PAPER: Final = 841.9  # pt: A4 across
_SIDE: Final = 0.4  # inches of its margins
_ROOM: Final = (_PAPER - 2 * _SIDE * 72) / DIGIT  # for columns, in digits
_SHRUNK: Final = 0.9  # of the size in print, at most: 8.1 pt
_WIDEST: Final = 1.28  # the digits of a face that takes the place of 宋体, in digits of that
_HEAD: Final = 2  # the row of the heads: a title and a line with the unit stand above
_FIRST: Final = _HEAD + 1
_REPEATED: Final = 2  # columns, where a list is wider than a page


def summary_xlsx(summary: Summary, *, draft: bool = False) -> bytes:
    """Return the workbook of the lists, each on a sheet with frozen head, filter and total row."""

    def write(book: Workbook) -> None:
        for sheet in summary.sheets:
            _ListWriter(book, sheet).write()

    return workbook(summary.info, write, draft=draft)


class _ListWriter:
    """Writes one list."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self._page: Worksheet = book.add_worksheet(sheet.name)
        self._text = style(book, SIZE, text_wrap=1)
        self._day = style(book, SIZE, num_format=DAY, align="center")
        self._amount = style(book, SIZE, num_format=_AMOUNT)

    def write(self) -> None:
        sheet, page = self._sheet, self._page
        columns = tuple(self._columns())
        widths = fitted(columns, _ROOM / _SHRUNK / _WIDEST)
        fits = widths is not None
        if widths is None:
            widths = fitted(columns, _ROOM / _SHRUNK) or tuple(one.most for one in columns)
        scale = 1 if fits else min(max(_ROOM / sum(widths), _SHRUNK), 1)
        across = list(pages(widths, _ROOM / scale, _REPEATED))
        for column, width in enumerate(widths):
            set_width(page, column, width)
        self._lines_above(across[0].stop)
        head = style(self._book, SIZE, bold=1, align="center", text_wrap=1, bg_color="#D9E2F3")
        self._row(_HEAD, [one.head for one in sheet.columns], widths, [head] * len(widths))
        formats = [self._amount if one.amount else self._text for one in sheet.columns]
        for number, row in enumerate(sheet.rows, _FIRST):
            self._row(number, row, widths, formats)
        last = _HEAD + len(sheet.rows)
        below = last + 1
        for year in (sheet.years or (None,)) if sheet.totalled else ():
            self._totals(below, year)
            below += 1
        page.write_string(below, 0, SIGNATURES, self._plain())
        page.set_row(below, 2 * _LINE * SIZE)
        page.autofilter(_HEAD, 0, last, len(columns) - 1)
        page.freeze_panes(_FIRST, 0)
        self._set_up(across, None if fits else scale)

    def _set_up(self, across: Sequence[range], scale: float | None) -> None:
        """The paper: one page wide or, where that would be too small, several.

        With a ``scale``, that is the size in print, also in a program whose face is wider.
        """
        page = self._page
        page.repeat_rows(_HEAD)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(_SIDE, _SIDE, 0.6, 0.6)
        page.set_footer("&C第 &P 页，共 &N 页")
        if scale is None:
            page.fit_to_pages(1, 0)
        else:
            page.set_print_scale(int(scale * 100))
            page.repeat_columns(0, _REPEATED - 1)
            page.set_v_pagebreaks([columns.start for columns in across[1:]])

    def _lines_above(self, columns: int) -> None:
        """The title, and below it who fills in the list and the unit of its amounts."""
        sheet, page = self._sheet, self._page
        form = self._plain(TITLE_FONT, _TITLE_SIZE, align="center")
        page.merge_range(0, 0, 0, columns - 1, "", form)
        put(page, 0, 0, sheet.title, form)
        page.set_row(0, _TITLE_SIZE * 1.8)
        put(page, 1, 0, f"填报单位：{sheet.author}", self._plain())
        if any(one.amount for one in sheet.columns):
            put(page, 1, columns - 1, "单位：元", self._plain(align="right"))
        page.set_row(1, 1.6 * _LINE * SIZE)

    def _plain(self, font: str = FONT, size: float = SIZE, **more: str) -> Format:
        look = {"font_name": font, "font_size": size, "valign": "vcenter"}
        return self._book.add_format({**look, **more})

    def _columns(self) -> Iterator[ShownColumn]:
        """What each column shows; amounts and days are not broken."""
        for place, one in enumerate(self._sheet.columns):
            values = [row[place] for row in self._sheet.rows]
            shown = [_shown(value, amount=one.amount) for value in values]
            if one.added:
                shown.append(_shown(_sum(values), amount=True))
            whole = not any(isinstance(value, str) for value in values)
            yield ShownColumn(one.head, shown, whole)

    def _row(
        self,
        number: int,
        row: Sequence[SheetValue],
        widths: Sequence[float],
        formats: Sequence[Format],
    ) -> None:
        """A row with room for its texts: LibreOffice and WPS may not fit rows by themselves."""
        lines = 1
        for column, value in enumerate(row):
            form = self._day if isinstance(value, date) else formats[column]
            put(self._page, number, column, value, form)
            if isinstance(value, str):
                lines = max(lines, line_count(value, widths[column]))
        self._page.set_row(number, min((lines * _LINE + 0.3) * SIZE, MOST_HEIGHT))

    def _totals(self, row: int, year: int | None) -> None:
        """A row of sums: of all lines, or of those of a year."""
        sheet, page = self._sheet, self._page
        heads = [one.head for one in sheet.columns]
        label = "合计" if year is None else f"{year}年合计"
        total = style(self._book, SIZE, bold=1, num_format=_AMOUNT)
        named = style(self._book, SIZE, bold=1, align="center", text_wrap=1)
        first, last = _FIRST + 1, _HEAD + 1 + len(sheet.rows)
        places = [place for place, one in enumerate(sheet.columns) if one.added]
        page.merge_range(row, 0, row, _REPEATED - 1, "", named)
        put(page, row, 0, label, named)
        for column in range(_REPEATED, len(heads)):
            if column not in places:
                put(page, row, column, None, named)
                continue
            values = [
                line[column]
                for line in sheet.rows
                if year is None or line[heads.index("年度")] == year
            ]
            letter = xl_col_to_name(column)
            formula = f"=SUM({letter}{first}:{letter}{last})"
            if year is not None:
                by = xl_col_to_name(heads.index("年度"))
                formula = f"=SUMIF({by}{first}:{by}{last},{year},{letter}{first}:{letter}{last})"
            page.write_formula(row, column, formula, total, _sum(values))
        page.set_row(row, 1.6 * _LINE * SIZE)


def _sum(values: Sequence[SheetValue]) -> Decimal:
    """Return the sum of the amounts, which programs that do not compute show for a formula."""
    total = sum((one for one in values if isinstance(one, Decimal)), Decimal(0))
    return Decimal(f"{total:f}")


def _shown(value: SheetValue, *, amount: bool) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if amount else f"{value:f}"
    return "" if value is None else str(value)
