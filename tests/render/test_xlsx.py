from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from ptgen.render.xlsx import form_xlsx, summary_xlsx
from ptgen.view.document import Form
from ptgen.view.form import form_of
from ptgen.view.summary import summary_of
from tests.projects import PROJECT, UNIT, content_of, with_budget
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
    indicators = [[cell.value for cell in row] for row in sheets["绩效指标"].iter_rows()]
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
    assert [page.cell(row, 6).value for row in (2, 3, 4, 5)] == [
        36000,
        0.07,
        103033072.2,
        "=SUM(F2:F4)",
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
    assert "<v>103033072.20</v>" in sheet
    assert re.search(r'<c r="F5" s="\d+"><f>SUM\(F2:F4\)</f><v>103069072.27</v>', sheet)
    assert page.cell(2, 6).number_format == "#,##0.00"


def test_a_group_is_told_beside_its_items_and_not_counted_twice(tmp_path: Path) -> None:
    page = book(summary(tmp_path))["预算明细"]
    assert [page.cell(row, 2).value or "" for row in (2, 3, 4)] == ["平台租用", "平台租用", ""]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    page = book(summary(tmp_path))["预算明细"]
    assert (page.cell(4, 3).value, page.cell(4, 3).data_type) == ("=SUM(A1)", "s")
    assert (page.cell(4, 9).value, page.cell(4, 9).data_type) == ("@甲", "s")


def test_heads_are_frozen_filtered_and_printed_on_each_page(tmp_path: Path) -> None:
    for page in book(summary(tmp_path)):
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref.startswith("A1:")
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.fitToHeight == 0
        assert page.column_dimensions["B"].width > 6


def test_the_sheets_are_narrow_enough_to_be_read_on_paper(tmp_path: Path) -> None:
    """A sheet of A4 across has room for 150 digits of 10 pt: at worst they are printed at 6 pt."""
    long = PROJECT.replace("项目名称: 设备", "项目名称: 上海市某区城市网格化综合管理信息系统设备")
    data = summary_xlsx(summary_of([content_of(tmp_path, long)], "汇总"))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for number in (1, 2, 3):
            sheet = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
            width = sum((int(last) - int(first) + 1) * float(wide) for first, last, wide in columns)
            assert 60 < width < 250


def test_rows_are_as_high_as_their_texts(tmp_path: Path) -> None:
    budget = (
        "- {名称: 平台租用, 测算: 10万元, 说明: " + "合同周期为两年，尾款次年支付；" * 4 + "}\n"
    )
    data = summary_xlsx(summary_of([content_of(tmp_path, with_budget(budget))], "汇总"))
    rows = book(data)["预算明细"].row_dimensions
    assert rows[2].height == 5 * 15
    assert rows[3].height is None
    heads = book(data)["项目"].row_dimensions
    assert heads[1].height == 2 * 15


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
            assert (there.value or "") == cell.text
            assert there.data_type in ("s", "n") if cell.text == "" else there.data_type == "s"


SPLIT = """\
- 名称: 外包
  分年: {2022: 1万元, 2023: 3万元}
  明细: [{名称: 维护, 测算: 3万元}, {名称: 巡检, 测算: 1万元}]
- {名称: 设备, 测算: 2万元}
"""


def test_the_part_of_the_year_of_a_split_group_is_told_once_and_adds_up(tmp_path: Path) -> None:
    page = book(summary_xlsx(summary_of([content_of(tmp_path, with_budget(SPLIT))], "汇总")))
    rows = [[cell.value for cell in row] for row in page["预算明细"].iter_rows(min_row=2)]
    assert [(row[2] or "", row[5], row[6]) for row in rows] == [
        ("外包", None, 10000),
        ("维护", 30000, None),
        ("巡检", 10000, None),
        ("设备", 20000, 20000),
        ("", "=SUM(F2:F5)", "=SUM(G2:G5)"),
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
            for row in pages[name].iter_rows(min_row=5)
        ]
        by, added = ("E", "I") if name == "项目" else ("A", "H")
        assert totals == [
            ("2022年合计", f"=SUMIF({by}2:{by}4,2022,{added}2:{added}4)"),
            ("2023年合计", f"=SUMIF({by}2:{by}4,2023,{added}2:{added}4)"),
        ]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="I5" s="\d+"><f>SUMIF[^<]*</f><v>100000.00</v>', sheet)
    assert re.search(r'<c r="I6" s="\d+"><f>SUMIF[^<]*</f><v>200000.00</v>', sheet)


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
    assert [row[:5] for row in rows[1:4]] == [
        ["30213", "维修（护）费", 200000, 200000, 200000],
        ["30214", "租赁费", 50000, 50000, 0],
        ["（未写）", "", 672, 672, 0],
    ]
    assert rows[4][2] == "=SUM(C2:C4)"
