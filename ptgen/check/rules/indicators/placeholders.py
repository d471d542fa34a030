"""PT302: an indicator whose name or value was never filled in."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT302", "指标没有填写", Severity.ERROR, "指标的名称或值是空的，或还是占位的字")

_WHOLE = re.compile(
    r"[=≥≤><＝＞＜\s]+[%％]?|[=≥≤><]?\s*(?:[XxＸｘ×*＊?？_＿\-—–/.。…·\s]+|N/?A)\s*[%％]?",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"[XＸ×*＊]{2,}|[x]{3,}|…{1,}|\.{3,}|待填|待定|待补|待核|TBD|TO-?DO", re.IGNORECASE
)
# What stands for something has one of these; most names and values have none.
_SIGN = re.compile(r"[XxＸｘ×*＊?？_＿\-—–/.。…·\s待TtNn]|[=≥≤><＝＞＜]\s*[%％]?$")


def find(context: RuleContext) -> Findings:
    """Names at their key, values at the value."""
    for indicator in context.project.indicators:
        if is_placeholder(indicator.name):
            message = f"指标名称“{indicator.name}”没有填写"
            yield RULE.at(context.key(*indicator.loc), message, "请写出指标名称")
        text = indicator.target.text
        if is_placeholder(text):
            message = f"指标“{indicator.name}”的值“{text}”没有填写" if text else "指标值是空的"
            yield RULE.at(context.span(*indicator.loc), message, "请写出要达到的值，如 ≥85%")


def is_placeholder(text: str) -> bool:
    """Whether nothing, or only a mark for something, is written."""
    if text and _SIGN.search(text) is None:
        return False
    return not text.strip() or bool(_WHOLE.fullmatch(text.strip()) or _INSIDE.search(text))
