"""The keys of a project on money: its items, its funds, its plan by quarters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ptgen.core.layout.model import Layout
from ptgen.core.money import FEN, ZERO, in_wan, plain
from ptgen.edit.scaffold.yaml_writer import Example
from ptgen.importer.drafts.yaml_text import Flow, Noted, ToFill, Value, noted
from ptgen.importer.narrative.amounts import amounts_of, folded
from ptgen.importer.narrative.item_tables import items_in
from ptgen.importer.narrative.items import NarrativeItem, items_of_clauses, quarters_of
from ptgen.importer.narrative.outline import Block
from ptgen.importer.reading import FormReading, FoundField, FoundItem
from ptgen.read.document import SourceParagraph

ARRANGEMENT = "年度预算安排"
WHOLE, ANNUAL = "项目资金总额", "年度资金申请总额"
_ITEM_AMOUNTS = ("测算", "金额", "本年申请")
_MAY_SAY = (ARRANGEMENT, "实施方案", "项目概述")
_SHORT_ITEM = 60  # characters of an item that stands in one line


def budget_keys(
    name: str, year: int, form: FormReading | None, chapters: Mapping[str, Sequence[Block]]
) -> dict[str, Value]:
    """The items of the narrative, else of the form, else one with the total; and the quarters."""
    amounts = amounts_on(form)
    whole, annual = (getattr(amounts.get(key), "amount", None) for key in (WHOLE, ANNUAL))
    total = whole or annual or ZERO
    arranged = chapters.get(ARRANGEMENT, ())
    found = items_in(arranged, year)
    for key in _MAY_SAY:
        found = found or items_of_clauses(texts_of_chapter(chapters, key), year, total)
    rows = [one for one in form.items if not one.total] if form else []
    items: Value = [_item(one) for one in found] or _form_items(rows)
    quarters = quarters_of("\n".join(texts_of_chapter(chapters, ARRANGEMENT)))
    return {
        "预算": items or [_only(name, year, total, annual)],
        "季度用款计划": Flow(list(quarters)) if quarters else (),
    }


def amounts_on(form: FormReading | None) -> dict[str, FoundField]:
    """The amounts of a form by their names."""
    return {one.key: one for one in form.fields if one.amount is not None} if form else {}


def texts_of_chapter(chapters: Mapping[str, Sequence[Block]], key: str) -> list[str]:
    """The paragraphs of a chapter."""
    return [one.text for one in chapters.get(key, ()) if isinstance(one, SourceParagraph)]


def funding_of(
    form: FormReading | None, layout: Layout, chapters: Mapping[str, Sequence[Block]]
) -> Value:
    """The funds of the form, and of a sentence on them: that is exact, the form may round."""
    kinds = ("上年结转资金", "其他资金", *layout.funding)
    found = {key: one for key, one in amounts_on(form).items() if key in kinds and one.amount}
    funds = {key: written_amount(one.amount or ZERO) for key, one in found.items()}
    for text in map(folded, texts_of_chapter(chapters, ARRANGEMENT)):
        for one in amounts_of(text) if text.startswith("资金来源") else ():
            key = next((kind for kind in kinds if text[: one.start].endswith(kind)), "")
            printed = found.get(key)
            # Printed parts are rounded so that they add up: by less than one in the last place.
            near = printed is None or (
                abs(one.printed - (printed.amount or ZERO)) < 2 * precision(printed)
            )
            if key and near:
                funds[key] = one.formula
    return noted(Flow(dict(funds)) if funds else (), *(one.doubt for one in found.values()))


def written_amount(amount: Decimal) -> str:
    """``43万元``, ``2793072.2元``: in 万元 where that is shorter."""
    wan = f"{in_wan(amount)}万元"
    return wan if len(wan) < len(plain(amount)) + 2 else f"{plain(amount)}元"


def precision(found: FoundField) -> Decimal:
    """Half of what the last printed digit is worth; a 分 at least."""
    number = re.search(r"\d+(?:\.(\d+))?", found.value.text.replace(",", ""))
    if number is None or not found.amount:
        return FEN
    unit = abs(found.amount) / (Decimal(number[0]) or 1)
    return max(unit.scaleb(-len(number[1] or "")) / 2, FEN)


def _only(name: str, year: int, total: Decimal, annual: Decimal | None) -> Value:
    """A form alone has one item with the total."""
    formula: Value = written_amount(total) if total else ToFill("1元")
    keys: dict[str, Value] = {"名称": name, "测算": formula}
    if annual is not None and ZERO < annual < total:
        rest = written_amount(total - annual)
        keys["分年"] = Flow({str(year): written_amount(annual), str(year + 1): rest})
        return Noted(keys, (f"原文没有写余下的金额在哪一年，暂写{year + 1}年",))
    return keys if total else Noted(keys, ("原文没有金额",))


def _form_items(rows: Sequence[FoundItem]) -> list[Value]:
    """The rows of a table of the budget inside a form, those of a group below it."""
    groups: dict[str, list[Value]] = {}
    items: list[Value] = []
    for row in rows:
        keys: dict[str, Value] = {"名称": row.name.text}
        for one in row.values:
            key = "测算" if one.key in _ITEM_AMOUNTS else one.key
            keys.setdefault(key, noted(one.written, one.doubt))
        own = not row.group or row.group == row.name.text
        if not own and row.group not in groups:
            groups[row.group] = []
            items.append({"名称": row.group, "明细": groups[row.group]})
        (items if own else groups[row.group]).append(noted(keys, row.doubt))
    return items


def _item(item: NarrativeItem) -> Value:
    """The keys of an item; what is printed and not what it comes to is 核定金额."""
    inner: Value = [_item(one) for one in item.items]
    bought = "政府采购" in item.note and not re.search(r"[非不][^，；]{0,3}政府采购", item.note)
    printed = item.printed if item.printed != item.amount else None
    keys: dict[str, Value] = {
        "名称": item.name,
        "测算": "" if inner else item.formula,
        "方式": item.method,
        "分年": Flow({str(year): part for year, part in item.years}) if item.years else "",
        "说明": item.note,
        "备注": item.remark,
        "政府采购": "是" if bought else "",
        "核定金额": "" if printed is None else written_amount(printed),
        "明细": inner,
    }
    keys = {key: one for key, one in keys.items() if one}
    if item.doubts:
        return Noted(keys, item.doubts)
    texts: dict[str, Example] = {key: one for key, one in keys.items() if isinstance(one, str)}
    short = len(texts) == len(keys) <= 3 and sum(map(len, texts.values())) < _SHORT_ITEM
    return Flow(texts) if short and printed is None else keys
