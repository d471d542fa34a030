"""Exact amounts of money in 元, as ``Decimal`` to the 分.

The one place where amounts are rounded and where they become text.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
# Largest amount that is read or computed, in 元: ten thousand times the national budget.
LIMIT = 10**18

_EXACT = Context(prec=60)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿", "亿亿")


def to_fen(value: Fraction) -> Decimal:
    """Round an exact value in 元 to whole 分, half away from zero."""
    numerator, denominator = abs(value.numerator) * 100, value.denominator
    fen = (2 * numerator + denominator) // (2 * denominator)
    return Decimal(-fen if value < 0 else fen).scaleb(-2, context=_EXACT)


def is_whole_fen(value: Fraction) -> bool:
    """Whether a value in 元 needs no rounding."""
    return 100 % value.denominator == 0


def apportion(amount: Decimal, weights: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Cut ``amount`` by ``weights`` into whole 分 that add up to it.

    The largest remainders get the 分 left over; among equals the first. Weights that are all
    zero give everything to the first.
    """
    total = sum(weights, Fraction(0))
    if total == 0:
        return tuple(amount if index == 0 else ZERO for index in range(len(weights)))
    fen = int(amount.scaleb(2, context=_EXACT))
    parts = _largest_remainders([fen * weight / total for weight in weights], fen)
    return tuple(Decimal(part).scaleb(-2, context=_EXACT) for part in parts)


def _largest_remainders(exact: Sequence[Fraction], whole: int) -> list[int]:
    """Whole numbers that add up to ``whole``: rounded down, but for the largest remainders."""
    floors = [value.numerator // value.denominator for value in exact]
    order = sorted(range(len(exact)), key=lambda index: (floors[index] - exact[index], index))
    for index in order[: whole - sum(floors)]:
        floors[index] += 1
    return floors


def total(amounts: Sequence[Decimal]) -> Decimal:
    """The exact sum, in 元 with two decimals."""
    result = ZERO
    for amount in amounts:
        result = _EXACT.add(result, amount)
    return result


def by_year(parts: Iterable[tuple[int, Decimal]]) -> tuple[tuple[int, Decimal], ...]:
    """The exact sum of each year, in the order of years."""
    sums: dict[int, Decimal] = {}
    for year, amount in parts:
        sums[year] = _EXACT.add(sums.get(year, ZERO), amount)
    return tuple(sorted(sums.items()))


def fixed(amount: Decimal) -> str:
    """``2793072.20``: two decimals, no separators."""
    return f"{_in_fen(amount):f}"


def plain(amount: Decimal) -> str:
    """``2793072.2``, ``68000``: no zeros behind the point, no separators."""
    text = fixed(amount)
    return text.rstrip("0").rstrip(".")


def grouped(amount: Decimal) -> str:
    """``2,793,072.20``: two decimals, separators."""
    return f"{_in_fen(amount):,f}"


def in_wan(amount: Decimal) -> str:
    """The amount in 万元, exact, without zeros behind: 1132300 is ``113.23``."""
    text = f"{_in_fen(amount).scaleb(-4, context=_EXACT):f}"
    return text.rstrip("0").rstrip(".")


def _in_fen(amount: Decimal) -> Decimal:
    """With two decimals, and no zero below zero."""
    return _EXACT.add(amount.quantize(FEN, rounding=ROUND_HALF_UP, context=_EXACT), ZERO)


def in_capitals(amount: Decimal) -> str:
    """``壹佰壹拾叁万贰仟叁佰元整``.

    Source: 支付结算办法 (银发〔1997〕393号), 附一 正确填写票据和结算凭证的基本规定, 一 and 二:
    one 零 for zeros between digits, also for those that end a section of four (壹拾万零柒仟元,
    the second spelling of its example), 整 after 元 and none after 角 or 分, 零 between 元 and
    分 when there is no 角.
    """
    fen = int(abs(_in_fen(amount)).scaleb(2, context=_EXACT))
    negative = fen > 0 > amount
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    text = _integer_in_capitals(yuan) + "元" if yuan else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif fen and yuan:
        text += "零"
    if fen:
        text += _DIGITS[fen] + "分"
    elif not jiao:
        text = (text or "零元") + "整"
    return ("负" if negative else "") + text


def _integer_in_capitals(number: int) -> str:
    text, digits = "", str(number)
    for at, digit in enumerate(digits):
        power, place = divmod(len(digits) - 1 - at, 4)
        if digit != "0":
            gap = "零" if text and digits[at - 1] == "0" else ""
            text += gap + _DIGITS[int(digit)] + _PLACES[place]
        if place == 0 and int(digits[max(at - 3, 0) : at + 1]):
            # 万亿 is read 万…亿: the 亿 is said once, with the lower section when that has digits.
            text += "万" if power == 3 and int(digits[at + 1 : at + 5]) else _SECTIONS[power]
    return text


def shares_of(whole: Decimal, parts: Sequence[Decimal], step: Decimal) -> tuple[Decimal, ...]:
    """The parts in whole steps that add up to ``whole``, itself rounded half up to a step.

    For printing amounts in 万元 with two decimals (step 100 元). The largest remainders are
    rounded up; among equals the first. ``parts`` must add up to ``whole``.
    """
    units = (whole / step).to_integral_value(rounding=ROUND_HALF_UP, context=_EXACT)
    exact = [Fraction(part) / Fraction(step) for part in parts]
    return tuple(_EXACT.multiply(part, step) for part in _largest_remainders(exact, int(units)))


def rounded(amount: Decimal, scale: int, places: int) -> str:
    """The digits of ``amount`` times ten to the ``scale``, half up to ``places`` decimals.

    For printing in 万元 (scale -4) and for indicator values; never computed with.
    """
    moved = amount.scaleb(scale, context=_EXACT)
    step = Decimal(1).scaleb(-places)
    return f"{_EXACT.add(moved.quantize(step, rounding=ROUND_HALF_UP, context=_EXACT), 0):f}"
