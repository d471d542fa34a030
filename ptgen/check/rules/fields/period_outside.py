"""PT106: a period that does not fit the budget year."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT106", "起止日期不在预算年度", Severity.WARNING, "项目的起止日期超出了预算年度")


def find(context: RuleContext) -> Findings:
    """A project whose amounts all fall to one year stays inside it; others only have to touch it.

    At the first date that does not.
    """
    project = context.project
    if not context.has("年度", "预算") or project.start is None or project.end is None:
        return
    if project.end < project.start:
        return
    year = project.year
    hint = "请核对日期和年度；跨年支付的预算项请写“分年”"
    if any(item.item.years is not None for item in context.budget.walk()):
        if not project.start.year <= year <= project.end.year:
            message = f"项目的起止日期不含预算年度 {year} 年"
            yield RULE.at(context.span("计划开始日期"), message, "请核对日期和年度")
        return
    days = {"计划开始日期": project.start, "计划完成日期": project.end}
    outside = {key: day for key, day in days.items() if day.year != year}
    if outside:
        said = " 和".join(f"{key} {day}" for key, day in outside.items())
        both = "都" if len(outside) > 1 else ""
        message = f"{said} {both}不在预算年度 {year} 年内，而金额全部列在本年"
        yield RULE.at(context.span(next(iter(outside))), message, hint)
