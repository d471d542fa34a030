"""The amounts of a budget by their names on the form."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from ptgen.core.budget.amounts import Budget
from ptgen.core.model.fields import Counted, Declared
from ptgen.core.money import ZERO, total

_AMOUNTS: Mapping[str, Callable[[Budget], Decimal | None]] = MappingProxyType(
    {
        "项目资金总额": lambda budget: budget.total,
        "全周期资金总额": lambda budget: budget.all_years,
        "年度资金申请总额": lambda budget: budget.annual,
        "财政资金": lambda budget: budget.fiscal,
        "当年财政资金": lambda budget: (
            budget.appropriation
            + budget.carried_over
            + total([kind.annual for kind in budget.kinds_in(Counted.FISCAL)])
        ),
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
    """The amounts in 元 by name; 核定金额 and 核定差额 are ``None`` where nothing was approved.

    Behind those of every project come the edition's kinds of funds and its keys for amounts; of
    those that lines of the budget have, the sums.
    """
    named = {name: amount(budget) for name, amount in _AMOUNTS.items()}
    for kind in budget.kinds:
        named |= {kind.name: kind.annual, whole_of(kind.name): kind.total}
    for item in budget.items:
        for name, one in item.quantities:
            if one.added:
                named[name] = total([named.get(name) or ZERO, one.value])
    return named | {name: one.value for name, one in budget.quantities if one.money}


def whole_of(kind: str) -> str:
    """The name for what a kind of funds comes to in 项目资金总额."""
    return f"{kind}总额"


def names_of(declared: Declared) -> tuple[str, ...]:
    """The names of all amounts of the projects of an edition."""
    kinds = [name for kind in declared.funding for name in (kind, whole_of(kind))]
    of_items = {key: spec for key, spec in declared.item_fields.items() if spec.added}
    keys = [key for key, spec in {**of_items, **declared.fields}.items() if spec.money]
    return (*AMOUNT_NAMES, *kinds, *keys)
