"""Forms that no edition at hand fits: what they say, and the edition that is drawn up from them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.importer.forms.find import FormFinder
from ptgen.importer.plan import plan_import
from ptgen.read.document import SourceDocument, SourceGrid
from ptgen.view.document import Form
from ptgen.view.form import form_of
from tests.importer.forms.making import (
    EXAMPLES,
    Json,
    built_in,
    document,
    doubts,
    drawn,
    example,
    grid,
    grid_of,
    indicators,
    only,
    project_of,
    read,
    shape,
    written,
)
from tests.importer.forms.test_editions import MORE

TWO_TERMS = [
    ["项目名称", "<", "灌区设施维修", "<", "<", "<", "<", "<"],
    ["主管部门及代码", "<", "某省水利厅[126]", "<", "<", "实施单位", "某工程管理中心", "<"],
    ["项目属性", "<", "☑新增项目 □延续项目", "<", "<", "项目期", "3年", "<"],
    ["项目资金\n（万元）", "<", "中期资金总额：", "<", "300", "年度资金总额：", "100", "<"],
    ["^", "^", "其中：财政拨款", "<", "270", "其中：财政拨款", "90", "<"],
    ["^", "^", "其他资金", "<", "30", "其他资金", "10", "<"],
    ["总体目标", "中期目标（2024年—2026年）", "<", "<", "<", "年度目标", "<", "<"],
    ["^", "目标1：维修300处。\n目标2：建立制度。", "<", "<", "<", "目标1：维修100处。", "<", "<"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
    ["^", "产出指标", "数量指标", "维修数量", "≥300处", "数量指标", "维修数量", "≥100处"],
    ["^", "^", "质量指标", "验收合格率", "100%", "质量指标", "验收合格率", "100%"],
    ["^", "效益指标", "社会效益指标", "受益人数", "≥3万人", "社会效益指标", "受益人数", "≥1万人"],
]
TERM_AND_YEAR = [
    ["项目名称", "技能提升", "<", "<", "<", "<"],
    ["主管部门", "某省人社厅", "<", "项目实施单位", "某服务中心", "<"],
    ["项目起止时间", "2024年1月1日至2026年12月31日", "<", "项目总金额", "3,600.50", "<"],
    ["年度预算金额", "1,200.50", "<", "其中：财政拨款", "1,200.50", "<"],
    ["总体绩效目标", "三年培训9000人，提高技能。", "<", "<", "<", "<"],
    ["年度绩效目标", "完成培训3000人。", "<", "<", "<", "<"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"],
    ["^", "产出指标", "数量指标", "培训人数", "≥9000人", "≥3000人"],
    ["^", "^", "成本指标", "人均成本", "≤4000元", "≤4000元"],
    ["^", "满意度指标", "服务对象满意度指标", "学员满意度", "≥95%", "≥95%"],
]
SIGN_AND_UNIT = [
    ["项目名称", "<", "夜间开放", "<", "<", "<", "<"],
    ["主管部门及代码", "<", "022-某区文化局", "<", "实施单位", "某区图书馆", "<"],
    ["项目负责人", "<", "张三", "<", "联系电话", "010-88886666", "<"],
    ["项目类型", "<", "事业发展类", "<", "项目期限", "2024年", "<"],
    ["项目资金申请（元）", "<", "年度资金总额：", "<", "862,300.00", "<", "<"],
    ["^", "<", "其中：财政拨款", "<", "800,000.00", "<", "<"],
    ["^", "<", "其他资金", "<", "62,300.00", "<", "<"],
    ["总体目标", "<", "延长开放时间，\n提高馆藏利用率。", "<", "<", "<", "<"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "指标性质", "绩效指标值", "绩效度量单位"],
    ["^", "产出指标", "数量指标", "开放天数", "≥", "300", "天"],
    ["^", "^", "质量指标", "设备完好率", "＝", "100", "%"],
    ["^", "^", "时效指标", "12月底前完成", "定性", "及时", ""],
    ["^", "满意度指标", "服务对象满意度指标", "读者满意度", "≥", "90", "%"],
]
LAST_YEAR = [
    ["一、项目基本信息", "<", "<", "<", "<", "<", "<", "<"],
    ["项目名称", "<", "自动监控运维", "<", "<", "项目编码", "3201002025000123", "<"],
    ["预算单位", "<", "某市监控中心", "<", "<", "项目负责人及电话", "李四 13900000000", "<"],
    ["二、资金情况（万元）", "<", "<", "<", "<", "<", "<", "<"],
    ["资金来源", "<", "上年预算数", "<", "上年执行数", "本年预算数", "占比", "<"],
    ["合计", "<", "150.00", "<", "148.50", "160.00", "100%", "<"],
    ["一般公共预算", "<", "120.00", "<", "118.50", "130.00", "81.25%", "<"],
    ["其他资金", "<", "30.00", "<", "30.00", "30.00", "18.75%", "<"],
    ["三、绩效目标", "<", "<", "<", "<", "<", "<", "<"],
    ["年度绩效目标", "<", "全年数据有效传输率在95%以上。", "<", "<", "<", "<", "<"],
    ["四、绩效指标", "<", "<", "<", "<", "<", "<", "<"],
    ["一级指标", "二级指标", "三级指标", "上年指标值", "<", "本年指标值", "权重", "评分标准"],
    ["^", "^", "^", "预期值", "实际值", "^", "^", "^"],
    ["产出", "产出数量", "运维站点数", "=48个", "=47个", "=50个", "60", "按比例计分"],
    ["^", "产出质量", "数据有效率", "≥95%", "96%", "≥97%", "40", "每低1%扣1分"],
    ["填报人：", "王五", "<", "联系电话：", "025-66668888", "<", "审核人：", "赵六"],
]
DESCRIBED = [
    ["项目编码", "13000022P00123", "<", "项目名称", "质量安全监管", "<"],
    ["预算规模（万元）", "预算数", "85.00", "其中：财政资金", "85.00", ""],
    ["绩效目标", "1.完成检测任务。\n2.保障质量安全。", "<", "<", "<", "<"],
    ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"],
    ["产出指标", "数量指标", "检测样品数", "全年检测的样品", "≥2000个", "年度计划"],
    ["效果指标", "社会效益指标", "合格率", "监测合格率", "≥97%", "历史数据"],
]
UNKNOWN = {
    "two terms": ("项目支出绩效目标申报表\n（2024年度）", TWO_TERMS),
    "term and year": ("2024年项目支出绩效目标表\n单位：万元", TERM_AND_YEAR),
    "sign and unit": ("项目支出绩效目标申报表\n（2024年度）", SIGN_AND_UNIT),
    "last year": ("2025年度部门预算项目绩效目标申报表", LAST_YEAR),
    "described": ("2023年部门预算项目绩效目标表", DESCRIBED),
}
KEYS: dict[str, Json] = {
    "年度": "2024",
    "项目名称": "设备运行",
    "主管部门": "某区某局",
    "实施单位": "某区某中心",
    "预算": [{"名称": "经费", "测算": "10万元"}],
    "项目总目标": "保障运行。",
    "年度总体目标": "全年不中断。",
    "绩效指标": {"产出指标": {"数量指标": {"维护设备": {"指标值": "≥26台", "权重": "90"}}}},
}
PRIVATE = ("张三", "李四 13900000000", "王五", "赵六", "010-88886666", "025-66668888")
# What is ticked comes out without the other choices, which the edition lists.
TICKED = "☑新增项目 □延续项目"


def source_of(name: str) -> SourceDocument:
    lines, rows = UNKNOWN[name]
    return document(*lines.split("\n"), grid(rows))


def drawn_again(source: SourceDocument, folder: Path) -> Form:
    """The form of the project that an import makes of a document."""
    plan = plan_import([source], folder / "projects" / "unit", None, None)
    (project,) = plan.projects
    assert project.loaded.content is not None, project.loaded.diagnostics
    return form_of(project.loaded.content)


def ruled(form: Form) -> SourceGrid:
    """The form without the lines above and below the table."""
    rows = [row for row in form.table.rows if any(cell.ruled for cell in row.cells)]
    first = form.table.rows.index(rows[0])
    rows = [
        replace(row, cells=tuple(replace(cell, row=cell.row - first) for cell in row.cells))
        for row in rows
    ]
    return grid_of(replace(form, table=replace(form.table, rows=tuple(rows))))


@pytest.mark.parametrize("name", UNKNOWN)
def test_its_own_edition_draws_the_same_form(name: str, tmp_path: Path) -> None:
    """Cells, spans and texts; names of persons and telephone numbers are gone."""
    source = source_of(name)
    found = read(source)
    assert found.own_layout
    assert found.unplaced == ()
    grid = next(one for one in source.blocks if isinstance(one, SourceGrid))
    gone = {"".join(text.split()): "" for text in PRIVATE} | {"".join(TICKED.split()): "新增项目"}
    wanted = {place: gone.get(text, text) for place, text in shape(grid).items()}
    assert shape(ruled(drawn_again(source, tmp_path))) == wanted
    assert found.left_out == sum(any(text in row for row in UNKNOWN[name][1]) for text in PRIVATE)
    assert not any(text in found.own_layout + str(written(found)) for text in PRIVATE)


def test_amounts_of_the_year_and_of_the_whole_term() -> None:
    found = read(source_of("two terms"))
    amounts = {one.key: one.amount for one in found.fields if one.amount is not None}
    assert amounts["项目资金总额"] == Decimal(3000000)
    assert amounts["年度资金申请总额"] == Decimal(1000000)
    assert amounts["其他资金"] == Decimal(100000)
    got = written(found)
    assert got["项目总目标"] == "目标1：维修300处。\n目标2：建立制度。"
    assert got["年度总体目标"] == "目标1：维修100处。"
    assert got["项目属性"] == "新增项目"
    assert indicators(found)[0] == ("产出指标", "数量指标", "维修数量", "≥100处")
    assert list(doubts(found)) == []


def test_a_period_in_one_cell_and_the_value_of_the_year() -> None:
    found = read(source_of("term and year"))
    got = written(found)
    assert (got["计划开始日期"], got["计划完成日期"]) == ("2024-01-01", "2026-12-31")
    assert found.year == 2024
    amounts = {one.key: one.amount for one in found.fields if one.amount is not None}
    assert amounts["项目资金总额"] == Decimal("36005000.00")
    assert amounts["当年财政资金"] == Decimal("12005000.00")
    assert indicators(found)[0] == ("产出指标", "数量指标", "培训人数", "≥3000人")
    own = {value.key: value.written for value in found.indicators[0].values}
    assert own["实施周期指标值"] == "≥9000人"


def test_a_value_in_three_cells() -> None:
    found = read(source_of("sign and unit"))
    assert [one[3] for one in indicators(found)] == ["≥300天", "=100%", "及时", "≥90%"]
    assert written(found)["年度资金申请总额"] == "862300.00"


def test_a_table_of_sums_has_a_key_for_each_cell() -> None:
    """The year's total is the project's; those of the year before are keys of their own."""
    found = read(source_of("last year"))
    got = written(found)
    assert got["年度资金申请总额"] == "1600000.00"
    assert got["其他资金"] == "300000.00"
    assert got["合计上年执行数"] == "148.50万元"
    assert got["一般公共预算占比"] == "81.25%"
    assert indicators(found)[1] == ("产出", "产出质量", "数据有效率", "≥97%")
    own = {value.key: value.written for value in found.indicators[1].values}
    assert own == {
        "上年指标值预期值": "≥95%",
        "上年指标值实际值": "96%",
        "指标值": "≥97%",
        "权重": "40",
        "评分标准": "每低1%扣1分",
    }


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_the_examples_are_drawn_up_without_their_editions(name: str, tmp_path: Path) -> None:
    form = form_of(example(tmp_path / "source", name))
    source = drawn(form)
    found = read(source)
    assert found.own_layout
    assert found.unplaced == ()
    wanted, made = shape(grid_of(form)), shape(grid_of(drawn_again(source, tmp_path)))
    assert {place: made.get(place) for place in wanted if made.get(place) != wanted[place]} == {
        place: made.get(place) for place, text in wanted.items() if text in LEFT_OUT
    }


LEFT_OUT = ("信息科", "0000-0000000")


@pytest.mark.parametrize("edition", built_in())
def test_an_edition_that_is_not_there_is_drawn_up(edition: str) -> None:
    """Also without any edition to learn labels from."""
    found = only(FormFinder({}).forms_in(drawn(form_of(project_of(edition, KEYS | MORE[edition])))))
    assert found.own_layout
    assert found.unplaced == ()
    assert list(doubts(found)) == []
    assert indicators(found) == [("产出指标", "数量指标", "维护设备", "≥26台")]
