"""PT407: digits in full width."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT407", "全角数字", Severity.HINT, "数字写成了全角", fixable=True)

_WIDE = re.compile(r"[０-９](?:[０-９．，]*[０-９])?％?")
_NARROW = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")


def find(context: RuleContext) -> Findings:
    """At each number, in every text of the project."""
    if _WIDE.search(context.written) is None:
        return
    for scalar in context.scalars:
        for match in _WIDE.finditer(scalar.text):
            new = match.group().translate(_NARROW)
            yield RULE.replacing(scalar, match.span(), "数字是全角的", f"写成“{new}”", new)
