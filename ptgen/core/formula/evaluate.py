"""Compute the exact value of a formula in 元, and what is odd about its units.

A parser by recursive descent: the docstring of each of its functions is its grammar rule.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from ptgen.core.diagnostics import Fault, FaultError
from ptgen.core.formula.corrections import corrected, wrong_result
from ptgen.core.formula.lexer import MAX_LENGTH, UNREADABLE, Number, Sign, Token, tokens
from ptgen.core.money import LIMIT, plain, to_fen

MAX_DEPTH = 16
MEANINGLESS = "PT202"
_TIMES = frozenset({"天", "周", "月", "季", "年", "小时", "学时", "课时"})
Units = Mapping[str, int]
_SAME = {"日": "天", "星期": "周", "季度": "季", "时": "小时"}
# Words by which the same things are counted; 个 counts anything.
_ALIKE = (
    {"次", "场", "期", "回", "趟", "批", "轮", "届", "班"},
    {"人", "位", "名", "员", "户", "家"},
    {"本", "份", "册", "套", "张", "篇", "件", "页"},
    {"台", "部", "套", "辆", "只", "把", "支", "块", "条", "根", "件", "组", "路"},
    {"座", "栋", "幢", "处", "所", "间"},
    {"平方米", "平方", "㎡", "平米", "m²", "方"},
    {"课时", "学时", "节", "课"},
    {"公里", "千米", "km"},
    {"吨", "t"},
)
# One for each person: 80人*60元/本.
_PEOPLE, _HANDED = frozenset("人位名"), frozenset("本份册套件张双顶餐顿盒节课证次场")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that could be read.

    ``value`` is exact, in 元, not rounded. ``single`` says that it is one number, ``bare`` that it
    is one without any unit. ``uncancelled`` names a unit (``天``) by which the price is given and
    nothing is multiplied. ``squared`` says that 万 is multiplied by 万 and nothing cancels.
    """

    text: str
    value: Fraction
    single: bool
    uncancelled: str | None = None
    bare: bool = False
    squared: bool = False


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Fraction
    money: int  # the power of 元 in it
    units: Units  # counts and times, negative below the line
    scaled: bool  # written with 万 or 亿, as only amounts are
    squared: bool  # the product of two such numbers
    counted: bool  # multiplied by something with a unit of its own
    start: int
    end: int


# A unit's projects repeat many of their formulas: 50万元, 50%, 12个月.
@lru_cache(maxsize=1024)
def parse(text: str) -> Formula | Fault:
    """Read a formula such as ``34次*2000元/场`` or ``23.42万+8.96万``.

    A formula without 元 is in 元. The fault says why it cannot be read (PT201), or what it does
    that an amount cannot do (PT202): divide by zero, multiply two amounts, add an amount to a
    count.
    """
    try:
        return _read(text)
    except FaultError as failure:
        return _with_correction(text, failure.fault)


def _read(text: str) -> Formula:
    found = tokens(text)
    return _checked(text, found, _Parser(text, found).formula())


def _value(text: str) -> Fraction | None:
    try:
        return _read(text).value
    except FaultError:
        return None


def _with_correction(text: str, fault: Fault) -> Fault:
    """The fault with what was meant, where that is certain; it then takes in the whole formula."""
    if len(text) > MAX_LENGTH:
        return fault
    correction = corrected(text, _value)
    if correction is not None:
        message, meant = correction
        return Fault(fault.code, message, f"写成“{meant}”", 0, len(text), meant)
    value = wrong_result(text, _value)
    if value is None:
        return fault
    told = plain(to_fen(value))
    message = f"算式后面写的得数不对，算出的是 {told} 元"
    return replace(fault, message=message, hint="请核对算式；得数不写，由程序计算")


def _checked(text: str, found: tuple[Token, ...], result: _Quantity) -> Formula:
    whole = (0, len(text))
    numbers = [token for token in found if isinstance(token, Number)]
    if result.money != 1 and any("元" in (*number.units, *number.per) for number in numbers):
        hint = "金额不能除以金额，也不能放在“/”后面"
        raise FaultError(MEANINGLESS, "算式的得数不是金额", hint, *whole)
    if result.money == 0 and all(number.units for number in numbers):
        raise FaultError(MEANINGLESS, "算式只有数量，没有金额", "加上单价，如 20人*50元/人", *whole)
    if abs(result.value.numerator) >= LIMIT * result.value.denominator:
        hint = "请核对数字和单位（元、万元、亿元）"
        raise FaultError(UNREADABLE, "金额太大", hint, *whole)
    uncancelled = _uncancelled(result.units) if result.counted else None
    squared = result.squared and any(result.units.values() or (True,))
    single = len(found) == 1
    bare = (
        single
        and "%" not in text
        and not any((*number.units, *number.per) or number.scaled for number in numbers)
    )
    return Formula(text, result.value, single, uncancelled, bare, squared)


def _uncancelled(units: Units) -> str | None:
    """The first unit below the line that nothing above it fits, as written; 30日 cancels 天."""
    powers: dict[str, int] = {}
    for unit, power in units.items():
        same = _SAME.get(unit, unit)
        powers[same] = powers.get(same, 0) + power
    above = [unit for unit, power in powers.items() if power > 0]
    left = {
        unit
        for unit, power in powers.items()
        if power < 0
        and (above or unit in _TIMES)
        and not any(_counts_alike(unit, other) for other in above)
    }
    return next((unit for unit in units if _SAME.get(unit, unit) in left), None)


def _counts_alike(one: str, other: str) -> bool:
    """Whether two units may count the same: 次 and 场, 人 and 人次."""
    if one in _TIMES and other in _TIMES:
        return False
    if "个" in (one, other) or {*one} & {*other} or (one in _HANDED and other in _PEOPLE):
        return True
    return any({one, other} <= words for words in _ALIKE)


class _Parser:
    def __init__(self, text: str, found: tuple[Token, ...]) -> None:
        self._text = text
        self._tokens = found
        self._at = 0

    def formula(self) -> _Quantity:
        """``formula = sum``."""
        result = self._sum(0)
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            message = f"“{self._text[token.start : token.end]}”前面缺少运算符"
            hint = "两个数之间要写 + - * /"
            if isinstance(token, Sign) and token.sign == ")":
                message, hint = "右括号没有配对的左括号", "补上“(”，或删去这个“)”"
            raise FaultError(UNREADABLE, message, hint, token.start, token.end)
        return result

    def _take(self, signs: str) -> str | None:
        """The next token, where it is one of these signs."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        if not isinstance(token, Sign) or token.sign not in signs:
            return None
        self._at += 1
        return token.sign

    def _sum(self, depth: int) -> _Quantity:
        """``sum = product (("+" | "-") product)*``."""
        left = self._product(depth)
        while (sign := self._take("+-")) is not None:
            left = _added(left, self._product(depth), -1 if sign == "-" else 1)
        return left

    def _product(self, depth: int) -> _Quantity:
        """``product = factor (("*" | "/") factor)*``."""
        left = self._factor(depth)
        while (sign := self._take("*/")) is not None:
            left = _multiplied(left, self._factor(depth), 1 if sign == "*" else -1)
        return left

    def _factor(self, depth: int) -> _Quantity:
        """``factor = number | "(" sum ")" | "-" factor``."""
        end = len(self._text)
        if depth > MAX_DEPTH:
            raise FaultError(UNREADABLE, "括号或负号层数太多", "请拆成几项明细", 0, end)
        if self._at >= len(self._tokens):
            message = "算式没有写完" if self._tokens else "算式是空的"
            raise FaultError(UNREADABLE, message, "例如 34次*2000元/场", max(end - 1, 0), end)
        token = self._tokens[self._at]
        self._at += 1
        place = (token.start, token.end)
        if isinstance(token, Number):
            return _quantity(token)
        if token.sign == "-":
            inner = self._factor(depth + 1)
            return replace(inner, value=-inner.value, start=token.start)
        if token.sign == "(":
            inner = self._sum(depth + 1)
            if self._take(")") is None:
                raise FaultError(UNREADABLE, "左括号没有配对的右括号", "补上“)”", *place)
            return inner
        hint = "两个运算符之间缺少数字"
        raise FaultError(UNREADABLE, f"这里不能写“{token.sign}”", hint, *place)


def _quantity(number: Number) -> _Quantity:
    units = Counter(number.units)
    units.subtract(number.per)
    money = units.pop("元", 0)
    return _Quantity(
        number.value, money, units, number.scaled, False, False, number.start, number.end
    )


def _added(left: _Quantity, right: _Quantity, sign: int) -> _Quantity:
    mixed = left.money != right.money and not _bare_amount(left) and not _bare_amount(right)
    if mixed or _count_and_amount(left, right) or _count_and_amount(right, left):
        hint = "每一项都写成金额，如 3000元+20人*50元/人"
        raise FaultError(MEANINGLESS, "金额和数量不能相加减", hint, left.start, right.end)
    return replace(
        left if left.money >= right.money else right,
        value=left.value + sign * right.value,
        scaled=left.scaled or right.scaled,
        squared=left.squared or right.squared,
        counted=left.counted or right.counted,
        start=left.start,
        end=right.end,
    )


def _count_and_amount(one: _Quantity, other: _Quantity) -> bool:
    """``20人+5万``: what is counted in 人 cannot be added to what is written in 万."""
    return one.money == 0 and any(one.units.values()) and other.money == 0 and _bare_amount(other)


def _bare_amount(quantity: _Quantity) -> bool:
    """``23.42万`` beside ``5000元``: only amounts are written in 万."""
    return quantity.scaled and not any(quantity.units.values())


def _multiplied(left: _Quantity, right: _Quantity, power: int) -> _Quantity:
    """The product, or with the power -1 the quotient."""
    if power == 1 and left.money + right.money > 1:
        hint = "单价乘数量，其中一个去掉“元”"
        raise FaultError(MEANINGLESS, "两个金额不能相乘", hint, left.start, right.end)
    if power == -1 and right.value == 0:
        raise FaultError(MEANINGLESS, "除数是零", "请核对“/”后面的数", right.start, right.end)
    units = dict(left.units)
    for unit, count in right.units.items():
        units[unit] = units.get(unit, 0) + power * count
    return _Quantity(
        left.value * right.value**power,
        left.money + power * right.money,
        units,
        left.scaled or right.scaled,
        left.squared or right.squared or (power == 1 and left.scaled and right.scaled),
        left.counted or right.counted or _is_count(left) or _is_count(right),
        left.start,
        right.end,
    )


def _is_count(quantity: _Quantity) -> bool:
    return quantity.money == 0 and any(power > 0 for power in quantity.units.values())
