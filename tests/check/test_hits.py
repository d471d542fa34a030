"""What rules find beyond their example in the gallery."""

from __future__ import annotations

import pytest

from ptgen.core.diagnostics import Diagnostic
from tests.check.conftest import BASE, INDICATORS, ITEMS, SCOPE, SOUND, Checked

WEIGHTED = (
    "继承: shanghai-district-2022\n名称: 带权重\n"
    "指标体系: {产出指标: {数量指标: 可选}, 效益指标: {社会效益指标: 可选}}\n"
    "权重: {合计: 100, 分类: {产出指标: 60}}\n"
)


def _weighted(checked: Checked, first: str, second: str) -> tuple[Diagnostic, ...]:
    text = BASE.replace("shanghai-district-2022", "weighted") + ITEMS
    text += "文书: [经费情况说明]\n绩效指标:\n"
    text += f"  产出指标: {{数量指标: {{甲: {{指标值: ≥1台{first}}}}}}}\n"
    text += f"  效益指标: {{社会效益指标: {{乙: {{指标值: ≥1件{second}}}}}}}\n"
    return checked({"a.yaml": text, "templates/weighted/layout.yaml": WEIGHTED})


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (", 权重: 60", ", 权重: 40", []),
        (", 权重: 59.5", ", 权重: 40.5", ["PT314 “产出指标”的权重合计 59.5，版式给这一类 60"]),
        (", 权重: 60%", "", ["PT313 指标“乙”没有权重"]),
        (", 权重: 0000000000060", ", 权重: 40", ["PT313 指标“甲”的权重“0000000000060”不是数字"]),
        (", 权重: 六十", ", 权重: 40", ["PT313 指标“甲”的权重“六十”不是数字"]),
        (", 权重: 60", ", 权重: 39", ["PT313 权重合计 99，应为 100"]),
    ],
)
def test_weights(checked: Checked, first: str, second: str, told: list[str]) -> None:
    found = _weighted(checked, first, second)
    assert [f"{one.code} {one.message}" for one in found] == told


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("甲（乙", "（"),
        ("甲）乙", "）"),
        ("《甲）乙》", "）"),
        ("《甲〉乙》", "〉"),
        ("《甲（乙》", "（"),
        ("《甲》》", "》"),
        ("（1）甲、2）乙《", "《"),
        ("甲(乙）和（丙)", ""),
    ],
)
def test_brackets_without_partner(checked: Checked, text: str, signs: str) -> None:
    found = checked(SOUND + f"项目概述: {text}\n")
    assert "".join(one.message[1] for one in found) == signs
    assert {one.code for one in found} <= {"PT402"}


def test_a_split_project_has_to_touch_its_year(checked: Checked) -> None:
    text = SOUND.replace("测算: 30万元", "测算: 30万元, 分年: {2022: 50%, 2023: 50%}") + SCOPE
    text = text.replace("2022-01-01", "2023-01-01").replace("2022-12-31", "2023-12-31")
    assert [one.code for one in checked(text)] == ["PT106"]


def test_a_year_may_not_take_more_than_all_years(checked: Checked) -> None:
    items = (
        "资金总额口径: 全周期\n预算:\n  - {名称: 甲, 测算: 30万元}\n"
        "  - {名称: 乙, 测算: 10万元, 方式: 核减, 分年: {2022: 0%, 2023: 100%}}\n"
    )
    found = checked(BASE + INDICATORS + items)
    assert [one.code for one in found] == ["PT209"]
    assert "年度资金申请总额 300000 元，大于项目资金总额 200000 元" in found[0].message


def test_the_total_of_many_items_names_the_largest(checked: Checked) -> None:
    items = "核定金额: 1元\n预算:\n"
    items += "".join(f"  - {{名称: 第{n}项, 测算: {n}万元}}\n" for n in range(1, 9))
    (found,) = checked(BASE + INDICATORS + items)
    assert found.hint == (
        "算出的由这些相加（元）：第8项 80000、第7项 70000、第6项 60000、第5项 50000、"
        "第4项 40000、其余 3 项 60000"
    )


def test_an_item_is_compared_with_all_years_or_this_one(checked: Checked) -> None:
    item = "  - {名称: 甲, 测算: 6.24万元, 分年: {2022: 50%, 2023: 50%}, 核定金额: "
    for amount, codes in (("6.24万元", []), ("3.12万元", []), ("3万元", ["PT204"])):
        text = BASE + SCOPE + INDICATORS + "预算:\n" + item + amount + "}\n"
        assert [one.code for one in checked(text)] == codes


def test_the_total_is_compared_by_its_scope(checked: Checked) -> None:
    text = BASE + INDICATORS + "核定金额: 6.24万元\n资金总额口径: 全周期\n预算:\n"
    text += "  - {名称: 甲, 测算: 6.24万元, 分年: {2022: 50%, 2023: 50%}}\n"
    assert checked(text) == ()
    (found,) = checked(text.replace("全周期", "年度"))
    assert "多 31200 元" in found.message


def test_a_blank_field_and_a_misspelled_one_are_told_once(checked: Checked) -> None:
    text = SOUND.replace("主管部门:", "主管部们:").replace("项目名称: 设备运行", "项目名成: 设备")
    assert [one.code for one in checked(text)] == ["PT002", "PT002"]


TAKEN_AWAY = "继承: shanghai-district-2022\n名称: 少几类\n指标体系:\n"


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ("  效益指标:\n", ["“满意度指标”下面缺少“服务对象满意度指标”"]),
        (
            "  效益指标: {经济效益指标: , 社会效益指标: , 生态效益指标: , 可持续影响指标: }\n",
            ["“满意度指标”下面缺少“服务对象满意度指标”"],
        ),
        ("  效益指标:\n  满意度指标: {服务对象满意度指标: }\n", []),
        ("  满意度指标:\n", ["没有效益指标"]),
        (
            "  效益指标:\n  满意度指标:\n  产出指标: {质量指标: 必填, 时效指标: 必填}\n",
            ["“产出指标”下面缺少“质量指标”、“时效指标”"],
        ),
    ],
)
def test_groups_that_an_edition_took_away_are_not_missing(
    checked: Checked, groups: str, told: list[str]
) -> None:
    text = BASE.replace("shanghai-district-2022", "fewer") + ITEMS
    text += "绩效指标:\n  产出指标:\n    数量指标: {设备数: ≥2台}\n"
    if "质量" not in groups:
        text += "    质量指标: {合格率: ≥98%}\n"
    found = checked({"a.yaml": text, "templates/fewer/layout.yaml": TAKEN_AWAY + groups})
    assert [one.message for one in found if one.code == "PT304"] == told


def test_one_wrong_year_is_told_once(checked: Checked) -> None:
    [found] = checked(SOUND.replace("年度: 2022", "年度: 2023"))
    assert found.code == "PT106"
    assert found.message.startswith(
        "计划开始日期 2022-01-01 和计划完成日期 2022-12-31 都不在预算年度 2023 年内"
    )


def test_weights_that_are_all_missing_are_told_once(checked: Checked) -> None:
    [found] = _weighted(checked, "", "")
    assert (found.code, found.message) == ("PT313", "这个版式要写权重，2 个指标都没有写")
    assert found.hint == "写成 甲: {指标值: …, 权重: 10}，合计 100"


def test_a_unit_with_slips_is_told_and_still_used(checked: Checked) -> None:
    unit, project = BASE.split("年度: 2022\n")
    text = "项目名称: 设备运行\n" + ITEMS + INDICATORS
    found = checked({"u/a.yaml": text, "u/unit.yaml": project.replace(": ", "：") + "年度: 2022\n"})
    assert unit
    assert {(one.span.path, one.code) for one in found} == {("u/unit.yaml", "PT001")}
    assert [one.span.line for one in found] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("≥98.", {"PT315"}),
        ("98.", {"PT315"}),
        ("≥98%。", {"PT315"}),
        ("≥≥98%", {"PT315"}),
        ("≥98..5", {"PT315"}),
        ("≥.5", {"PT315"}),
        ("85%≥", {"PT315"}),
        ("“≥98%”", {"PT315"}),
        ("≥2-", {"PT315"}),
        ("≥", {"PT302"}),
        ('">"', {"PT302"}),
        ("≥ %", {"PT302"}),
        ("≥98%", set()),
        ("≥98.5%", set()),
        ("=100.00(%)", set()),
        ("≥2次/年，≥30人", set()),
        ("2022.12.31前", set()),
        ("2-3人", set()),
        ("“优秀”等级", set()),
    ],
)
def test_a_value_that_is_not_written_to_its_end_is_told_once(
    checked: Checked, value: str, codes: set[str]
) -> None:
    text = SOUND.replace("质量指标: {系统运行率: =100%}", f"质量指标:\n      系统运行率: {value}")
    assert {found.code for found in checked(text)} == codes


def test_what_is_missing_is_told_where_the_keys_begin(checked: Checked) -> None:
    [found] = checked("# 说明\n\n" + SOUND.replace("实施单位: 区城运中心\n", ""))
    assert (found.code, found.span.line, found.message) == ("PT101", 3, "缺少“实施单位”")


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        ("2023-03-01", "2023-03-01", {"PT106"}),
        ("2022-03-01", "2022-03-01", set()),
        ("2023-03-02", "2023-03-01", {"PT105"}),
    ],
)
def test_a_period_is_told_by_one_rule(
    checked: Checked, start: str, end: str, codes: set[str]
) -> None:
    text = SOUND.replace("2022-01-01", start).replace("2022-12-31", end)
    assert {one.code for one in checked(text)} == codes


@pytest.mark.parametrize(("count", "end"), [(4, "“丁”"), (5, "“丁”等")])
def test_four_indicators_without_a_number_are_named(checked: Checked, count: int, end: str) -> None:
    lines = "".join(f"      {name}: 较好\n" for name in "甲乙丙丁戊"[:count])
    text = BASE + ITEMS + "文书: [经费情况说明]\n"
    text += f"绩效指标:\n  产出指标:\n    质量指标:\n{lines}"
    [found] = (one for one in checked(text) if one.code == "PT312")
    assert found.message == f"{count} 个指标里有 {count} 个没有数字"
    assert found.hint == f"能量化的写成 ≥85% 这样的值：“甲”、“乙”、“丙”、{end}"
