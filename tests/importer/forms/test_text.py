"""Forms as plain text: tabs between cells, or a cell on each line."""

from __future__ import annotations

from pathlib import Path

from ptgen.importer.forms.find import FormFinder
from ptgen.importer.reading import FormReading
from ptgen.read.document import SourceDocument
from ptgen.read.text import read_text
from tests.importer.forms.making import built_in, doubts, fit, indicators, only, written

TABS = """\
财政项目支出绩效目标申报表

(2023年度)

项目名称\t设备维护\t\t项目性质\t经常性项目\t项目类别\t特定目标类
主管部门\t某镇政府\t\t实施单位\t某镇管理中心
计划开始日期\t2023-01-01\t\t计划完成日期\t2023-12-31
项目资金 (元)\t项目资金总额\t\t12,000,000.00\t年度资金申请总额\t\t12,000,000.00
\t其中：财政资金\t\t12,000,000.00\t其中：当年财政拨款\t\t11,000,000.00
\t\t\t\t上年结转资金\t\t1,000,000.00

\t其他资金\t\t0.00\t其他资金\t\t0.00
项目 绩效 目标\t项目总目标\t\t\t年度总体目标
\t<p>(1) 长期运行。</p> <p>(2) 更新设备。</p>\t\t\t全年运行。
\t一级指标\t二级指标\t三级指标\t\t年度(/项目)指标值
\t\t数量指标\t维护设备的数 量\t≥26.00(台)

绩效 指标\t产出指标\t质量指标\t合格率\t\t=100.00 (%)
\t\t\t“12345”来电\t\t0起
\t效益指标\t社会效益指标\t运行情况\t\t改善
\t可持续影响指标\t可持续影响指标\t档案\t\t健全
\t制度\t\t规范
满意度指标\t服务对象满意度指标\t服务对象满意度指标\t100.00(%)

财政项目支出绩效目标申报表

(2023年度)

项目名称\t另一项目\t项目性质\t经常性项目\t项目类别\t特定目标类
主管部门\t某镇政府\t实施单位\t某镇管理中心
计划开始日期\t\t计划完成日期\t
项目资金 (元)\t项目资金总额\t5,000.00\t年度资金申请总额\t5,000.00
\t其中：财政资金\t5,000.00\t其中：当年财政拨款\t5,000.00
\t\t\t上年结转资金\t0.00
\t其他资金\t0.00\t其他资金\t0.00
项目总目标\t\t\t年度总体目标

项目绩效
目标

这一段看不出是哪一个目标。

一级指标\t二级指标\t三级指标\t年度(/项目)指标值
\t数量指标\t来人\t≥1.00(人)
"""
ROWS = (
    ("项目名称", "设备维护", "项目类别", "经常性项目"),
    ("主管部门", "某区某中心", "实施单位", "某区某中心"),
    ("计划开始日期", "2022-01-01", "计划完成日期", "2022-12-31"),
    ("项目资金\n（元）", "项目资金总额", "1132300.00", "年度资金申请总额", "1132300"),
    ("", "其中：财政资金", "1132300", "其中：当年财政拨款", "1132300"),
    ("", "", "", "上年结转资金", "0"),
    ("", "其他资金", "0", "其他资金", "0"),
    ("项目绩效目标", "项目总目标\n（2022 年- 2022年）", "年度总目标"),
    ("", "一直运行。", "今年运行。"),
    ("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值"),
    ("", "产出指标", "数量指标", "维护的质量", "规范"),
    ("", "", "成本指标", "预算内", ">=2-3人"),
    ("", "满意度指标", "服务对象满意度指标", "满意度", ">=85%"),
)


def forms(text: str) -> tuple[FormReading, ...]:
    return FormFinder(built_in()).forms_in(
        SourceDocument(Path("1.txt"), "text", read_text(text), ())
    )


def test_cells_between_tabs() -> None:
    found, other = forms(TABS)
    assert (found.title, found.year, found.layout) == (
        "财政项目支出绩效目标申报表",
        2023,
        "shanghai-district-2023",
    )
    assert written(found) == {
        "项目名称": "设备维护",
        "项目性质": "经常性项目",
        "项目类别": "特定目标类",
        "主管部门": "某镇政府",
        "实施单位": "某镇管理中心",
        "计划开始日期": "2023-01-01",
        "计划完成日期": "2023-12-31",
        "项目资金总额": "12000000.00",
        "年度资金申请总额": "12000000.00",
        "财政资金": "12000000.00",
        "当年财政拨款": "11000000.00",
        "上年结转资金": "1000000.00",
        "其他资金总额": "0.00",
        "其他资金": "0.00",
        "项目总目标": "(1) 长期运行。\n(2) 更新设备。",
        "年度总体目标": "全年运行。",
    }
    assert found.unplaced == ()
    assert other.unplaced == ()


def test_groups_that_the_end_of_a_page_took_apart() -> None:
    """A group's name stands in the middle of its rows, or is missing; guesses are told."""
    found, other = forms(TABS)
    assert indicators(found) == [
        ("产出指标", "数量指标", "维护设备的数量", "≥26台"),
        ("产出指标", "质量指标", "合格率", "=100%"),
        ("产出指标", "质量指标", "“12345”来电", "0起"),
        ("效益指标", "社会效益指标", "运行情况", "改善"),
        ("效益指标", "可持续影响指标", "档案", "健全"),
        ("效益指标", "可持续影响指标", "制度", "规范"),
        ("满意度指标", "服务对象满意度指标", "服务对象满意度指标", "100.00(%)"),
    ]
    assert [bool(one.doubt) for one in found.indicators] == [
        True,
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert [one.doubt for one in other.goals] == ["看不出是哪一个标签的"]
    assert written(other)["计划开始日期"] == ""


def test_a_cell_on_each_line() -> None:
    text = "\n".join("\n" + "\n".join(f"\t{cell}" for cell in row) for row in ROWS)
    found = only(forms(f"\t财政项目支出绩效目标填报表\n\n\t（2022年度）\n{text}\n"))
    got = written(found)
    assert found.layout == "shanghai-district-2022"
    assert got["实施单位"] == "某区某中心"
    assert got["年度总体目标"] == "今年运行。"
    assert got["上年结转资金"] == "0.00"
    assert indicators(found) == [
        ("产出指标", "数量指标", "维护的质量", "规范"),
        ("产出指标", "成本指标", "预算内", "≥2-3人"),
        ("满意度指标", "服务对象满意度指标", "满意度", "≥85%"),
    ]
    assert list(doubts(found)) == []
    assert len(set(fit(found))) == 1
