"""Formulas are exact; whatever cannot be an amount is a fault at its place, never an exception."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ptgen.core.diagnostics import Fault
from ptgen.core.formula.evaluate import MAX_DEPTH, Formula, parse
from ptgen.core.formula.lexer import MAX_LENGTH
from ptgen.core.money import LIMIT


def formula(text: str) -> Formula:
    found = parse(text)
    assert isinstance(found, Formula), found
    return found


def fault(text: str) -> Fault:
    found = parse(text)
    assert isinstance(found, Fault), found
    assert found.hint
    return found


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("34次*2000元/场", 68_000),
        ("4000元/天*6人", 24_000),
        ("23.42万+8.96万+35万", 673_800),
        ("80*7800*10%", 62_400),
        ("80部 * 7800元/部 * 10%", 62_400),
        ("（3+4）×5万元÷2", 175_000),
        ("1,132,300元-2300元", 1_130_000),
        ("3000元/月*12个月", 36_000),
        ("5万+3000元", 53_000),
        ("3000元+5万", 53_000),
        ("3000元+20人*50元/人", 4_000),
        ("(20人+5人)*50元/人", 1_250),
        ("2.5亿元", 250_000_000),
        ("100元/3", Fraction(100, 3)),
        ("100", 100),
        ("0.1+0.2", Fraction(3, 10)),
        ("-5元+8元", 3),
        ("10-2-3", 5),
        ("100/5/2", 10),
        ("2+3*4", 14),
        ("--5", 5),
        ("  5 万 元  ", 50_000),
        ("3.6万元/年", 36_000),
    ],
)
def test_amounts_are_exact(text: str, yuan: Fraction) -> None:
    found = formula(text)
    assert found.value == yuan
    assert found.text == text


def test_one_number_is_single() -> None:
    assert formula("50万元").single
    assert formula("3.6万元/年").single
    assert not formula("(50万元)").single
    assert not formula("-5").single
    assert not formula("2*3").single


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("4000元/天*6人", "天"),
        ("3000元/月*1年", "月"),
        ("500元/日*6人", "日"),
        ("4000元/天*6人*3天", None),
        ("500元/天*30日", None),
        ("500元/季度*4季", None),
        ("500元/小时*3时*2人", None),
        ("500元/星期*3周*2人", None),
        ("3000元/月*12个月", None),
        ("3.6万元/年", None),
        ("3.6万元/年*2", None),
        ("2000元/场*34次", None),
    ],
)
def test_a_price_by_time_asks_for_time(text: str, unit: str | None) -> None:
    assert formula(text).uncancelled == unit


@pytest.mark.parametrize(
    ("text", "word", "message"),
    [
        ("", "", "算式是空的"),
        ("3元*", "*", "算式没有写完"),
        ("3 4", "4", "“4”前面缺少运算符"),
        ("5元)", ")", "右括号没有配对的左括号"),
        ("2*(5元", "(", "左括号没有配对的右括号"),
        ("9**9**9", "*", "这里不能写“*”"),
        ("+5", "+", "这里不能写“+”"),
        ("2*()", ")", "这里不能写“)”"),
        ("1e999999万", "e", "看不懂“e”"),
        ("9" * 19, "9" * 19, "金额太大"),
        ("99999999万亿*10", "99999999万亿*10", "金额太大"),
    ],
)
def test_wrong_spelling_is_told_at_its_place(text: str, word: str, message: str) -> None:
    found = fault(text)
    assert (text[found.start : found.end], found.message) == (word, message)
    assert found.code == "PT201"


@pytest.mark.parametrize(
    ("text", "word", "message"),
    [
        ("5元/0", "0", "除数是零"),
        ("5元/(3-3)", "3-3", "除数是零"),
        ("2*5元*3元", "2*5元*3元", "两个金额不能相乘"),
        ("5元/3元", "5元/3元", "算式的得数不是金额"),
        ("100/5元", "100/5元", "算式的得数不是金额"),
        ("20人*3天", "20人*3天", "算式只有数量，没有金额"),
        ("3元+20人", "3元+20人", "金额和数量不能相加减"),
        ("5元+(20人+5万)", "20人+5万", "金额和数量不能相加减"),
        ("5万-20人", "5万-20人", "金额和数量不能相加减"),
    ],
)
def test_what_no_amount_can_be_is_told(text: str, word: str, message: str) -> None:
    found = fault(text)
    assert (text[found.start : found.end], found.message) == (word, message)
    assert found.code == "PT202"


def test_length_and_depth_have_limits() -> None:
    assert formula("1+" * 249 + "1").value == 250
    assert fault("1" * (MAX_LENGTH + 1)).message == f"算式超过 {MAX_LENGTH} 个字"
    assert fault("(" * 10_000).message == f"算式超过 {MAX_LENGTH} 个字"
    assert formula("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH).value == 1
    deeper = "(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1)
    assert fault(deeper).message == "括号或负号层数太多"
    assert fault("-" * 400 + "1").message == "括号或负号层数太多"


@dataclass(frozen=True)
class Made:
    """A formula with its value, computed while it was made; ``None`` divides by zero."""

    text: str
    value: Fraction | None
    rank: int = 2  # 0 a sum, 1 a product, 2 a number or bracket
    depth: int = 0

    def inside(self, rank: int) -> "Made":
        if self.rank >= rank:
            return self
        return Made(f"({self.text})", self.value, 2, self.depth + 1)


def _leaf(whole: int, places: int, ending: tuple[str, Fraction], comma: bool) -> Made:
    digits = f"{whole // 10**places:,}" if comma else str(whole // 10**places)
    fraction = f".{whole % 10**places:0{places}}" if places else ""
    return Made(digits + fraction + ending[0], Fraction(whole, 10**places) * ending[1])


def _joined(left: Made, sign: str, right: Made) -> Made:
    rank = 0 if sign in "+-－" else 1
    left, right = left.inside(rank), right.inside(rank + 1)
    return Made(
        f"{left.text}{sign}{right.text}",
        _value(left.value, sign, right.value),
        rank,
        max(left.depth, right.depth),
    )


def _value(left: Fraction | None, sign: str, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    if sign == "+":
        return left + right
    if sign in "-－":
        return left - right
    if sign in "*×":
        return left * right
    return left / right if right else None


leaves = st.builds(
    _leaf,
    st.integers(0, 10**6),
    st.integers(0, 4),
    st.sampled_from(
        [
            ("", Fraction(1)),
            ("万", Fraction(10**4)),
            ("%", Fraction(1, 100)),
            ("亿", Fraction(10**8)),
        ]
    ),
    st.booleans(),
)
formulas = st.recursive(
    leaves,
    lambda inner: (
        st.builds(_joined, inner, st.sampled_from("+-－*×/÷"), inner)
        | inner.map(lambda made: Made(f"({made.text})", made.value, 2, made.depth + 1))
    ),
    max_leaves=12,
)


@given(formulas)
def test_the_value_is_that_of_fractions(made: Made) -> None:
    assume(len(made.text) <= MAX_LENGTH and made.depth <= MAX_DEPTH)
    found = parse(made.text)
    if made.value is None:
        assert isinstance(found, Fault)
        assert found.message == "除数是零"
    elif abs(made.value) >= LIMIT:
        assert isinstance(found, Fault)
        assert found.message == "金额太大"
    else:
        assert isinstance(found, Formula)
        assert found.value == made.value


@given(st.text(max_size=60) | st.text("0123456789.,+-*/()万亿%元天人 ，（）×", max_size=60))
@example("1" * 501)
@example("(" * 500)
@example("1/" * 249 + "1")
@example("9" * 250 + "*" + "9" * 249)
def test_any_text_is_a_formula_or_a_fault_inside_it(text: str) -> None:
    found = parse(text)
    if isinstance(found, Fault):
        assert 0 <= found.start <= found.end <= len(text)
        assert found.message
        assert found.hint
    else:
        assert abs(found.value) < LIMIT


def test_sixteen_brackets_are_read_and_no_more() -> None:
    assert formula("(" * 16 + "5元" + ")" * 16).value == 5
    assert "层数太多" in fault("(" * 17 + "5元" + ")" * 17).message
