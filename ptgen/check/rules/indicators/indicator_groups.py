"""PT301: groups of indicators that the layout's dictionary does not know."""

from collections.abc import Mapping

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.diagnostics import suggestion
from ptgen.core.layout.model import Need

RULE = Rule("PT301", "指标分类不对", Severity.ERROR, "二级指标不属于它上面的一级指标")


def find(context: RuleContext) -> Findings:
    """Each group once, at its key; where it belongs is told."""
    dictionary = context.layout.dictionary if context.layout is not None else {}
    if not dictionary:
        return
    groups = dict.fromkeys(
        (indicator.level1, indicator.level2) for indicator in context.project.indicators
    )
    for level1 in dict.fromkeys(level1 for level1, _ in groups):
        if level1 not in dictionary:
            hint = _place_of(level1, dictionary) or suggestion(level1, dictionary)
            message = f"这个版式没有一级指标“{level1}”"
            yield RULE.at(context.key("绩效指标", level1), message, hint)
    for level1, level2 in groups:
        if level1 in dictionary and level2 not in dictionary[level1]:
            hint = _place_of(level2, dictionary) or suggestion(level2, dictionary[level1])
            message = f"“{level1}”下面没有二级指标“{level2}”"
            yield RULE.at(context.key("绩效指标", level1, level2), message, hint)


def _place_of(name: str, dictionary: Mapping[str, Mapping[str, Need]]) -> str:
    """Where a second-level group belongs."""
    for level1, groups in dictionary.items():
        if name in groups:
            return f"“{name}”应放在“{level1}”下面"
    return ""
