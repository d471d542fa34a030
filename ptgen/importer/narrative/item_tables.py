"""Read the lines of a budget from a table in a narrative, also from those that ptgen draws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.model.line import Method
from ptgen.core.money import plain, to_fen
from ptgen.importer.narrative.amounts import folded
from ptgen.importer.narrative.items import NarrativeItem, items_of
from ptgen.importer.narrative.outline import Block, outline
from ptgen.importer.narrative.prose import rows_of
from ptgen.read.document import SourceGrid, SourceParagraph

_OWN = ("序号", "项目", "测算依据", "金额", "本年申请", "备注")
_YEARLY = ("年度", "支出计划", "累计")
_CAPTIONS = ("预算明细表", "分年支出计划表")
_COLUMNS: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"序号|编号"),
    "basis": re.compile(r"测算.*|计算(?:依据|过程|公式)"),
    "price": re.compile(r"单价.*|标准.*"),
    "count": re.compile(r"数量.*"),
    "amount": re.compile(r"(?:预算)?金额.*|小计.*|预算数.*|经费.*"),
    "remark": re.compile(r"备注|说明"),
    "name": re.compile(
        r"项目(?:名称|内容)?|名称|(?:支出|费用|采购)?(?:内容|明细|科目|项目)(?:名称)?|子项目"
    ),
}
_SUMS = re.compile(r"\s*(?:合|总|小|共)\s*计\s*")


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """A table with the paragraph that is its caption.

    ``own``: it is one that ptgen draws from the items, so that none is written as prose.
    """

    blocks: tuple[Block, ...]
    own: bool
    of_items: bool
    rows: tuple[tuple[str, NarrativeItem], ...]  # numbers as printed: "1.2"


def tables_in(blocks: Sequence[Block]) -> Iterator[BudgetTable]:
    """The tables of a chapter that hold lines of the budget, or its parts by year."""
    for at, block in enumerate(blocks):
        if not isinstance(block, SourceGrid) or not (rows := rows_of(block)):
            continue
        before = [one for one in blocks[max(at - 1, 0) : at] if isinstance(one, SourceParagraph)]
        caption = [one for one in before if one.text.strip() in _CAPTIONS]
        with_caption: tuple[Block, ...] = (*caption, block)
        heads = tuple(re.sub(r"[（(].*|\s", "", cell) for cell in rows[0])
        if heads == _YEARLY:
            yield BudgetTable(with_caption, True, False, ())
            continue
        columns = _columns(heads)
        if "name" in columns and ("amount" in columns or "basis" in columns):
            wan = any("万元" in cell for cell in rows[0])
            found = tuple(filter(None, (_row(row, columns, wan) for row in rows[1:])))
            if found:
                yield BudgetTable(with_caption, heads == _OWN, heads == _OWN, found)


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        for key, words in _COLUMNS.items():
            if key not in found and words.fullmatch(head):
                found[key] = at
                break
    return found


def _row(
    row: Sequence[str], columns: Mapping[str, int], wan: bool
) -> tuple[str, NarrativeItem] | None:
    cell = {key: folded(row[at]).strip() for key, at in columns.items() if at < len(row)}
    name = cell["name"]
    if not name or _SUMS.fullmatch(name) or any(_SUMS.fullmatch(one) for one in row[:2]):
        return None
    printed = _amount(cell.get("amount", ""), wan)
    factors = [cell.get("price", ""), cell.get("count", "")]
    formula = cell.get("basis") or ("*".join(factors) if all(factors) else "")
    read = parse(formula)
    value = to_fen(read.value) if isinstance(read, Formula) else printed
    if not isinstance(read, Formula) and printed is not None:
        formula = f"{plain(printed)}元"
    words = [word for word in cell.get("remark", "").split("；") if word]
    method = words.pop(0) if words and words[0] in {one.value for one in Method} else ""
    if value is None or not (value or printed):
        return None
    item = NarrativeItem(name, formula, value, printed, method, remark="；".join(words))
    return cell.get("number", ""), item


def _amount(text: str, wan: bool) -> Decimal | None:
    read = parse(f"{text}万元" if wan and text[-1:].isdigit() else text.lstrip("-"))
    return to_fen(read.value) if isinstance(read, Formula) else None


def items_in(blocks: Sequence[Block], year: int) -> tuple[NarrativeItem, ...]:
    """The items of a chapter: of its lists, with the formulas and remarks that its tables have.

    The items of the tables alone where no list has any.
    """
    tables = list(tables_in(blocks))
    drawn = {id(block) for table in tables for block in table.blocks}
    found = items_of(outline([block for block in blocks if id(block) not in drawn]), year)
    rows = _nested([row for table in tables for row in table.rows])
    return _merged(found, rows) if found else rows


def _nested(rows: Sequence[tuple[str, NarrativeItem]]) -> tuple[NarrativeItem, ...]:
    """The rows with those below them: 1.1 and 1.2 below 1."""
    made: list[NarrativeItem] = []
    at = 0
    while at < len(rows):
        number, item = rows[at]
        end = at + 1
        while number and end < len(rows) and rows[end][0].startswith(f"{number}."):
            end += 1
        below = _nested(rows[at + 1 : end])
        made.append(replace(item, items=below, formula="") if below else item)
        at = end
    return tuple(made)


def _merged(
    found: Sequence[NarrativeItem], rows: Sequence[NarrativeItem]
) -> tuple[NarrativeItem, ...]:
    by_name = {one.name: one for one in rows}
    return tuple(_with_row(one, by_name.get(one.name)) for one in found)


def _with_row(item: NarrativeItem, row: NarrativeItem | None) -> NarrativeItem:
    if row is None:
        return item
    items = _merged(item.items, row.items)
    remark = row.remark or item.remark
    if items or row.computed != item.computed:
        return replace(item, items=items, remark=remark)
    return replace(item, formula=row.formula, method=row.method or item.method, remark=remark)
