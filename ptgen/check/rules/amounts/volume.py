"""PT212: the number of projects or the total that is typed in a volume's opening."""

import re
from collections.abc import Sequence
from decimal import Decimal

from ptgen.check.prose_amounts.words import amounts_in, fits, half_width
from ptgen.check.rule import Findings, Rule, RuleContext, Severity, without_computed
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.core.money import in_wan, total
from ptgen.core.prose.context import volume_context
from ptgen.core.prose.expand import expand
from ptgen.core.source.nodes import Mapping, Scalar, find, located

RULE = Rule(
    "PT212",
    "汇编开篇数字不符",
    Severity.ERROR,
    "汇编开篇写的项目数或合计与算出的不一致",
    across=True,
)
_COUNT = re.compile(
    r"项目\s*共?\s*(?P<after>\d{1,6})\s*个(?=[，。,;；、）)\s]|$)|(?P<before>\d{1,6})\s*个(?:预算)?项目"
)
_TOTAL = re.compile(r"(?:资金|金额|预算|合计|总额|共计?)[为是:：]?\s*$")


def find_volume(contexts: Sequence[RuleContext], unit: Mapping) -> Findings:
    """``contexts`` are all projects of the volume's folder, each with amounts that hold."""
    opening = find(unit, (VOLUME_KEY, "开篇"))
    if not isinstance(opening, Scalar):
        return
    text = half_width(without_computed(opening.text))
    for match in _COUNT.finditer(text):
        name = "after" if match["after"] else "before"
        if int(match[name]) != len(contexts):
            message = f"开篇写 {match[name]} 个项目，文件夹里有 {len(contexts)} 个"
            span = opening.place(*match.span(name))
            yield RULE.at(span, message, "写成“{{ 项目数 }}”就不会不一致")
    if len({context.project.year for context in contexts}) > 1:
        return
    sums = _sums(contexts)
    for amount in amounts_in(text):
        if _TOTAL.search(text[: amount.start]) and not any(fits(amount, known) for known in sums):
            message = f"开篇写 {amount.text}，各项目合计 {in_wan(sums[0])} 万元"
            if sums[-1] != sums[0]:
                message += f"（按核定金额 {in_wan(sums[-1])} 万元）"
            span = opening.place(amount.start, amount.end)
            yield RULE.at(span, message, "写成“{{ 合计 | 万元 }}”就不会不一致")


def find_texts(contexts: Sequence[RuleContext], root: Mapping) -> Findings:
    """What ``{{ }}`` in a unit's title and opening name that a volume does not know."""
    known = volume_context([(context.project, context.budget) for context in contexts])
    for key in ("标题", "开篇"):
        node = find(root, (VOLUME_KEY, key))
        if isinstance(node, Scalar):
            for fault in expand(node.text, known).faults:
                yield located(fault, root, (VOLUME_KEY, key))


def _sums(contexts: Sequence[RuleContext]) -> tuple[Decimal, ...]:
    """What the total may be: of the year, of 项目资金总额, and of what was approved."""
    budgets = [context.budget for context in contexts]
    return (
        total([budget.annual for budget in budgets]),
        total([budget.total for budget in budgets]),
        total([budget.counted for budget in budgets]),
    )
