"""The section 年度预算安排, written from the items."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.loader import Content
from ptgen.core.model.line import Method
from ptgen.core.model.project import TotalScope
from ptgen.core.model.prose import Text
from ptgen.core.money import in_capitals, in_wan, plain
from ptgen.core.prose.expand import expand
from ptgen.core.prose.project import Texts
from ptgen.view.document import Block, ListItem, Paragraph
from ptgen.view.figures import breakable
from ptgen.view.numbering import list_number

_ENDS = ("。", "！", "？", "；", "：", "）", "”")
_METHODS = {
    Method.ESTIMATED: "约{}",
    Method.ACTUAL: "{}，按实结算",
    Method.RESERVED: "预留{}",
    Method.CUT: "核减{}",
}
_GRANT = "当年财政拨款"
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def arrangement_blocks(content: Content) -> Iterator[Block]:
    """Each item numbered, with its amount, how it is made up and what falls to which year."""
    budget, year = content.budget, content.project.year
    for number, item in enumerate(budget.items, 1):
        yield from _item_blocks(item, 1, number, year, content.texts)
    yield Paragraph(_total(budget, year) + _on_the_form(content))
    funding = _funding(budget)
    if funding:
        yield Paragraph(funding)
    if budget.quarters:
        parts = zip(_QUARTERS, budget.quarters, strict=True)
        yield Paragraph(
            f"季度用款计划：{'，'.join(f'{name}{wan(part)}' for name, part in parts)}。"
        )


def wan(amount: Decimal) -> str:
    """``113.23万元``; below a hundred yuan in 元, where 万元 would be unreadable."""
    return f"{plain(amount)}元" if abs(amount) < 100 else f"{in_wan(amount)}万元"


def _item_blocks(
    item: ItemAmount, level: int, number: int, year: int, texts: Texts
) -> Iterator[Block]:
    sentences = [f"{item.name}，{_amount(item)}"]
    if item.formula is not None and not item.formula.single:
        sentences.append(f"{breakable(item.formula.text.strip())}={plain(abs(item.amount))}元")
    if item.item.years is not None:
        sentences.append("，".join(_year(part, amount, year) for part, amount in item.years))
    sentences.append(texts.note(item, "说明"))
    lines = [line for sentence in sentences for line in Text(sentence).paragraphs]
    yield ListItem(level, list_number(level, number), "".join(_sentence(line) for line in lines))
    for index, child in enumerate(item.items, 1):
        yield from _item_blocks(child, min(level + 1, 3), index, year, texts)


def _sentence(text: str) -> str:
    return text if text.endswith(_ENDS) else f"{text}。"


def _amount(item: ItemAmount) -> str:
    return _METHODS.get(item.item.method, "{}").format(wan(abs(item.amount)))


def _year(part: int, amount: Decimal, year: int) -> str:
    if part == year:
        return f"{part}年申请{wan(amount)}"
    return f"{part}年{'已安排' if part < year else '安排'}{wan(amount)}"


def _total(budget: Budget, year: int) -> str:
    annual = f"{wan(budget.annual)}（大写：{in_capitals(budget.annual)}）"
    if budget.annual == budget.all_years:
        return f"以上合计{annual}，全部列入{year}年预算。"
    others = [_year(part, amount, year) for part, amount in budget.years if part != year]
    return f"以上合计{wan(budget.all_years)}，其中{year}年申请{annual}，{'，'.join(others)}。"


def _on_the_form(content: Content) -> str:
    """Which of the sums of several years stand on the form, in the form's own words."""
    budget, form = content.budget, content.layout.form
    if not budget.several_years:
        return ""
    whole = form.label_of("项目资金总额")
    annual = form.label_of("年度资金申请总额") or "年度资金申请总额"
    parts = [f"{annual}为{wan(budget.annual)}"]
    if whole is not None:
        others = "" if budget.scope is TotalScope.ALL else "，不含其他年度"
        parts.insert(0, f"{whole}按{budget.scope.value}计，为{wan(budget.total)}{others}")
    return expand(f"{'；'.join(parts)}。", content.context).text


def _funding(budget: Budget) -> str:
    grant, *others = (
        f"{name}{wan(amount)}" for name, amount in budget.sources if amount or name == _GRANT
    )
    return f"资金来源：{'，'.join((grant, *others))}。" if others else ""
