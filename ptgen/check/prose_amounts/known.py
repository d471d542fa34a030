"""Every amount that a project knows, with what a sentence may call it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ptgen.check.prose_amounts.typing_slips import Slips
from ptgen.check.prose_amounts.words import half_width
from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.budget.named import AMOUNT_NAMES, named_amounts
from ptgen.core.diagnostics import FaultError
from ptgen.core.formula.lexer import Number, tokens
from ptgen.core.money import ZERO, to_fen, total

# Of equal amounts the first is named.
_TOTALS = (
    *("年度资金申请总额", "项目资金总额", "全周期资金总额", "财政资金", "当年财政拨款"),
    *("当年财政资金", "上年结转资金", "其他资金", "其他资金总额", "核定金额"),
)
_CALLED = {"全周期资金总额": "各年合计", "其他资金总额": "其他资金合计"}
_OF_THE_YEAR = frozenset({"年度资金申请总额", "当年财政拨款", "当年财政资金", "核定金额"})
_ENDINGS = re.compile(r"(?:费用|经费|费|项目|资金|服务|运维|维护|购置|采购|租用|租赁|建设)$")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]$")
_SHORTEST_ALIAS = 4
_LONGEST_RUN = 12
_MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class KnownAmount:
    """An amount of the budget; ``name`` is what a message calls it.

    ``item`` is the name of the line that it belongs to, ``fund`` that of the form, ``year`` and
    ``quarter`` when it is spent, where it is of one. ``expression`` is how ``{{ }}`` names it.
    """

    name: str
    value: Decimal
    item: str = ""
    fund: str = ""
    year: int | None = None
    quarter: int | None = None
    expression: str = ""


@dataclass(frozen=True)
class KnownAmounts:
    """The amounts of a budget, and what follows from them."""

    budget: Budget
    year: int

    @cached_property
    def all(self) -> tuple[KnownAmount, ...]:
        """The computed and approved amounts, of lines, totals, years and quarters."""
        lines = _of_items(self.budget.items, self.year, "预算")
        return (*lines, *self._totals(), *self._times())

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that the budget knows something of."""
        return frozenset({self.year, *(year for year, _ in self.budget.years)})

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What a sentence calls a line, and the line's own name; nothing that two may be called."""
        names = dict.fromkeys(item.name for item in self.budget.walk() if len(item.name) > 1)
        found: dict[str, set[str]] = {}
        for name in names:
            shorter = [_BRACKETS.sub("", name), _ENDINGS.sub("", name)]
            for alias in (name, *(one for one in shorter if len(one) >= _SHORTEST_ALIAS)):
                found.setdefault(half_width(alias), set()).add(name)
        own = {half_width(name): name for name in names}
        return {alias: next(iter(of)) for alias, of in found.items() if len(of) == 1} | own

    @cached_property
    def values(self) -> tuple[Decimal, ...]:
        """The amounts without their signs, in order, each once."""
        return tuple(sorted({abs(one.value) for one in self.all}))

    @cached_property
    def typed(self) -> Slips[KnownAmount]:
        """The amounts by the digits that a typist may get wrong."""
        return Slips((abs(one.value), one) for one in self.all)

    @cached_property
    def derived(self) -> tuple[Decimal, ...]:
        """What sentences derive: prices, sums of what stands side by side, and what is left."""
        budget = self.budget
        found = self.derived_of(frozenset(item.name for item in budget.walk()))
        found |= _runs([part for _, part in budget.years])
        found |= _runs(budget.quarters)
        found |= _runs([item.amount for item in budget.items[:_MOST_ITEMS]])
        found |= _runs([item.annual or ZERO for item in budget.items[:_MOST_ITEMS]])
        found |= {budget.all_years - part for _, part in budget.years}
        found.add(budget.appropriation + budget.other)
        by_name: dict[str, list[Decimal]] = {}
        for item in budget.walk():
            by_name.setdefault(item.name, []).append(item.amount)
            found |= {budget.all_years - item.amount, budget.annual - (item.annual or ZERO)}
        found |= {total(amounts) for amounts in by_name.values()}
        return tuple(sorted({abs(value) for value in found}))

    def derived_of(self, names: frozenset[str]) -> set[Decimal]:
        """The same of some lines alone: their prices, sums of their parts, what a year leaves."""
        found: set[Decimal] = set()
        for item in self.budget.walk():
            if item.name in names:
                found |= _prices(item.item.formula or "")
                found |= _runs([part.amount for part in item.items[:_MOST_ITEMS]])
                found |= _runs([part.annual or ZERO for part in item.items[:_MOST_ITEMS]])
                found |= {item.amount - part for _, part in item.years}
        return found

    def _totals(self) -> Iterator[KnownAmount]:
        named = named_amounts(self.budget)
        for name in (*_TOTALS, *(name for name in named if name not in AMOUNT_NAMES)):
            amount = named[name]
            if amount is not None:
                year = self.year if name in _OF_THE_YEAR else None
                called = _CALLED.get(name, name)
                yield KnownAmount(called, amount, fund=name, year=year, expression=name)

    def _times(self) -> Iterator[KnownAmount]:
        for year, amount in self.budget.years:
            yield KnownAmount(f"{year}年", amount, year=year, expression=f"分年['{year}']")
        for index, amount in enumerate(self.budget.quarters, 1):
            name, expression = f"第{index}季度", f"季度['{index}']"
            yield KnownAmount(name, amount, "", "", self.year, index, expression)


def _of_items(items: Sequence[ItemAmount], year: int, inside: str) -> Iterator[KnownAmount]:
    """The amounts of lines and of all below them; ``inside`` is how ``{{ }}`` names the group."""
    for item in items:
        path = f"{inside}['{item.name}']"
        yield from _of_item(item, year, path)
        yield from _of_items(item.items, year, f"{path}.明细")


def _of_item(item: ItemAmount, year: int, path: str) -> Iterator[KnownAmount]:
    name = f"“{item.name}”"
    whole = year if item.annual is not None and not item.split else None
    yield KnownAmount(name, item.amount, item.name, year=whole, expression=f"{path}.金额")
    for of_year, amount in item.years if item.split else ():
        of = f"{path}.分年['{of_year}']"
        yield KnownAmount(f"{name}{of_year}年", amount, item.name, year=of_year, expression=of)
    if item.approved is not None:
        of = f"{path}.核定金额"
        yield KnownAmount(f"{name}的核定金额", item.approved, item.name, year=whole, expression=of)
    for key, one in item.quantities:
        if one.money:
            of = f"{path}.{key}"
            yield KnownAmount(f"{name}的{key}", one.value, item.name, expression=of)


def _prices(formula: str) -> set[Decimal]:
    """The numbers in a formula, which a sentence may explain: 2000元/场."""
    try:
        return {to_fen(one.value) for one in tokens(formula) if isinstance(one, Number)}
    except FaultError:
        return set()


def _runs(amounts: Sequence[Decimal]) -> set[Decimal]:
    """The sums of two and more amounts side by side."""
    found: set[Decimal] = set()
    for start in range(len(amounts)):
        running = amounts[start]
        for amount in amounts[start + 1 : start + _LONGEST_RUN]:
            running += amount
            found.add(running)
    return found
