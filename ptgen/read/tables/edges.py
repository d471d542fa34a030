"""Numbers that mean the same edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def clusters(numbers: Iterable[float], apart: float) -> list[float]:
    """Return the means of numbers that lie within ``apart`` of the least of them."""
    groups: list[list[float]] = []
    for number in sorted(numbers):
        if groups and number - groups[-1][0] <= apart:
            groups[-1].append(number)
        else:
            groups.append([number])
    return [sum(group) / len(group) for group in groups]


def nearest(numbers: Sequence[float], number: float) -> int:
    """Return the index of the number that is nearest."""
    return min(range(len(numbers)), key=lambda index: abs(numbers[index] - number))
