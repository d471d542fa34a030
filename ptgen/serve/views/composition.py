"""What a sum is made of: a bar of coloured pieces, and each part in exact figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ptgen.core.money import apportion, fixed, grouped, total

WIDTH: Final = 1000
"""The length of a bar, in units of the drawing."""
COLORS: Final = 8
"""So many parts have a colour of their own (1 …); the smaller ones share 0."""

_PERCENT: Final = Decimal("100.00")


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its amount in 元, its share of the sum, and its colour (``None`` for a cut)."""

    name: str
    href: str
    amount: str
    share: str
    color: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the bar."""

    name: str
    share: str
    color: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Composition:
    """The parts in the author's order, and the bar; cuts are in no bar."""

    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...]
    total: str
    said: str
    """The bar in words."""


Named = tuple[str, str, Decimal]
"""A part's name, its address (perhaps empty) and its amount."""


def composition(named: Sequence[Named]) -> Composition:
    """The parts of a sum in 元; shares have two decimals and add up to 100%."""
    amounts = [amount for _, _, amount in named]
    whole = total(amounts)
    shares = _shares(amounts, whole)
    colors = _colors(amounts)
    parts = tuple(
        Part(name, href, grouped(amount), share, color)
        for (name, href, amount), share, color in zip(named, shares, colors, strict=True)
    )
    pieces = _pieces(named, shares, colors)
    said = "；".join(f"{piece.name} {piece.share}".rstrip() for piece in pieces)
    return Composition(parts, pieces, grouped(whole), said)


def _shares(amounts: Sequence[Decimal], whole: Decimal) -> tuple[str, ...]:
    if whole <= 0:
        return ("",) * len(amounts)
    parts = apportion(_PERCENT, [Fraction(amount) for amount in amounts])
    return tuple(f"{fixed(part)}%" for part in parts)


def _colors(amounts: Sequence[Decimal]) -> tuple[int | None, ...]:
    """The largest have the colours, in the order in which they stand."""
    positive = [place for place, amount in enumerate(amounts) if amount > 0]
    largest = sorted(positive, key=lambda place: (-amounts[place], place))[:COLORS]
    numbers = {place: number for number, place in enumerate(sorted(largest), 1)}
    return tuple(
        numbers.get(place, 0) if amount > 0 else None for place, amount in enumerate(amounts)
    )


def _pieces(
    named: Sequence[Named], shares: Sequence[str], colors: Sequence[int | None]
) -> tuple[Piece, ...]:
    own = [
        (name, share, color, amount)
        for (name, _, amount), share, color in zip(named, shares, colors, strict=True)
        if color
    ]
    others = [amount for (_, _, amount), color in zip(named, colors, strict=True) if color == 0]
    if others:
        own.append((f"其余 {len(others)} 项", "", 0, total(others)))
    widths = _widths([amount for *_, amount in own])
    pieces, x = [], 0
    for (name, share, color, _), width in zip(own, widths, strict=True):
        pieces.append(Piece(name, share, color, x, width))
        x += width
    return tuple(pieces)


def _widths(amounts: Sequence[Decimal]) -> tuple[int, ...]:
    if not amounts:
        return ()
    unit = Decimal(WIDTH).scaleb(-2)
    parts = apportion(unit, [Fraction(amount) for amount in amounts])
    return tuple(int(part.scaleb(2)) for part in parts)
