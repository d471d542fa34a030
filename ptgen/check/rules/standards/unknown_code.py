"""PT602: a code of the economic classification (经济分类) that does not exist."""

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.core.diagnostics import nearest
from ptgen.core.model.units.economic_codes import ECONOMIC_CODES

RULE = Rule(
    "PT602", "没有这个经济分类", Severity.WARNING, "经济分类不是部门预算支出经济分类科目的代码"
)


def find(context: RuleContext) -> Findings:
    """At the code; the nearest one is named, by its number or by its name."""
    if not context.has("预算"):
        return
    for item in context.budget.walk():
        code = item.item.code
        if code is not None and code not in ECONOMIC_CODES:
            right = _nearest(code)
            hint = f"是不是“{right} {ECONOMIC_CODES[right]}”？" if right else ""
            message = f"没有经济分类“{code}”"
            told = f"{hint}写科目代码，如 30227（委托业务费）"
            yield RULE.at(context.span(*item.loc, "经济分类"), message, told)


def _nearest(code: str) -> str | None:
    digits = "".join(letter for letter in code if letter.isdecimal() and letter.isascii())
    if digits in ECONOMIC_CODES:
        return digits
    if digits and len(digits) >= len(code) - 2:
        return max(ECONOMIC_CODES, key=lambda one: _alike(one, digits))
    names = {name: number for number, name in reversed(tuple(ECONOMIC_CODES.items()))}
    found = nearest(code, names)
    return None if found is None else names[found]


def _alike(code: str, digits: str) -> tuple[int, int]:
    """How many digits agree in their places, then how near the numbers are."""
    same = sum(one == other for one, other in zip(code, digits, strict=False))
    return same, -abs(int(code) - int(digits[:5].ljust(len(code), "0")))
