"""What an edition of a bureau of its own can say of its form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.check.engine import check_project
from ptgen.core.diagnostics import Diagnostic
from ptgen.view.document import Paragraph
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.table import Align, CellKind
from tests.editions import content_with, form_with, loaded_with, rows_of
from tests.projects import PROJECT, UNIT, with_budget

HEAD = "绩效目标表:\n  段:\n    项目:\n    资金:\n    目标:\n    指标:\n"


def band(*lines: str, widths: int = 4, name: str = "成本") -> str:
    """An edition whose form is one band."""
    body = "".join(f"      {line}\n" for line in lines)
    return f"{HEAD}    {name}:\n      列宽: {[10] * widths}\n{body}"


ITEMS = """\
- {名称: 维护, 测算: 34次*2000元/场, 前两年: 1.5}
- 名称: 培训
  明细:
    - {名称: 教材, 测算: 80人*45元/人, 前两年: 3000元, 备注: 自编}
    - {名称: 师资, 测算: 4000元/天*2天}
"""
FIELD = "预算字段: {前两年: {单位: 万元}}\n"
COST = (
    "取自: 预算",
    "每项: [{值: 序号}, {值: 项目}, {金额: 金额}, {金额: 前两年}]",
    "合计行: [合计, <, {金额: 金额}, {金额: 前两年}]",
)


def made(folder: Path, edition: str, project: str = PROJECT, unit: str = UNIT) -> list[list[str]]:
    return rows_of(form_with(folder, edition, project, unit))


def findings(folder: Path, edition: str, project: str = PROJECT) -> tuple[Diagnostic, ...]:
    return loaded_with(folder, edition, "edition", project).diagnostics


def test_a_row_for_each_item_and_a_total_row(tmp_path: Path) -> None:
    assert made(tmp_path, FIELD + band(*COST), with_budget(ITEMS)) == [
        ["1", "维护", "68000", "15000"],
        ["2", "培训", "11600", "3000"],
        ["合计", "79600", "18000"],
    ]


@pytest.mark.parametrize(
    ("level", "rows"),
    [
        ("末级", [["1", "维护"], ["2", "教材"], ["3", "师资"]]),
        ("全部", [["1", "维护"], ["2", "培训"], ["2.1", "教材"], ["2.2", "师资"]]),
    ],
)
def test_the_lines_of_the_last_level_or_of_all(
    tmp_path: Path, level: str, rows: list[list[str]]
) -> None:
    found = made(tmp_path, FIELD + band(*COST, f"层级: {level}"), with_budget(ITEMS))
    assert [row[:2] for row in found[:-1]] == rows
    assert found[-1] == ["合计", "79600", "18000"]


def test_the_total_row_may_come_first(tmp_path: Path) -> None:
    found = made(tmp_path, FIELD + band(*COST, "合计在前: 是"), with_budget(ITEMS))
    assert [row[0] for row in found] == ["合计", "1", "2"]


def test_lines_join_by_their_item_of_the_first_level(tmp_path: Path) -> None:
    cells = "每项: [{分组: 一级项}, {值: 名称}, {正文: 测算依据}, {值: 备注}]"
    text = FIELD + band("取自: 预算", "层级: 末级", cells)
    form = form_with(tmp_path, text, with_budget(ITEMS))
    assert rows_of(form) == [
        ["维护", "维护", "34次*\u200b2000元/场", ""],
        ["培训", "教材", "80人*\u200b45元/人", "自编"],
        ["师资", "4000元/天*\u200b2天", ""],
    ]
    assert form.table.rows[1].cells[0].rows == 2


def test_a_group_tells_how_its_lines_are_made_up(tmp_path: Path) -> None:
    cells = "每项: [{正文: 测算依据}]"
    found = made(tmp_path, FIELD + band("取自: 预算", cells, widths=1), with_budget(ITEMS))
    assert [row[0].replace("\u200b", "") for row in found] == [
        "34次*2000元/场",
        "教材80人*45元/人=3600元；师资4000元/天*2天=8000元",
    ]


def test_printed_rows_add_up_to_the_printed_total(tmp_path: Path) -> None:
    items = "".join(f"- {{名称: 第{n}项, 测算: 104元, 前两年: 104元}}\n" for n in range(5))
    text = "金额: {单位: 万元, 小数: 2}\n" + FIELD + band(*COST)
    *rows, whole = made(tmp_path, text, with_budget(items))
    for column in (2, 3):
        cents = [int(row[column].replace(".", "")) for row in rows]
        assert sum(cents) == int(whole[column - 1].replace(".", "")) == 5


def test_a_group_that_says_another_sum_than_its_lines_is_told(tmp_path: Path) -> None:
    items = ITEMS.replace("- 名称: 培训\n", "- 名称: 培训\n  前两年: 1\n")
    (found,) = findings(tmp_path, FIELD + band(*COST), with_budget(items))
    assert found.code == "PT205"
    assert found.message == "“前两年”写 10000 元，各项明细合计 3000 元，少 7000 元"


def test_an_unknown_key_of_a_line_is_told(tmp_path: Path) -> None:
    items = "- {名称: 甲, 测算: 1元, 前二年: 1}\n"
    (found,) = findings(tmp_path, FIELD + band(*COST), with_budget(items))
    assert (found.code, found.hint) == ("PT002", "是不是“前两年”？")


KEYS = (
    "字段:\n"
    "  上年预算: {单位: 万元}\n  上年执行: {单位: 元}\n  自筹比例: {单位: '%'}\n  人数: {单位: 人}\n"
)
VALUES = PROJECT + "上年预算: 6\n上年执行: 2万元+1000元\n自筹比例: 30\n人数: 1,200人\n"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("{金额: 上年预算}", "60000"),
        ("{值: 上年预算}", "60000"),
        ("{金额: 上年预算 + 上年执行}", "81000"),
        ("{金额: 年度资金申请总额 - 上年预算}", "40000"),
        ("{金额: 年度资金申请总额 * 自筹比例}", "30000"),
        ("{金额: 年度资金申请总额 / 人数}", "83.33"),
        ("{比例: 上年执行 / 上年预算}", "35%"),
        ("{比例: 自筹比例 / (人数 - 1)}", "0.03%"),
        ("{比例: (年度资金申请总额 - 上年预算) / 上年预算, 小数: 1}", "66.7%"),
        ("{比例: 自筹比例}", "30%"),
        ("{值: 自筹比例}", "30%"),
        ("{值: 人数}", "1,200人"),
        ("{金额: 上年预算, 格式: 250万}", "6万"),
        ("{金额: 上年执行, 格式: '2,500,000.00元'}", "21,000.00元"),
        ("{标签: '{{ (上年预算 + 上年执行) | 万元 }}'}", "8.1万元"),
    ],
)
def test_keys_with_a_unit_are_computed_with(tmp_path: Path, cell: str, text: str) -> None:
    assert made(tmp_path, KEYS + band(f"行: [[{cell}]]", widths=1), VALUES) == [[text]]


def test_a_name_of_any_signs_stands_alone(tmp_path: Path) -> None:
    edition = "字段: {2021年（合计）: {单位: 元}}\n" + band(
        "行: [[{金额: 2021年（合计）}]]", widths=1
    )
    assert made(tmp_path, edition, PROJECT + "2021年（合计）: 5\n") == [["5"]]


def test_what_is_not_written_is_left_out_and_what_it_divides_is_blank(tmp_path: Path) -> None:
    rows = "行: [[{金额: 上年预算 + 上年执行}, {比例: 上年执行 / 上年预算}, {金额: 上年预算}]]"
    found = made(tmp_path, KEYS + band(rows, widths=3), PROJECT + "上年执行: 5\n")
    assert found == [["5", "", ""]]


@pytest.mark.parametrize(
    ("cell", "words", "column"),
    [
        ("{金额: 上年预算 + 自筹比例}", "金额和不带“元”的数不能相加减", 17),
        ("{金额: 上年执行 / 上年预算}", "的得数不是金额", 17),
        ("{比例: 上年预算}", "的得数带着元，不是比例", 17),
        ("{金额: 上年预算 + 上年决算}", "没有叫“上年决算”的数据", 24),
        ("{金额: 上年预算 +}", "看不懂", 17),
        ("{金额: 上年预算 / 0}", "除数总是零", 17),
        ("{比例: 上年预算 / (上年执行 - 上年执行)}", "除数总是零", 17),
        ("{金额: 上年预算 / (上年执行 - 财政资金)}", "的得数不是金额", 17),
        ("{比例: 上年预算 / (人数 - 自筹比例)}", "的得数带着元，不是比例", 17),
        ("{值: 项目名称, 格式: 2026/1/1}", "“格式”只用于金额和日期", 22),
        ("{金额: 上年预算, 格式: 二百万}", "“二百万”不是金额的样子", 27),
        ("{值: 计划开始日期, 格式: 250万}", "“250万”不是日期的样子", 28),
    ],
)
def test_what_a_cell_cannot_compute_is_told_at_its_place(
    tmp_path: Path, cell: str, words: str, column: int
) -> None:
    (found,) = findings(tmp_path, KEYS + band(f"行: [[{cell}]]", widths=1))
    assert (found.code, found.span.column) == ("PT121", column)
    assert words in found.message


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("自筹比例: 三成", "PT102", "“自筹比例”应为数字"),
        ("上年预算: 约6万", "PT201", ""),
        ("人数: 80%", "PT102", "“人数”应为数字"),
    ],
)
def test_a_value_that_is_no_such_number_is_told(
    tmp_path: Path, value: str, code: str, words: str
) -> None:
    (found,) = findings(tmp_path, KEYS, PROJECT + value + "\n")
    assert found.code == code
    assert words in found.message


KINDS = "资金种类: {上级资金: 财政资金, 财政专户管理资金: 单列, 单位资金: 其他资金}\n"
NAMES = (
    *("年度资金申请总额", "当年财政资金", "当年财政拨款", "上级资金", "上年结转资金"),
    *("财政专户管理资金", "其他资金", "单位资金", "财政资金", "其他资金总额"),
)
FUNDS = "资金来源: {上年结转资金: 1万, 上级资金: 2万, 财政专户管理资金: 3万, 单位资金: 5000, 其他资金: 500}\n"


def test_kinds_of_funds_are_summed_like_the_built_in_ones(tmp_path: Path) -> None:
    row = ", ".join(f"{{金额: {name}}}" for name in NAMES)
    found = made(tmp_path, KINDS + band(f"行: [[{row}]]", widths=len(NAMES)), PROJECT + FUNDS)
    amounts = dict(zip(NAMES, map(int, found[0]), strict=True))
    assert amounts == {
        "年度资金申请总额": 100000,
        "当年财政资金": 64500,
        "当年财政拨款": 34500,
        "上级资金": 20000,
        "上年结转资金": 10000,
        "财政专户管理资金": 30000,
        "其他资金": 5500,
        "单位资金": 5000,
        "财政资金": 64500,
        "其他资金总额": 5500,
    }


def test_a_list_of_kinds_counts_each_by_itself(tmp_path: Path) -> None:
    edition = "资金种类: [上级资金]\n" + band(
        "行: [[{金额: 财政资金}, {金额: 上级资金}]]", widths=2
    )
    assert made(tmp_path, edition, PROJECT + "资金来源: {上级资金: {2022: 4万}}\n") == [
        ["60000", "40000"]
    ]


def test_the_narrative_names_each_kind_of_funds(tmp_path: Path) -> None:
    blocks = narrative_of(content_with(tmp_path, KINDS, "edition", PROJECT + FUNDS)).blocks
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert (
        "资金来源：当年财政拨款3.45万元，上年结转资金1万元，上级资金2万元，"
        "财政专户管理资金3万元，单位资金0.5万元，其余的其他资金0.05万元。"
    ) in texts


@pytest.mark.parametrize(
    ("written", "code"), [("{上级补助: 1万}", "PT002"), ("{上级资金: [1万]}", "PT102")]
)
def test_funds_that_are_none_are_told(tmp_path: Path, written: str, code: str) -> None:
    found = findings(tmp_path, KINDS, PROJECT + f"资金来源: {written}\n")
    assert [(one.code, one.span.column) for one in found] == [(code, 8)]


def test_kinds_that_come_to_more_than_the_whole_are_told(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, KINDS, PROJECT + "资金来源: {上级资金: 11万}\n")
    assert found.code == "PT206"
    assert "上级资金" in found.hint


def test_years_are_computed_in_labels(tmp_path: Path) -> None:
    text = band("行: [['{{ 年度 - 2 }}—{{ 年度 - 1 }}年', '{{ 结束年 + 1 }}年']]", widths=2)
    assert made(tmp_path, text) == [["2020—2021年", "2023年"]]


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("2026/1/1", "2022/1/1"),
        ("2026-01-01", "2022-01-01"),
        ("2026年1月1日", "2022年1月1日"),
        ("2026年1月", "2022年1月"),
        ("2026.01", "2022.01"),
    ],
)
def test_days_print_as_the_example_shows(tmp_path: Path, example: str, text: str) -> None:
    rows = "行: [[{值: 计划开始日期}, '自{{ 计划开始日期 }}起']]"
    edition = f"日期格式: {example}\n" + band(rows, widths=2)
    assert made(tmp_path, edition) == [[text, f"自{text}起"]]
    cell = band(f"行: [[{{值: 计划开始日期, 格式: {example}}}]]", widths=1)
    assert made(tmp_path, cell) == [[text]]


@pytest.mark.parametrize(
    ("example", "text"),
    [("250万", "10万"), ("250.00万元", "10.00万元"), ("2,500,000.00", "100,000.00")],
)
def test_amounts_print_as_the_example_shows(tmp_path: Path, example: str, text: str) -> None:
    edition = f"金额: {{格式: '{example}'}}\n" + band("行: [[{金额: 财政资金}]]", widths=1)
    assert made(tmp_path, edition) == [[text]]


def test_an_example_without_a_unit_leaves_the_unit(tmp_path: Path) -> None:
    cells = "行: [[{金额: 财政资金}, {金额: 财政资金, 格式: '2500.0'}]]"
    edition = "金额: {单位: 万元, 格式: '2,500.00'}\n" + band(cells, widths=2)
    assert made(tmp_path, edition) == [["10.00", "10.0"]]


@pytest.mark.parametrize(("written", "column"), [("金额: {格式: 很多}", 10), ("日期格式: 元旦", 7)])
def test_an_example_that_shows_nothing_is_told(tmp_path: Path, written: str, column: int) -> None:
    (found,) = findings(tmp_path, written + "\n")
    assert (found.code, found.span.line, found.span.column) == ("PT102", 3, column)


def test_chapters_of_the_narrative_stand_in_the_form(tmp_path: Path) -> None:
    project = PROJECT.replace("  - 按季度结算。\n", "  - 施工单位: 某公司\n  - 按季度结算。\n")
    rows = "行: [[{正文: 项目概述}, {正文: 实施方案}, {正文: 实施周期}]]"
    form = form_with(tmp_path, band(rows, widths=3), project)
    assert rows_of(form) == [
        [
            "拟实施设备运行与维护项目，申请10万元。",
            "（1）施工单位。某公司\n（2）按季度结算。",
            "2022年1月1日至2022年12月31日。",
        ]
    ]
    assert form.table.rows[0].cells[0].kind is CellKind.TEXT


GROUPS = "绩效目标表: {段: {指标: {空组: 是}}}\n"


def test_groups_without_indicators_print(tmp_path: Path) -> None:
    plain = rows_of(form_with(tmp_path, ""))
    found = made(tmp_path, GROUPS)
    assert len(found) == len(plain) + 5
    assert ["时效指标", "", ""] in found
    assert ["效益指标", "经济效益指标", "", ""] in found


def test_a_group_may_be_left_open_where_it_prints(tmp_path: Path) -> None:
    project = PROJECT.replace("    质量指标:\n      系统运行率: =100%\n", "    质量指标:\n")
    assert ["质量指标", "", ""] in made(tmp_path, GROUPS, project)
    (found,) = findings(tmp_path, "", project)
    assert (found.code, found.message) == ("PT102", "“质量指标”没有填写")


def test_a_blank_first_level_stands_above_a_second(tmp_path: Path) -> None:
    edition = "指标体系:\n  产出指标:\n  '':\n    数量指标: 必填\n    质量指标: 可选\n" + GROUPS
    project = PROJECT.replace("  产出指标:\n", "  '':\n")
    loaded = loaded_with(tmp_path, edition, "edition", project)
    assert loaded.sound, loaded.diagnostics
    assert loaded.content is not None
    form = form_of(loaded.content)
    found = rows_of(form)
    at = found.index(["", "数量指标", "维护设备数量", ">=26台"])
    blank = form.table.rows[at].cells[0]
    assert (blank.text, blank.rows) == ("", 2)


def test_lines_without_rules_stand_left_and_right(tmp_path: Path) -> None:
    text = band("边框: 否", "行: [['填报单位：{{ 实施单位 }}', <, 中间, 单位：元]]")
    form = form_with(tmp_path, text)
    cells = form.table.rows[0].cells
    assert [cell.text for cell in cells] == ["填报单位：某区城市运行中心", "中间", "单位：元"]
    assert [cell.align for cell in cells] == [Align.LEFT, Align.CENTER, Align.RIGHT]
    assert not any(cell.ruled or cell.bold for cell in cells)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("每项: [{分组: 一级项}]",), "这一段不能按“一级项”分组"),
        (("取自: 预算", "每项: [{分组: 一级指标}]"), "这一段不能按“一级指标”分组"),
        (("行: [[甲]]", "合计行: [合计]"), "“合计行”只用于预算各项的一段"),
        (("取自: 预算", "每项: [甲]", "合计行: [甲, 乙]"), "这一行有 2 格，列宽有 1 列"),
        (("取自: 预算", "每项: [{值: 三级指标}]"), "没有叫“三级指标”的数据"),
        (("取自: 预算", "每项: [{值: 项目}]", "空组: 是"), "“空组”只用于绩效指标的一段"),
    ],
)
def test_a_band_that_makes_no_sense_is_told(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    (found,) = findings(tmp_path, band(*lines, widths=1))
    assert words in found.message
    assert found.span.path.endswith("layout.yaml")


@pytest.mark.parametrize(
    "edition",
    [
        "资金种类: [财政资金]\n",
        "资金种类: {其他资金: 单列}\n",
        "字段: {财政资金: {单位: 元}}\n",
        "预算字段: {金额: {单位: 元}}\n",
    ],
)
def test_a_name_that_is_taken_is_told(tmp_path: Path, edition: str) -> None:
    (found,) = findings(tmp_path, edition)
    assert (found.code, found.span.line) == ("PT121", 3)


@pytest.mark.parametrize("line", ["层级: 末级", "合计在前: 是", "合计行: [合计]"])
def test_keys_for_lines_of_the_budget_stand_with_these_alone(tmp_path: Path, line: str) -> None:
    (found,) = findings(tmp_path, band("行: [[甲]]", line, widths=1))
    assert "只用于预算各项的一段" in found.message
    assert found.span.line == 12


def test_numbers_are_named_in_prose_with_their_units(tmp_path: Path) -> None:
    project = VALUES.replace(
        "拟实施", "计{{ 人数 }}，自筹{{ 自筹比例 }}，上年{{ 上年预算 | 万元 }}，拟实施"
    )
    rows = band("行: [[{正文: 项目概述}]]", widths=1)
    ((text,),) = made(tmp_path, KEYS + rows, project)
    assert text.startswith("计1,200人，自筹30%，上年6万元，拟实施")


@pytest.mark.parametrize(
    ("written", "text"),
    [("6", "60000"), ("5+1.5", "65000"), ("6万+500元", "60500"), ("60000元", "60000")],
)
def test_bare_numbers_are_in_the_unit_of_their_key(tmp_path: Path, written: str, text: str) -> None:
    edition = KEYS + band("行: [[{金额: 上年预算}]]", widths=1)
    assert made(tmp_path, edition, f"{PROJECT}上年预算: {written}\n") == [[text]]


def test_the_sum_of_a_key_of_lines_stands_in_other_parts_of_the_form(tmp_path: Path) -> None:
    rows = "行: [[{金额: 前两年}, {比例: 前两年 / 年度资金申请总额}, '{{ 前两年 | 万元 }}']]"
    found = made(tmp_path, FIELD + band(rows, widths=3), with_budget(ITEMS))
    assert found == [["18000", "22.61%", "1.8万元"]]


def test_a_key_of_a_line_has_one_of_its_choices(tmp_path: Path) -> None:
    edition = "预算字段: {支出科目: {选项: [办公费, 培训费]}}\n"
    items = "- {名称: 甲, 测算: 1元, 支出科目: 会议费}\n"
    loaded = loaded_with(tmp_path, edition, "edition", with_budget(items))
    (found,) = (one for one in check_project(loaded) if one.code == "PT109")
    assert found.message == "“支出科目”不能是“会议费”"


def test_an_equality_with_nothing_is_told(tmp_path: Path) -> None:
    project = PROJECT.replace("项目总目标: 保障系统运行。\n", "").replace(
        "本年内系统不中断。", "同总目标"
    )
    (found,) = (
        one
        for one in check_project(loaded_with(tmp_path, "", "edition", project))
        if one.code == "PT405"
    )
    assert found.message == "年度总体目标写了“同总目标”，却没有项目总目标"


def test_a_price_is_not_added_up(tmp_path: Path) -> None:
    edition = "预算字段: {前两年: {单位: 元, 相加: 否}}\n" + band(*COST, "层级: 全部")
    items = ITEMS.replace("前两年: 1.5", "前两年: 2000").replace("前两年: 3000元", "前两年: 45")
    found = made(tmp_path, edition, with_budget(items))
    assert [row[-1] for row in found] == ["2000", "", "45", "", ""]


def test_prices_are_rounded_each_by_itself(tmp_path: Path) -> None:
    edition = "金额: {单位: 万元, 小数: 2}\n预算字段: {前两年: {单位: 元, 相加: 否}}\n" + band(
        *COST
    )
    items = "".join(f"- {{名称: {name}, 测算: 9万元, 前两年: 33333.33}}\n" for name in "甲乙丙")
    found = made(tmp_path, edition, with_budget(items))
    assert [row[-1] for row in found] == ["3.33", "3.33", "3.33", ""]


FINER = [
    ("", ["3.33", "3.33", "3.35", "10.01"]),
    (", 小数: 4", ["3.3333", "3.3333", "3.3435", "10.0101"]),
    (", 格式: '2,500.00元'", ["33,333.33元", "33,333.33元", "33,434.50元", "100,101.16元"]),
    (", 格式: 250万", ["3.333333万", "3.333333万", "3.34345万", "10.010116万"]),
    (", 小数: 0", ["3", "3", "4", "10"]),
]
LINES = "- {名称: 甲, 测算: 33333.33元}\n- {名称: 乙, 测算: 66767.83元}\n"


@pytest.mark.parametrize(("shown", "texts"), FINER)
def test_a_cell_prints_as_many_places_as_it_says_and_adds_up(
    tmp_path: Path, shown: str, texts: list[str]
) -> None:
    edition = "金额: {单位: 万元, 小数: 2}\n资金种类: [甲类, 乙类]\n"
    names = ("甲类", "乙类", "当年财政拨款", "甲类 + 乙类 + 当年财政拨款")
    rows = f"行: [[{', '.join(f'{{金额: {name}{shown}}}' for name in names)}]]"
    project = with_budget(LINES) + "资金来源: {甲类: 33333.33元, 乙类: 33333.33元}\n"
    (found,) = made(tmp_path, edition + band(rows, widths=4), project)
    assert sorted(found) == sorted(texts)


@pytest.mark.parametrize(
    ("shown", "texts"),
    [
        ("", ["3.33", "6.68", "10.01"]),
        (", 格式: '2,500.00元'", ["33,333.33元", "66,767.83元", "100,101.16元"]),
        (", 小数: 0", ["3", "7", "10"]),
    ],
)
def test_a_cell_of_a_line_prints_as_many_places_as_it_says(
    tmp_path: Path, shown: str, texts: list[str]
) -> None:
    cell = f"[{{金额: 金额{shown}}}]"
    lines = ("取自: 预算", f"每项: {cell}", f"合计行: {cell}")
    edition = "金额: {单位: 万元, 小数: 2}\n" + band(*lines, widths=1)
    assert made(tmp_path, edition, with_budget(LINES)) == [[text] for text in texts]


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        ("资金种类: [年度]\n", "“年度”本来就有"),
        ("资金种类: [实施单位]\n", "“实施单位”本来就有"),
        ("字段: {开始年: {}}\n", "“开始年”本来就有"),
        ("字段: {财政资金: {}}\n", "“财政资金”由程序计算"),
        ("字段: {甲类: {单位: 元}}\n资金种类: [甲类]\n", "“甲类”是资金种类的名称"),
        ("字段: {甲类总额: {}}\n资金种类: [甲类]\n", "“甲类总额”是资金种类的名称"),
        ("预算字段: {甲类: {单位: 元}}\n资金种类: [甲类]\n", "“甲类”是资金种类的名称"),
        ("预算字段: {甲类: {单位: 元}}\n字段: {甲类: {单位: 元}}\n", "“甲类”在“字段”里已经有了"),
    ],
)
def test_a_name_of_two_things_is_told(tmp_path: Path, edition: str, words: str) -> None:
    (found,) = findings(tmp_path, edition)
    assert (found.code, found.span.line) == ("PT121", 3)
    assert words in found.message


@pytest.mark.parametrize("unit", ["千元", "百万元", "百元", "千万", "万亿元"])
def test_a_unit_of_money_that_is_not_understood_is_told(tmp_path: Path, unit: str) -> None:
    (found,) = findings(tmp_path, f"字段: {{甲: {{单位: {unit}}}}}\n")
    assert (found.code, found.span.line, found.span.column) == ("PT102", 3, 14)
    assert found.message == "“单位”不是读得懂的金额单位"
    assert "万元" in found.hint


@pytest.mark.parametrize(("unit", "text"), [("％", "30%"), ("' % '", "30%"), ("‰", "3%")])
def test_a_share_is_read_in_its_unit(tmp_path: Path, unit: str, text: str) -> None:
    rows = "行: [[{比例: 自筹}, {金额: 年度资金申请总额 * 自筹}]]"
    edition = f"字段: {{自筹: {{单位: {unit}}}}}\n" + band(rows, widths=2)
    amount = str(100000 * int(text[:-1]) // 100)
    for written in ("30", "30" + unit.strip("' ")):
        assert made(tmp_path, edition, f"{PROJECT}自筹: {written}\n") == [[text, amount]]


@pytest.mark.parametrize("number", ["9" * 200, "0." + "0" * 200 + "1"])
def test_a_number_that_nobody_means_is_told(tmp_path: Path, number: str) -> None:
    for key in ("人数", "自筹比例"):
        (found,) = findings(tmp_path, KEYS, f"{PROJECT}{key}: {number}\n")
        assert (found.code, found.message) == ("PT102", f"“{key}”的数字太长")


def test_what_comes_to_more_than_any_amount_is_blank(tmp_path: Path) -> None:
    product = " * 人数" * 8
    rows = f"行: [[{{金额: 上年预算{product}}}, {{比例: 自筹比例{product}}}]]"
    project = f"{PROJECT}人数: {'9' * 12}\n上年预算: 9\n自筹比例: 9\n"
    assert made(tmp_path, KEYS + band(rows, widths=2), project) == [["", ""]]


@pytest.mark.parametrize(
    ("sum_", "text"),
    [("（上年预算＋上年执行）", "81000"), ("上年预算 × 人数 ÷ 人数", "60000")],
)
def test_signs_of_either_width_compute(tmp_path: Path, sum_: str, text: str) -> None:
    edition = KEYS + band(f"行: [[{{金额: {sum_}}}]]", widths=1)
    assert made(tmp_path, edition, VALUES) == [[text]]


@pytest.mark.parametrize(
    "sum_", ["上年预算 +", "上年预算 * 0.5", "上年预算 * 10%", "上年预算 ** 2"]
)
def test_a_sum_that_cannot_be_read_is_told_in_words_of_cells(tmp_path: Path, sum_: str) -> None:
    (found,) = findings(tmp_path, KEYS + band(f"行: [[{{金额: {sum_}}}]]", widths=1))
    assert "{{" not in found.message + found.hint
    assert "甲 + 乙" in found.hint


@pytest.mark.parametrize("key", ["字段", "指标字段", "预算字段"])
def test_a_new_key_that_is_left_open_tells_how_to_write_one(tmp_path: Path, key: str) -> None:
    (found,) = findings(tmp_path, f"{key}:\n  联系人:\n")
    assert (found.code, found.span.line) == ("PT102", 4)
    assert "联系人: {}" in found.hint


def test_a_text_of_an_item_is_printed_as_it_is_written(tmp_path: Path) -> None:
    edition = "预算字段: {科室: {选项: [一科, 二科]}}\n"
    edition += band("取自: 预算", "每项: [{值: 项目}, {值: 科室}]", widths=2)
    items = "- {名称: 甲, 测算: 9万元, 科室: 一科}\n- {名称: 乙, 测算: 9万元}\n"
    assert made(tmp_path, edition, with_budget(items)) == [["甲", "一科"], ["乙", ""]]


def test_a_bare_number_may_be_in_yi(tmp_path: Path) -> None:
    edition = FIELD.replace("万元", "亿元") + band(*COST)
    items = "- {名称: 甲, 测算: 9万元, 前两年: 1.5}\n"
    assert made(tmp_path, edition, with_budget(items))[0][-1] == "150000000"


def test_cells_of_amounts_are_numbers_for_a_workbook(tmp_path: Path) -> None:
    table = form_with(tmp_path, FIELD + band(*COST), with_budget(ITEMS)).table
    first = [cell.value for cell in table.rows[0].cells]
    assert first == [None, None, Decimal(68000), Decimal(15000)]


def test_lines_add_up_to_their_group_as_it_prints(tmp_path: Path) -> None:
    lines = "{名称: 一, 测算: 11111.11元}, {名称: 二, 测算: 22222.22元}"
    items = "".join(f"- {{名称: {name}, 明细: [{lines}]}}\n" for name in "甲乙丙")
    text = "金额: {单位: 万元, 小数: 2}\n" + FIELD + band(*COST, "层级: 全部")
    found = made(tmp_path, text, with_budget(items))
    assert [row[2] for row in found[:3]] == ["3.34", "1.11", "2.23"]
    assert [row[2] for row in found[3:6]] == ["3.33", "1.11", "2.22"]
    assert found[-1][1] == "10.00"


def test_items_of_one_name_do_not_join(tmp_path: Path) -> None:
    cells = "每项: [{分组: 一级项}, {值: 名称}]"
    items = "- {名称: 甲, 测算: 1万元}\n- {名称: 甲, 明细: [{名称: 乙, 测算: 2万元}]}\n"
    for level in ("一级", "末级", "全部"):
        text = band("取自: 预算", f"层级: {level}", cells, widths=2)
        rows = rows_of(form_with(tmp_path / level, text, with_budget(items)))
        assert [row[0] for row in rows if len(row) == 2] == ["甲", "甲"]


def test_rows_are_lower_in_smaller_type(tmp_path: Path) -> None:
    form = replace(form_with(tmp_path, FIELD + band(*COST), with_budget(ITEMS)), smallest=9.0)
    height = form.table.rows[0].min_height
    assert height > 0
    heights = [form.shrunk(size, 12.0).table.rows[0].min_height for size in (12.0, 10.5, 9.0)]
    assert heights == [height, height / 2, 0]
    assert replace(form, smallest=None).shrunk(12.0, 12.0) == replace(form, smallest=None)
