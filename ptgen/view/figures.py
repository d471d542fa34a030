"""Amounts and indicator values as an edition prints them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from ptgen.core.layout.model import AmountFormat, ValueFormat
from ptgen.core.model.indicator import Target
from ptgen.core.money import rounded

# A line may break behind an operator, where the text has no other place for it.
_OPERATOR = re.compile(r"(?<=[*+/×÷=＊＋／＝)）])(?=[0-9０-９(（])")
BREAK = "\u200b"


def amount_text(amount: Decimal, style: AmountFormat, decimals: str | None = None) -> str:
    """An amount in the edition's unit: ``1132300``, ``6,810,000.00``; ``decimals`` overrides."""
    places = decimals or style.decimals
    scale = -4 if style.unit == "万元" else 0
    text = rounded(amount, scale, 6 if places in ("去零", "原样") else int(places))
    if places in ("去零", "原样") and "." in text:
        text = text.rstrip("0").rstrip(".")
    if style.grouped:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}{point}{rest}"
    return text + style.suffix


def ratio_text(ratio: Fraction, decimals: str | None = None) -> str:
    """``35.2%``; as many decimals as asked for, else up to two without zeros behind."""
    places = 2 if decimals in (None, "去零", "原样") else int(decimals)
    text = rounded(Decimal(ratio.numerator) / Decimal(ratio.denominator), 2, places)
    if decimals in (None, "去零", "原样") and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%"


def exact(style: AmountFormat) -> AmountFormat:
    """The style for tables of the narrative: in 万元 to the 分, so that lines add up exactly."""
    decimals = "去零" if style.unit == "万元" else style.decimals
    return style.model_copy(update={"decimals": decimals, "suffix": ""})


def value_text(value: Target, style: ValueFormat) -> str:
    """An indicator's value: ``>=85%``, ``≥85.00(%)``; without an operator as written."""
    if not value.operator or not value.numeric:
        return value.text
    sign = style.operators.get(value.operator, value.operator)
    low = _number(value.low, style)
    numbers = f"{low}-{_number(value.high, style)}" if value.high else low
    unit = f"({value.unit})" if style.wrapped and value.unit else value.unit
    return f"{sign}{numbers}{unit}"


def _number(text: str, style: ValueFormat) -> str:
    if style.decimals in ("去零", "原样"):
        return text
    return rounded(Decimal(text.replace(",", "")), 0, int(style.decimals))


def breakable(text: str) -> str:
    """The text with break opportunities (U+200B) behind the operators of a formula."""
    return _OPERATOR.sub(BREAK, text)
