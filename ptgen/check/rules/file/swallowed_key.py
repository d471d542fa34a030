"""PT016: a key of the project that stands inside a text, because its line is indented too far."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.model.project import PROJECT_KEYS

RULE = Rule("PT016", "键在文字里", Severity.WARNING, "文字里有一行像是项目的键，成了正文")

_LINE = re.compile(rf"(?m)^[ \u3000]*(?P<key>{'|'.join(PROJECT_KEYS)}):(?: |$)")


def find(context: RuleContext) -> Findings:
    """At the key; with a full-width colon it is a sentence."""
    for loc, scalar in context.passages:
        if scalar.style not in ("literal", "folded") or ":" not in scalar.text:
            continue
        for match in _LINE.finditer(scalar.text):
            message = f"“{match['key']}:”写在了“{loc[0]}”的文字里，会印成正文"
            hint = "是另一个键，就减少这一行的缩进；本来是正文，就用全角冒号“：”"
            yield RULE.at(scalar.place(*match.span("key")), message, hint)
