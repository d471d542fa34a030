from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.prose.sandbox import Context, expand
from tests.projects import PROJECT, content_of, load_all, write_project

CONTEXT: Context = {
    "项目名称": "设备 & <运维>",
    "年度": 2022,
    "年度资金申请总额": Decimal("1132300.00"),
    "核定金额": None,
    "分年": {"2022": Decimal("31200.00")},
    "预算": {"800兆": {"金额": Decimal("62400.00"), "明细": {}}},
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
        ("{{ 年度", "看不懂", 0),
        ("{{ }}", "看不懂", 0),
        ("{{ 预算 }}", "算不出来", 0),
        ("{{ 预算.items }}", "没有叫“items”", 6),
        ("{{ ''.__class__ }}", "算不出来", 0),
        ("{{ 项目名称.__class__.__mro__ }}", "算不出来", 0),
        ("{{ range(10) }}", "不能这样计算", 0),
        ("{{ 9**9**9 }}", "不能这样计算", 0),
        ("{{ 'a' * 999999999 }}", "不能这样计算", 0),
        ("{{ 年度资金申请总额 * 2 }}", "不能这样计算", 0),
        ("{{ 0.1 + 0.2 }}", "不能这样计算", 0),
        ("{{ 年度资金申请总额 | 元(1) }}", "不能这样计算", 0),
        ("{{ [1] }}", "不能这样计算", 0),
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
    assert (fault.hint, fault.undefined) == ("是不是“年度资金申请总额”？", True)


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


def test_faults_are_told_in_the_file(tmp_path: Path) -> None:
    text = PROJECT + "实施周期: |\n  第一段。\n  到{{ 完成年 }}年。\n"
    (loaded,) = load_all(write_project(tmp_path, text))
    (found,) = loaded.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("PT103", 28, 7)
