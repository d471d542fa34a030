"""PT409: several blanks in a row inside a sentence."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, without_computed

RULE = Rule("PT409", "连续空格", Severity.HINT, "句子里有连续的空格", fixable=True)

_BLANKS = re.compile(r"(?<=\S)[ \u3000]{2,}(?=\S)")


def find(context: RuleContext) -> Findings:
    """At the blanks; those that indent a line, and those inside ``{{ }}``, are the author's."""
    for _, scalar in context.passages:
        if "  " not in scalar.text and "\u3000" not in scalar.text:
            continue
        for match in _BLANKS.finditer(without_computed(scalar.text)):
            hint = "只留一个，或删去"
            yield RULE.replacing(scalar, match.span(), "有连续的空格", hint, " ")
