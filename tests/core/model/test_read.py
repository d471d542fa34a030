from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.diagnostics import Diagnostic
from ptgen.core.model.fields import Declared, FieldSpec
from ptgen.core.model.line import Method
from ptgen.core.model.project import Project
from ptgen.core.model.read import read_project
from ptgen.core.source.parse import read
from tests.projects import PROJECT, load_all, write_project

FIELDS = {
    "项目类别": FieldSpec.model_validate({"选项": ["经常性项目", "一次性项目"]}),
    "人数": FieldSpec.model_validate({"类型": "数字"}),
}
INDICATOR_FIELDS = {"绩效标准": FieldSpec()}

GOOD = """\
项目名称: 设备运行与维护
年度: 2022
版式: shanghai-district-2022
项目类别: 经常性项目
预算:
  - 名称: 热线
    测算: 10万元
绩效指标:
  产出指标:
    数量指标:
      台数: ≥26台
      次数: {指标值: =3次, 权重: 10, 绩效标准: 历史标准}
"""


def read_text(text: str) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    source = read(text.encode(), "a.yaml")
    assert source.root is not None, source.diagnostics
    return read_project(source.root, Declared(FIELDS, INDICATOR_FIELDS))


def found(text: str) -> list[tuple[str, int, int, str]]:
    _, diagnostics = read_text(text)
    assert all(one.hint for one in diagnostics)
    return [(one.code, one.span.line, one.span.column, one.message) for one in diagnostics]


def test_a_project_is_read() -> None:
    project, diagnostics = read_text(GOOD)
    assert diagnostics == ()
    assert project is not None
    assert (project.name, project.year, project.further["项目类别"]) == (
        "设备运行与维护",
        2022,
        "经常性项目",
    )
    (item,) = project.budget
    assert (item.name, item.formula, item.method) == ("热线", "10万元", Method.COMPUTED)


def test_indicators_have_a_short_and_a_long_form() -> None:
    project, _ = read_text(GOOD)
    assert project is not None
    short, long = project.indicators
    assert (short.level1, short.level2, short.name, short.target.text) == (
        "产出指标",
        "数量指标",
        "台数",
        "≥26台",
    )
    assert (long.weight, long.further) == ("10", (("绩效标准", "历史标准"),))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("年度: 2022", "年份: 2022", [("PT002", 2, 1, "不认识的键“年份”")]),
        ("年度: 2022", "年度: 22", [("PT102", 2, 5, "“年度”不是年份")]),
        ("项目名称: 设备运行与维护", "项目名称:", [("PT102", 1, 1, "“项目名称”没有填写")]),
        ("测算: 10万元", "金额: 10万元", [("PT002", 7, 5, "不认识的键“金额”")]),
        ("测算: 10万元", "方式: 估计", [("PT102", 7, 9, "“方式”不能是“估计”")]),
        ("    测算: 10万元\n", "", [("PT102", 6, 5, "这一项没有“测算”也没有“明细”")]),
        ("测算: 10万元", "测算: [1]", [("PT102", 7, 5, "“测算”应为文字")]),
        ("  - 名称: 热线\n    测算: 10万元", "  名称: 热线", [("PT102", 5, 1, "“预算”应为列表")]),
        ("台数: ≥26台", "台数:", [("PT102", 11, 7, "“台数”没有填写")]),
        ("绩效标准: 历史标准", "标准: 历史标准", [("PT002", 12, 30, "不认识的键“标准”")]),
        ("预算:", "计划开始日期: 2022-1-1\n预算:", [("PT102", 5, 9, "“计划开始日期”不是日期")]),
        (
            "预算:",
            "计划开始日期: 2026-02-30\n预算:",
            [("PT102", 5, 9, "“计划开始日期”不是日期：2026年2月没有30日")],
        ),
        (
            "预算:",
            "计划开始日期: 2023-02-29\n预算:",
            [("PT102", 5, 9, "“计划开始日期”不是日期：2023年2月没有29日")],
        ),
        (
            "预算:",
            "计划完成日期: 2026-13-01\n预算:",
            [("PT102", 5, 9, "“计划完成日期”不是日期：没有2026年13月")],
        ),
        (
            "预算:",
            "计划完成日期: 0000-01-01\n预算:",
            [("PT102", 5, 9, "“计划完成日期”不是日期：没有0年1月")],
        ),
        ("预算:", "人数: 三人\n预算:", [("PT102", 5, 5, "“人数”应为数字")]),
        ("预算:", "文书: [说明]\n预算:", [("PT102", 5, 6, "“文书第 1 项”不能是“说明”")]),
        ("预算:", "资金来源: {其它资金: 3}\n预算:", [("PT002", 5, 8, "不认识的键“其它资金”")]),
        ("预算:", "季度用款计划: [1, 2]\n预算:", [("PT102", 5, 1, "“季度用款计划”项数不够")]),
        ("测算: 10万元", "测算: 10万元\n    分年: 50%", [("PT102", 8, 9, "“分年”应按年份写")]),
        (
            "测算: 10万元",
            "测算: 10万元\n    分年: {下年: 50%}",
            [("PT102", 8, 14, "“下年”不是年份")],
        ),
        ("预算:", "实施方案: []\n预算:", [("PT102", 5, 1, "“实施方案”不能是空的")]),
        (
            "预算:",
            "实施方案:\n  - 甲\n  - 乙: 丙\n    丁:\n预算:",
            [("PT102", 8, 5, "“丁”没有填写")],
        ),
        ("预算:", "实施方案: [甲, ~]\n预算:", [("PT102", 5, 11, "“实施方案第 2 项”没有填写")]),
        (
            "预算:",
            "实施方案: [[[[[[甲]]]]]]\n预算:",
            [("PT102", 5, 13, "“实施方案第 1 项”层次太多")],
        ),
        (
            "测算: 10万元",
            "测算: 10万元\n    分年: {2022: 50%, 2022年: 100%}",
            [("PT102", 8, 5, "“分年”里一个年份写了两次")],
        ),
        (
            "预算:",
            "资金来源: {其他资金: [3]}\n预算:",
            [("PT102", 5, 8, "“其他资金”应为文字")],
        ),
        (
            "预算:",
            "文书: [绩效目标表, 绩效目标表]\n预算:",
            [("PT102", 5, 1, "“文书”里有重复的")],
        ),
        (
            "预算:",
            "季度用款计划: [1, 2, 3, 4, 5]\n预算:",
            [("PT102", 5, 1, "“季度用款计划”项数太多")],
        ),
        ("预算:", "资金来源: 其他\n预算:", [("PT102", 5, 7, "“资金来源”应为“键: 值”的组合")]),
        ("预算:", "主管部门: [局]\n预算:", [("PT102", 5, 1, "“主管部门”应为文字")]),
        ("预算:", "项目类型: 其他\n预算:", [("PT002", 5, 1, "不认识的键“项目类型”")]),
        ("项目类别: 经常性项目", "项目类别: [甲]", [("PT102", 4, 1, "“项目类别”应为文字")]),
        ("绩效标准: 历史标准", "绩效标准: [甲]", [("PT102", 12, 30, "“绩效标准”应为文字")]),
        ("指标值: =3次, ", "", [("PT101", 12, 12, "缺少“指标值”")]),
        ("年度: 2022\n", "", [("PT101", 1, 1, "缺少“年度”")]),
        (
            "测算: 10万元",
            "测算: 1元\n    明细: [{名称: 乙, 测算: 2元}]",
            [("PT102", 6, 5, "这一项既有“测算”又有“明细”")],
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    old: str, new: str, expected: list[tuple[str, int, int, str]]
) -> None:
    wrong = found(GOOD.replace(old, new))
    assert wrong == expected


def test_the_nearest_key_is_named() -> None:
    _, diagnostics = read_text(GOOD.replace("项目名称:", "项目名成:"))
    assert "是不是“项目名称”？" in {one.hint for one in diagnostics}


def test_a_full_width_colon_inside_is_named() -> None:
    _, diagnostics = read_text(GOOD.replace("绩效指标:\n", "资金来源: 其他资金：3\n绩效指标:\n"))
    assert any("半角" in one.hint for one in diagnostics)


def test_keys_that_may_be_left_out_may_be_left_open() -> None:
    left_open = [
        "主管部门",
        "文书",
        "文书标题",
        "资金来源",
        "资金总额口径",
        "季度用款计划",
        "核定金额",
    ]
    text = GOOD.replace("预算:", "".join(f"{key}:\n" for key in left_open) + "预算:")
    text = text.replace("测算: 10万元", "测算: 10万元\n    方式:\n    分年:\n    明细:")
    project, diagnostics = read_text(text)
    assert diagnostics == ()
    assert project == read_text(GOOD)[0]


def test_a_year_may_be_written_with_its_unit() -> None:
    project, _ = read_text(GOOD.replace("年度: 2022", "年度: 2022年"))
    assert project is not None
    assert project.year == 2022


def test_every_prose_field_comes_in_the_order_of_the_narrative() -> None:
    text = "实施方案: [甲, 乙]\n项目概述: 丙\n立项依据: {文件: 丁}\n"
    project, _ = read_text(text + GOOD)
    assert project is not None
    assert [key for key, _ in project.proses] == ["项目概述", "立项依据", "实施方案"]


def test_no_word_of_the_validator_reaches_the_user() -> None:
    texts = (
        "资金来源: {其他资金: [3]}",
        "资金来源: {其他资金: {2022: [3]}}",
        "资金来源: {其他资金: {一: 3}}",
        "文书: {a: 1}",
        "文书标题: [1]",
        "预算: [{名称: {a: 1}}]",
        "绩效指标: {a: {b: [1]}}",
        "季度用款计划: {a: 1}",
    )
    for text in texts:
        key = text.partition(":")[0]
        base = "" if f"{key}:" in GOOD else GOOD
        _, diagnostics = read_text(f"{text}\n{base}")
        assert diagnostics
        for one in diagnostics:
            assert "function" not in one.message
            assert "constrained" not in one.message
            assert "[" not in one.message


@pytest.mark.parametrize("project", ["", "# 还没有写\n", "预算: [{名称: 甲, 测算: 1元}]\n"])
def test_a_missing_name_is_told_at_the_project(tmp_path: Path, project: str) -> None:
    (loaded,) = load_all(write_project(tmp_path, project))
    found = [one for one in loaded.diagnostics if "项目名称" in one.message]
    (one,) = found
    assert (one.code, one.span.path, one.span.line) == ("PT101", loaded.file.path, 1)
    assert one.hint == "请加上“项目名称: 业务培训”"


def test_a_name_that_was_left_open_is_asked_for(tmp_path: Path) -> None:
    (loaded,) = load_all(write_project(tmp_path, PROJECT.replace("设备运行与维护", "", 1)))
    (one,) = [one for one in loaded.diagnostics if "项目名称" in one.message]
    assert (one.code, one.span.line) == ("PT102", 1)
    assert one.hint == "请填写，如“项目名称: 业务培训”"
