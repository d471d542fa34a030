"""PT603: an item without 经济分类 or 政府采购, where its unit requires them (明细必填)."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.budget.codes import coded_lines
from ptgen.core.model.line import ItemKey

RULE = Rule("PT603", "明细缺少必填项", Severity.ERROR, "预算的一项没有写单位规定要写的键")
_EXAMPLES = {ItemKey.CODE: "经济分类: 30227", ItemKey.PROCUREMENT: "政府采购: 否"}


def find(context: RuleContext) -> Findings:
    """At the item; what its groups say holds for it."""
    required = context.project.item_keys
    if not required or not context.has("预算", "明细必填"):
        return
    for line in coded_lines(context.budget.items):
        lacking = [
            key
            for key in required
            if (line.code == "" if key is ItemKey.CODE else line.procurement is None)
        ]
        if lacking:
            message = f"“{line.item.name}”没有写{'、'.join(lacking)}"
            hint = f"加上“{'”“'.join(_EXAMPLES[key] for key in lacking)}”，或写在它的上一级"
            yield RULE.at(context.key(*line.item.loc, "名称"), message, hint)
