"""PT105: a project that ends before it starts."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT105", "起止日期颠倒", Severity.ERROR, "计划完成日期早于计划开始日期")


def find(context: RuleContext) -> Findings:
    """At the later of the two keys, 计划完成日期."""
    start, end = context.project.start, context.project.end
    if start is not None and end is not None and end < start:
        message = f"计划完成日期 {end} 早于计划开始日期 {start}"
        yield RULE.at(context.span("计划完成日期"), message, "请核对两个日期")
