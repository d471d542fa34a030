"""PT308: a degree of satisfaction that is no percentage to be reached."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.rules.indicators.placeholders import is_placeholder
from ptgen.check.rules.indicators.value_is_name import repeats_name

RULE = Rule("PT308", "满意度写法", Severity.WARNING, "满意度不是“≥百分比”")
_DEGREE = re.compile(r"满意(?:度|率|程度|比例)?(?:指标)?$")


def find(context: RuleContext) -> Findings:
    """At the value. A number without an operator, and a repeated name, are told by their rules."""
    for indicator in context.project.indicators:
        target = indicator.target
        if not _DEGREE.search(indicator.name.strip()):
            continue
        if is_placeholder(target.text) or repeats_name(indicator.name, target.text):
            continue
        reached = target.operator in ("≥", ">") and target.unit.startswith(("%", "％"))
        if not reached and not (target.numeric and not target.operator):
            message = f"“{indicator.name}”的值是“{target.text}”"
            yield RULE.at(context.span(*indicator.loc), message, "写成“≥85%”这样的百分比")
