"""PT210: an amount that the prose calls the project's, and that nothing in the project comes to.

Only amounts are looked at that say so themselves (共, 合计, 总额, 预算, 申请, 安排 right before
them). Those of other years, of contracts, per piece, in quotations or by estimate are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ptgen.check.context import Passage, RuleContext
from ptgen.check.rule import Rule
from ptgen.check.rules.amounts.amount_words import WrittenAmount, amounts_in, fits, without_computed
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.budget.named import AMOUNT_NAMES, named_amounts
from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.money import in_wan, plain

RULE = Rule("PT210", "正文金额不符", Severity.WARNING, "正文里写的金额与算出的都不一致")

_CLAIM = re.compile(
    r"(?:(?<![公一])共计?|合计|总计|小计|总额|总金额|"
    r"预算(?:安排|申请|资金|金额|经费|总额|数|合计)*|"
    r"申请(?:财政|预算|资金|金额|经费|拨款|总额)*|安排(?:财政|预算|资金|金额|经费|拨款|总额)*|"
    r"资金总额|所需(?:资金|经费))"
    r"(?:(?:共|需|为|是|计|人民币|资金|经费|[:：\s])*)$"
)
_CLAIM_LENGTH = 40  # the words that claim an amount, right before it
_LOOK_BACK = 400  # characters: no sentence is longer, and every amount looks back
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|「[^「」]*」")
_SENTENCE_END = re.compile(r"[。；;！？\n]")
_CLAUSE_END = re.compile(r"[，,、。；;！？\n（）()]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*(?:年|[.\-/]\d))")
_OTHER_TIME = re.compile(
    r"上年|上一年|去年|往年|以往|历年|前年|次年|明年|下年|下一年|上半年|同期|原先|原来|此前|累计|已"
)
_OTHER_SUM = re.compile(
    r"合同(?:总?金额|总?价|总额|款)|中标|成交|签约|总投资|概算|估算总|批复|限额|限价|标准|定额|起付|"
    r"注册资|产值|营业|税收|收入|捐赠|奖金|罚款"
)
_SINGLE = re.compile(r"每|单价|平均|人均|户均|均价|各(?!项|类)|其中")
_INEXACT = re.compile(r"^\s*(?:左右|上下|以内|以上|以下|以外|起|不等|[-~—–至到]|[*/+×÷]|余|多)")
_INEXACT_BEFORE = re.compile(
    r"(?:约|近|超过?|不足|不低于|不少于|不高于|至少|至多|最高|最多|[-~—–至到*/+×÷=])\s*$"
)
# Of equal amounts the first is named.
_TOTALS = (
    *("年度资金申请总额", "项目资金总额", "全周期资金总额", "财政资金", "当年财政拨款"),
    *("上年结转资金", "其他资金", "其他资金总额", "核定金额"),
)
_CALLED = {"全周期资金总额": "各年合计", "其他资金总额": "其他资金合计"}


def find(context: RuleContext) -> Iterator[Diagnostic]:
    """At the amount; the nearest computed amount is named."""
    if not context.whole:
        return
    known: dict[str, Decimal] | None = None
    for passage in context.passages:
        for amount in _claimed(passage.text, context):
            known = _known(context) if known is None else known
            if not any(fits(amount, value) for value in known.values()):
                yield _differs(passage, amount, known)


def _claimed(written: str, context: RuleContext) -> Iterator[WrittenAmount]:
    if "元" not in written and "万" not in written and "亿" not in written:
        return
    text = _QUOTED.sub(lambda match: "\0" * len(match.group()), without_computed(written))
    for amount in amounts_in(text):
        if _CLAIM.search(text, max(amount.start - _CLAIM_LENGTH, 0), amount.start) is None:
            continue
        before = text[max(amount.start - _LOOK_BACK, 0) : amount.start]
        clause = _CLAUSE_END.split(before)[-1]
        sentence = _SENTENCE_END.split(before)[-1]
        if _CLAIM.search(clause) and not _of_something_else(
            clause, sentence, text[amount.end : amount.end + 20], context
        ):
            yield amount


def _of_something_else(clause: str, sentence: str, after: str, context: RuleContext) -> bool:
    years = {context.project.year, *(year for year, _ in context.budget.years)}
    named = _YEAR.findall(sentence)
    return bool(
        (named and int(named[-1]) not in years)
        or _OTHER_TIME.search(clause)
        or _OTHER_SUM.search(sentence)
        or _SINGLE.search(clause)
        or _INEXACT.match(after)
        or _INEXACT_BEFORE.search(clause)
    )


def _known(context: RuleContext) -> dict[str, Decimal]:
    """Every amount that the project knows, by what it is called."""
    budget = context.budget
    known: dict[str, Decimal] = {}
    for item in budget.walk():
        known |= _of_item(item)
    named = named_amounts(budget)
    for name in (*_TOTALS, *(name for name in named if name not in AMOUNT_NAMES)):
        amount = named[name]
        if amount is not None:
            known[_CALLED.get(name, name)] = amount
    known |= {f"{year}年": amount for year, amount in budget.years}
    known |= {f"第{index}季度": amount for index, amount in enumerate(budget.quarters, 1)}
    return known


def _of_item(item: ItemAmount) -> dict[str, Decimal]:
    known = {f"“{item.name}”": item.amount}
    if item.split:
        known |= {f"“{item.name}”{year}年": amount for year, amount in item.years}
    if item.approved is not None:
        known[f"“{item.name}”的核定金额"] = item.approved
    known |= {f"“{item.name}”的{key}": one.value for key, one in item.quantities if one.money}
    return known


def _differs(passage: Passage, amount: WrittenAmount, known: dict[str, Decimal]) -> Diagnostic:
    name, value = min(known.items(), key=lambda pair: abs(abs(pair[1]) - amount.value))
    told = f"{in_wan(value)} 万元" if amount.scale == 4 else f"{plain(value)} 元"
    message = f"正文写 {amount.text}，项目里没有这个金额；最接近的是{name} {told}"
    hint = "请核对，或写成“{{ 年度资金申请总额 | 万元 }}”这样由程序填写"
    return RULE.at(passage.scalar.place(amount.start, amount.end), message, hint)
