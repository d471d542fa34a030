"""PT306: an indicator of quantity without a number."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.rules.indicators.numbers import says_number
from ptgen.check.rules.indicators.placeholders import is_placeholder

RULE = Rule("PT306", "数量指标没有数", Severity.WARNING, "数量指标的值里没有数字")


def find(context: RuleContext) -> Findings:
    """At the value; a number in words is a number."""
    for indicator in context.project.indicators:
        text = indicator.target.text
        if is_placeholder(text) or indicator.level2 != "数量指标":
            continue
        if not says_number(text):
            message = f"数量指标“{indicator.name}”的值“{text}”没有数字"
            hint = "请写成 ≥26台 这样的数量；不能计数的请放到质量指标"
            yield RULE.at(context.span(*indicator.loc), message, hint)
