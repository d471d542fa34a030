"""Stage budget: formulas are evaluated, split over years and added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.budget.split import Years, gap, key_of_year, years_of
from ptgen.core.diagnostics import Diagnostic, error, has_errors, warning
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.formula.lexer import Fault
from ptgen.core.model.line import LineItem, Method
from ptgen.core.model.project import Project, TotalScope
from ptgen.core.money import LIMIT, ZERO, by_year, fixed, is_whole_fen, plain, to_fen, total
from ptgen.core.source.nodes import Loc, Mapping, Scalar, find, key_span, value_span


def compute(
    project: Project, root: Mapping, scope: TotalScope = TotalScope.YEAR
) -> tuple[Budget, tuple[Diagnostic, ...]]:
    """The budget of a project, not to be used when a finding is an error.

    An amount that cannot be read counts 0, so that the rest can still be looked at. ``root`` is
    the mapping that the project was read from: it gives findings their place. ``scope`` is what
    项目资金总额 counts where the project does not say it.
    """
    reader = Reader(project.year, root)
    items = tuple(reader.item(item, ("预算", index)) for index, item in enumerate(project.budget))
    approved = reader.optional(project.approved, ("核定金额",))
    budget = _totals(project, project.total_scope or scope, reader, items, approved)
    if abs(budget.all_years) >= LIMIT:
        span = key_span(root, ("预算",))
        reader.found.append(error("PT202", span, "各项合计的金额太大", "请核对各项的数字和单位"))
    if not has_errors(reader.found):
        reader.found.extend(_quarters_wrong(budget, root))
        reader.found.extend(_appropriation_wrong(budget, root))
    return budget, tuple(reader.found)


@dataclass(slots=True)
class Reader:
    """Evaluates the amounts of one file and collects what is wrong with them."""

    year: int
    root: Mapping
    found: list[Diagnostic] = field(default_factory=list)

    def formula(self, text: str, loc: Loc) -> Formula | None:
        """The formula at a place; ``None``, and a finding, when it cannot be read."""
        result = parse(text)
        if isinstance(result, Formula):
            return result
        self._fault(result, loc)
        return None

    def amount(self, text: str, loc: Loc) -> Decimal:
        """An amount in 元, rounded to 分; 0 when it cannot be read."""
        formula = self.formula(text, loc)
        if formula is None:
            return ZERO
        self._odd(formula, loc)
        return to_fen(formula.value)

    def optional(self, text: str | None, loc: Loc) -> Decimal | None:
        """An amount that need not be there."""
        return None if text is None else self.amount(text, loc)

    def not_negative(self, text: str | None, loc: Loc) -> Decimal:
        """An amount that need not be there, then 0."""
        amount = self.optional(text, loc) or ZERO
        if amount < 0:
            name = next(step for step in reversed(loc) if isinstance(step, str))
            span = value_span(self.root, loc)
            self.found.append(error("PT207", span, f"“{name}”不能是负数", "写零或正数"))
        return amount

    def item(self, item: LineItem, loc: Loc, *, split_above: bool = False) -> ItemAmount:
        """A line with everything below it; ``split_above`` says that a group above has 分年."""
        if split_above and item.years is not None:
            span = key_span(self.root, (*loc, "分年"))
            hint = "上一级已经分年，两处只留一处"
            self.found.append(error("PT205", span, "“分年”写了两次", hint))
        if item.items:
            return self._group(item, loc, item.items, split_above=split_above)
        where = (*loc, "测算")
        formula = self.formula(item.formula or "", where)
        if formula is None:
            unread = () if split_above else ((self.year, ZERO),)
            return ItemAmount(item, loc, ZERO, ZERO if unread else None, unread, None, ())
        self._odd(formula, where)
        amount = to_fen(formula.value)
        if amount <= 0:
            self._not_positive(item, where)
        if item.method is Method.CUT:
            amount = -amount
        years = () if split_above else years_of(self, item, amount, loc)
        return self._made(item, loc, amount, years, formula, ())

    def _group(
        self, item: LineItem, loc: Loc, children: tuple[LineItem, ...], *, split_above: bool
    ) -> ItemAmount:
        split = split_above or item.years is not None
        items = tuple(
            self.item(child, (*loc, "明细", index), split_above=split)
            for index, child in enumerate(children)
        )
        if item.method is Method.CUT:
            items = tuple(_negated(child) for child in items)
        amount = total([child.amount for child in items])
        own = item.years is not None and not split_above
        years = years_of(self, item, amount, loc) if own else _added_years(items)
        return self._made(item, loc, amount, years, None, items)

    def _made(
        self,
        item: LineItem,
        loc: Loc,
        amount: Decimal,
        years: Years,
        formula: Formula | None,
        items: tuple[ItemAmount, ...],
    ) -> ItemAmount:
        annual = dict(years).get(self.year, ZERO) if years else None
        approved = self.optional(item.approved, (*loc, "核定金额"))
        return ItemAmount(item, loc, amount, annual, years, formula, items, approved)

    def _not_positive(self, item: LineItem, loc: Loc) -> None:
        hint = "减少的金额写正数，并写“方式: 核减”"
        message = f"“{item.name}”的金额不大于零"
        self.found.append(error("PT207", value_span(self.root, loc), message, hint))

    def _odd(self, formula: Formula, loc: Loc) -> None:
        whole = is_whole_fen(formula.value)
        if whole and not formula.uncancelled:
            return
        span = value_span(self.root, loc)
        if not whole:
            message = f"算得的金额不是整分，四舍五入为 {fixed(to_fen(formula.value))} 元"
            self.found.append(warning("PT203", span, message, "请核对算式"))
        if formula.uncancelled:
            message = f"单价按“{formula.uncancelled}”计，却没有乘“{formula.uncancelled}”数"
            hint = f"补上乘数，如 *1{formula.uncancelled}，或改单价的单位"
            self.found.append(warning("PT208", span, message, hint))

    def _fault(self, fault: Fault, loc: Loc) -> None:
        node = find(self.root, loc)
        span = value_span(self.root, loc)
        if isinstance(node, Scalar) and not node.blank:
            lead = len(node.text) - len(node.text.lstrip())
            span = node.place(fault.start + lead, max(fault.end, fault.start + 1) + lead)
        code = "PT202" if fault.meaning else "PT201"
        self.found.append(error(code, span, fault.message, fault.hint))


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
    reader: Reader,
    items: tuple[ItemAmount, ...],
    approved: Decimal | None,
) -> Budget:
    all_years = total([item.amount for item in items])
    years = _added_years(items)
    annual = dict(years).get(project.year, ZERO)
    whole = all_years if scope is TotalScope.ALL else annual
    carried = reader.not_negative(project.funding.carried_over, ("资金来源", "上年结转资金"))
    other, other_all = _other(project, reader)
    other_total = other_all if scope is TotalScope.ALL else other
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
        other=other,
        other_total=other_total,
        carried_over=carried,
        fiscal=whole - other_total,
        appropriation=annual - carried - other,
        approved=approved,
        quarters=quarters,
    )


def _other(project: Project, reader: Reader) -> tuple[Decimal, Decimal]:
    """其他资金 of the budget year and of all years."""
    loc: Loc = ("资金来源", "其他资金")
    other = project.funding.other
    if not isinstance(other, dict):
        amount = reader.not_negative(other, loc)
        return amount, amount
    by_year = {
        year: reader.not_negative(text, (*loc, key_of_year(reader.root, loc, year)))
        for year, text in other.items()
    }
    return by_year.get(project.year, ZERO), total(list(by_year.values()))


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
        message = f"当年财政拨款成了负数（{plain(short)} 元）：结转和其他资金超过了总额"
        yield error("PT206", key_span(root, ("资金来源",)), message, "请核对上年结转资金和其他资金")
