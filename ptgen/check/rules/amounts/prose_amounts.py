"""PT210: an amount in the prose that is said of the project, and that nothing in it comes to.

What a sentence says the amount of (a line, a year, a quarter, a fund) decides what it is compared
with, to the precision that it is written in. Amounts of other years, of contracts, per piece or in
quotations are not the project's; they are told where they are all but equal to one of its amounts.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from ptgen.check.prose_amounts.claims import Claim, Said, claims
from ptgen.check.prose_amounts.cost_indicators import wrong_costs
from ptgen.check.prose_amounts.known import KnownAmount, KnownAmounts
from ptgen.check.prose_amounts.words import CAPITALS, fits, found_among, half_width, same_capitals
from ptgen.check.rule import Findings, Rule, RuleContext, Severity, without_computed
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.money import in_capitals, to_fen
from ptgen.core.source.nodes import Scalar

RULE = Rule("PT210", "正文金额不符", Severity.WARNING, "正文里写的金额与算出的都不一致")
_QUOTED = re.compile(r"《[^《》]*》|「[^「」]*」")
_FEW_DIGITS = 3  # numbers of fewer digits are alike by chance


def find(context: RuleContext) -> Findings:
    """At the amount; the computed amount that is meant, or the nearest, is named."""
    if not context.whole:
        return
    known = KnownAmounts(context.budget, context.project.year)
    for _, scalar in context.passages:
        yield from _of_passage(scalar, known)
    for span, message, hint in wrong_costs(context, known):
        yield RULE.at(span, message, hint)


def _of_passage(scalar: Scalar, known: KnownAmounts) -> Findings:
    if not any(unit in scalar.text for unit in "元万亿圆"):
        return
    text = _QUOTED.sub(
        lambda match: "\0" * len(match.group()), half_width(without_computed(scalar.text))
    )
    for claim in claims(text, known):
        meant = _meant(claim, known)
        if meant is not None:
            yield _differs(scalar, claim, meant)
    for match in CAPITALS.finditer(text):
        if not any(same_capitals(match.group(), abs(one.value)) for one in known.all):
            nearest = min(known.all, key=lambda one: _unlike(match.group(), one.value))
            message = (
                f"正文的大写金额“{match.group()}”与算出的都不一致；"
                f"最接近的是{nearest.name} {in_capitals(abs(nearest.value))}"
            )
            hint = "请核对，或写成“{{ 年度资金申请总额 | 大写 }}”这样由程序填写"
            yield RULE.at(scalar.place(*match.span()), message, hint)


def _meant(claim: Claim, known: KnownAmounts) -> KnownAmount | None:
    """The amount that should stand there; ``None`` when what is written may be right."""
    if claim.computed is not None:
        computed = to_fen(claim.computed)
        if not fits(claim.amount, computed):
            return KnownAmount("等号前的算式", computed)
    plainly = claim.said is Said.PLAINLY
    values = sorted(abs(one.value) for one in claim.candidates) if plainly else known.values
    if _fits_any(claim, values) or (claim.computed is not None and not plainly):
        return None
    if _is_share(claim, values) or _is_derived(claim, known):
        return None
    if claim.said is Said.PERHAPS:
        return known.typed.of(claim.amount)
    return min(claim.candidates, key=lambda one: abs(abs(one.value) - claim.amount.value))


def _fits_any(claim: Claim, values: Sequence[Decimal]) -> bool:
    return found_among(claim.amount, values, inexact=claim.inexact)


def _is_derived(claim: Claim, known: KnownAmounts) -> bool:
    """Whether it follows from the amounts; of so many, one is like few digits by chance."""
    derived: Sequence[Decimal] = known.derived
    if claim.said is Said.PLAINLY:
        names = frozenset(one.item for one in claim.candidates if one.item)
        derived = sorted(abs(value) for value in known.derived_of(names))
    if claim.amount.significant >= _FEW_DIGITS:
        return _fits_any(claim, derived)
    return claim.amount.value in derived


def _is_share(claim: Claim, values: Sequence[Decimal]) -> bool:
    """Whether it is a share that is named beside it, or what is left of one, of an amount.

    Also what an amount is such a share of: 合同价100万元, 本年支付30%.
    """
    written, half = claim.amount.value, claim.amount.unit / 2
    for share in claim.shares:
        wholes = [(written - half, written + half, rest) for rest in (share, 1 - share) if rest > 0]
        bounds = [(low / rest, high / rest) for low, high, rest in wholes]
        bounds.append((written * share, written * share))
        if any(bisect_left(values, low) < bisect_right(values, high) for low, high in bounds):
            return True
    return False


def _unlike(written: str, value: Decimal) -> int:
    spelled = in_capitals(abs(value))
    return len(set(written) ^ set(spelled)) + abs(len(written) - len(spelled))


def _differs(scalar: Scalar, claim: Claim, meant: KnownAmount) -> Diagnostic:
    amount = claim.amount
    told = amount.beside(meant.value)
    if claim.said is Said.PLAINLY or claim.computed is not None:
        message = f"正文写 {amount.text}，算出的{meant.name}是 {told}"
    else:
        message = f"正文写 {amount.text}，项目里没有这个金额；最接近的是{meant.name} {told}"
    return RULE.at(scalar.place(amount.start, amount.end), message, _hint(meant))


def _hint(meant: KnownAmount) -> str:
    if not meant.expression:
        return "请核对两处哪一处写错了"
    return f"请核对，或写成“{{{{ {meant.expression} | 万元 }}}}”这样由程序填写"
