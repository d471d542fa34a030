"""Cost indicators in money against the budget, which PT210 tells of."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ptgen.check.prose_amounts.known import KnownAmounts
from ptgen.check.prose_amounts.words import WrittenAmount, amounts_in, found_among, half_width
from ptgen.check.rule import RuleContext
from ptgen.core.diagnostics import Span

_WHOLE = re.compile(
    r"^(?:项目|预算|资金|经费|年度|全年|财政)*(?:总成本|成本|总额|总费用|总投入|总支出|预算|经费)(?:总额|控制|控制数|控制率|金额)*$"
)
_SINGLE = re.compile(r"每|单|均|/|标准|价格|各|其中|收入|节约|节省")
_OTHER = re.compile(r"/|每|单价|以上|不低于|不少于|(?<!不)超过|节约|下降|减少|[-~—–至到]\s*\d")
_ENDING = re.compile(r"(?:的?(?:总?成本|支出))?(?:控制)?[数额]?$")
_LIMITS = frozenset({"≤", "<", "=", ""})


def wrong_costs(context: RuleContext, known: KnownAmounts) -> Iterator[tuple[Span, str, str]]:
    """Indicators of costs that are above the budget, or that call themselves the whole and differ."""
    budget = context.budget
    top = max([budget.all_years, *(one.value for one in known.all)])
    for indicator in context.project.indicators:
        target = indicator.target
        if "成本" not in indicator.level2 or target.operator not in _LIMITS:
            continue
        if _SINGLE.search(indicator.name) or _OTHER.search(target.text):
            continue
        amount = next(amounts_in(half_width(target.text)), None)
        if amount is None:
            continue
        wrong = _wrong(indicator.name, amount, known, top)
        if wrong:
            yield context.span(*indicator.loc), wrong, "请核对指标值和预算"


def _wrong(name: str, amount: WrittenAmount, known: KnownAmounts, top: Decimal) -> str:
    if found_among(amount, known.values) or found_among(amount, known.derived):
        return ""
    item = known.aliases.get(_ENDING.sub("", half_width(name)))
    own = next((one for one in known.all if one.item == item), None) if item else None
    budget = own.value if own else known.budget.total
    what = f"“{item}”" if own else "项目资金总额"
    told = amount.beside(budget)
    if _WHOLE.match(name) or (own and amount.value > budget):
        return f"成本指标“{name}”写 {amount.text}，算出的{what}是 {told}"
    if not own and amount.value > top:
        return f"成本指标“{name}”写 {amount.text}，高于预算：{what}是 {told}"
    return ""
