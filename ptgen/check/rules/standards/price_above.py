"""PT601: a price in a formula that is above its expenditure standard (标准.yaml)."""

from collections.abc import Sequence
from datetime import date

from ptgen.check.rule import Findings, Rule, RuleContext, Severity
from ptgen.check.settings import PricedStandard
from ptgen.core.budget.codes import CodedLine, coded_lines
from ptgen.core.formula.prices import Price, prices
from ptgen.core.money import plain, to_fen

RULE = Rule("PT601", "单价高于标准", Severity.WARNING, "算式里的单价高于 标准.yaml 里的上限")


def find(context: RuleContext) -> Findings:
    """At the price. 标准依据 says which grade holds, or on what ground none does."""
    known = _in_force(context.policy.standards, context.project.year)
    if not known or not context.has("预算", "年度"):
        return
    for line in coded_lines(context.budget.items):
        item = line.item.item
        fitting = [one for one in known if one.standard.fits(item.name, line.code)]
        for name in dict.fromkeys(one.standard.name for one in fitting):
            own = [one for one in fitting if one.standard.name == name]
            grades = _chosen(own, item.standard)
            for price in prices(item.formula or "") if grades else ():
                yield from _above(context, line, price, grades, own)


def _in_force(standards: Sequence[PricedStandard], year: int) -> tuple[PricedStandard, ...]:
    """The newest of each name, grade and unit that holds in a budget year."""
    newest: dict[tuple[str, str | None, frozenset[str]], PricedStandard] = {}
    for one in standards:
        since = one.standard.since or date.min
        if since <= date(year, 12, 31):
            key = (one.standard.name, one.standard.grade, one.per)
            other = newest.get(key)
            if other is None or (other.standard.since or date.min) <= since:
                newest[key] = one
    return tuple(newest.values())


def _chosen(standards: Sequence[PricedStandard], ground: str | None) -> Sequence[PricedStandard]:
    """The grades that 标准依据 names; all where it is not written, none where it is another ground."""
    if ground is None:
        return standards
    return [one for one in standards if one.standard.grade and one.standard.grade in ground]


def _above(
    context: RuleContext,
    line: CodedLine,
    price: Price,
    grades: Sequence[PricedStandard],
    every: Sequence[PricedStandard],
) -> Findings:
    """Of several grades the lowest holds, until 标准依据 names another."""
    same = [one for one in grades if price.is_per(one.per)]
    if not same:
        return
    held = min(same, key=lambda one: one.limit)
    if price.value <= held.limit:
        return
    where = (*line.item.loc, "测算")
    node = context.scalar(*where)
    span = context.span(*where)
    if node is not None:
        lead = len(node.text) - len(node.text.lstrip())
        span = node.place(lead + price.start, lead + price.end)
    written = f"{plain(to_fen(price.value))}元"
    message = (
        f"“{line.item.name}”单价 {written}，高于标准{held.standard.called} {held.standard.limit}"
    )
    difference = to_fen(price.value - held.limit)
    yield RULE.at(span, message, _hint(price, held, every), difference=difference)


def _hint(price: Price, held: PricedStandard, every: Sequence[PricedStandard]) -> str:
    by = [held.standard.document or ""]
    if held.standard.since is not None:
        by.append(f"{held.standard.since.isoformat()}起")
    told = "，".join(part for part in by if part)
    permitting = [
        f"{one.standard.grade}（{one.standard.limit}）"
        for one in every
        if one.standard.grade and price.is_per(one.per) and price.value <= one.limit
    ]
    answer = (
        f"属于{'、'.join(permitting)}的写明是哪一档" if permitting else "确需超过的写依据的文件"
    )
    return f"{f'{told}；' if told else ''}改单价，或加一行“标准依据: …”，{answer}"
