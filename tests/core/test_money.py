"""Amounts are exact, rounded half away from zero, and spelled as the regulations say."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ptgen.core.money import (
    FEN,
    LIMIT,
    apportion,
    fixed,
    grouped,
    in_capitals,
    in_wan,
    is_whole_fen,
    plain,
    rounded,
    to_fen,
    total,
)

fen = st.integers(-LIMIT * 100, LIMIT * 100)
amounts = fen.map(lambda value: Decimal(value).scaleb(-2))


def test_values_are_rounded_half_away_from_zero() -> None:
    spelled = ["0.005", "-0.005", "0.0149", "1.015", "2.675", "-2.675", "0.004", "1e18"]
    rounded_to = [
        "0.01",
        "-0.01",
        "0.01",
        "1.02",
        "2.68",
        "-2.68",
        "0.00",
        "1000000000000000000.00",
    ]
    assert [str(to_fen(Fraction(text))) for text in spelled] == rounded_to
    assert to_fen(Fraction(1, 3)) == Decimal("0.33")
    assert to_fen(Fraction(2, 3)) == Decimal("0.67")


@given(st.fractions(-(10**12), 10**12))
def test_rounding_moves_by_half_a_fen_at_most(value: Fraction) -> None:
    moved = Fraction(to_fen(value)) - value
    assert abs(moved) <= Fraction(1, 200)
    assert to_fen(-value) == -to_fen(value)
    assert is_whole_fen(value) == (moved == 0)


def test_sums_are_exact() -> None:
    assert total([Decimal("0.1"), Decimal("0.2")]) == Decimal("0.3")
    assert str(total([FEN] * 1000)) == "10.00"
    assert str(total([])) == "0.00"
    assert total([Decimal(LIMIT), FEN, -Decimal(LIMIT)]) == FEN


@pytest.mark.parametrize(
    ("amount", "plainly", "fixedly", "in_groups", "wan"),
    [
        ("2793072.2", "2793072.2", "2793072.20", "2,793,072.20", "279.30722"),
        ("1132300", "1132300", "1132300.00", "1,132,300.00", "113.23"),
        ("100000", "100000", "100000.00", "100,000.00", "10"),
        ("0", "0", "0.00", "0.00", "0"),
        ("0.01", "0.01", "0.01", "0.01", "0.000001"),
        ("-1234.50", "-1234.5", "-1234.50", "-1,234.50", "-0.12345"),
        ("-0.00", "0", "0.00", "0.00", "0"),
        ("1E+6", "1000000", "1000000.00", "1,000,000.00", "100"),
        (
            "999999999999999999.99",
            "999999999999999999.99",
            "999999999999999999.99",
            "999,999,999,999,999,999.99",
            "99999999999999.999999",
        ),
    ],
)
def test_amounts_become_text_without_loss(
    amount: str, plainly: str, fixedly: str, in_groups: str, wan: str
) -> None:
    value = Decimal(amount)
    assert (plain(value), fixed(value), grouped(value), in_wan(value)) == (
        plainly,
        fixedly,
        in_groups,
        wan,
    )


@given(amounts)
def test_every_text_is_the_same_amount(amount: Decimal) -> None:
    assert Decimal(plain(amount)) == amount
    assert Decimal(fixed(amount)) == amount
    assert Decimal(grouped(amount).replace(",", "")) == amount
    assert Fraction(in_wan(amount)) * 10_000 == Fraction(amount)


def test_digits_are_rounded_for_printing_only() -> None:
    assert rounded(Decimal("1131964.00"), -4, 2) == "113.20"
    assert rounded(Decimal("1131950.00"), -4, 2) == "113.20"
    assert rounded(Decimal(85), 0, 2) == "85.00"
    assert rounded(Decimal("-0.001"), 0, 2) == "0.00"
    assert rounded(Decimal("2.5"), 0, 0) == "3"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # 支付结算办法 (银发〔1997〕393号), 附一, 一 and 二: the amounts printed as examples.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("-0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.53", "伍角叁分"),
        ("10", "壹拾元整"),
        ("100.10", "壹佰元壹角"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1100.01", "壹仟壹佰元零壹分"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("1132300", "壹佰壹拾叁万贰仟叁佰元整"),
        ("205000", "贰拾万零伍仟元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("1000500000000", "壹万零伍亿元整"),
        ("1000000000000", "壹万亿元整"),
        ("10000000000000000", "壹亿亿元整"),
        ("-3.20", "负叁元贰角"),
    ],
)
def test_amounts_are_written_in_capitals(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def yuan_of(words: str) -> int:
    """The number that capitals say, read from left to right."""
    whole = part = digit = 0
    for letter in words:
        if letter in DIGITS:
            digit = DIGITS.index(letter)
        elif letter in "拾佰仟":
            part += digit * 10 ** ("拾佰仟".index(letter) + 1)
            digit = 0
        elif letter == "万":
            whole += (part + digit) * 10_000
            part = digit = 0
        elif letter == "亿":
            whole = (whole + part + digit) * 10**8
            part = digit = 0
    return whole + part + digit


@given(st.integers(1, 10**16 - 1), st.integers(0, 99))
@example(10**15, 0)
@example(1_0001_0000_0000, 0)
def test_capitals_say_the_amount(yuan: int, cents: int) -> None:
    words, _, rest = in_capitals(Decimal(yuan * 100 + cents).scaleb(-2)).partition("元")
    assert yuan_of(words) == yuan
    assert "零零" not in words + rest
    assert rest.endswith("整") == (cents == 0)
    spelled = rest.replace("零", "")
    jiao, _, after = spelled.partition("角") if "角" in spelled else ("", "", spelled)
    tens = DIGITS.index(jiao) if jiao else 0
    ones = DIGITS.index(after[0]) if after.endswith("分") else 0
    assert 10 * tens + ones == cents


weights = st.lists(st.fractions(0, 1000), min_size=1, max_size=8)


@given(amounts, weights)
def test_parts_add_up_to_the_amount(amount: Decimal, parts: list[Fraction]) -> None:
    cut = apportion(amount, parts)
    assert len(cut) == len(parts)
    assert total(cut) == amount
    if sum(parts) == 0:
        return
    for part, weight in zip(cut, parts, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * weight / sum(parts)) < Fraction(1, 100)
        assert part == part.quantize(FEN)


def test_the_largest_remainders_get_what_is_left_over() -> None:
    thirds = apportion(Decimal("100.00"), [Fraction(1, 3)] * 3)
    assert [str(part) for part in thirds] == ["33.34", "33.33", "33.33"]
    assert [str(part) for part in apportion(Decimal("0.01"), [Fraction(1), Fraction(2)])] == [
        "0.00",
        "0.01",
    ]
    assert apportion(Decimal("-0.01"), [Fraction(1)]) == (Decimal("-0.01"),)
    assert apportion(Decimal("5.00"), [Fraction(0), Fraction(0)]) == (
        Decimal("5.00"),
        Decimal("0.00"),
    )
    assert apportion(Decimal("5.00"), []) == ()
