from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pdfplumber
import pytest

from ptgen.render.xlsx.form import form_xlsx
from ptgen.render.xlsx.lists import summary_xlsx
from ptgen.view.document import Form
from ptgen.view.form import form_of
from ptgen.view.summary import summary_of
from tests import libreoffice
from tests.projects import PROJECT, UNIT, content_of, with_budget
from tests.render.long_forms import long_form
from tests.render.titled import headed, titled

BUDGET = """\
- 名称: 平台租用
  明细:
    - {名称: 月租费, 测算: 3000元/月*12月}
    - {名称: 专线费, 测算: 0.07元}
- {名称: =SUM(A1), 测算: 103033072.2元, 备注: "@甲"}
"""


def summary(folder: Path) -> bytes:
    text = with_budget(BUDGET) + "核定金额: 1亿\n"
    return summary_xlsx(summary_of([content_of(folder, text)], "汇总"))


def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_there_is_a_sheet_of_projects_of_items_and_of_indicators(tmp_path: Path) -> None:
    sheets = book(summary(tmp_path))
    assert sheets.sheetnames == ["项目", "预算明细", "绩效指标"]
    indicators = [[cell.value for cell in row] for row in sheets["绩效指标"].iter_rows(min_row=3)]
    assert indicators[0][1:] == [
        "一级指标",
        "二级指标",
        "三级指标",
        "计算符号",
        "指标值",
        "计量单位",
        "权重",
    ]
    assert indicators[1][1:7] == ["产出指标", "数量指标", "维护设备数量", "≥", "26", "台"]


def test_amounts_are_exact_numbers_and_totals_formulas(tmp_path: Path) -> None:
    data = summary(tmp_path)
    page = book(data)["预算明细"]
    assert [page.cell(row, 6).value for row in (4, 5, 6, 7)] == [
        36000,
        0.07,
        103033072.2,
        "=SUM(F4:F6)",
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    assert "<v>103033072.20</v>" in sheet
    assert re.search(r'<c r="F7" s="\d+"><f>SUM\(F4:F6\)</f><v>103069072.27</v>', sheet)
    assert page.cell(4, 6).number_format == "#,##0.00"


def test_a_group_is_told_beside_its_items_and_not_counted_twice(tmp_path: Path) -> None:
    page = book(summary(tmp_path))["预算明细"]
    assert [page.cell(row, 2).value or "" for row in (4, 5, 6)] == ["平台租用", "平台租用", ""]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    page = book(summary(tmp_path))["预算明细"]
    assert (page.cell(6, 3).value, page.cell(6, 3).data_type) == ("=SUM(A1)", "s")
    assert (page.cell(6, 9).value, page.cell(6, 9).data_type) == ("@甲", "s")


def test_heads_are_frozen_filtered_and_printed_on_each_page(tmp_path: Path) -> None:
    for page in book(summary(tmp_path)):
        assert page.freeze_panes == "A4"
        assert page.auto_filter.ref.startswith("A3:")
        assert page.print_title_rows == "$3:$3"
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)


def test_title_unit_of_amounts_and_who_fills_in_stand_around_the_list(tmp_path: Path) -> None:
    sheets = book(summary(tmp_path))
    for page, title in zip(sheets, ("项目汇总表", "项目预算明细表", "项目绩效指标表"), strict=True):
        rows = [[cell.value for cell in row if cell.value is not None] for row in page.iter_rows()]
        assert rows[0] == [f"2022年度{title}"]
        unit = [] if page.title == "绩效指标" else ["单位：元"]
        assert rows[1] == ["填报单位：某区城市运行中心", *unit]
        assert re.fullmatch(r"填报人：\s+审核人：\s+填报日期：", rows[-1][0])


def values(page: openpyxl.worksheet.worksheet.Worksheet) -> list[dict[str, object]]:
    """The rows of a list by the heads of their columns, with its total row."""
    head, *rows = page.iter_rows(min_row=3, max_row=page.max_row - 1, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_days_are_dates_weights_numbers_and_the_difference_is_told(tmp_path: Path) -> None:
    text = PROJECT.replace("≥85%", "{指标值: ≥85%, 权重: 12.5}") + "核定金额: 9万元\n"
    second = PROJECT.replace("设备运行", "二号设备运行")
    contents = [content_of(tmp_path / "a", text), content_of(tmp_path / "b", second)]
    pages = book(summary_xlsx(summary_of(contents, "汇总")))
    one, other, total = values(pages["项目"])
    assert (one["计划开始日期"], one["计划完成日期"]) == (
        datetime(2022, 1, 1),  # noqa: DTZ001  # a day without a zone, as spreadsheets have it
        datetime(2022, 12, 31),  # noqa: DTZ001  # see above
    )
    assert (one["核定金额"], one["核定差额"]) == (90000, -10000)
    assert (other["核定金额"], other["核定差额"]) == (None, None)
    assert total["核定差额"] == "=SUM(O4:O5)"
    weights = [row["权重"] for row in values(pages["绩效指标"])]
    assert weights[3:5] == [12.5, None]


def printed(data: bytes, folder: Path) -> list[tuple[set[float], str]]:
    """The sizes of type and the text of each page, as LibreOffice prints the workbook."""
    with pdfplumber.open(libreoffice.drawn(data, "xlsx", folder)) as file:
        return [
            ({round(char["size"], 2) for char in page.chars}, page.extract_text() or "")
            for page in file.pages
        ]


@pytest.mark.parametrize("amount", ["10万元", "98765432109.87元"])
def test_nothing_is_printed_smaller_than_8_pt(amount: str, tmp_path: Path) -> None:
    name = "上海市某区城市网格化综合管理信息系统设备"
    long = PROJECT.replace("项目名称: 设备", f"项目名称: {name}").replace("10万元", amount)
    budget = (
        f"- {{名称: {name}, 测算: {amount}, 说明: {'合同周期为两年；' * 9}, 备注: {name * 3}}}\n"
    )
    contents = [
        content_of(tmp_path / "a", long + f"核定金额: {amount}\n"),
        content_of(tmp_path / "b", with_budget(budget)),
    ]
    pages = printed(summary_xlsx(summary_of(contents, "汇总")), tmp_path)
    assert 3 <= len(pages) <= 6
    for sizes, text in pages:
        assert min(sizes) >= 8
        assert "##" not in text
    assert "核定差额" in " ".join(text for _, text in pages)


def test_rows_are_as_high_as_their_texts(tmp_path: Path) -> None:
    budget = (
        "- {名称: 平台租用, 测算: 10万元, 说明: " + "合同周期为两年，尾款次年支付；" * 4 + "}\n"
    )
    data = summary_xlsx(summary_of([content_of(tmp_path, with_budget(budget))], "汇总"))
    rows = book(data)["预算明细"].row_dimensions
    assert rows[4].height > 5 * 11
    assert rows[5].height < 2 * 12


def test_the_total_has_room_in_its_column(tmp_path: Path) -> None:
    page = book(summary(tmp_path))["预算明细"]
    assert page.column_dimensions["F"].width > len("103,069,072.27")


def test_the_same_projects_give_the_same_bytes(tmp_path: Path) -> None:
    assert summary(tmp_path / "a") == summary(tmp_path / "b")


def test_a_title_in_the_table_is_a_cell_of_the_sheet(tmp_path: Path) -> None:
    above = form_of(content_of(tmp_path))
    form = titled(above)
    page, other = (book(form_xlsx(one)).active for one in (form, above))
    assert page.max_row == other.max_row
    merged = {area.bounds for area in page.merged_cells.ranges}
    assert {(1, row, len(form.table.widths), row) for row in (1, 2)} <= merged
    title, year, label = page["A1"], page["A2"], page["A3"]
    assert [one.value for one in (title, year, label)] == [form.title, form.subtitle, "项目名称"]
    assert (title.font.name, title.font.size, year.font.bold) == ("黑体", 18, True)
    assert {one.border.top.style for one in (title, year)} == {"thin"}
    assert other["A1"].border.top.style is None
    assert page.row_dimensions[1].height >= 18 * 1.2


@pytest.mark.parametrize("place", [headed, lambda form: titled(headed(form))])
def test_a_head_that_comes_first_is_printed_on_each_page(
    tmp_path: Path, place: Callable[[Form], Form]
) -> None:
    page = book(form_xlsx(place(form_of(content_of(tmp_path))))).active
    assert page.print_title_rows == "$3:$3"
    assert page["B3"].value == "一级指标"


@pytest.mark.parametrize("layout", ["shanghai-district-2022", "national-weighted"])
def test_a_form_has_the_merged_cells_of_its_table(tmp_path: Path, layout: str) -> None:
    own = "项目属性: 新增项目\n" if layout == "national-weighted" else "项目类别: 经常性项目\n"
    unit = UNIT.replace("shanghai-district-2022", layout).replace("项目类别: 经常性项目\n", own)
    form = form_of(content_of(tmp_path, PROJECT, unit))
    page = book(form_xlsx(form)).active
    merged = {str(area) for area in page.merged_cells.ranges}
    spanning = [
        cell for row in form.table.rows for cell in row.cells if cell.rows > 1 or cell.columns > 1
    ]
    assert len(merged) == len(spanning) + 2
    for row in form.table.rows:
        for cell in row.cells:
            there = page.cell(cell.row + 3, cell.column + 1)
            if cell.value is None:
                assert (there.value or "") == cell.text
                assert there.data_type in ("s", "n") if cell.text == "" else there.data_type == "s"
            elif isinstance(cell.value, Decimal):
                assert there.value == float(cell.text.replace(",", ""))
            else:
                assert (there.value.date().isoformat(), there.is_date) == (cell.text, True)


SPLIT = """\
- 名称: 外包
  分年: {2022: 1万元, 2023: 3万元}
  明细: [{名称: 维护, 测算: 3万元}, {名称: 巡检, 测算: 1万元}]
- {名称: 设备, 测算: 2万元}
"""


def test_the_part_of_the_year_of_a_split_group_is_told_once_and_adds_up(tmp_path: Path) -> None:
    page = book(summary_xlsx(summary_of([content_of(tmp_path, with_budget(SPLIT))], "汇总")))
    rows = [
        [cell.value for cell in row] for row in page["预算明细"].iter_rows(min_row=4, max_row=8)
    ]
    assert [(row[2] or "", row[5], row[6]) for row in rows] == [
        ("外包", None, 10000),
        ("维护", 30000, None),
        ("巡检", 10000, None),
        ("设备", 20000, 20000),
        ("", "=SUM(F4:F7)", "=SUM(G4:G7)"),
    ]
    assert rows[0][3] == "“分年”写在这一级，以下各项没有本年申请"


def test_projects_of_several_years_have_a_total_for_each(tmp_path: Path) -> None:
    years = [
        content_of(tmp_path / str(year), PROJECT.replace("2022", str(year)) + f"年度: {year}\n")
        for year in (2023, 2022, 2023)
    ]
    data = summary_xlsx(summary_of(years, "汇总"))
    pages = book(data)
    for name, label, amount in (("项目", 1, 9), ("预算明细", 1, 8)):
        totals = [
            (row[label - 1].value, row[amount - 1].value)
            for row in pages[name].iter_rows(min_row=7, max_row=8)
        ]
        by, added = ("E", "I") if name == "项目" else ("A", "H")
        assert totals == [
            ("2022年合计", f"=SUMIF({by}4:{by}6,2022,{added}4:{added}6)"),
            ("2023年合计", f"=SUMIF({by}4:{by}6,2023,{added}4:{added}6)"),
        ]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="I7" s="\d+"><f>SUMIF[^<]*</f><v>100000.00</v>', sheet)
    assert re.search(r'<c r="I8" s="\d+"><f>SUMIF[^<]*</f><v>200000.00</v>', sheet)


LAYOUT = """\
名称: 甲
继承: shanghai-district-2022
绩效目标表:
  段:
    明细:
      列宽: [60, 40, 40]
      取自: 预算
      表头: [[项目, 金额, 起始]]
      每项: [{值: 项目}, {值: 金额}, {值: 计划开始日期, 格式: FORMAT}]
"""


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026/1/1", "yyyy/m/d"),
        ("2026年1月1日", 'yyyy"年"m"月"d"日"'),
        ("2026年1月", 'yyyy"年"m"月"'),
        ('"20260101"', "yyyymmdd"),
    ],
)
def test_amounts_of_lines_and_days_in_other_formats_are_values_too(
    day: str, shown: str, tmp_path: Path
) -> None:
    layout = tmp_path / "templates" / "own" / "layout.yaml"
    layout.parent.mkdir(parents=True)
    layout.write_text(LAYOUT.replace("FORMAT", day), "utf-8")
    unit = UNIT.replace("shanghai-district-2022", "own")
    page = book(form_xlsx(form_of(content_of(tmp_path, PROJECT, unit)))).active
    item = next(row for row in page.iter_rows() if row[0].value == "热线设备维护")
    _, amount, start = (cell for cell in item if cell.value is not None)
    assert (amount.value, amount.data_type) == (100000, "n")
    assert (start.value.date().isoformat(), start.number_format) == ("2022-01-01", shown)


@pytest.mark.parametrize("edition", ["shanghai-district-2023", "national-weighted"])
def test_a_system_reads_the_amounts_days_and_weights_of_a_form(
    edition: str, tmp_path: Path
) -> None:
    form = long_form(tmp_path, edition, "完成率")
    page = book(form_xlsx(form)).active
    shown = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    numbers = {cell.value for cell in shown if cell.data_type == "n"}
    days = {cell.value.date().isoformat() for cell in shown if cell.is_date}
    if edition == "national-weighted":
        assert (numbers, days) == ({10, 0, 1}, set())
    else:
        assert (numbers, days) == ({100000, 0}, {"2022-01-01", "2022-12-31"})
    text = "".join(text for _, text in printed(form_xlsx(form), tmp_path))
    assert ("10.00" if edition == "national-weighted" else "100,000.00") in text
    assert "##" not in text


CODED = """\
- {名称: 维护, 测算: 10万元, 经济分类: 30213, 政府采购: 是}
- {名称: 租用, 测算: 2.5万元, 经济分类: 30214}
- {名称: 其他, 测算: 336元}
"""


def test_sums_by_economic_code_are_a_sheet_where_they_are_used(tmp_path: Path) -> None:
    content = content_of(tmp_path, with_budget(CODED))
    sheets = book(summary_xlsx(summary_of([content, content], "汇总")))
    assert sheets.sheetnames == ["项目", "预算明细", "绩效指标", "经济分类"]
    rows = [[cell.value for cell in row] for row in sheets["经济分类"].iter_rows()]
    assert [row[:5] for row in rows[3:6]] == [
        ["30213", "维修（护）费", 200000, 200000, 200000],
        ["30214", "租赁费", 50000, 50000, 0],
        ["（未写）", "", 672, 672, 0],
    ]
    assert rows[6][2] == "=SUM(C4:C6)"
