"""What a cell of a form computes from amounts and other numbers: ``甲 + 乙``, ``甲 / 乙``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ptgen.core.budget.amounts import Quantity
from ptgen.core.diagnostics import FaultError, suggestion
from ptgen.core.money import LIMIT
from ptgen.core.prose.expression import Constant, Name, Negative, Node, Product, Sum, names, parse

LAYOUT_FAULT = "PT121"
_ADDED = "写成 甲 + 乙、甲 - 乙、甲 * 乙、甲 / 乙，甲、乙是金额、带单位的数或整数"
_HALF_WIDTH = str.maketrans("（）＋－×＊÷／", "()+-**//")


@dataclass(frozen=True, slots=True)
class ExactNumber:
    """An exact number; ``money`` is the power of 元 in it."""

    value: Fraction
    money: int

    @classmethod
    def of(cls, quantity: Quantity) -> ExactNumber:
        """The number that a key holds."""
        return cls(Fraction(quantity.value), int(quantity.money))


Numbers = Mapping[str, ExactNumber | None]


def _tree(source: str, numbers: Numbers) -> Node:
    """What a cell says; the whole may be a name of any signs, such as ``2025年（合计）``."""
    name = source.strip()
    return Name(name, 0, len(source)) if name in numbers else _parsed(source)


@lru_cache(maxsize=256)
def _parsed(source: str) -> Node:
    try:
        return parse(source.translate(_HALF_WIDTH), products=True)
    except FaultError:
        message = "这一格的算式看不懂"
        raise FaultError(LAYOUT_FAULT, message, _ADDED, 0, len(source)) from None


def adds_only(source: str, numbers: Numbers) -> bool:
    """Whether a cell computes sums and differences alone."""
    return _adds_only(_tree(source, numbers))


def _adds_only(node: Node) -> bool:
    if isinstance(node, Sum):
        return _adds_only(node.left) and _adds_only(node.right)
    return _adds_only(node.inner) if isinstance(node, Negative) else isinstance(node, Name)


def calculated(source: str, numbers: Numbers) -> ExactNumber | None:
    """What a cell comes to; ``None`` where a number is not written or a divisor is zero.

    Or where it is more than any amount. Of a sum what is written is added up. Raises :class:`FaultError` for what makes no sense
    whatever the numbers are.
    """
    result = _value(_tree(source, numbers), numbers, source)
    return None if result is None or abs(result.value) >= LIMIT else result


def check(source: str, numbers: Numbers, *, money: bool) -> None:
    """Raise :class:`FaultError` where a cell names what is not there, or comes to no amount.

    Or where it comes to one, and has to be a ratio. ``numbers`` are made up, no two the same.
    """
    for name in names(_tree(source, numbers)):
        if name.base is None and name.name not in numbers:
            hint = suggestion(name.name, numbers, more="；别的写进“字段”，并写上“单位”")
            message = f"没有叫“{name.name}”的数据"
            raise FaultError(LAYOUT_FAULT, message, hint, name.start, name.end)
    result = _value(_tree(source, numbers), numbers, source)
    if result is None:
        message = "除数总是零"
        raise FaultError(LAYOUT_FAULT, message, "请核对除号后面的数", 0, len(source))
    if abs(result.value) >= LIMIT:
        raise FaultError(LAYOUT_FAULT, "得数太大", "请核对算式里的数", 0, len(source))
    if result.money != int(money):
        message = f"“{source}”的得数{'不是金额' if money else '带着元，不是比例'}"
        hint = "金额写 甲 + 乙；两个金额相除写在“比例”里" if money else "比例写 甲 / 乙"
        raise FaultError(LAYOUT_FAULT, message, hint, 0, len(source))


def _value(node: Node, numbers: Numbers, source: str) -> ExactNumber | None:
    match node:
        case Constant(int(value)):
            return ExactNumber(Fraction(value), 0)
        case Name(name, base=None):
            return numbers.get(name)
        case Negative(inner):
            number = _value(inner, numbers, source)
            return None if number is None else ExactNumber(-number.value, number.money)
        case Sum(left, right, minus):
            pair = _value(left, numbers, source), _value(right, numbers, source)
            return _added(*pair, minus=minus, source=source)
        case Product(left, right, divided):
            pair = _value(left, numbers, source), _value(right, numbers, source)
            return _multiplied(*pair, divided=divided)
        case _:
            raise FaultError(LAYOUT_FAULT, "这里不能这样计算", _ADDED, 0, len(source))


def _added(
    left: ExactNumber | None, right: ExactNumber | None, *, minus: bool, source: str
) -> ExactNumber | None:
    if right is not None and minus:
        right = ExactNumber(-right.value, right.money)
    if left is None or right is None:
        return left or right
    if left.money != right.money:
        message = "金额和不带“元”的数不能相加减"
        raise FaultError(LAYOUT_FAULT, message, _ADDED, 0, len(source))
    return ExactNumber(left.value + right.value, left.money)


def _multiplied(
    left: ExactNumber | None, right: ExactNumber | None, *, divided: bool
) -> ExactNumber | None:
    if left is None or right is None or (divided and not right.value):
        return None
    if divided:
        return ExactNumber(left.value / right.value, left.money - right.money)
    return ExactNumber(left.value * right.value, left.money + right.money)


def exact_amounts(amounts: Mapping[str, Decimal | None]) -> dict[str, ExactNumber | None]:
    """Amounts as numbers in 元."""
    return {
        name: None if value is None else ExactNumber(Fraction(value), 1)
        for name, value in amounts.items()
    }
