"""The amounts of a form as they are printed: rounded so that parts make the whole.

The one place where rounding to the form's decimals is apportioned. What is exact stays exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ptgen.core.budget.amounts import Budget
from ptgen.core.layout.model import AmountFormat
from ptgen.core.money import FEN, shares_of


def printed_amounts(budget: Budget, style: AmountFormat) -> Mapping[str, Decimal]:
    """The amounts by name, in 元, each a whole number of the style's last printed place.

    年度资金申请总额 is 当年财政资金 and 其他资金, 当年财政资金 is 当年财政拨款 and 上年结转资金,
    项目资金总额 is 财政资金 and 其他资金总额: in the printed figures too.
    """
    step = step_of(style)
    fiscal = budget.annual - budget.other
    year_fiscal, other = shares_of(budget.annual, (fiscal, budget.other), step)
    grant, carried = shares_of(year_fiscal, (budget.appropriation, budget.carried_over), step)
    total_fiscal, total_other = shares_of(budget.total, (budget.fiscal, budget.other_total), step)
    return {
        "年度资金申请总额": year_fiscal + other,
        "当年财政资金": year_fiscal,
        "当年财政拨款": grant,
        "上年结转资金": carried,
        "其他资金": other,
        "项目资金总额": total_fiscal + total_other,
        "财政资金": total_fiscal,
        "其他资金总额": total_other,
    }


def step_of(style: AmountFormat) -> Decimal:
    """The last printed place in 元: 100 for 万元 with two decimals, never less than a 分."""
    if style.decimals in ("去零", "原样"):
        return FEN
    scale = 4 if style.unit == "万元" else 0
    return max(Decimal(1).scaleb(scale - int(style.decimals)), FEN)
