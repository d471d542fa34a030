"""PT408: punctuation in half width between Chinese characters."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT408", "半角标点", Severity.HINT, "汉字之间用了半角标点", fixable=True)

_HALF = re.compile(r"[,;:?!](?<=[\u4e00-\u9fff》”）〉].)(?=[\u4e00-\u9fff《“（〈])")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


def find(context: RuleContext) -> Findings:
    """At each mark, in prose; between digits and Latin letters it is right."""
    for _, scalar in context.passages:
        for match in _HALF.finditer(scalar.text):
            new = _FULL[match.group()]
            message = f"汉字之间是半角的“{match.group()}”"
            yield RULE.replacing(scalar, match.span(), message, f"写成“{new}”", new)
