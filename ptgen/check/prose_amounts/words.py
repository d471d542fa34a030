"""Find amounts of money in sentences."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.money import in_capitals, in_wan, plain, rounded

_DIGITS = str.maketrans("０１２３４５６７８９．％＋＊／＝－", "0123456789.%+*/=-")
_SEPARATOR = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
# 万 alone is an amount only where nothing is counted: not 3万人, 约3万余份.
_ALONE = r"(?=$|[\s，。；、,;：:）)》”（(左]|/年)"
_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*余?"
    rf"(?P<unit>亿元|[百千]?万元|[百千]?元|亿{_ALONE}|万{_ALONE})"
)
_SCALES = {"元": 0, "百元": 2, "千元": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
CAPITALS = re.compile(
    r"[壹贰叁肆伍陆柒捌玖][零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿]*[元圆][零壹贰叁肆伍陆柒捌玖角分整正]*"
)
"""Amounts in capitals (壹佰元整)."""
_SPELLINGS = str.maketrans({"圆": "元", "正": "整", "零": None, "〇": None})


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount at ``[start:end]`` of a text: ``45.16万``; ``scale`` 4 says 万."""

    text: str
    number: str
    scale: int
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        """In 元."""
        return Decimal(self.number).scaleb(self.scale)

    @property
    def unit(self) -> Decimal:
        """What one of its last place is worth, in 元."""
        return Decimal(1).scaleb(int(Decimal(self.number).as_tuple().exponent) + self.scale)

    def beside(self, amount: Decimal) -> str:
        """Another amount, told in the unit that this one is written in."""
        return f"{in_wan(amount)} 万元" if self.scale >= 4 else f"{plain(amount)} 元"

    @property
    def significant(self) -> int:
        """How many digits matter: one of 50, three of 45.1."""
        return len(Decimal(self.number).normalize().as_tuple().digits)


def half_width(text: str) -> str:
    """The text of the same length with digits and signs in half width."""
    return _SEPARATOR.sub(",", text.translate(_DIGITS))


def amounts_in(text: str) -> Iterator[WrittenAmount]:
    """The amounts of a text in which nothing is computed."""
    for match in _AMOUNT.finditer(text):
        number = match["number"].replace(",", "")
        if len(number) <= 24:
            unit = match["unit"]
            scale = _SCALES[unit if unit in _SCALES else unit.removesuffix("元")]
            yield WrittenAmount(match.group(), number, scale, *match.span())


def same_capitals(written: str, amount: Decimal) -> bool:
    """Whether capitals say an amount; 圆 for 元, 正 for 整 and left-out 零 are other spellings."""
    spelled = (text.translate(_SPELLINGS).rstrip("整") for text in (written, in_capitals(amount)))
    return len(set(spelled)) == 1


def fits(amount: WrittenAmount, known: Decimal) -> bool:
    """Whether it is the known amount, to the precision that it is written in."""
    places = len(amount.number.partition(".")[2])
    return Decimal(rounded(abs(known), -amount.scale, places)) == Decimal(amount.number)


def about(amount: WrittenAmount, known: Decimal) -> bool:
    """Whether it is the known amount to the digits that matter: 约50万元 of 48.8万元."""
    places = -int(amount.value.normalize().as_tuple().exponent)
    return bool(known) and Decimal(rounded(abs(known), 0, places)) == amount.value


def found_among(amount: WrittenAmount, known: Sequence[Decimal], *, inexact: bool = False) -> bool:
    """Whether it is one of the known amounts, which are in order and not negative."""
    unit = amount.unit
    if inexact:
        unit = Decimal(1).scaleb(int(amount.value.normalize().as_tuple().exponent))
    first = bisect_left(known, amount.value - unit)
    near = known[first : bisect_right(known, amount.value + unit)]
    return any(fits(amount, one) or (inexact and about(amount, one)) for one in near)
