"""PT404: a sentence of the blank form that nobody replaced."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT404", "表格提示语", Severity.WARNING, "留有表格里的填写提示")

_PROMPT = re.compile(
    r"(?m)^\s*[（(]?说明项目[^。\n]{0,60}?(?:具体)?见(?:绩效目标)?表格?[。）)]*"
    r"|^\s*[（(]?说明项目(?:实施的?周期|年度(?:财政资金)?预算|立项|实施主体|实施方案)[^\n]{0,40}"
    r"|^\s*[（(]?请(?:在此|填写|简要|简述|描述|逐项|说明)[^\n]{0,40}"
    r"|[（(](?:此处|在此)(?:填写|说明|描述)[^）)\n]{0,40}[）)]"
)
# A prompt has one of these; most texts have none and need no search.
_WORDS = ("说明", "请", "此处", "在此")


def find(context: RuleContext) -> Findings:
    """At the sentence."""
    for _, scalar in context.passages:
        if not any(word in scalar.text for word in _WORDS):
            continue
        for match in _PROMPT.finditer(scalar.text):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            span = scalar.place(start, match.end())
            message = f"留有表格的提示语“{match.group().strip()}”"
            yield RULE.at(span, message, "请换成这个项目的内容，或删去")
