"""The rows that a form repeats: one for each indicator, or for each line of the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.layout.calculation import ExactNumber, Numbers, exact_amounts
from ptgen.core.layout.form import Band, ItemLevel
from ptgen.core.layout.model import Layout
from ptgen.core.layout.references import ITEM_AMOUNTS
from ptgen.core.loader import Content
from ptgen.core.model.fields import with_unit
from ptgen.core.model.indicator import Indicator
from ptgen.core.money import plain, shares_of, total
from ptgen.core.source.nodes import Loc
from ptgen.view.figures import breakable, step_of, style_of, value_text


@dataclass(frozen=True, slots=True)
class FormRow:
    """What the cells of one row may name.

    ``groups`` are what rows join by, each with the path of the row's group; ``exact`` the
    numbers to the 分, ``printed`` the same as they print, by the last printed place of a cell. ``total``: its cells are the total row's.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exact: Numbers = field(default_factory=dict)
    printed: Mapping[Decimal, Numbers] = field(default_factory=dict)
    total: bool = False


def rows_of(band: Band, content: Content) -> tuple[FormRow, ...]:
    """The rows of a band; one without anything where there is nothing to repeat."""
    if band.source == "预算":
        return item_rows(band, content)
    rows = tuple(_of_indicator(one, content.layout) for one in content.project.indicators)
    return (_with_empty_groups(rows, content) if band.empty_groups else rows) or (FormRow(),)


def _of_indicator(indicator: Indicator, layout: Layout) -> FormRow:
    target = indicator.target
    texts = {
        "一级指标": indicator.level1,
        "二级指标": indicator.level2,
        "三级指标": indicator.name,
        "指标值": value_text(target, layout.value),
        "指标性质": layout.value.operators.get(target.operator, target.operator) or "定性",
        "指标数值": target.numbers if target.operator else target.text,
        "计量单位": target.unit if target.operator else "",
        "权重": indicator.weight or "",
        "说明": indicator.note or "",
        **dict.fromkeys(layout.indicator_fields, ""),
        **{key: with_unit(text, layout.indicator_fields[key]) for key, text in indicator.further},
    }
    return FormRow(texts, _groups(indicator.level1, indicator.level2))


def _groups(level1: str, level2: str) -> dict[str, tuple[str, ...]]:
    return {"一级指标": (level1,), "二级指标": (level1, level2)}


def _with_empty_groups(rows: Sequence[FormRow], content: Content) -> tuple[FormRow, ...]:
    """The rows in the order of the edition's groups, and one for each group that has none.

    Groups that only the project has come last.
    """
    edition = content.layout.dictionary
    trees: tuple[Mapping[str, Iterable[str]], ...] = (edition, content.project.indicator_tree)
    groups = dict.fromkeys(
        (level1, level2)
        for tree in trees
        for level1, inner in tree.items()
        for level2 in (inner or ("",))
        if inner or not edition.get(level1)
    )
    firsts = dict.fromkeys(level1 for level1, _ in groups)
    made: list[FormRow] = []
    for level1, level2 in (pair for first in firsts for pair in groups if pair[0] == first):
        path = (level1, level2)
        here = [row for row in rows if row.groups["二级指标"] == path]
        made += here or [FormRow({"一级指标": level1, "二级指标": level2}, _groups(*path))]
    return tuple(made)


def item_rows(band: Band, content: Content) -> tuple[FormRow, ...]:
    """The lines of the budget and their total row, with amounts that add up as they print."""
    items = content.budget.items
    cells = (*(band.each or ()), *(band.total or ()))
    printed = {
        step: _at_step(content, step)
        for step in {step_of(style_of(cell, content.layout.amount)) for cell in cells}
    }
    rows = [_of_item(line, content, printed, band.level) for line in _lines(items, band.level)]
    if band.total is None:
        return tuple(rows)
    sums = {key: total(known) for key in _added(content.layout) if (known := _known(items, key))}
    whole = FormRow(
        exact=exact_amounts(sums),
        printed={
            step: exact_amounts({key: _rounded(value, step) for key, value in sums.items()})
            for step in printed
        },
        total=True,
    )
    return (whole, *rows) if band.total_first else (*rows, whole)


def _added(layout: Layout) -> tuple[str, ...]:
    """The amounts of lines that add up to their group's."""
    return (
        *ITEM_AMOUNTS,
        *(k for k, spec in layout.item_fields.items() if spec.money and spec.added),
    )


def _known(items: Iterable[ItemAmount], key: str) -> list[Decimal]:
    return [value for item in items if (value := _amount(item, key)) is not None]


_Printed = Mapping[str, Mapping[Loc, Decimal]]


def _at_step(content: Content, step: Decimal) -> _Printed:
    """The amounts of all lines by name and path, in whole steps that add up; prices as written."""
    items = content.budget.items
    printed: dict[str, Mapping[Loc, Decimal]] = {}
    for key, spec in content.layout.item_fields.items():
        if spec.money and not spec.added:
            lines = ((line.loc, _amount(line, key)) for line in content.budget.walk())
            printed[key] = {loc: value for loc, value in lines if value is not None}
    for key in _added(content.layout):
        known = _known(items, key)
        whole = _rounded(total(known), step)
        printed[key] = dict(_printed(items, key, whole, step)) if known else {}
    return printed


_Line = tuple[str, ItemAmount, tuple[str, str]]
"""The number of a line, the line, and its item of the first level: the place and the name."""


def _lines(items: Sequence[ItemAmount], level: ItemLevel) -> Iterator[_Line]:
    """The lines that have a row, numbered: through, or by their groups where these print too."""
    if level is ItemLevel.LAST:
        groups = [(item, (str(at), item.name)) for at, item in enumerate(items, 1)]
        leaves = ((leaf, group) for item, group in groups for leaf in item.walk() if not leaf.items)
        yield from ((str(at), leaf, group) for at, (leaf, group) in enumerate(leaves, 1))
        return
    for at, item in enumerate(items, 1):
        for number, line in item.numbered(str(at)):
            if line is item or level is ItemLevel.ALL:
                yield number, line, (str(at), item.name)


def _amount(item: ItemAmount, key: str) -> Decimal | None:
    own = {"金额": item.amount, "本年申请": item.annual, "核定金额": item.approved}
    if key in own:
        return own[key]
    return next((one.value for name, one in item.quantities if name == key and one.money), None)


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return shares_of(amount, (amount,), step)[0]


def _printed(
    items: Sequence[ItemAmount], key: str, whole: Decimal, step: Decimal
) -> Iterator[tuple[Loc, Decimal]]:
    """The printed amounts of lines by their paths; those of a group make the group's."""
    there = [(item, value) for item in items if (value := _amount(item, key)) is not None]
    shares = shares_of(whole, [value for _, value in there], step)
    for (item, value), share in zip(there, shares, strict=True):
        yield item.loc, share
        known = _known(item.items, key)
        if known:
            sums = total(known)
            part = share if sums == value else _rounded(sums, step)
            yield from _printed(item.items, key, part, step)


def _of_item(
    line: _Line, content: Content, printed: Mapping[Decimal, _Printed], level: ItemLevel
) -> FormRow:
    number, item, group = line
    own = item.item
    fields = content.layout.item_fields
    texts = {
        "序号": number,
        "项目": item.name,
        "名称": item.name,
        "一级项": group[1],
        "测算依据": _basis(item, level),
        "方式": own.method.value,
        **{key: content.texts.note(item, key) for key in ("说明", "备注")},
        **{key: str(own.further.get(key) or "") for key, spec in fields.items() if not spec.money},
        **{key: one.text for key, one in item.quantities if not one.money},
    }
    money = (key for key, spec in fields.items() if spec.money)
    amounts = {key: _amount(item, key) for key in (*ITEM_AMOUNTS, *money)}
    others = {key: ExactNumber.of(one) for key, one in item.quantities if not one.money}
    return FormRow(
        texts,
        {"一级项": group},
        {**exact_amounts(amounts), **others},
        {
            step: {**exact_amounts({key: of.get(item.loc) for key, of in keys.items()}), **others}
            for step, keys in printed.items()
        },
    )


def _basis(item: ItemAmount, level: ItemLevel) -> str:
    """The formula of a line; of a group whose lines do not print, theirs with their results."""
    if item.formula is not None:
        return breakable(item.formula.text.strip())
    if level is ItemLevel.ALL:
        return ""
    leaves = (leaf for leaf in item.walk() if leaf.formula is not None)
    return "；".join(f"{leaf.name}{_result(leaf)}" for leaf in leaves)


def _result(leaf: ItemAmount) -> str:
    formula, amount = leaf.formula, f"{plain(abs(leaf.amount))}元"
    if formula is None or formula.single:
        return amount
    return f"{breakable(formula.text.strip())}={amount}"
