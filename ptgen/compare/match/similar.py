"""Match old things with new ones by likeness of names.

Every measure is symmetric, so that the reverse of a comparison matches the same things.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

_T = TypeVar("_T")

LEAST = Fraction(1, 2)
"""What is less alike is another thing."""
# More pairs than these are not measured one by one: what is left counts as added and removed.
MAX_PAIRS = 40_000


def likeness(one: str, other: str) -> Fraction:
    """0 to 1: the share of character pairs that two texts have in common (Dice)."""
    if one == other:
        return Fraction(1)
    first, second = _bigrams(one), _bigrams(other)
    common = sum((first & second).values())
    return Fraction(2 * common, max(first.total() + second.total(), 1))


def _bigrams(text: str) -> Counter[str]:
    padded = f"\x02{''.join(text.split())}\x03"
    return Counter(padded[place : place + 2] for place in range(len(padded) - 1))


def by_key(
    old: Sequence[_T], new: Sequence[_T], key: Callable[[_T], Hashable]
) -> list[tuple[int, int]]:
    """Pairs of places with equal keys, equal ones in their order."""
    olds, news = _places(old, key), _places(new, key)
    return [
        pair
        for same, places in olds.items()
        for pair in zip(places, news.get(same, ()), strict=False)
    ]


def _places(things: Sequence[_T], key: Callable[[_T], Hashable]) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = {}
    for place, thing in enumerate(things):
        places.setdefault(key(thing), []).append(place)
    return places


def by_likeness(
    old: Sequence[_T], new: Sequence[_T], score: Callable[[_T, _T], Fraction]
) -> list[tuple[int, int]]:
    """Pairs of places, the most alike first, each place once, none below :data:`LEAST`."""
    if len(old) * len(new) > MAX_PAIRS:
        return []
    scored = [
        (-value, abs(i - j), i + j, i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
        if (value := score(one, other)) >= LEAST
    ]
    return _each_once((i, j) for _, _, _, i, j in sorted(scored))


def _each_once(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    olds: set[int] = set()
    news: set[int] = set()
    kept = []
    for i, j in pairs:
        if i not in olds and j not in news:
            olds.add(i)
            news.add(j)
            kept.append((i, j))
    return kept
