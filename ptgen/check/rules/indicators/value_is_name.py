"""PT305: an indicator whose value says no more than its name."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded

RULE = Rule("PT305", "指标值就是名称", Severity.WARNING, "指标值只是重复了指标名称")
# What is measured, not what is reached: 满意度, 及时率; 规范 and 及时 are answers.
_MEASURE = re.compile(r".+[度率性数量]|.+(?:情况|指标|程度|水平|次数)")


def repeats_name(name: str, text: str) -> bool:
    """Whether a value is its name or the measured thing at the name's end."""
    name, text = folded(name).removesuffix("指标"), folded(text).removesuffix("指标")
    return bool(text) and (
        text == name or (name.endswith(text) and _MEASURE.fullmatch(text) is not None)
    )


def find(context: RuleContext) -> Findings:
    """At the value."""
    for indicator in context.project.indicators:
        if repeats_name(indicator.name, indicator.target.text):
            message = f"指标“{indicator.name}”的值“{indicator.target.text}”只是重复了名称"
            hint = "请写要达到的值，如 ≥85%，或“及时”这样的结果"
            yield RULE.at(context.span(*indicator.loc), message, hint)
