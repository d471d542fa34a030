"""The values of a form as a project file writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ptgen.core.budget.named import AMOUNT_NAMES
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.layout.model import ValueFormat
from ptgen.core.layout.references import GOALS, ITEM_AMOUNTS
from ptgen.core.model.fields import FieldSpecs
from ptgen.core.money import fixed, is_whole_fen, to_fen
from ptgen.importer.forms.meaning import FormPart, Meaning
from ptgen.importer.forms.tables.columns import (
    BUDGET,
    GROUPS,
    INDICATORS,
    NAMES,
    SUMS,
    FoundTable,
    TableRow,
)
from ptgen.importer.forms.values import (
    amount_of,
    choice_in,
    days_in,
    joined,
    spelled_amount,
    text_of,
    unit_in,
    value_in,
)
from ptgen.importer.forms.vocabulary.labels import Template, squeezed
from ptgen.importer.reading import FoundField, FoundIndicator, FoundItem
from ptgen.read.document import SourceCell

_DAYS = ("计划开始日期", "计划完成日期")
_SPLIT = ("指标性质", "指标数值", "计量单位")
_SIGNS = {"＝": "=", "＞": ">", "＜": "<", ">=": "≥", "<=": "≤", "≧": "≥", "≦": "≤"}


def fields_of(meaning: Meaning) -> Iterator[FoundField]:
    """The values outside of tables, one for each key; what differs from the first is doubtful."""
    found: dict[str, FoundField] = {}
    for part in meaning.parts:
        for one in _fields(part):
            first = found.get(one.key)
            if first is None or (one.written and not first.written):
                found[one.key] = one
            elif one.written and one.written != first.written:
                doubt = f"“{one.label}”在 {one.value.place} 又写着“{one.value.text}”"
                found[one.key] = replace(first, doubt=first.doubt or doubt)
    years = [found.pop(key, None) for key in ("开始年", "结束年")]
    for key, year, day in zip(_DAYS, years, ("01-01", "12-31"), strict=True):
        if all(years) and year is not None and key not in found:
            doubt = "表上只有年份" if year.written else ""
            written = f"{year.written}-{day}" if year.written else ""
            found[key] = replace(year, key=key, written=written, doubt=doubt)
    yield from found.values()


def _fields(part: FormPart) -> Iterator[FoundField]:
    """The values of a cell; of a text with several each under its key."""
    slot, cell, values = part.slot, part.cell, part.values
    if slot is None:
        return
    if slot.kind != "标签":
        yield _field(slot.key, slot.kind, cell, part)
        return
    values = values or Template.of(slot.key).found(cell.text) or ()
    if not values and squeezed(cell.text):
        yield FoundField(slot.key, cell, part.label, "", doubt="和版式的样子不同，没有读出")
    for key, text in values:
        yield _field(key, "值", replace(cell, text=text), part)


def _field(key: str, kind: str, value: SourceCell, part: FormPart) -> FoundField:
    found = FoundField(key, value, part.label, "", doubt=part.doubt)
    if kind == "金额" and squeezed(value.text):
        return _amount(found, part.unit, own=key not in AMOUNT_NAMES)
    if key in _DAYS:
        days = days_in(value.text)
        if len(days) == 1:
            return replace(found, written=days[0].isoformat())
        doubt = f"日期“{value.text}”没有读出" if squeezed(value.text) else ""
        return replace(found, doubt=doubt)
    if kind == "正文" or key in GOALS:
        return replace(found, written=text_of(value.text))
    choice = choice_in(value.text)
    if choice is not None:
        doubt = "" if choice and "、" not in choice else "方框里没有正好勾选一项"
        return replace(found, written=choice, doubt=doubt)
    return replace(found, written=joined(value.text))


def _amount(found: FoundField, unit: str, *, own: bool) -> FoundField:
    amount = amount_of(found.value, unit)
    if amount is None or not is_whole_fen(Fraction(amount)):
        return replace(found, doubt=f"金额“{found.value.text}”没有读出")
    named = unit or amount == 0 or set(found.value.text) & set("元万亿")
    doubt = found.doubt or ("" if named else "表上没有写金额的单位，按元读")
    written = spelled_amount(found.value, unit) if own else fixed(amount)
    return replace(found, written=written, amount=amount, doubt=doubt)


def tables_of(
    meaning: Meaning, style: ValueFormat, specs: FieldSpecs
) -> tuple[tuple[FoundIndicator, ...], tuple[FoundItem, ...]]:
    """The indicators, and the lines of the budget."""
    rows = [(table, row) for table in meaning.tables for row in table.rows if row.is_filled]
    return (
        tuple(_indicator(*one, style) for one in rows if one[0].source == INDICATORS),
        tuple(_item(meaning, *one, specs) for one in rows if one[0].source == BUDGET),
    )


def _name(table: FoundTable, row: TableRow) -> SourceCell:
    cell = row.cells.get(NAMES[table.source]) or row.cells.get("项目")
    cell = cell or replace(next(iter(row.cells.values())), text="")
    return replace(cell, text=joined(cell.text))


def _indicator(table: FoundTable, row: TableRow, style: ValueFormat) -> FoundIndicator:
    name = _name(table, row)
    keys = [column.key for column in table.columns]
    levels = tuple(row.groups.get(key, "") for key in GROUPS if key in keys)
    if len(levels) == 1:  # one group alone: the project file has two
        levels *= 2
    values = [_put_together(row)] if any(key in row.cells for key in _SPLIT) else []
    for key, cell in row.cells.items():
        if key not in (NAMES[INDICATORS], *_SPLIT):
            written = value_in(cell.text, style) if key == "指标值" else joined(cell.text)
            values.append(FoundField(key, cell, key, written))
    shown = [one for one in table.columns if one.key in ("指标值", "指标数值")]
    doubt = row.doubt
    if not name.text:
        doubt = "没有三级指标的名称"
    elif not shown:
        doubt = doubt or "表上没有指标值的一栏"
    elif all(one.key not in row.cells for one in shown):
        doubt = doubt or f"“{shown[0].label}”的格和上一行合并"
    return FoundIndicator(levels, name, tuple(values), doubt)


def _put_together(row: TableRow) -> FoundField:
    """The value of an indicator whose sign, number and unit stand in cells of their own."""
    sign, number, unit = (joined(row.cells[key].text) if key in row.cells else "" for key in _SPLIT)
    cell = next(row.cells[key] for key in ("指标数值", *_SPLIT) if key in row.cells)
    sign = _SIGNS.get(sign, sign)
    value = replace(cell, text=f"{sign}{number}{unit}")
    if sign in ("=", "≥", "≤", ">", "<") or (not sign and unit):
        return FoundField("指标值", value, "指标值", value.text)
    doubt = "" if sign in ("", "定性") else f"指标性质“{sign}”不认识"
    return FoundField("指标值", value, "指标值", number, doubt=doubt)


def _item(meaning: Meaning, table: FoundTable, row: TableRow, specs: FieldSpecs) -> FoundItem:
    name = _name(table, row)
    values = []
    layout = meaning.known.layout
    usual = meaning.unit or ("" if layout is None else layout.amount.unit)
    for column in table.columns:
        cell = row.cells.get(column.key)
        if cell is None or column.key in ("名称", "项目", "序号"):
            continue
        field = FoundField(column.key, cell, column.label, text_of(cell.text))
        spec = specs.get(column.key)
        money = column.key in ITEM_AMOUNTS or (spec is not None and spec.money)
        if money and squeezed(cell.text):
            field = _amount(field, unit_in(column.label) or usual, own=True)
        values.append(field)
    total = squeezed(name.text) in SUMS
    group = row.groups.get("一级项", "")
    return FoundItem(name, tuple(_with_formula(values)), group, total, row.doubt)


def _with_formula(values: Sequence[FoundField]) -> list[FoundField]:
    """The values, the formula first that comes to the amount; other 测算依据 are a note."""
    amounts = [one.amount for one in values if one.key in ITEM_AMOUNTS]
    made: list[FoundField] = []
    for one in values:
        if one.key != "测算依据":
            made.append(one)
        elif one.written:
            formula = parse(one.written)
            if isinstance(formula, Formula) and to_fen(formula.value) in amounts:
                made.insert(0, replace(one, key="测算"))
            else:
                made.append(replace(one, key="说明", doubt="测算依据不是得出这个金额的算式"))
    return made
