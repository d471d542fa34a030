from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.formula.evaluate import Formula, parse
from ptgen.formula.lexer import Fault


def value(text: str) -> Fraction:
    result = parse(text)
    assert isinstance(result, Formula), result
    return result.value


def fault(text: str) -> Fault:
    result = parse(text)
    assert isinstance(result, Fault), result
    return result


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50万元", "500000"),
        ("34次*2000元/场", "68000"),
        ("34次*300元/人*5人", "51000"),
        ("4000元/天*6人", "24000"),
        ("80*7800*10%", "62400"),
        ("80部 * 7800元/部 * 10%", "62400"),
        ("23.42万+8.96万+35万", "673800"),
        ("3000元/月 * 12个月", "36000"),
        ("15.36万元/年", "153600"),
        ("2793072.2元", "2793072.2"),
        ("1,132,300.50元", "1132300.5"),
        ("1.2亿元", "120000000"),
        ("２０００＋３０００×２", "8000"),
        ("（1+2）×（3－1）÷4", "1.5"),
        ("-5元+10元", "5"),
        ("3万+2000元", "32000"),
        ("0.1+0.2", "0.3"),
        ("100元/3", "100/3"),
        ("50 % * 200元", "100"),
    ],
)
def test_formulas_are_exact(text: str, amount: str) -> None:
    assert value(text) == Fraction(amount)


@pytest.mark.parametrize(
    ("text", "said", "start", "end"),
    [
        ("约17万", "看不懂“约”", 0, 1),
        ("10万元约", "看不懂“约”", 4, 5),
        ("3万元=5", "看不懂“=”", 3, 4),
        ("2 3", "缺少运算符", 2, 3),
        ("1)", "缺少运算符", 1, 2),
        ("(1+2", "没有配对", 0, 1),
        ("1+", "没有写完", 1, 2),
        ("", "是空的", 0, 0),
        ("9**9**9", "不能写“*”", 2, 3),
        ("1,13元", "写得不对", 0, 4),
        ("1.2.3", "多了标点", 3, 4),
        ("5千元", "不认识的金额单位“千元”", 1, 3),
        ("3万万元", "重复", 0, 3),
        ("1*2￥", "看不懂“￥”", 3, 4),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, said: str, start: int, end: int) -> None:
    found = fault(text)
    assert said in found.message
    assert (found.start, found.end) == (start, end)
    assert found.hint
    assert not found.meaning


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5元/0", "除数是零"),
        ("5元/(1-1)", "除数是零"),
        ("3元*5元", "两个金额不能相乘"),
        ("5000元+3人", "不能相加减"),
        ("2000元-10%", "不能相加减"),
        ("100元/5元", "不是金额"),
        ("20人*3天", "没有金额"),
    ],
)
def test_what_an_amount_cannot_do(text: str, said: str) -> None:
    found = fault(text)
    assert said in found.message
    assert found.meaning


@pytest.mark.parametrize(
    "text",
    ["1" * 499, "(" * 10_000, "(" * 200 + "1" + ")" * 200, "-" * 400 + "1", "9" * 30 + "亿元"],
)
def test_bombs_are_refused(text: str) -> None:
    assert fault(text).hint


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("4000元/天*6人", "天"),
        ("300元/人/天*5人", "天"),
        ("4000元/天*6人*2天", None),
        ("3000元/月*12个月", None),
        ("15.36万元/年", None),
        ("3000元/月*12", None),
        ("34次*2000元/场", None),
    ],
)
def test_a_price_by_time_wants_a_time(text: str, unit: str | None) -> None:
    result = parse(text)
    assert isinstance(result, Formula)
    assert result.uncancelled == unit


def test_a_single_number_is_known() -> None:
    one, two = parse("50万元"), parse("5*10万元")
    assert isinstance(one, Formula)
    assert isinstance(two, Formula)
    assert (one.single, two.single) == (True, False)


numbers = st.decimals(min_value=0, max_value=10**6, places=2).map(
    lambda number: (f"{number:f}", Fraction(number))
)


def combined(
    parts: st.SearchStrategy[tuple[str, Fraction]],
) -> st.SearchStrategy[tuple[str, Fraction]]:
    pairs = st.tuples(parts, st.sampled_from("+-*"), parts)
    return pairs.map(
        lambda made: (
            f"({made[0][0]}{made[1]}{made[2][0]})",
            {
                "+": made[0][1] + made[2][1],
                "-": made[0][1] - made[2][1],
                "*": made[0][1] * made[2][1],
            }[made[1]],
        )
    )


@settings(max_examples=300)
@given(st.recursive(numbers, combined, max_leaves=6))
def test_values_are_those_of_fractions(made: tuple[str, Fraction]) -> None:
    text, expected = made
    result = parse(text)
    if isinstance(result, Formula):
        assert result.value == expected
    else:
        assert abs(expected) >= 10**18


@settings(max_examples=500)
@given(st.text(alphabet="0123456789.,万亿元人天次%+-*/()（）约 ", max_size=40))
def test_any_text_is_read_or_told(text: str) -> None:
    result = parse(text)
    if isinstance(result, Fault):
        assert result.message
        assert 0 <= result.start <= result.end <= max(len(text), 1)
