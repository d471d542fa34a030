"""PT213: amounts in several years, and no word on which of them 项目资金总额 counts."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.model.project import TotalScope
from ptgen.core.money import plain

RULE = Rule(
    "PT213", "资金总额口径未写", Severity.WARNING, "跨年的项目没有写项目资金总额算一年还是各年"
)


def find(context: RuleContext) -> Findings:
    """At 预算, with both sums; 资金总额口径 may stand in the project's file or its unit's."""
    budget = context.budget
    if not context.whole or not budget.several_years or context.project.total_scope is not None:
        return
    counted = "各年合计" if budget.scope is TotalScope.ALL else "本年的"
    message = (
        f"项目有几年的金额：各年合计 {plain(budget.all_years)} 元，"
        f"{context.project.year}年 {plain(budget.annual)} 元；没有写“资金总额口径”，"
        f"项目资金总额按版式算{counted} {plain(budget.total)} 元"
    )
    hint = (
        f"算各年的写“资金总额口径: {TotalScope.ALL.value}”，"
        f"只算本年的写“资金总额口径: {TotalScope.YEAR.value}”，各项目相同的可以写在 unit.yaml 里"
    )
    yield RULE.at(context.key("预算"), message, hint)
