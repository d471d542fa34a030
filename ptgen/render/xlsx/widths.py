"""How wide the columns of a list are, so that it can be read on paper.

All is told in digits of the workbook's own face: in every program a column grows with them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_PADDING: Final = 1.5  # of a cell
_LEAST, _MOST = 9.0, 28.0  # a column of texts
_HEAD: Final = 8  # a head of four characters is not broken


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """The texts that a column shows: its head, and below it values, which break unless ``whole``."""

    head: str
    values: Sequence[str]
    whole: bool

    @property
    def least(self) -> float:
        """The narrowest that can be read."""
        return self.most if self.whole else min(_LEAST, self.most)

    @property
    def most(self) -> float:
        """The widest that is of use; a head may have three lines."""
        lines = [digits(line) for value in self.values for line in value.split("\n")]
        head = digits(self.head)
        longest = max([head / 3 + 2, min(head, _HEAD), *lines]) + _PADDING
        return longest if self.whole else min(longest, _MOST)


def fitted(columns: Sequence[ShownColumn], room: float) -> tuple[float, ...] | None:
    """The widths that take no more than ``room``; ``None`` where there are none.

    What is left beside the narrowest is given to the columns of texts, by what each is short of.
    """
    wanted = [column.most - column.least for column in columns]
    left = room - sum(column.least for column in columns)
    if left < 0:
        return None
    part = min(left / sum(wanted), 1) if any(wanted) else 0
    return tuple(column.least + more * part for column, more in zip(columns, wanted, strict=True))


def pages(widths: Sequence[float], room: float, repeated: int) -> Iterator[range]:
    """The columns of each page, side by side, where one has no room for all.

    The first ones, so many, are repeated on each page.
    """
    start, used = 0, 0.0
    for place, width in enumerate(widths):
        if used + width > room and place > max(start, repeated):
            yield range(start, place)
            start, used = place, sum(widths[:repeated])
        used += width
    yield range(start, len(widths))


def digits(text: str) -> int:
    """The width of a line: a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column so wide."""
    room = max(int(width - _PADDING / 2), 2)
    return sum(max(-(-digits(line) // room), 1) for line in text.split("\n"))
