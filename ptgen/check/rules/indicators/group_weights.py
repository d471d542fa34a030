"""PT314: the weights of a group of indicators against the layout's scheme."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.rules.indicators.weights import added_weights, weight_of

RULE = Rule("PT314", "分类权重不符", Severity.WARNING, "一类指标的权重与版式给这一类的不一致")


def find(context: RuleContext) -> Findings:
    """At the first-level group; only when all weights are there and add up."""
    scheme = context.layout.weights if context.layout is not None else None
    indicators = context.project.indicators
    if scheme is None or any(weight_of(indicator) is None for indicator in indicators):
        return
    if added_weights(indicators) != scheme.total:
        return
    groups = scheme.groups_for({indicator.level1 for indicator in indicators})
    for level1, meant in groups.items():
        inside = tuple(indicator for indicator in indicators if indicator.level1 == level1)
        added = added_weights(inside)
        if inside and added != meant:
            message = f"“{level1}”的权重合计 {added:f}，版式给这一类 {meant:f}"
            span = context.key("绩效指标", level1)
            yield RULE.at(span, message, "请调整这一类各指标的权重")
