"""What lists and forms have in common: the workbook, its faces, texts that are never a formula.

The same value gives the same bytes: the only date of the file is that of the document's info.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from ptgen.render.docx.text import clean
from ptgen.view.document import Info

FONT: Final = "宋体"
TITLE_FONT: Final = "黑体"
A3, A4 = 8, 9  # papers by number
DAY: Final = "yyyy-mm-dd"
MOST_HEIGHT: Final = 409.0  # of a row, in pt: Excel's own limit
SIZE: Final = 9  # of the workbook's own face, in pt
DIGIT: Final = 4.5  # pt of a digit in it
_EDGES: Final = 5 / 7  # what the library adds to a column's width, in digits
_MOST_TEXT: Final = 32_000  # characters of a cell: Excel's own limit is 32,767


def workbook(info: Info, write: Callable[[Workbook], None], *, draft: bool) -> bytes:
    """Return the file of a workbook that ``write`` fills."""
    target = io.BytesIO()
    made = _Draft if draft else Workbook
    own = {"font_name": FONT, "font_size": SIZE}
    with made(target, {"in_memory": True, "default_format_properties": own}) as book:
        book.set_properties(
            {
                "title": clean(info.title) + ("（草稿）" if draft else ""),
                "subject": clean(info.subject),
                "author": clean(info.author),
                "created": datetime.combine(info.day, time()),
            }
        )
        write(book)
    return target.getvalue()


class _Draft(Workbook):  # type: ignore[misc]  # xlsxwriter has no types
    """A workbook that says on each tab and above each printed page that it is a draft."""

    def add_worksheet(self, name: str) -> Worksheet:
        """Return a sheet."""
        page = super().add_worksheet(f"{name}（草稿）")
        page.set_tab_color("#C00000")
        page.set_header("&C&28&KC00000草稿")
        return page


def style(book: Workbook, size: float, **more: str | float) -> Format:
    """Return the format of a cell with rules around it."""
    return book.add_format(
        {"font_name": FONT, "font_size": size, "border": 1, "valign": "vcenter", **more}
    )


def set_width(page: Worksheet, column: int, digits: float) -> None:
    """Make a column so wide."""
    page.set_column(column, column, digits - _EDGES)


def put(
    page: Worksheet, row: int, column: int, value: str | Decimal | int | date | None, form: Format
) -> None:
    """Write a value into a cell as what it is: a text is no formula, a day is a date."""
    if isinstance(value, str):
        page.write_string(row, column, clean(value)[:_MOST_TEXT], form)
    elif value is None:
        page.write_blank(row, column, None, form)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, form)
    else:
        page.write_number(row, column, value, form)
