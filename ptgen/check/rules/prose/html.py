"""PT401: HTML that came along when a text was copied from a web form."""

import re
from html import unescape

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.source.nodes import Scalar

RULE = Rule("PT401", "HTML残留", Severity.ERROR, "文字里留有 <p> 等网页标记", fixable=True)

_HTML = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|font|table|tbody|tr|td|th|ul|ol|li|a|img|h[1-6])"
    r"(?:\s[^<>]{0,300})?/?>|&(?:nbsp|lt|gt|amp|quot|[lr]dquo|[lr]squo|mdash|hellip|#\d{1,6});",
    re.IGNORECASE,
)


def find(context: RuleContext) -> Findings:
    """At each mark, in every text of the project. Mended by taking it away."""
    if "<" not in context.written and "&" not in context.written:
        return
    for scalar in context.scalars:
        if "<" not in scalar.text and "&" not in scalar.text:
            continue
        for match in _HTML.finditer(scalar.text):
            mark = match.group()
            message = f"文字里有网页标记“{mark}”"
            new = unescape(mark).replace("\xa0", " ") if mark.startswith("&") else ""
            safe = new if _safe(scalar, match, new) else None
            yield RULE.replacing(scalar, match.span(), message, "请删去", safe)


def _safe(scalar: Scalar, match: re.Match[str], new: str) -> bool:
    """Whether YAML reads the rest as before: in a block always, else where no sign comes first."""
    if scalar.style == "literal":
        return True
    if new or scalar.style != "plain":
        return not new
    before, after = scalar.text[: match.start()], scalar.text[match.end() :]
    return (bool(before) and not before.endswith(" ")) or after[:1].isalnum() or after[:1] == "《"
