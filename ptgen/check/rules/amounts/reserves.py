"""PT211: too much of a project is estimated or held in reserve."""

from collections.abc import Iterator

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.model.line import Method
from ptgen.core.money import fixed, plain, total

RULE = Rule("PT211", "估算预留过多", Severity.WARNING, "估算、预留的金额占总额的份额过大")
_ROUGH = (Method.ESTIMATED, Method.RESERVED)


def find(context: RuleContext) -> Findings:
    """At the 方式 of the largest such item. The share is set in ptgen.toml, in percent."""
    whole = context.budget.all_years
    rough = [item for line in context.budget.items for item in _rough(line)]
    if not context.whole or whole <= 0 or not rough:
        return
    amount = total([item.amount for item in rough])
    limit = context.policy.reserve_share
    if amount * 100 > whole * limit:
        largest = max(rough, key=lambda item: item.amount)
        share = fixed(amount * 100 / whole).rstrip("0").rstrip(".")
        message = (
            f"估算、预留共 {plain(amount)} 元，占总额 {plain(whole)} 元的 {share}%，超过 {limit:f}%"
        )
        hint = "请把能测算的写成算式；份额可在 ptgen.toml 里用 reserve-share 改"
        yield RULE.at(context.span(*largest.loc, "方式"), message, hint)


def _rough(item: ItemAmount) -> Iterator[ItemAmount]:
    if item.item.method in _ROUGH:
        yield item
    else:
        for child in item.items:
            yield from _rough(child)
