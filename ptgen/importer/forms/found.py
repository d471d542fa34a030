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
from ptgen.importer.forms.columns import GROUPS, INDICATORS, NAMES, SUMS
from ptgen.importer.forms.labels import Template, squeezed
from ptgen.importer.forms.meaning import FormPart, Meaning
from ptgen.importer.forms.tables import FoundTable, TableRow
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
from ptgen.importer.reading import FoundField, FoundIndicator, FoundItem, FoundText
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
    if (years := [found.pop(key, None) for key in ("开始年", "结束年")]) and years[0] and years[1]:
        for key, year, day in zip(_DAYS, years, ("01-01", "12-31"), strict=True):
            if year is not None and key not in found:
                doubt = "" if not year.written else "表上只有年份"
                written = f"{year.written}-{day}" if year.written else ""
                found[key] = replace(year, key=key, written=written, doubt=doubt)
    yield from found.values()


def _fields(part: FormPart) -> Iterator[FoundField]:
    place = part.cell.place
    if part.values:
        for key, text in part.values:
            yield _field(key, "值", FoundText(text, place), part)
    elif part.slot is not None and part.slot.kind == "标签":
        found = Template.of(part.slot.key).found(part.cell.text)
        if found is None and squeezed(part.cell.text):
            value = FoundText(part.cell.text, place)
            yield FoundField(
                part.slot.key, value, part.label, "", doubt="和版式的样子不同，没有读出"
            )
        for key, text in found or ():
            yield _field(key, "值", FoundText(text, place), part)
    elif part.slot is not None:
        yield _field(part.slot.key, part.slot.kind, FoundText(part.cell.text, place), part)


def _field(key: str, kind: str, value: FoundText, part: FormPart) -> FoundField:
    found = FoundField(key, value, part.label, "", doubt=part.doubt)
    if kind == "金额" and squeezed(value.text):
        return _amount(found, part.cell, part.unit, own=key not in AMOUNT_NAMES)
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


def _amount(found: FoundField, cell: SourceCell, unit: str, *, own: bool) -> FoundField:
    amount = amount_of(cell, unit)
    if amount is None or not is_whole_fen(Fraction(amount)):
        return replace(found, doubt=f"金额“{found.value.text}”没有读出")
    text = fixed(amount)
    doubt = found.doubt or (
        ""
        if unit or amount == 0 or set(found.value.text) & set("元万亿")
        else "表上没有写金额的单位，按元读"
    )
    written = spelled_amount(cell, unit) if own else text
    return replace(found, written=written, amount=amount, doubt=doubt)


def tables_of(
    meaning: Meaning, style: ValueFormat, specs: FieldSpecs
) -> tuple[tuple[FoundIndicator, ...], tuple[FoundItem, ...], tuple[tuple[str, ...], ...]]:
    """The indicators, the lines of the budget, and the groups without an indicator."""
    indicators: list[FoundIndicator] = []
    items: list[FoundItem] = []
    empty: list[tuple[str, ...]] = []
    for table in meaning.tables:
        for row in table.rows:
            if not any(squeezed(cell.text) for cell in row.cells.values()):
                levels = tuple(row.groups.get(key, "") for key in GROUPS)
                if table.source == INDICATORS and any(levels):
                    empty.append(levels)
            elif table.source == INDICATORS:
                indicators.append(_indicator(table, row, style))
            else:
                items.append(_item(meaning, table, row, specs))
    return tuple(indicators), tuple(items), tuple(empty)


def _text(row: TableRow, table: FoundTable) -> FoundText:
    cell = row.cells.get(NAMES[table.source]) or row.cells.get("项目")
    if cell is None:
        other = next(iter(row.cells.values()))
        return FoundText("", other.place)
    return FoundText(joined(cell.text), cell.place)


def _indicator(table: FoundTable, row: TableRow, style: ValueFormat) -> FoundIndicator:
    name = _text(row, table)
    levels = tuple(row.groups.get(key, "") for key in GROUPS if _has(table, key))
    if len(levels) == 1:  # one group alone: the project file has two
        levels = (levels[0], levels[0])
    values = [
        _cell(key, cell, joined(cell.text) if key != "指标值" else value_in(cell.text, style))
        for key, cell in row.cells.items()
        if key != NAMES[INDICATORS] and key not in _SPLIT
    ]
    if any(key in row.cells for key in _SPLIT):
        values.insert(0, _put_together(row))
    doubt = row.doubt
    shown = [one for one in table.columns if one.key in ("指标值", "指标数值")]
    if not name.text:
        doubt = "没有三级指标的名称"
    elif not shown:
        doubt = doubt or "表上没有指标值的一栏"
    elif all(one.key not in row.cells for one in shown):
        doubt = doubt or f"“{shown[0].label}”的格和上一行合并"
    return FoundIndicator(levels, name, tuple(values), doubt)


def _has(table: FoundTable, key: str) -> bool:
    return any(column.key == key for column in table.columns)


def _cell(key: str, cell: SourceCell, written: str) -> FoundField:
    return FoundField(key, FoundText(cell.text, cell.place), key, written)


def _put_together(row: TableRow) -> FoundField:
    """The value of an indicator whose sign, number and unit stand in cells of their own."""
    sign, number, unit = (joined(row.cells[key].text) if key in row.cells else "" for key in _SPLIT)
    place = next(row.cells[key].place for key in ("指标数值", *_SPLIT) if key in row.cells)
    sign = _SIGNS.get(sign, sign)
    written = f"{sign}{number}{unit}" if sign in ("=", "≥", "≤", ">", "<") else number
    doubt = "" if written != number or sign in ("", "定性") else f"指标性质“{sign}”不认识"
    if not sign and unit:
        written = f"{number}{unit}"
    return FoundField(
        "指标值", FoundText(f"{sign}{number}{unit}", place), "指标值", written, doubt=doubt
    )


def _item(meaning: Meaning, table: FoundTable, row: TableRow, specs: FieldSpecs) -> FoundItem:
    name = _text(row, table)
    values = []
    for column in table.columns:
        cell = row.cells.get(column.key)
        if cell is None or column.key in ("名称", "项目", "序号"):
            continue
        spec = specs.get(column.key)
        field = _cell(column.key, cell, text_of(cell.text))
        if squeezed(cell.text) and (
            column.key in ITEM_AMOUNTS or (spec is not None and spec.money)
        ):
            layout = meaning.known.layout
            unit = (
                unit_in(column.label)
                or meaning.unit
                or ("" if layout is None else layout.amount.unit)
            )
            field = _amount(field, cell, unit, own=True)
        values.append(replace(field, label=column.label))
    values = _with_formula(values)
    total = squeezed(name.text) in SUMS
    return FoundItem(name, tuple(values), row.groups.get("一级项", ""), total, row.doubt)


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
