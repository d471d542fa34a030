"""Compute the budget of a project: evaluate formulas, split them over years, add up."""

from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import replace
from typing import Final

from ptgen.core.budget.amounts import Budget, FundingAmount, ItemAmount
from ptgen.core.budget.quantities import added_quantities, quantities
from ptgen.core.budget.reader import AmountReader
from ptgen.core.budget.split import Years, gap, key_of_year, years_of
from ptgen.core.diagnostics import Diagnostic, error, has_errors
from ptgen.core.model.fields import Counted, Declared
from ptgen.core.model.line import LineItem, Method
from ptgen.core.model.project import Project, TotalScope
from ptgen.core.money import LIMIT, ZERO, by_year, plain, to_fen, total
from ptgen.core.source.nodes import Loc, Mapping, Plain, key_span, value_span

_NOTHING: Final = Declared()


def compute(
    project: Project,
    root: Mapping,
    scope: TotalScope = TotalScope.YEAR,
    declared: Declared = _NOTHING,
) -> tuple[Budget, tuple[Diagnostic, ...]]:
    """The budget of a project, not to be used when a finding is an error.

    An amount that cannot be read counts 0, so that the rest can still be looked at. ``root`` is
    the mapping that the project was read from: it gives findings their place. ``scope`` is what
    项目资金总额 counts where the project does not say it; ``declared`` what its edition adds.
    """
    reader = AmountReader(project.year, root, declared.item_fields)
    items = tuple(_item(reader, item, ("预算", index)) for index, item in enumerate(project.budget))
    budget = _totals(project, project.total_scope or scope, reader, items, declared)
    if abs(budget.all_years) >= LIMIT:
        span = key_span(root, ("预算",))
        reader.found.append(error("PT202", span, "各项合计的金额太大", "请核对各项的数字和单位"))
    if not has_errors(reader.found):
        reader.found.extend(_quarters_wrong(budget, root))
        reader.found.extend(_appropriation_wrong(budget, root))
    return budget, tuple(reader.found)


def _item(
    reader: AmountReader, item: LineItem, loc: Loc, *, split_above: bool = False
) -> ItemAmount:
    """A line with everything below it; ``split_above`` says that a group above has 分年."""
    if split_above and item.years is not None:
        span = key_span(reader.root, (*loc, "分年"))
        reader.found.append(error("PT205", span, "“分年”写了两次", "上一级已经分年，两处只留一处"))
    if item.items:
        made = _group(reader, item, loc, item.items, split_above=split_above)
    else:
        where = (*loc, "测算")
        formula = reader.formula(item.formula or "", where)
        if formula is None:
            unread = () if split_above else ((reader.year, ZERO),)
            return ItemAmount(item, loc, ZERO, ZERO if unread else None, unread, None, ())
        reader.warn(formula, where)
        amount = to_fen(formula.value)
        if amount <= 0:
            _not_positive(reader, item, where)
        if item.method is Method.CUT:
            amount = -amount
        years = () if split_above else years_of(reader, item, amount, loc)
        made = ItemAmount(item, loc, amount, None, years, formula, ())
    annual = dict(made.years).get(reader.year, ZERO) if made.years else None
    approved = reader.optional(item.approved, (*loc, "核定金额"))
    own = quantities(reader, item.further, reader.item_fields, loc)
    numbers = added_quantities(reader, own, made.items, loc)
    return replace(made, annual=annual, approved=approved, quantities=numbers)


def _group(
    reader: AmountReader,
    item: LineItem,
    loc: Loc,
    children: tuple[LineItem, ...],
    *,
    split_above: bool,
) -> ItemAmount:
    split = split_above or item.years is not None
    items = tuple(
        _item(reader, child, (*loc, "明细", index), split_above=split)
        for index, child in enumerate(children)
    )
    if item.method is Method.CUT:
        items = tuple(_negated(child) for child in items)
    amount = total([child.amount for child in items])
    own = item.years is not None and not split_above
    years = years_of(reader, item, amount, loc) if own else _added_years(items)
    return ItemAmount(item, loc, amount, None, years, None, items)


def _not_positive(reader: AmountReader, item: LineItem, loc: Loc) -> None:
    hint = "减少的金额写正数，并写“方式: 核减”"
    message = f"“{item.name}”的金额不大于零"
    reader.found.append(error("PT207", value_span(reader.root, loc), message, hint))


def _added_years(items: tuple[ItemAmount, ...]) -> Years:
    """The sums by year; none of items that have no years."""
    return by_year(part for item in items for part in item.years)


def _negated(item: ItemAmount) -> ItemAmount:
    return replace(
        item,
        amount=-item.amount,
        annual=None if item.annual is None else -item.annual,
        years=tuple((year, -amount) for year, amount in item.years),
        items=tuple(_negated(child) for child in item.items),
    )


def _totals(
    project: Project,
    scope: TotalScope,
    reader: AmountReader,
    items: tuple[ItemAmount, ...],
    declared: Declared,
) -> Budget:
    all_years = total([item.amount for item in items])
    years = _added_years(items)
    annual = dict(years).get(project.year, ZERO)
    whole = all_years if scope is TotalScope.ALL else annual
    carried = reader.not_negative(project.funding.carried_over, ("资金来源", "上年结转资金"))
    written = {"其他资金": project.funding.other, **project.funding.further}
    every = _funds(reader, written, {"其他资金": Counted.OTHER, **declared.funding}, scope)
    in_other = [kind for kind in every if kind.counted is Counted.OTHER]
    outside = [kind.total for kind in every if kind.counted is not Counted.FISCAL]
    quarters = tuple(
        reader.not_negative(text, ("季度用款计划", index))
        for index, text in enumerate(project.quarters or ())
    )
    return Budget(
        items=items,
        all_years=all_years,
        annual=annual,
        total=whole,
        scope=scope,
        years=years,
        other=total([kind.annual for kind in in_other]),
        other_total=total([kind.total for kind in in_other]),
        carried_over=carried,
        fiscal=whole - total(outside),
        appropriation=annual - carried - total([kind.annual for kind in every]),
        approved=reader.optional(project.approved, ("核定金额",)),
        quarters=quarters,
        kinds=every[1:],
        quantities=quantities(reader, project.further, declared.fields, ()),
    )


def _funds(
    reader: AmountReader,
    written: Named[str, Plain | Named[int, str]],
    kinds: Named[str, Counted],
    scope: TotalScope,
) -> tuple[FundingAmount, ...]:
    """The kinds of funds; one amount is that of all years, one that is not written is 0."""
    made = []
    for name, counted in kinds.items():
        value, loc = written.get(name), ("资金来源", name)
        if isinstance(value, Named):
            parts = {}
            for key, text in value.items():
                year = int(str(key).strip().removesuffix("年"))
                where = (*loc, key_of_year(reader.root, loc, year))
                parts[year] = reader.not_negative(str(text), where)
            annual, whole = parts.get(reader.year, ZERO), total(list(parts.values()))
        else:
            annual = whole = reader.not_negative(value if isinstance(value, str) else None, loc)
        counts = whole if scope is TotalScope.ALL else annual
        made.append(FundingAmount(name, counted, annual, counts))
    return tuple(made)


def _quarters_wrong(budget: Budget, root: Mapping) -> Iterator[Diagnostic]:
    planned = total(list(budget.quarters))
    if budget.quarters and planned != budget.annual:
        message = (
            f"季度用款计划合计 {plain(planned)} 元，"
            f"比年度资金申请总额 {plain(budget.annual)} 元{gap(planned, budget.annual)}"
        )
        yield error("PT205", key_span(root, ("季度用款计划",)), message, "请调整各季度的金额")


def _appropriation_wrong(budget: Budget, root: Mapping) -> Iterator[Diagnostic]:
    if budget.appropriation < 0 or budget.fiscal < 0:
        short = min(budget.appropriation, budget.fiscal)
        kinds = "".join(f"、{kind.name}" for kind in budget.kinds)
        message = f"当年财政拨款成了负数（{plain(short)} 元）：结转和其他资金{kinds}超过了总额"
        hint = f"请核对上年结转资金和其他资金{kinds}"
        yield error("PT206", key_span(root, ("资金来源",)), message, hint)
