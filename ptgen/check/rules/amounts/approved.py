"""PT204: a published or approved amount (核定金额) against the computed one."""

from collections.abc import Sequence
from decimal import Decimal

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.model.project import TotalScope
from ptgen.core.money import ZERO, plain, total

RULE = Rule("PT204", "核定不符", Severity.ERROR, "核定金额与算出的金额不一致")
_NAMED = 6


def find(context: RuleContext) -> Findings:
    """The project's amount is that of 资金总额口径; an item's may be of all years or of this one."""
    budget = context.budget
    if not context.whole:
        return
    if budget.approved is not None and budget.approved != budget.total:
        annual = budget.scope is TotalScope.YEAR
        scope = "年度金额" if annual else "项目资金总额"
        hint = _parts(budget.items, annual)
        yield _differs(context, ("核定金额",), budget.approved, budget.total, scope, hint)
    for item in budget.walk():
        fitting = {abs(item.amount), abs(item.annual or item.amount)}
        if item.approved is not None and item.approved not in fitting:
            loc = (*item.loc, "核定金额")
            yield _differs(
                context, loc, item.approved, abs(item.amount), "本项金额", _parts(item.items, False)
            )


def _differs(
    context: RuleContext,
    loc: tuple[str | int, ...],
    approved: Decimal,
    computed: Decimal,
    what: str,
    parts: str,
) -> Diagnostic:
    difference = approved - computed
    word = "多" if difference > 0 else "少"
    message = (
        f"核定金额 {plain(approved)} 元，算出的{what}是 {plain(computed)} 元，"
        f"核定的{word} {plain(abs(difference))} 元"
    )
    hint = parts or "请核对核定金额和测算"
    return RULE.at(context.span(*loc), message, hint, difference=difference)


def _parts(items: Sequence[ItemAmount], annual: bool) -> str:
    """``算出的由 … 相加``: the items that make the total, the smaller ones together."""
    if not items:
        return ""
    amounts = [(item.name, (item.annual or ZERO) if annual else item.amount) for item in items]
    if len(amounts) > _NAMED:
        amounts.sort(key=lambda pair: -abs(pair[1]))
        rest = amounts[_NAMED - 1 :]
        amounts = amounts[: _NAMED - 1]
        amounts.append((f"其余 {len(rest)} 项", total([amount for _, amount in rest])))
    listed = "、".join(f"{name} {plain(amount)}" for name, amount in amounts)
    return f"算出的由这些相加（元）：{listed}"
