"""PT304: groups of indicators that the layout asks for and that are not there."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.diagnostics import Span
from ptgen.core.layout.model import Need
from ptgen.core.model.project import DocumentKind

RULE = Rule("PT304", "缺少指标分类", Severity.WARNING, "版式要求的二级指标一个也没有")
_BENEFIT = "效益指标"


def find(context: RuleContext) -> Findings:
    """At the first-level group, else at 绩效指标, else at the first line of the file."""
    layout = context.layout
    form = DocumentKind.FORM in context.project.documents
    if layout is None or not form or not layout.dictionary or not context.has("绩效指标"):
        return
    indicators = context.project.indicators
    if not indicators:
        entry = context.root.get("绩效指标")
        span = Span.at(context.file.path) if entry is None else entry.key.span
        yield RULE.at(span, "没有绩效指标，绩效目标表会是空的", "请加上“绩效指标:”")
        return
    there = {(indicator.level1, indicator.level2) for indicator in indicators}
    for level1, groups in layout.dictionary.items():
        needed = [level2 for level2, need in groups.items() if need is Need.REQUIRED]
        missing = [level2 for level2 in needed if (level1, level2) not in there]
        if missing:
            message = f"“{level1}”下面缺少{'、'.join(f'“{level2}”' for level2 in missing)}"
            hint = "每个至少写一个指标" if len(missing) > 1 else "请至少写一个指标"
            yield RULE.at(_place(context, level1), message, hint)
    # An edition that took away its groups asks for none.
    if layout.dictionary.get(_BENEFIT) and all(level1 != _BENEFIT for level1, _ in there):
        yield RULE.at(_place(context, _BENEFIT), "没有效益指标", "请至少写一个效益指标")


def _place(context: RuleContext, level1: str) -> Span:
    tree = context.key("绩效指标", level1)
    known = any(indicator.level1 == level1 for indicator in context.project.indicators)
    return tree if known else context.key("绩效指标")
