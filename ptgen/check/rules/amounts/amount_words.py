"""Find amounts of money in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.money import rounded

_DIGITS = str.maketrans("０１２３４５６７８９．，％＋＊／＝－", "0123456789.,%+*/=-")
# 万 alone is an amount only where nothing is counted: not 3万人, 约3万余份.
_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<unit>亿元|万元|元|亿(?=$|[\s，。；、,;：:）)》”（(左])|万(?=$|[\s，。；、,;：:）)》”（(左]))"
)
_SCALES = {"元": 0, "万": 4, "亿": 8}
_COMPUTED = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}", re.DOTALL)


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


def without_computed(text: str) -> str:
    """The text of the same length, ``{{ … }}`` blanked, digits and signs in half width."""
    blanked = _COMPUTED.sub(lambda match: "\0" * len(match.group()), text)
    return blanked.translate(_DIGITS)


def amounts_in(text: str) -> Iterator[WrittenAmount]:
    """The amounts of a text in which nothing is computed."""
    for match in _AMOUNT.finditer(text):
        number = match["number"].replace(",", "")
        if len(number) <= 24:
            scale = _SCALES[match["unit"][0]]
            yield WrittenAmount(match.group(), number, scale, *match.span())


def fits(amount: WrittenAmount, known: Decimal) -> bool:
    """Whether it is the known amount, to the precision that it is written in."""
    places = len(amount.number.partition(".")[2])
    return Decimal(rounded(abs(known), -amount.scale, places)) == Decimal(amount.number)
