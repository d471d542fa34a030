"""PT220: a 年度预算安排 written by hand that names no amount of the budget year."""

from ptgen.check.prose_amounts.claims import Said, claims
from ptgen.check.prose_amounts.known import KnownAmounts
from ptgen.check.prose_amounts.words import amounts_in, fits, half_width
from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.model.prose import texts
from ptgen.core.money import in_wan
from ptgen.core.prose.context import context_of
from ptgen.core.prose.expand import expand

RULE = Rule("PT220", "预算安排没有金额", Severity.WARNING, "手写的年度预算安排没有写本年的任何金额")
_KEY = "年度预算安排"


def find(context: RuleContext) -> Findings:
    """At the key. An amount that is claimed and wrong is told as such, not here (PT210)."""
    written = context.project.arrangement
    if written is None or not context.whole:
        return
    known = KnownAmounts(context.budget, context.project.year)
    values = context_of(context.project, context.budget)
    of_year = [one.value for one in known.all if one.year == known.year and one.value]
    for _, text in texts(written):
        filled = half_width(expand(text, values).text)
        if any(fits(amount, value) for amount in amounts_in(filled) for value in of_year):
            return
        if any(claim.said is not Said.PERHAPS for claim in claims(filled, known)):
            return
    message = (
        f"年度预算安排没有写{context.project.year}年的金额；"
        f"本年申请 {in_wan(context.budget.annual)} 万元"
    )
    hint = "写上“{{ 年度资金申请总额 | 万元 }}”，或删去这一节由程序按各项写出"
    yield RULE.at(context.key(_KEY), message, hint)
