"""PT209: more is applied for in the budget year than the whole comes to."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.money import plain

RULE = Rule("PT209", "年度大于总额", Severity.WARNING, "本年的金额大于总额")


def find(context: RuleContext) -> Findings:
    """Of items at 分年, of the project at 预算."""
    if not context.whole:
        return
    found = False
    for item in context.budget.walk():
        annual = item.annual
        if item.item.years is not None and annual is not None and abs(annual) > abs(item.amount):
            found = True
            message = f"“{item.name}”本年 {plain(annual)} 元，大于本项总额 {plain(item.amount)} 元"
            yield RULE.at(context.key(*item.loc, "分年"), message, "请核对分年的金额")
    budget = context.budget
    if not found and budget.annual > budget.total:
        message = (
            f"年度资金申请总额 {plain(budget.annual)} 元，大于项目资金总额 {plain(budget.total)} 元"
        )
        yield RULE.at(context.key("预算"), message, "请核对各项的分年")
