"""The amounts of a budget by their names on the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from ptgen.core.budget.amounts import Budget

_AMOUNTS: Mapping[str, Callable[[Budget], Decimal | None]] = MappingProxyType(
    {
        "项目资金总额": lambda budget: budget.total,
        "全周期资金总额": lambda budget: budget.all_years,
        "年度资金申请总额": lambda budget: budget.annual,
        "财政资金": lambda budget: budget.fiscal,
        "当年财政资金": lambda budget: budget.appropriation + budget.carried_over,
        "当年财政拨款": lambda budget: budget.appropriation,
        "上年结转资金": lambda budget: budget.carried_over,
        "其他资金": lambda budget: budget.other,
        "其他资金总额": lambda budget: budget.other_total,
        "核定金额": lambda budget: budget.approved,
        "核定差额": lambda budget: budget.excess,
    }
)
AMOUNT_NAMES = tuple(_AMOUNTS)
"""The names that hold in every project: what a layout may print."""


def named_amounts(budget: Budget) -> Mapping[str, Decimal | None]:
    """The amounts in 元 by name; 核定金额 and 核定差额 are ``None`` where nothing was approved yet."""
    return {name: amount(budget) for name, amount in _AMOUNTS.items()}
