"""What a sum is made of: a bar of coloured pieces, and each part in exact figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Final

from ptgen.core.money import apportion, fixed, grouped, total

WIDTH: Final = 1000
"""The length of a bar, in units of the drawing."""
COLORS: Final = 8
"""So many parts have a colour of their own (1 …); the smaller ones share 0."""


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A part: its amount in 元, its share of the sum, and its colour (``None`` for a cut).

    In the bar it has a place and a width.
    """

    name: str
    href: str
    amount: Decimal
    share: str
    color: int | None
    x: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Composition:
    """The parts in the author's order, and the bar; cuts are in no bar."""

    parts: tuple[ChartPart, ...]
    pieces: tuple[ChartPart, ...]

    @property
    def total(self) -> str:
        """The sum of the parts."""
        return grouped(total([part.amount for part in self.parts]))

    @property
    def in_words(self) -> str:
        """The bar in words."""
        return "；".join(f"{piece.name} {piece.share}".rstrip() for piece in self.pieces)


def composition(named: Sequence[tuple[str, str, Decimal]]) -> Composition:
    """The parts of a sum in 元, each a name, an address (perhaps empty) and an amount.

    Shares have two decimals and add up to 100%.
    """
    amounts = [amount for _, _, amount in named]
    colors = _colors(amounts)
    shares = [""] * len(amounts)
    if total(amounts) > 0:
        shares = [f"{fixed(part)}%" for part in _cut("100.00", amounts)]
    parts = tuple(
        ChartPart(name, href, amount, share, color)
        for (name, href, amount), share, color in zip(named, shares, colors, strict=True)
    )
    return Composition(parts, _pieces(parts))


def _cut(whole: str, amounts: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """A whole of two decimals in proportion to the amounts."""
    return apportion(Decimal(whole), [Fraction(amount) for amount in amounts])


def _colors(amounts: Sequence[Decimal]) -> tuple[int | None, ...]:
    """The largest have the colours, in the order in which they stand."""
    positive = [place for place, amount in enumerate(amounts) if amount > 0]
    largest = sorted(positive, key=lambda place: (-amounts[place], place))[:COLORS]
    numbers = {place: number for number, place in enumerate(sorted(largest), 1)}
    return tuple(
        numbers.get(place, 0) if amount > 0 else None for place, amount in enumerate(amounts)
    )


def _pieces(parts: Sequence[ChartPart]) -> tuple[ChartPart, ...]:
    own = [part for part in parts if part.color]
    others = [part.amount for part in parts if part.color == 0]
    if others:
        own.append(ChartPart(f"其余 {len(others)} 项", "", total(others), "", 0))
    if not own:
        return ()
    cut = _cut(f"{WIDTH / 100:.2f}", [part.amount for part in own])
    widths = [int(part * 100) for part in cut]
    return tuple(
        replace(part, x=end - width, width=width)
        for part, width, end in zip(own, widths, accumulate(widths), strict=True)
    )
