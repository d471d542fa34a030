from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.core.model.indicator import Target
from ptgen.core.prose.expand import expand
from ptgen.core.prose.values import Context
from tests.projects import PROJECT, content_of, load_all, with_budget, write_project

CONTEXT: Context = {
    "项目名称": "设备 & <运维>",
    "年度": 2022,
    "年度资金申请总额": Decimal("1132300.00"),
    "核定金额": None,
    "分年": {"2022": Decimal("31200.00")},
    "预算": {"800兆": {"金额": Decimal("62400.00"), "核定金额": None, "明细": {}}},
}


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("没有计算", "没有计算"),
        ("{{ 项目名称 }}", "设备 & <运维>"),
        ("{{年度}}年", "2022年"),
        ("{{ 年度资金申请总额 }}", "1132300.00"),
        ("{{ 年度资金申请总额 | 万元 }}", "113.23万元"),
        ("{{ 年度资金申请总额 | 元 }}", "1132300元"),
        ("{{ 年度资金申请总额 | 千分 }}", "1,132,300.00"),
        ("{{ 年度资金申请总额 | 大写 }}", "壹佰壹拾叁万贰仟叁佰元整"),
        ("{{ 预算['800兆'].金额 | 万元 }}", "6.24万元"),
        ("{{ 分年['2022'] | 元 }}", "31200元"),
        ("{{ 分年.2022 | 元 }}", "31200元"),
        ("{{ -分年.2022 | 元 }}", "-31200元"),
        ("{{ 年度资金申请总额 | 万元(2) }}", "113.23万元"),
        ("{{ 年度资金申请总额|万元 (4) }}", "113.2300万元"),
        ("{{ 年度资金申请总额 | 万元(0) }}", "113万元"),
        ("{{ 年度资金申请总额 | 万元() }}", "113.23万元"),
        ("{{ 年度资金申请总额 | 元(2) }}", "1132300.00元"),
        ("{{ (年度资金申请总额 - 1132250) | 万元(2) }}", "0.01万元"),
        ("{{ (年度资金申请总额 - 1132350) | 万元(2) }}", "-0.01万元"),
        ("{{ (1132260 - 年度资金申请总额) | 万元(2) }}", "0.00万元"),
        ("{{ 预算.800兆.金额 | 万元 }}", "6.24万元"),
        ("{{ 年度 - 1 }}", "2021"),
        ("{{ 年度 + 1 }}年至{{ 年度 + 2 - 1 }}年", "2023年至2023年"),
        ("甲 {{- 年度 -}} 乙 {{ 年度 -}} \n丙", "甲2022乙 2022丙"),
        ("{{-年度-}}", "2022"),
        ("{{ '甲' }}", "甲"),
        ("{ 某年 } }}", "{ 某年 } }}"),
        ("{{ (年度资金申请总额 - 预算['800兆'].金额) | 元 }}", "1069900元"),
        ("第一行\n{{ 年度 }}\n", "第一行\n2022\n"),
    ],
)
def test_texts_are_computed(text: str, printed: str) -> None:
    result = expand(text, CONTEXT)
    assert result.faults == ()
    assert result.text == printed


@pytest.mark.parametrize(
    ("text", "said", "start"),
    [
        ("共{{ 年度资金申请 | 万元 }}", "没有叫“年度资金申请”", 4),
        ("甲\n{{ 预算['900兆'].金额 }}", "没有叫“900兆”", 9),
        ("{{ 核定金额 | 万元 }}", "“核定金额”没有填写", 0),
        ("{{ 项目名称 | 万元 }}", "算不出来", 0),
        ("{{ 年度资金申请总额 | 亿元 }}", "没有“亿元”", 14),
        ("甲{% if 1 %}", "不能使用“{%”", 1),
        ("甲{# 注 #}", "不能使用“{#”", 1),
        ("{{ 年度", "“{{”没有配对的“}}”", 0),
        ("{{ }}", "看不懂", 0),
        ("{{ 预算 }}", "算不出来", 0),
        ("{{ 预算.items }}", "没有叫“items”", 6),
        ("{{ ''.__class__ }}", "不能这样计算", 0),
        ("{{ 项目名称.__class__.__mro__ }}", "没有叫“__class__”", 8),
        ("{{ range(10) }}", "不能这样计算", 0),
        ("{{ 9**9**9 }}", "不能这样计算", 0),
        ("{{ 'a' * 999999999 }}", "不能这样计算", 0),
        ("{{ 年度资金申请总额 * 2 }}", "不能这样计算", 0),
        ("{{ 0.1 + 0.2 }}", "不能这样计算", 0),
        ("{{ 年度资金申请总额 | 元(7) }}", "小数的位数不能是 7", 16),
        ("{{ 年度资金申请总额 | 万元(02) }}", "小数的位数不能是 02", 17),
        ("{{ 年度资金申请总额 | 万元(99999999999) }}", "小数的位数不能是 99999999999", 17),
        ("{{ 年度资金申请总额 | 万元(-1) }}", "看不懂", 0),
        ("{{ 年度资金申请总额 | 万元(年度) }}", "看不懂", 0),
        ("{{ 年度资金申请总额 | 万元(2, 3) }}", "不能这样计算", 0),
        ("{{ 年度资金申请总额 | 万元(1.5) }}", "不能这样计算", 0),
        ("{{ 年度资金申请总额 | 大写(2) }}", "“大写”后面不写位数", 17),
        ("{{ 年度资金申请总额 | 万元(2 }}", "看不懂", 0),
        ("{{ [1] }}", "不能这样计算", 0),
        ("{{ true }}", "不能这样计算", 0),
        ("{{ none }}", "不能这样计算", 0),
        ("{{ 项目名称 ~ 'a' }}", "不能这样计算", 0),
        ("{{ 年度 == 1 }}", "不能这样计算", 0),
        ("{{ 预算[项目名称] }}", "不能这样计算", 0),
        ("{{ 项目名称[0:9] }}", "不能这样计算", 0),
        ("{{ ('a').format }}", "不能这样计算", 0),
        ("{{ (年度资金申请总额 | 元).upper }}", "不能这样计算", 0),
        ("{{ 项目名称 if 年度 else 1 }}", "不能这样计算", 0),
        ("{{ 项目名称 is defined }}", "不能这样计算", 0),
        ("{{ 预算 is iterable }}", "不能这样计算", 0),
        ("{{ 预算.keys }}", "没有叫“keys”", 6),
        ("{{ 预算.get }}", "没有叫“get”", 6),
        ("{{ 项目名称.upper }}", "没有叫“upper”", 8),
        ("{{ 年度.real }}", "没有叫“real”", 6),
        ("{{ 年度资金申请总额.as_tuple }}", "没有叫“as_tuple”", 12),
        ("{{ 项目名称[0] }}", "没有叫“0”", 8),
        ("{{ 项目名称 | length }}", "没有“length”", 10),
        ("{{ 项目名称 | attr('x') }}", "没有“attr”", 10),
        ("{{ self }}", "没有叫“self”", 3),
        ("{{ loop.index }}", "没有叫“loop”", 3),
        ("{{ config }}", "没有叫“config”", 3),
        ("年度资金申请{{ 年度资金申请 }}", "没有叫“年度资金申请”", 9),
        ("{{ 年度 }}年{{ 年渡 }}年", "没有叫“年渡”", 12),
        ("{{ 年度 }}年，共{{ 项目名称 | 元 }}", "算不出来", 11),
        ("{{ 预算['800兆'].核定金额 }}", "“核定金额”没有填写", 0),
        ("{{ 年度资金申请总额 + 项目名称 }}", "算不出来", 0),
        ("{{ 年度资金申请总额 + " + "9" * 80 + " }}", "算不出来", 0),
        ("{{ " + "-" * 250 + "年度 }}", "太复杂", 0),
        ("{{ " + "(" * 120 + "年度" + ")" * 120 + " }}", "太复杂", 0),
        ("{{ " + "年度 + " * 70 + "年度 }}", "太长", 0),
        ("{{ " + "年+" * 60 + "年 }}", "太复杂", 0),
        ("{{ '}}' }}", "看不懂", 0),
        ("{{{ 年度 }}}", "看不懂", 0),
        ("{{ 年度 }}年{{", "“{{”没有配对的“}}”", 9),
        ("{{ " + "(" * 150 + "1" + ")" * 150 + " }}", "太长", 0),
    ],
)
def test_what_cannot_be_computed_is_pointed_at(text: str, said: str, start: int) -> None:
    result = expand(text, CONTEXT)
    (fault,) = result.faults
    assert said in fault.message
    assert fault.start == start
    assert fault.hint
    assert result.text == text


def test_the_nearest_name_is_given() -> None:
    (fault,) = expand("{{ 年度资金申请 }}", CONTEXT).faults
    assert (fault.hint, fault.code) == ("是不是“年度资金申请总额”？", "PT103")


def test_every_unknown_name_is_told() -> None:
    faults = expand("甲{{ 乙 }}\n{{ 丙 - 乙 + 乙 }}", CONTEXT).faults
    assert [(fault.start, fault.end) for fault in faults] == [(4, 5), (12, 13), (16, 17), (20, 21)]


def test_an_amount_that_was_meant_is_asked_for() -> None:
    (fault,) = expand("共{{ 预算 | 万元 }}", CONTEXT).faults
    assert fault.hint == "“预算”有几项，要写出其中一项：800兆"
    (fault,) = expand("共{{ 项目名称 | 万元 }}", CONTEXT).faults
    assert fault.hint == "元、万元、千分、大写 只用于金额；金额只能加减"


def test_names_of_pythons_methods_are_names_of_items() -> None:
    items: Context = {"预算": {"items": {"金额": Decimal("1.00")}, "get": Decimal("2.00")}}
    assert expand("{{ 预算.items.金额 }}{{ 预算.get }}", items).text == "1.002.00"


def test_the_same_text_is_computed_the_same_each_time() -> None:
    text = "{{ 项目名称 }}{{ 年度资金申请总额 | 大写 }}"
    assert len({expand(text, dict(sorted(CONTEXT.items()))).text for _ in range(3)}) == 1


@settings(max_examples=300)
@given(st.text(alphabet="{}%#()[].|'_ab年度项目名称 0+-*", max_size=40))
def test_any_text_is_computed_or_told(text: str) -> None:
    result = expand(text, CONTEXT)
    assert isinstance(result.text, str)
    assert not result.faults or result.text == text


def test_every_amount_has_a_name(tmp_path: Path) -> None:
    names = [
        "项目资金总额",
        "全周期资金总额",
        "年度资金申请总额",
        "财政资金",
        "当年财政拨款",
        "上年结转资金",
        "其他资金",
    ]
    text = "、".join(f"{{{{ {name} | 元 }}}}" for name in names)
    text += "、{{ 预算.热线设备维护.金额 | 元 }}、{{ 预算.热线设备维护.本年 | 元 }}"
    content = content_of(tmp_path, PROJECT.replace("按工作需要立项。", f"'{text}'"))
    assert content.texts.at(("立项依据",), "") == "、".join(
        [*["100000元"] * 5, "0元", "0元", "100000元", "100000元"]
    )


def test_items_of_the_same_name_are_not_told_apart(tmp_path: Path) -> None:
    budget = (
        "预算:\n  - {名称: 甲, 测算: 1万}\n  - {名称: 甲, 测算: 2万}\n  - {名称: 乙, 测算: 3万}\n"
    )
    text = PROJECT.replace("预算:\n  - 名称: 热线设备维护\n    测算: 10万元\n", budget)
    write_project(
        tmp_path, text.replace("按工作需要立项。", "'{{ 预算.甲.金额 }}{{ 预算.乙.金额 }}'")
    )
    (loaded,) = load_all(tmp_path / "projects")
    (found,) = loaded.diagnostics
    assert (found.code, found.message) == ("PT103", "没有叫“甲”的数据")


def test_years_quarters_and_what_is_left_open_have_names(tmp_path: Path) -> None:
    budget = "预算: [{名称: 甲, 测算: 10万, 分年: {2022: 40%, 2023: 60%}}]\n季度用款计划: [1万, 0, 3万, 0]\n"
    text = PROJECT.replace("预算:\n  - 名称: 热线设备维护\n    测算: 10万元\n", budget)
    names = (
        "分年.2023、季度.3、预算.甲.分年.2022、预算.甲.本年、年度、开始年、结束年、项目数、主管部门"
    )
    prose = "|".join(f"{{{{ {name} }}}}" for name in names.split("、"))
    content = content_of(tmp_path, text.replace("按工作需要立项。", f"'{prose}'"))
    assert content.texts.at(("立项依据",), "").split("|") == [
        "60000.00",
        "30000.00",
        "40000.00",
        "40000.00",
        "2022",
        "2022",
        "2022",
        "1",
        "某区城市运行中心",
    ]
    assert content.context["核定金额"] is None
    assert content.context["项目类别"] == "经常性项目"


def test_keys_of_the_edition_compute_and_may_be_named(tmp_path: Path) -> None:
    text = (
        PROJECT.replace("按工作需要立项。", "'{{ 项目类别 }}'") + "项目类别: '{{ 年度 }}年项目'\n"
    )
    content = content_of(tmp_path, text)
    assert content.project.further["项目类别"] == "2022年项目"
    assert content.texts.at(("立项依据",), "") == "2022年项目"
    write_project(tmp_path, text.replace("年度 }}年项目", "项目类别 }}"))
    (loaded,) = load_all(tmp_path / "projects")
    (found,) = loaded.diagnostics
    assert (found.code, found.message) == ("PT103", "没有叫“项目类别”的数据")


def test_values_of_indicators_are_read_when_they_are_computed(tmp_path: Path) -> None:
    text = PROJECT.replace("≥26台", "'≥{{ 年度 - 2000 }}台'").replace(
        "=100%\n  效益", "{指标值: '≤{{ 年度资金申请总额 | 元 }}', 说明: '{{ 年度 }}'}\n  效益"
    )
    first, second, *_ = content_of(tmp_path, text).project.indicators
    assert first.target == Target("≥22台", "≥", "22", "", "台")
    assert second.target == Target("≤100000元", "≤", "100000", "", "元")
    assert second.note == "2022"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("项目名称: 设备运行", "项目名称: 甲{{ 年度 }}", 7),
        ("  - 名称: 热线", "  - 名称: 甲{{ 年度 }}", 9),
        ("实施主体: 信息管理科", "主管部门: 甲{{ 年度 }}", 7),
        ("      维护设备数量: ", "      甲{{ 年度 }}: ", 7),
        ("实施主体: 信息管理科", "实施主体: {'{{ 年度 }}年': 甲}", 8),
    ],
)
def test_what_is_printed_as_written_does_not_compute(
    tmp_path: Path, old: str, new: str, column: int
) -> None:
    text = PROJECT.replace(old, new)
    (loaded,) = load_all(write_project(tmp_path, text))
    (found,) = loaded.diagnostics
    line = next(number for number, one in enumerate(text.split("\n"), 1) if "{{ 年度 }}" in one)
    assert (found.code, found.span.line, found.span.column) == ("PT111", line, column)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("≥26台", "'≥{{ 系统 }}台'"),
        ("≥26台", "{指标值: 好, 说明: '{{ 系统 }}'}"),
        ("项目总目标: 保障系统", "项目类别: '{{ 系统 }}'\n项目总目标: 保障系统"),
        ("项目总目标: 保障系统运行。", "项目总目标: 保障{{ 系统 }}运行。"),
        ("    测算: 10万元", "    测算: 10万元\n    说明: 到{{ 系统 }}"),
        ("    测算: 10万元", "    测算: 10万元\n    备注: 到{{ 系统 }}"),
        ("    测算: 10万元", "    明细: [{名称: 甲, 测算: 1元, 说明: '{{ 系统 }}'}]"),
        ("项目总目标:", "文书标题: {绩效目标表: '{{ 系统 }}'}\n项目总目标:"),
        ("  - 按季度结算。", "  - 甲\n  - 乙: ['{{ 系统 }}']"),
    ],
)
def test_every_text_computes(tmp_path: Path, old: str, new: str) -> None:
    text = PROJECT.replace(old, new)
    (loaded,) = load_all(write_project(tmp_path, text))
    (found,) = loaded.diagnostics
    line = text.split("\n")[found.span.line - 1]
    assert line[found.span.column - 1 : found.span.end_column - 1] == "系统"


def test_faults_are_told_in_the_file(tmp_path: Path) -> None:
    text = PROJECT + "实施周期: |\n  第一段。\n  到{{ 完成年 }}年。\n"
    (loaded,) = load_all(write_project(tmp_path, text))
    (found,) = loaded.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("PT103", 28, 7)


@pytest.mark.parametrize("part", ["本年", "分年.2022", "分年"])
def test_a_part_of_the_year_that_nobody_wrote_cannot_be_named(tmp_path: Path, part: str) -> None:
    budget = "- 名称: 组\n  分年: {2022: 40%, 2023: 60%}\n  明细: [{名称: 甲, 测算: 10万元}]\n"
    named = f"共{{{{ 预算['组'].明细['甲'].{part} | 万元 }}}}。"
    text = with_budget(budget).replace("按工作需要立项。", named)
    (loaded,) = load_all(write_project(tmp_path, text))
    (found,) = loaded.diagnostics
    line = text.split("\n")[found.span.line - 1]
    assert found.code == "PT111"
    assert line[found.span.column - 1 :].startswith(part.partition(".")[0])
    assert found.message == "“甲”没有分年的金额：“分年”写在上级“组”"
    assert found.hint == "写“组”的金额，或把“分年”改写到“组”的各项"


def test_what_the_group_says_can_be_named(tmp_path: Path) -> None:
    budget = "- 名称: 组\n  分年: {2022: 40%, 2023: 60%}\n  明细: [{名称: 甲, 测算: 10万元}]\n"
    named = "{{ 预算['组'].本年 | 万元 }}、{{ 预算['组'].明细['甲'].金额 | 万元 }}"
    text = with_budget(budget).replace("按工作需要立项。", f'"{named}"')
    assert content_of(tmp_path, text).texts.at(("立项依据",), "") == "4万元、10万元"
