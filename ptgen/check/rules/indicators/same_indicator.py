"""PT303: the same indicator twice in one project."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded

RULE = Rule("PT303", "指标重复", Severity.ERROR, "同一个指标写了两次")


def find(context: RuleContext) -> Findings:
    """At the second one; groups, blanks and the width of characters make no difference."""
    seen: dict[str, str] = {}
    for indicator in context.project.indicators:
        name = folded(indicator.name)
        if not name:
            continue
        if name in seen:
            message = f"指标“{indicator.name}”在“{seen[name]}”下面已经写过"
            yield RULE.at(context.key(*indicator.loc), message, "请删去一处，或改名")
        else:
            seen[name] = indicator.level2
