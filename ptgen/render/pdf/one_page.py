"""Smaller type, until a form fits one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

_STEP: Final = 0.5  # pt
LaidOut = TypeVar("LaidOut")


def largest_fitting(
    size: float, least: float, lay_out: Callable[[float], LaidOut | None]
) -> LaidOut | None:
    """Return the layout in the largest type below ``size`` that fits; ``None`` if none does.

    Sizes go down in steps of half a point, to ``least``. ``lay_out`` returns the layout in a size
    if it fits one page.
    """
    fewest, steps = 1, int((size - least) / _STEP + 1e-6)
    best: LaidOut | None = None
    while fewest <= steps:
        middle = (fewest + steps) // 2
        made = lay_out(size - middle * _STEP)
        if made is not None:
            best, steps = made, middle - 1
        else:
            fewest = middle + 1
    return best
