"""Tables of a narrative are not torn where that can be helped."""

from __future__ import annotations

import io
from dataclasses import replace

import pdfplumber
import pytest

from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Paragraph, TableBlock
from ptgen.view.table import Table, together
from tests.render.pdf_samples import detail_table, narrative, prose


def pages(renderer: PdfRenderer, table: Table, lines: int) -> list[list[str]]:
    """The numbers of the items, and 合计, on each page that has some of the table."""
    document = narrative(Paragraph(prose(28 * lines)), TableBlock("预算明细表", table))
    with pdfplumber.open(io.BytesIO(renderer.render(document))) as pdf:
        found = [
            ["".join(cell or "" for cell in row[:1]).strip() for row in found.extract()]
            for page in pdf.pages
            for found in page.find_tables()
        ]
    return [[text for text in page if text != "序号"] for page in found]


def whole(table: Table) -> Table:
    return replace(table, rows=together(table.rows))


@pytest.mark.parametrize("lines", [14, 16, 18, 20])
def test_a_short_table_stands_on_one_page(renderer: PdfRenderer, lines: int) -> None:
    assert pages(renderer, whole(detail_table(3)), lines) == [["1", "2", "3", "合计"]]


def test_a_torn_table_is_seen(renderer: PdfRenderer) -> None:
    torn = [pages(renderer, detail_table(3), lines) for lines in range(14, 21)]
    assert max(len(one) for one in torn) == 2


def test_of_a_long_table_neither_head_nor_total_has_a_page_with_one_row(
    renderer: PdfRenderer,
) -> None:
    for lines in (11, 12, 13, 14, 15, 16):
        found = pages(renderer, whole(detail_table(12)), lines)
        assert [text for page in found for text in page] == [*map(str, range(1, 13)), "合计"]
        assert all(len(page) > 1 for page in found)
