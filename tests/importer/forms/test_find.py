"""Which tables are forms, what belongs to them, and what is told where it is not sure."""

from __future__ import annotations

import pytest

from ptgen.importer.forms.find import FormFinder
from ptgen.importer.reading import FormReading
from ptgen.read.document import SourceDocument, SourceGrid
from ptgen.view.form import form_of
from tests.importer.forms.making import (
    Json,
    built_in,
    document,
    doubts,
    drawn,
    fit,
    grid,
    indicators,
    project_of,
    read,
    written,
)

TITLE = "项目支出绩效目标表"
ROWS = [
    ["项目名称", "灌区维修", "<", "<", "<"],
    ["主管部门", "某局", "<", "实施单位", "某中心"],
    ["年度资金总额（万元）", "12.5", "<", "其中：财政拨款", "12.5"],
    ["年度目标", "维修完成。", "<", "<", "<"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
    ["^", "产出指标", "数量指标", "维修长度", "≥3公里"],
    ["^", "^", "质量指标", "合格率", "100%"],
]
COSTS = [["序号", "名称", "金额"], ["1", "材料", "5"], ["2", "人工", "7.5"]]


def forms(*blocks: SourceGrid | str) -> tuple[FormReading, ...]:
    return FormFinder(built_in()).forms_in(document(*blocks))


def changed(row: int, column: int, text: str) -> SourceGrid:
    rows = [list(one) for one in ROWS]
    rows[row][column] = text
    return grid(rows)


def test_other_tables_and_paragraphs_are_left_alone() -> None:
    found = forms(
        "项目经费情况说明",
        "一、项目概述",
        "维修灌区。",
        grid(COSTS, "费用"),
        TITLE,
        grid(ROWS),
        "附表",
        grid(COSTS),
    )
    (form,) = found
    assert [cell.text for cell in form.grids[0].cells][:2] == ["项目名称", "灌区维修"]
    assert [one.text for one in form.paragraphs] == [TITLE]
    assert form.title == TITLE
    assert len(form.grids) == 1


def test_a_document_of_many_forms() -> None:
    """Each with a title, one behind the other without any, and all of them in one table."""
    again = [[text.replace("灌区", "渠道") for text in row] for row in ROWS]
    assert [written(one)["项目名称"] for one in forms(TITLE, grid(ROWS), TITLE, grid(again))] == [
        "灌区维修",
        "渠道维修",
    ]
    assert [written(one)["项目名称"] for one in forms(grid(ROWS), grid(again))] == [
        "灌区维修",
        "渠道维修",
    ]
    title = [TITLE, "<", "<", "<", "<"]
    stacked = forms(grid([title, *ROWS, title, *again]))
    assert [written(one)["项目名称"] for one in stacked] == ["灌区维修", "渠道维修"]
    assert [one.title for one in stacked] == [TITLE, TITLE]
    assert [len(one.indicators) for one in stacked] == [2, 2]


def test_tables_that_abut_are_one_form() -> None:
    (form,) = forms(TITLE, grid(ROWS[:4], "上"), grid(ROWS[4:], "下"))
    assert len(form.grids) == 2
    assert len(form.indicators) == 2


def test_lines_beside_the_table_belong_to_it() -> None:
    (form,) = forms(
        TITLE,
        "填报单位：某某水利站 金额单位：万元",
        grid(ROWS),
        "填表人：张三 联系电话：010-88886666",
    )
    assert written(form)["实施单位"] in ("某某水利站", "某中心")
    assert form.left_out == 2
    assert "张三" not in form.own_layout
    assert "010-88886666" not in form.own_layout


def test_a_list_of_projects_is_a_form_for_each() -> None:
    """A wide table with a row for each indicator, the project's own cells merged over them."""
    head = [
        "单位名称",
        "项目名称",
        "预算数",
        "年度目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
    ]
    rows = [
        head,
        [
            "某局",
            "公路养护",
            "120.00",
            "养护300公里。",
            "产出指标",
            "数量指标",
            "养护里程",
            "≥",
            "300",
            "公里",
        ],
        ["^", "^", "^", "^", "^", "质量指标", "合格率", "≥", "95", "%"],
        [
            "^",
            "桥梁检测",
            "35.50",
            "检测20座。",
            "产出指标",
            "数量指标",
            "检测座数",
            "＝",
            "20",
            "座",
        ],
    ]
    first, second = forms("部门预算项目绩效目标表（2024年度）", "金额单位：万元", grid(rows))
    assert written(first) == {
        "实施单位": "某局",
        "项目名称": "公路养护",
        "年度资金申请总额": "1200000.00",
        "年度总体目标": "养护300公里。",
    }
    assert indicators(first) == [
        ("产出指标", "数量指标", "养护里程", "≥300公里"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
    ]
    assert written(second)["年度资金申请总额"] == "355000.00"
    assert indicators(second) == [("产出指标", "数量指标", "检测座数", "=20座")]
    assert (second.year, second.layout) == (2024, first.layout)


KEYS: dict[str, Json] = {
    "年度": "2022",
    "项目名称": "设备运行",
    "主管部门": "某区某局",
    "实施单位": "某区某中心",
    "项目类别": "一次性项目",
    "预算": [{"名称": "经费", "测算": "10万元"}],
    "项目总目标": "保障运行。",
    "年度总体目标": "全年不中断。",
    "绩效指标": {"产出指标": {"数量指标": {"维护设备": "≥26台"}}},
}


def of_2022(old: str, new: str) -> SourceDocument:
    """A form of 2022 in which the first cell with a text says another."""
    source = drawn(form_of(project_of("shanghai-district-2022", KEYS)))
    whole = source.blocks[-1]
    assert isinstance(whole, SourceGrid)
    at = next(index for index, cell in enumerate(whole.cells) if cell.text == old)
    cells = list(whole.cells)
    cells[at] = cells[at].__class__(
        cells[at].row, cells[at].column, new, cells[at].place, cells[at].rows, cells[at].columns
    )
    made = SourceGrid(tuple(cells), whole.place, whole.widths, whole.heights)
    return SourceDocument(source.path, source.kind, (*source.blocks[:-1], made), ())


@pytest.mark.parametrize(
    ("old", "new", "doubt"),
    [
        ("100000.00", "十万元", "金额“十万元”没有读出"),
        ("100000", "100,00", "金额“100,00”没有读出"),
        ("", "2022年2月30日", "日期“2022年2月30日”没有读出"),
        ("维护设备", "", "没有三级指标的名称"),
        ("一次性项目", "□经常性项目 □一次性项目", "方框里没有正好勾选一项"),
        ("一次性项目", "☑经常性项目 ☑一次性项目", "方框里没有正好勾选一项"),
    ],
)
def test_what_cannot_be_read_is_told(old: str, new: str, doubt: str) -> None:
    found = read(of_2022(old, new))
    assert found.layout == "shanghai-district-2022"
    assert list(doubts(found)) == [doubt]


@pytest.mark.parametrize(
    ("new", "value"),
    [
        ("☑经常性项目 □一次性项目", "经常性项目"),
        ("□经常性项目 ■一次性项目", "一次性项目"),
        ("√经常性项目 □一次性项目", "经常性项目"),
        ("经常性项目（√） 一次性项目（ ）", "经常性项目"),
        ("经常性项目√ 一次性项目□", "经常性项目"),
        ("经常性项目□、一次性项目☑", "一次性项目"),
    ],
)
def test_a_ticked_box_is_the_value(new: str, value: str) -> None:
    assert written(read(of_2022("一次性项目", new)))["项目类别"] == value


def test_a_value_that_is_there_twice_is_told() -> None:
    rows = [*ROWS[:2], ["项目名称", "另一个", "<", "实施单位", "某中心"], *ROWS[2:]]
    (form,) = forms(TITLE, grid(rows))
    got = written(form)
    assert "另一个" in [*got.values(), *(one.text for one in form.unplaced)]


def test_groups_and_values_that_are_not_clear_are_told() -> None:
    rows = [list(row) for row in ROWS]
    rows[6] = ["^", "", "质量指标", "合格率", "^"]
    (form,) = forms(TITLE, grid(rows))
    first, second = form.indicators
    assert first.doubt == ""
    assert "上一行" in second.doubt
    cut = [row[:4] for row in ROWS]
    (form,) = forms(TITLE, grid(cut))
    assert {one.doubt for one in form.indicators} == {"表上没有指标值的一栏"}


def test_the_edition_is_told_with_how_well_it_fits() -> None:
    source = drawn(form_of(project_of("shanghai-district-2022", KEYS)))
    found = read(source)
    assert fit(found) == (22, 22)
    assert found.reasons == ("22 个标签里，版式“shanghai-district-2022”认得 22 个",)
    other = read(of_2022("项目类别", "项目等级"))
    assert other.own_layout
    assert other.reasons[-1] == "没有合适的版式，照这张表做了一个"
    assert any("一次性项目" in one for one in other.reasons)
    assert written(other)["项目等级"] == "一次性项目"
    assert indicators(other) == indicators(found)


def test_a_head_with_a_gap_before_its_names_is_no_head_of_indicators() -> None:
    whole = grid(ROWS)
    cells = tuple(cell for cell in whole.cells if cell.text != "一级指标")
    (form,) = forms(TITLE, SourceGrid(cells, whole.place, whole.widths, whole.heights))
    assert form.indicators == ()
    assert written(form)["项目名称"] == "灌区维修"
