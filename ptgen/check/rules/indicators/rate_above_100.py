"""PT307: a rate above 100 %."""

from decimal import Decimal

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT307", "比率超过100%", Severity.WARNING, "比率的值大于 100%")
# Rates that may well be above 100 %.
_GROWING = ("增", "超额", "提升", "提高", "比上年", "同比", "负债", "杠杆", "偿债", "覆盖倍")


def find(context: RuleContext) -> Findings:
    """At the value. Growth may be above 100 %, and so may an upper bound."""
    for indicator in context.project.indicators:
        target = indicator.target
        if "%" not in target.unit and "％" not in target.unit:
            continue
        if any(word in indicator.name for word in _GROWING) or target.operator in ("≤", "<"):
            continue
        if Decimal((target.high or target.low).replace(",", "")) > 100:
            message = f"“{indicator.name}”的值 {target.text} 超过 100%"
            yield RULE.at(context.span(*indicator.loc), message, "请核对数字")
