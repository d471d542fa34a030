"""PT310: a number that does not say whether it is to be reached, met or kept under."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.rules.indicators.unfinished import is_unfinished

RULE = Rule("PT310", "指标值缺少符号", Severity.WARNING, "数字前面没有 = ≥ ≤")
# Times and deadlines (12月底前, 3年) are answers by themselves.
_TIME = re.compile(r"^(?:个?(?:年|月|日|天|季度|工作日|小时|周)|号|点|时|世纪)|[前内底初]$")


def find(context: RuleContext) -> Findings:
    """At the value; a range says both bounds."""
    for indicator in context.project.indicators:
        target = indicator.target
        bare = target.numeric and not target.operator and not target.high
        if bare and not is_unfinished(target) and not _TIME.search(target.unit):
            message = f"“{indicator.name}”的值 {target.text} 没有符号"
            hint = f"写成 ={target.text}、≥{target.text} 或 ≤{target.text}"
            yield RULE.at(context.span(*indicator.loc), message, hint)
