"""PT312: more than half of a project's indicators have no number."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.rules.indicators.numbers import says_number
from ptgen.check.rules.indicators.placeholders import is_placeholder

RULE = Rule("PT312", "定性指标过多", Severity.HINT, "一半以上的指标没有数字")
_NAMED = 4


def find(context: RuleContext) -> Findings:
    """At 绩效指标; some of those without a number are named."""
    indicators = context.project.indicators
    words = [
        indicator.name
        for indicator in indicators
        if not says_number(indicator.target.text) and not is_placeholder(indicator.target.text)
    ]
    if context.has("绩效指标") and 2 * len(words) > len(indicators):
        message = f"{len(indicators)} 个指标里有 {len(words)} 个没有数字"
        named = "、".join(f"“{name}”" for name in words[:_NAMED])
        more = "等" if len(words) > _NAMED else ""
        hint = f"能量化的写成 ≥85% 这样的值：{named}{more}"
        yield RULE.at(context.key("绩效指标"), message, hint)
