"""Amounts that look mistyped: 418.00 for 418.80, 5173 for 5137, 45.1 for 4.51."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Generic, TypeVar

from ptgen.check.prose_amounts.words import WrittenAmount

_FEW_DIGITS = 3  # numbers of fewer digits are alike by chance
_WIDTH = 24

T = TypeVar("T")


class Slips(Generic[T]):
    """Amounts by their digits, so that one that is alike is found without comparing with each."""

    def __init__(self, amounts: Iterable[tuple[Decimal, T]]) -> None:
        self._digits: dict[str, T] = {}
        self._lacking: dict[tuple[int, int, str], tuple[str, T]] = {}
        for value, of in amounts:
            digits = _digits(value)
            if value and digits not in self._digits:
                self._digits[digits] = of
                wide = digits.ljust(_WIDTH, "0")
                for at in range(len(digits) + 1):
                    key = (value.adjusted(), at, wide[:at] + wide[at + 1 :])
                    self._lacking.setdefault(key, (digits, of))

    def of(self, amount: WrittenAmount) -> T | None:
        """What an amount was perhaps meant to be: one digit or the point wrong, or two swapped."""
        written, digits = amount.value, _digits(amount.value)
        wide = digits.ljust(_WIDTH, "0")
        if digits in self._digits:
            return self._digits[digits] if len(digits) >= _FEW_DIGITS else None
        for at in range(min(len(digits) + 2, _WIDTH)):
            found = self._lacking.get((written.adjusted(), at, wide[:at] + wide[at + 1 :]))
            # 11800万元 beside 11668.67万元 is another number, rounder.
            if found and len(digits) >= len(found[0]) - 1 and _long(digits, found[0]):
                return found[1]
        for at in range(len(digits)):
            swapped = (wide[:at] + wide[at + 1] + wide[at] + wide[at + 2 :]).rstrip("0")
            if swapped in self._digits and _long(digits, swapped):
                return self._digits[swapped]
        return None


def _long(one: str, other: str) -> bool:
    return max(len(one), len(other)) >= _FEW_DIGITS


def _digits(value: Decimal) -> str:
    """The digits that matter."""
    return f"{value:f}".replace(".", "").strip("0")
