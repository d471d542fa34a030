"""PT403: brackets round the year of a document's number other than 〔〕."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity

RULE = Rule("PT403", "发文字号括号", Severity.WARNING, "发文字号的年份没有用〔〕", fixable=True)

# GB/T 9704-2012, 7.2.5: the year stands in 〔〕 (六角括号).
NUMBER = re.compile(
    r"(?P<open>[〔【（(\[［])\s*(?P<year>(?:19|20|１９|２０)[\d０-９]{2})\s*(?P<close>[〕】）)\]］])"
    r"(?=\s*第?\s*[\d０-９]{1,5}\s*号)"
)


def find(context: RuleContext) -> Findings:
    """At the year with its brackets."""
    for _, scalar in context.passages:
        for match in NUMBER.finditer(scalar.text):
            if match["open"] == "〔" and match["close"] == "〕":
                continue
            new = f"〔{match['year']}〕"
            message, hint = f"发文字号的年份写成了“{match.group()}”", f"写成“{new}”"
            yield RULE.replacing(scalar, match.span(), message, hint, new)
