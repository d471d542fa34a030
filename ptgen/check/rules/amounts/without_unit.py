"""PT222: an amount that is one small number, or a number without a unit beside others with one."""

import re
from decimal import Decimal

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.model.project import FUNDING_KEYS
from ptgen.core.money import plain, to_fen
from ptgen.core.source.nodes import Loc

RULE = Rule(
    "PT222", "金额单位存疑", Severity.WARNING, "金额不到 100 元，或别的项有单位、这一项没有"
)
_UNITS = re.compile(r"元|万|亿")
_LEAST = Decimal(100)  # 元: no item of a published budget is smaller


def find(context: RuleContext) -> Findings:
    """At the formula, or at the amount of a source of money."""
    for items in context.budget.lists():
        written = [(item, item.formula) for item in items if item.formula is not None]
        units = any(_UNITS.search(formula.text) for _, formula in written)
        for item, formula in written:
            if _is_small(formula) or (formula.bare and units):
                yield _told(context, (*item.loc, "测算"), item.name, formula)
    for key in FUNDING_KEYS:
        node = context.scalar("资金来源", key)
        read = parse(node.text.strip()) if node and not node.blank else None
        if isinstance(read, Formula) and _is_small(read):
            yield _told(context, ("资金来源", key), key, read)


def _is_small(formula: Formula) -> bool:
    """Whether it is one number below what budgets hold; zero says that there is nothing."""
    return formula.single and 0 < to_fen(formula.value) < _LEAST


def _told(context: RuleContext, loc: Loc, name: str, formula: Formula) -> Diagnostic:
    amount, text = plain(to_fen(formula.value)), formula.text.strip()
    message = f"“{name}”只有 {amount} 元"
    hint = "请核对单位，是不是万元"
    if formula.bare:
        message = f"“{name}”的 {text} 没有写单位，算作 {amount} 元"
        hint = f"写上单位：{text}元，或 {text}万元"
    return RULE.at(context.span(*loc), message, hint)
