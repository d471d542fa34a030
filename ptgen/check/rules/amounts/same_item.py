"""PT224: two items of one list with the same name."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.money import plain

RULE = Rule("PT224", "预算项重名", Severity.WARNING, "同一级的两项预算名称相同")


def find(context: RuleContext) -> Findings:
    """At the second one; blanks and the width of characters make no difference."""
    for items in context.budget.lists():
        seen: dict[str, ItemAmount] = {}
        for item in items:
            first = seen.setdefault(folded(item.name), item)
            if first is not item and context.has("预算"):
                message = f"“{item.name}”在同一级已经有一项（{plain(first.amount)} 元）"
                hint = "重复的删去一项；确是两项的，名称写得不同"
                yield RULE.at(context.span(*item.loc, "名称"), message, hint)
