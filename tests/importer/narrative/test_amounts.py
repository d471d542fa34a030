from __future__ import annotations

from decimal import Decimal

import pytest

from ptgen.importer.narrative.amounts import amounts_of, folded, is_total
from ptgen.importer.narrative.years import parts_of_years


def found(text: str) -> list[tuple[str, str]]:
    return [(one.formula, f"{one.printed:f}") for one in amounts_of(folded(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("场地费用：34次*2000元/场=68000元", [("34次*2000元/场", "68000.00")]),
        ("延保服务 80*7800*10%=6.24万元。", [("80*7800*10%", "62400.00")]),
        ("讲课费８００元／人·次×１２次＝９６００元", [("800元/人次×12次", "9600.00")]),
        ("租金：（20台+10台）*300元/台·月*12月=108000元", [("（20台+10台）*300元/台月*12月", "108000.00")]),
        ("3000元/月x12个月", [("3000元/月*12个月", "36000.00")]),
        ("场地：2天 X 3,000元/天", [("2天*3,000元/天", "6000.00")]),
        ("录音月租费 3.6万/年;12345来电名片", [("3.6万/年", "36000.00")]),
        ("维护30万、购置15万，共45万。", [("30万", "300000.00"), ("15万", "150000.00"), ("45万", "450000.00")]),
        ("共13439。", [("13439", "13439.00")]),
    ],
)  # fmt: skip
def test_formulas_are_found_as_the_grammar_reads_them(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    ["关注用户约3万人", "合同周期为2022.1.1-2022.12.31", "5-10月开展宣传", "聘请2-3人", "87项部件、57项事件", "热线12345"],
)  # fmt: skip
def test_what_is_no_money_is_no_amount(text: str) -> None:
    assert found(text) == []


def test_a_result_that_differs_is_kept_beside_what_is_computed() -> None:
    (amount,) = amounts_of(folded("印刷费：100本*20元/本=2500元"))

    assert (amount.value, amount.printed) == (Decimal("2000.00"), Decimal("2500.00"))


def test_a_formula_that_cannot_be_read_leaves_its_result() -> None:
    (amount,) = amounts_of(folded("设备费：3元*4元=12元"))

    assert (amount.formula, amount.printed) == ("", Decimal("12.00"))


def test_words_say_what_is_a_sum_and_what_is_about() -> None:
    text = "共约5万元"
    (amount,) = amounts_of(text)

    assert amount.about
    assert is_total(text, amount)
    assert amounts_of("10万元左右")[0].about


@pytest.mark.parametrize(
    "piece", ["1*", "1   *   ", "（", "(1", "1人*", "1/人/人", "1-", "￥1", "1,111", "甲1元，", "9"]
)
def test_long_lines_of_nonsense_are_read_in_time(piece: str) -> None:
    """A regular expression that tries every way takes longer than anybody waits."""
    assert isinstance(amounts_of(folded(piece * (3000 // len(piece)))), tuple)


def test_words_behind_a_product_are_no_unit() -> None:
    assert found("按3000元/月*12个月的费用计") == [("3000元/月*12个月", "36000.00")]


def test_parts_of_years() -> None:
    text = "2022年预算申请3.12万，2023年支付50%，本年申请2万元"

    assert list(parts_of_years(text, 2022)) == [(2022, "3.12万"), (2023, "50%"), (2022, "2万元")]
