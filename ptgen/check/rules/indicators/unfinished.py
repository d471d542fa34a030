"""PT315: a value that was meant as a number and was not written to its end."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.rules.indicators.placeholders import is_placeholder
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.model.indicator import Target, target
from ptgen.core.source.nodes import Loc

RULE = Rule(
    "PT315",
    "指标值没有写完",
    Severity.ERROR,
    "指标值的数字没有写完，或多了符号、标点、引号",
    fixable=True,
)

_SIGNS = "=≥≤><＝＞＜≧≦⩾⩽"
_TWICE = re.compile(rf"[{_SIGNS}\s]+[^{_SIGNS}\s].*")
_QUOTED = re.compile(r"[“‘\"'](?P<inside>[^“”‘’\"']+)[”’\"']")
_BROKEN = re.compile(
    rf"[{_SIGNS}\s]*(?:\d*\.{{2,}}\d*|\.\d+)[^\d]*|[{_SIGNS}]\s*\d+(?:\.\d+){{2,}}\D*"
)
_MARKS = "。，、；;,:：."
_CUT = tuple(".-~—–至")


def find(context: RuleContext) -> Findings:
    """At the value."""
    for indicator in context.project.indicators:
        found = None if is_placeholder(indicator.target.text) else _unfinished(indicator.target)
        if found is not None:
            message, hint, new = found
            yield _told(context, indicator.loc, f"“{indicator.name}”的值{message}", hint, new)


def is_unfinished(value: Target) -> bool:
    """Whether this rule tells of a value."""
    return _unfinished(value) is not None


def _unfinished(value: Target) -> tuple[str, str, str | None] | None:
    """What is wrong, what to do, and what was meant where that is certain."""
    if value.numeric:
        return _of_number(value)
    if _BROKEN.fullmatch(value.text):
        return f"“{value.text}”的小数点不对", "请核对数字", None
    quoted = _QUOTED.fullmatch(value.text)
    if quoted is not None and target(quoted["inside"]).numeric:
        meant = quoted["inside"].strip()
        return f"放在了引号里：{value.text}", f"写成 {meant}", meant
    if _TWICE.fullmatch(value.text) and target(value.text.lstrip(f"{_SIGNS} ")).numeric:
        return f"“{value.text}”有几个符号", "只留一个：≥、≤、=、> 或 <", None
    return None


def _of_number(value: Target) -> tuple[str, str, str | None] | None:
    """What stands behind a number that could be read."""
    if any(sign in value.unit for sign in _SIGNS):
        return f"“{value.text}”的符号在数字后面", "符号写在数字前面，如 ≥98%", None
    if value.unit.startswith(_CUT):
        return f"“{value.text}”没有写完", "请补全数字，或删去多余的小数点、横线", None
    if value.unit and value.unit[-1] in _MARKS:
        meant = value.text.rstrip(f"{_MARKS} ")
        return f"“{value.text}”以标点结尾", f"写成 {meant}", meant
    return None


def _told(context: RuleContext, loc: Loc, message: str, hint: str, new: str | None) -> Diagnostic:
    node = context.scalar(*loc) or context.scalar(*loc, "指标值")
    if node is None or node.span.line != node.span.end_line:
        return RULE.at(context.span(*loc), message, hint)
    plain_now = new is not None and node.style == "plain" and "{{" not in node.text
    written = f'"{new}"' if new is not None and new[0] in ">%&*!|@" else new
    return RULE.at(node.span, message, hint, written if plain_now else None)
