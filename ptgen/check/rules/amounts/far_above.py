"""PT223: an item a hundred times as large as the others of its list."""

from decimal import Decimal
from statistics import median

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.money import plain
from ptgen.core.source.nodes import Loc

RULE = Rule("PT223", "金额悬殊", Severity.WARNING, "一项的金额是同级其他各项的一百倍以上")
_TIMES = 100
_OTHERS = 2  # as many others make a middle
_LEAST = 100  # 元: what is smaller is told by PT222, and says nothing of the others


def find(context: RuleContext) -> Findings:
    """At the name; not at a group whose own items hold the one that is too large."""
    told: list[Loc] = []
    for items in reversed(tuple(context.budget.lists())):
        for item in items:
            others = [abs(one.amount) for one in items if one is not item]
            others = [amount for amount in others if amount >= _LEAST]
            squared = item.formula is not None and item.formula.squared
            within = any(loc[: len(item.loc)] == item.loc for loc in told)
            if len(others) < _OTHERS or squared or within:
                continue
            middle = median(others)
            if abs(item.amount) >= _TIMES * middle:
                told.append(item.loc)
                yield _told(context, item, middle)


def _told(context: RuleContext, item: ItemAmount, middle: Decimal) -> Diagnostic:
    message = (
        f"“{item.name}”{plain(item.amount)} 元，是同级其他各项的 "
        f"{int(abs(item.amount) / middle)} 倍（它们中间的数是 {plain(middle)} 元）"
    )
    return RULE.at(context.span(*item.loc, "名称"), message, "请核对单位是元还是万元")
