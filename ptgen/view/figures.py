"""Amounts and indicator values as an edition prints them.

The one place where rounding to the form's decimals is apportioned. What is exact stays exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from ptgen.core.budget.amounts import Budget
from ptgen.core.budget.named import named_amounts, whole_of
from ptgen.core.layout.form import CellSpec
from ptgen.core.layout.model import AmountFormat, ValueFormat
from ptgen.core.model.fields import Counted
from ptgen.core.model.indicator import Target
from ptgen.core.money import FEN, ZERO, rounded, shares_of, total

# A line may break behind an operator, where the text has no other place for it.
_OPERATOR = re.compile(r"(?<=[*+/×÷=＊＋／＝)）])(?=[0-9０-９(（])")
BREAK = "\u200b"
_AS_NEEDED = ("去零", "原样")


def amount_text(amount: Decimal, style: AmountFormat, decimals: str | None = None) -> str:
    """An amount in the edition's unit: ``1132300``, ``6,810,000.00``; ``decimals`` overrides."""
    places = decimals or style.decimals
    scale = -4 if style.unit == "万元" else 0
    text = _digits(amount, scale, places, 6)
    if style.grouped:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}{point}{rest}"
    return text + style.suffix


def ratio_text(ratio: Fraction, decimals: str | None = None) -> str:
    """``35.2%``; as many decimals as asked for, else up to two without zeros behind."""
    share = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return f"{_digits(share, 2, decimals or _AS_NEEDED[0], 2)}%"


def _digits(number: Decimal, scale: int, decimals: str, most: int) -> str:
    """The number times ten to the ``scale``; with decimals as needed, ``most`` of them at most."""
    if decimals not in _AS_NEEDED:
        return rounded(number, scale, int(decimals))
    text = rounded(number, scale, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    if style.decimals in _AS_NEEDED:
        return text
    return rounded(Decimal(text.replace(",", "")), 0, int(style.decimals))


def breakable(text: str) -> str:
    """The text with break opportunities (U+200B) behind the operators of a formula."""
    return _OPERATOR.sub(BREAK, text)


def printed_amounts(budget: Budget, style: AmountFormat) -> Mapping[str, Decimal]:
    """The amounts by name, in 元, each a whole number of the style's last printed place.

    年度资金申请总额 is 当年财政资金 and 其他资金, 当年财政资金 is 当年财政拨款 and 上年结转资金,
    项目资金总额 is 财政资金 and 其他资金总额: in the printed figures too. An edition's kinds of
    funds are parts of these, or of the wholes.
    """
    step = step_of(style)
    named = {name: amount or ZERO for name, amount in named_amounts(budget).items()}
    printed = {
        whole: shares_of(named[whole], (named[whole],), step)[0]
        for whole in ("年度资金申请总额", "项目资金总额")
    }
    for whole, parts in _parts(budget):
        exact = [named[part] for part in parts]
        # What the whole holds beside its named parts, such as 其他资金 of no kind.
        rest = named[whole] - total(exact)
        shares = shares_of(printed[whole], (*exact, rest), step)
        printed |= dict(zip(parts, shares, strict=False))
    return printed


def _parts(budget: Budget) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The amounts that have parts on the form, each with its parts, wholes first."""
    fiscal, other, apart = (
        tuple(kind.name for kind in budget.kinds_in(counted))
        for counted in (Counted.FISCAL, Counted.OTHER, Counted.APART)
    )
    yield "年度资金申请总额", ("当年财政资金", "其他资金", *apart)
    yield "当年财政资金", ("当年财政拨款", "上年结转资金", *fiscal)
    yield "其他资金", other
    yield "项目资金总额", ("财政资金", "其他资金总额", *map(whole_of, apart))
    yield "财政资金", tuple(map(whole_of, fiscal))
    yield "其他资金总额", tuple(map(whole_of, other))


def style_of(cell: CellSpec, style: AmountFormat) -> AmountFormat:
    """How a cell prints amounts: as it says itself, else in the edition's style."""
    shown = style.shown_as(cell.format) if cell.format else style
    return shown.model_copy(update={"decimals": cell.decimals}) if cell.decimals else shown


def step_of(style: AmountFormat) -> Decimal:
    """The last printed place in 元: 100 for 万元 with two decimals, never less than a 分."""
    if style.decimals in _AS_NEEDED:
        return FEN
    scale = 4 if style.unit == "万元" else 0
    return max(Decimal(1).scaleb(scale - int(style.decimals)), FEN)
