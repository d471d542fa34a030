from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.styles import Border, Side  # type: ignore[import-untyped]

from ptgen.read.document import SourceGrid
from ptgen.read.witness import missing
from ptgen.read.xlsx.number_format import formatted
from tests.read.sources import covers, grid_of, read_bytes, rows, texts


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (1, "0%", "100%"), (0.855, "0.0%", "85.5%"), (10891.615675, "#,##0.00", "10,891.62"),
        (5, "0.00_ ", "5.00"), (-5, "#,##0.00;(#,##0.00)", "(5.00)"), (-1234.5, "#,##0.0", "-1,234.5"),
        (0, '#,##0.00;-#,##0.00;"-"', "-"), (5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "5.00"),
        (44562, "yyyy-mm-dd", "2022-01-01"), (44562, 'yyyy"年"m"月"d"日"', "2022年1月1日"),
        (44562.5, "yyyy/m/d h:mm", "2022/1/1 12:00"), (44562, '[$-804]yyyy"年"m"月";@', "2022年1月"),
        (12345678, "#,##0,", "12,346"), (12345678, '0!.0,"万元"', "1234.6万元"),
        (41000000, "0!.0000", "4100.0000"), (3, '"第"0"季度"', "第3季度"), (1, "000", "001"),
        (0.1 + 0.2, "General", "0.3"), (1234567890123, "General", "1234567890123"), (1e-7, "General", "0.0000001"),
        (2022, "@", "2022"), (7, "#.##", "7"), (2.675, "0.00", "2.68"), (1e16, "0", "10000000000000000"),
        (1e300, "0.00", "1" + "0" * 300 + ".00"), (float("inf"), "0.00", "Infinity"), (-5, "yyyy-mm-dd", "-5"),
        (12345, "0.00E+00", "12345"), (0.5, "# ?/?", "0.5"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_in_the_workbook(number: float, code: str, text: str) -> None:
    assert formatted(number, code) == text


@pytest.fixture(scope="module")
def book() -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    percent, money = (
        made.add_format({"num_format": "0%"}),
        made.add_format({"num_format": "#,##0.00"}),
    )
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    sheet = made.add_worksheet("表")
    sheet.merge_range("A1:D1", "申报表")
    sheet.merge_range("A2:A4", "绩效指标")
    sheet.write_row("B2", ["合格率", 1], percent)
    sheet.write("B3", "金额")
    sheet.write("C3", 10891.615675, money)
    sheet.write("D3", dt.date(2022, 1, 1), day)
    sheet.write("B4", "合计")
    sheet.write_formula("C4", "=C3+1", money, 10892.615675)
    sheet.write_formula("D4", "=1/0", None, "#DIV/0!")
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.write("A7", "填表说明")
    sheet.set_column("B:B", 20)
    hidden = made.add_worksheet("附")
    hidden.hide()
    hidden.write_row("A1", ["甲", "乙"])
    made.close()
    return out.getvalue()


def test_a_sheet_becomes_a_grid_with_numbers_as_shown_and_as_they_are(
    tmp_path: Path, book: bytes
) -> None:
    document = read_bytes(tmp_path, book)
    grid = document.blocks[0]
    assert isinstance(grid, SourceGrid)
    assert covers(grid)
    assert rows(grid) == [
        ["申报表"], ["绩效指标", "合格率", "100%", ""], ["金额", "10,891.62", "2022-01-01"], ["合计", "10,892.62", "#DIV/0!"],
    ]  # fmt: skip
    numbers = {cell.text: cell.number for cell in grid.cells if cell.number}
    assert numbers == {
        "100%": "1",
        "10,891.62": "10891.615675",
        "2022-01-01": "44562",
        "10,892.62": "10892.615675",
    }
    assert {cell.place.address for cell in grid.cells} >= {"A1", "A2", "C4", "D2"}
    assert grid.widths[1] > 2 * grid.widths[0]
    assert texts(document)[1:] == ["填表说明", "甲 | 乙"]
    assert not missing(document)


def test_what_is_hidden_or_wrong_is_told(tmp_path: Path, book: bytes) -> None:
    notes = "\n".join(read_bytes(tmp_path, book).notes)
    assert all(one in notes for one in ("“附”是隐藏的", "隐藏的行 3", "D4 是错误值 #DIV/0!"))


def test_a_formula_without_its_result_is_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["B1"] = "合计", "=SUM(C1:C9)"
    out = io.BytesIO()
    made.save(out)
    document = read_bytes(tmp_path, out.getvalue())
    assert any("B1 的公式没有存下结果：=SUM(C1:C9)" in note for note in document.notes)


def test_blank_rows_part_tables(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in (["项目", "甲"], ["金额", 1], [], ["项目", "乙"], ["金额", 2]):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    document = read_bytes(tmp_path, out.getvalue())
    assert [rows(one) for one in document.blocks if isinstance(one, SourceGrid)] == [
        [["项目", "甲"], ["金额", "1"]], [["项目", "乙"], ["金额", "2"]],
    ]  # fmt: skip
    assert not [one for one in document.blocks if not isinstance(one, SourceGrid)]


def test_one_table_alone_is_the_grid(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["项目", "甲"])
    out = io.BytesIO()
    made.save(out)
    assert rows(grid_of(read_bytes(tmp_path, out.getvalue()))) == [["项目", "甲"]]


def test_a_row_that_is_ruled_is_part_of_its_table_though_it_is_blank(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in (["项目", "甲"], [], ["金额", 1]):
        made.active.append(row)
    thin = Side(style="thin")
    for number in range(1, 9):
        made.active.cell(number, 1).border = Border(top=thin, bottom=thin)
    out = io.BytesIO()
    made.save(out)
    assert rows(grid_of(read_bytes(tmp_path, out.getvalue()))) == [
        ["项目", "甲"],
        ["", ""],
        ["金额", "1"],
    ]
