from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.money import (
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

amounts = st.integers(-(10**14), 10**14).map(lambda fen: Decimal(fen).scaleb(-2))


# The examples of 支付结算办法, 附一, and the zeros that they leave out.
@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1132300", "壹佰壹拾叁万贰仟叁佰元整"),
        ("10", "壹拾元整"),
        ("0", "零元整"),
        ("0.50", "伍角"),
        ("0.05", "伍分"),
        ("10001", "壹万零壹元整"),
        ("10010000", "壹仟零壹万元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000010000", "壹拾亿零壹万元整"),
        ("1200000000000", "壹万贰仟亿元整"),
        ("-5", "负伍元整"),
    ],
)
def test_amounts_in_capitals(amount: str, capitals: str) -> None:
    assert in_capitals(Decimal(amount)) == capitals


@pytest.mark.parametrize(
    ("amount", "texts"),
    [
        ("2793072.2", ("2793072.20", "2793072.2", "2,793,072.20", "279.30722")),
        ("1132300", ("1132300.00", "1132300", "1,132,300.00", "113.23")),
        ("0", ("0.00", "0", "0.00", "0")),
        ("-0.05", ("-0.05", "-0.05", "-0.05", "-0.000005")),
        ("100", ("100.00", "100", "100.00", "0.01")),
    ],
)
def test_amounts_as_text(amount: str, texts: tuple[str, str, str, str]) -> None:
    value = Decimal(amount)
    assert (fixed(value), plain(value), grouped(value), in_wan(value)) == texts


def test_sums_are_exact() -> None:
    assert fixed(total([Decimal("0.1"), Decimal("0.2")])) == "0.30"
    assert fixed(total([Decimal("0.01")] * 1000)) == "10.00"


@pytest.mark.parametrize(
    ("value", "fen"),
    [("1/3", "0.33"), ("2/3", "0.67"), ("1/200", "0.01"), ("-1/200", "-0.01"), ("-1/3", "-0.33")],
)
def test_rounding_is_half_away_from_zero(value: str, fen: str) -> None:
    assert to_fen(Fraction(value)) == Decimal(fen)


def test_what_needs_no_rounding_is_known() -> None:
    assert is_whole_fen(Fraction("0.25"))
    assert not is_whole_fen(Fraction("0.255"))


def test_printing_in_another_unit_rounds_half_up() -> None:
    assert rounded(Decimal(1131964), -4, 2) == "113.20"
    assert rounded(Decimal(1131950), -4, 2) == "113.20"
    assert rounded(Decimal(-1131949), -4, 2) == "-113.19"


@given(amounts, st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=9))
def test_parts_add_up_to_the_whole(amount: Decimal, weights: list[Fraction]) -> None:
    parts = apportion(amount, weights)
    assert len(parts) == len(weights)
    assert total(parts) == amount
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(Fraction(part) - Fraction(amount) * weight / whole) < Fraction(1, 100)


@given(amounts)
def test_text_loses_nothing(amount: Decimal) -> None:
    assert Decimal(fixed(amount)) == Decimal(plain(amount)) == amount
    assert Decimal(grouped(amount).replace(",", "")) == amount
    assert Decimal(in_wan(amount)).scaleb(4) == amount
