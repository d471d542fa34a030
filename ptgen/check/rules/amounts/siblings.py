"""The items of one list of a budget, which rules compare with each other."""

from __future__ import annotations

from collections.abc import Iterator

from ptgen.core.budget.amounts import Budget, ItemAmount


def lists_of(budget: Budget) -> Iterator[tuple[ItemAmount, ...]]:
    """Each list of items: 预算 itself, and every 明细."""
    yield budget.items
    for item in budget.walk():
        if item.items:
            yield item.items
