"""The kinds of funds of a project: what falls to the budget year and to all years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ptgen.core.budget.amounts import Budget, FundingAmount
from ptgen.core.budget.reader import AmountReader
from ptgen.core.budget.split import key_of_year
from ptgen.core.model.fields import Counted
from ptgen.core.model.project import TotalScope
from ptgen.core.money import ZERO, total
from ptgen.core.source.nodes import Loc, Plain


def by_year_and_all(
    reader: AmountReader, written: str | Mapping[int, str] | None, loc: Loc
) -> tuple[Decimal, Decimal]:
    """Funds of the budget year and of all years; one amount is both."""
    if not isinstance(written, Mapping):
        amount = reader.not_negative(written, loc)
        return amount, amount
    by_year = {
        year: reader.not_negative(text, (*loc, key_of_year(reader.root, loc, year)))
        for year, text in written.items()
    }
    return by_year.get(reader.year, ZERO), total(list(by_year.values()))


def funds(
    reader: AmountReader,
    written: Mapping[str, Plain],
    kinds: Mapping[str, Counted],
    scope: TotalScope,
) -> tuple[FundingAmount, ...]:
    """The edition's kinds of funds; one that is not written is 0."""
    made = []
    for name, counted in kinds.items():
        annual, whole = by_year_and_all(reader, _years(written.get(name)), ("资金来源", name))
        counts = whole if scope is TotalScope.ALL else annual
        made.append(FundingAmount(name, counted, annual, counts))
    return tuple(made)


def _years(value: Plain) -> str | Mapping[int, str] | None:
    if isinstance(value, dict):
        return {int(key.strip().removesuffix("年")): str(text) for key, text in value.items()}
    return value if isinstance(value, str) else None


def with_kinds(budget: Budget, kinds: tuple[FundingAmount, ...]) -> Budget:
    """The budget with the edition's kinds of funds where they count."""
    in_other = [kind for kind in kinds if kind.counted is Counted.OTHER]
    outside = [kind for kind in kinds if kind.counted is not Counted.FISCAL]
    other = total([budget.other, *(kind.annual for kind in in_other)])
    other_total = total([budget.other_total, *(kind.total for kind in in_other)])
    return replace(
        budget,
        kinds=kinds,
        other=other,
        other_total=other_total,
        fiscal=budget.fiscal - total([kind.total for kind in outside]),
        appropriation=budget.appropriation - total([kind.annual for kind in kinds]),
    )
