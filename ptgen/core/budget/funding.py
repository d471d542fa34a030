"""The kinds of funds of a project: what falls to the budget year and to all years."""

from __future__ import annotations

from collections.abc import Mapping

from ptgen.core.budget.amounts import FundingAmount
from ptgen.core.budget.reader import AmountReader
from ptgen.core.budget.split import key_of_year
from ptgen.core.model.fields import Counted
from ptgen.core.model.project import TotalScope
from ptgen.core.money import ZERO, total
from ptgen.core.source.nodes import Plain


def funds(
    reader: AmountReader,
    written: Mapping[str, Plain | Mapping[int, str]],
    kinds: Mapping[str, Counted],
    scope: TotalScope,
) -> tuple[FundingAmount, ...]:
    """The kinds of funds; one amount is that of all years, one that is not written is 0."""
    made = []
    for name, counted in kinds.items():
        value, loc = written.get(name), ("资金来源", name)
        if isinstance(value, Mapping):
            by_year = {}
            for key, text in value.items():
                year = int(str(key).strip().removesuffix("年"))
                where = (*loc, key_of_year(reader.root, loc, year))
                by_year[year] = reader.not_negative(str(text), where)
            annual, whole = by_year.get(reader.year, ZERO), total(list(by_year.values()))
        else:
            annual = whole = reader.not_negative(value if isinstance(value, str) else None, loc)
        counts = whole if scope is TotalScope.ALL else annual
        made.append(FundingAmount(name, counted, annual, counts))
    return tuple(made)
