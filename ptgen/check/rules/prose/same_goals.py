"""PT405: the goal of the year repeats the goal of the project."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded
from ptgen.core.model.edition_keys import SAME_GOAL

RULE = Rule("PT405", "总目标与年度目标相同", Severity.WARNING, "项目总目标和年度总体目标一字不差")


def find(context: RuleContext) -> Findings:
    """At 年度总体目标."""
    whole, annual = context.project.total_goal, context.project.annual_goal
    if annual == SAME_GOAL and not whole:
        message = f"年度总体目标写了“{SAME_GOAL}”，却没有项目总目标"
        yield RULE.at(context.key("年度总体目标"), message, "请写项目总目标")
    if whole and annual and folded(whole) == folded(annual):
        message = "年度总体目标与项目总目标一字不差"
        hint = f"年度总体目标请写本年要做到的事；本来就相同的，写“年度总体目标: {SAME_GOAL}”"
        yield RULE.at(context.key("年度总体目标"), message, hint)
