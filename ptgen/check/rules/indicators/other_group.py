"""PT311: an indicator whose name says that it belongs to another group."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT311", "指标放错分类", Severity.HINT, "指标名称像是别的二级指标的")
_GROUPS = (
    (re.compile(r"(?:及时性|及时率|及时程度|按时完成率|准时率)$"), "时效"),
    (re.compile(r"满意(?:度|率)(?:指标)?$"), "满意度"),
)


def find(context: RuleContext) -> Findings:
    """At the name; only where the layout has the group that the name speaks of."""
    dictionary = context.layout.dictionary if context.layout is not None else {}
    for indicator in context.project.indicators:
        for pattern, word in _GROUPS:
            if pattern.search(indicator.name.strip()) is None:
                continue
            meant = [
                (level1, level2)
                for level1, groups in dictionary.items()
                for level2 in groups
                if word in level2
            ]
            inside = word in indicator.level1 or word in indicator.level2
            if meant and not inside:
                level1, level2 = meant[0]
                message = f"“{indicator.name}”放在“{indicator.level2}”下面"
                hint = f"像是“{level1}”的“{level2}”，请核对"
                yield RULE.at(context.key(*indicator.loc), message, hint)
