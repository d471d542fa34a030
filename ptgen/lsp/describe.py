"""What an editor shows of the word under the pointer: what it means, where it prints, its value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.layout.model import Layout
from ptgen.core.loader import Loaded
from ptgen.core.model.indicator import target
from ptgen.core.money import grouped, total
from ptgen.core.source.nodes import Loc, Mapping, Scalar, find, start
from ptgen.lsp.checking import Analysis
from ptgen.lsp.expressions import context_in, name_at, result, told, value_at
from ptgen.lsp.keys import FileKeys, KeyHelp, layout_of
from ptgen.lsp.place import CursorPlace, expression_at, place_at

_CODE = re.compile(r"PT\d{3}")
_OF_ITEMS = ("名称", "测算", "方式", "明细", "分年", "核定金额")


def description(analysis: Analysis, row: int, column: int) -> str:
    """Markdown for a line and column (0-based); empty where there is nothing to say."""
    line = analysis.buffer.lines[row]
    for code in _CODE.finditer(line):
        if code.start() <= column <= code.end() and code.group() in CATALOGUE:
            rule = CATALOGUE[code.group()]
            return f"**{rule.code} {rule.name}**\n\n{rule.summary}"
    inside = expression_at(line, column)
    if inside is not None:
        return _of_expression(inside[1], column - inside[0], analysis.loaded)
    place = place_at(analysis.buffer, row, column)
    if place is None:
        return ""
    key = FileKeys.of(analysis).at(place.of_key)
    parts = [] if not key.name else [key_text(key), *_printed(key, place, layout_of(analysis))]
    if analysis.loaded is not None:
        parts += _values(place, row, analysis.loaded)
    return "\n\n".join(part for part in parts if part)


def key_text(key: KeyHelp) -> str:
    """What a key means, with examples and the values among which to choose."""
    parts = [f"**{key.name}**" + (f"　{key.description}" if key.description else "")]
    examples = "、".join(f"`{one}`" for one in key.examples if not isinstance(one, dict | list))
    parts += [f"例：{examples}"] if examples else []
    words = "、".join(list(key.values)[:12])
    parts += [f"可用的值：{words}" + ("…" if len(key.values) > 12 else "")] if words else []
    return "\n\n".join(parts) if len(parts) > 1 or key.description else ""


def item_at(loaded: Loaded, row: int) -> ItemAmount | None:
    """The line of the budget that a line of the file (0-based) belongs to."""
    if loaded.root is None or loaded.budget is None:
        return None
    found = None
    for item in loaded.budget.walk():
        if start(find(loaded.root, item.loc)).line <= row + 1:
            found = item
    return found


def item_text(item: ItemAmount) -> str:
    """What a line of the budget comes to, by years where it is split."""
    years = "，".join(f"{year}年 {grouped(part)}元" for year, part in item.years)
    return f"{grouped(item.amount)}元" + (f"（{years}）" if item.split else "")


def _of_expression(source: str, column: int, loaded: Loaded | None) -> str:
    context = context_in(loaded)
    printed = result(source, context)
    steps = name_at(source, column)
    named = bool(steps) and steps[0] in context
    parts = [f"**{steps[-1]}**　{told(value_at(steps, context))}"] if named else []
    parts += [f"`{{{{{source}}}}}` 印成：{printed}"] if printed else []
    return "\n\n".join(parts)


def _printed(key: KeyHelp, place: CursorPlace, layout: Layout | None) -> Iterator[str]:
    """Where the documents print a key of the project."""
    if layout is None or len(place.of_key) != 1:
        return
    heading = layout.narrative.sections.get(key.name)
    label = layout.form.label_of(key.name)
    places = [f"经费情况说明的“{heading}”"] if heading else []
    places += [f"绩效目标表的“{label}”"] if label else []
    if places:
        yield f"印在：{'、'.join(places)}"


def _values(place: CursorPlace, row: int, loaded: Loaded) -> Iterator[str]:
    """What a key comes to."""
    loc, budget = place.of_key, loaded.budget
    if not loc or budget is None:
        return
    annual = f"年度资金申请总额 {grouped(budget.annual)}元"
    if loc == ("预算",):
        whole = f"，各年合计 {grouped(budget.all_years)}元" if budget.several_years else ""
        yield f"{annual}{whole}"
    elif loc[0] == "预算":
        item = item_at(loaded, row)
        if item is not None and loc[-1] in _OF_ITEMS:
            formula = "" if item.formula is None else f"：{item.formula.text}"
            yield f"{item.name}{formula} = {item_text(item)}"
    elif loc[0] == "资金来源":
        yield "；".join(f"{name} {grouped(amount)}元" for name, amount in budget.sources)
    elif loc[0] == "季度用款计划":
        yield f"合计 {grouped(total(budget.quarters))}元，{annual}"
    elif loaded.root is not None:
        yield from _of_text(loc, loaded, loaded.root)


def _of_text(loc: Loc, loaded: Loaded, root: Mapping) -> Iterator[str]:
    """How the value of an indicator is read, and what a text with ``{{ }}`` prints."""
    if loc[0] == "绩效指标" and len(loc) >= 4:
        node = find(root, loc[:4])
        value = target(node.text) if isinstance(node, Scalar) else None
        if value is not None and value.numeric:
            yield f"读作：{value.operator or '（没有符号）'} {value.numbers} {value.unit}".rstrip()
    text = None if loaded.content is None else loaded.content.texts.sentences.get(loc)
    if text:
        yield f"印成：{text}"
