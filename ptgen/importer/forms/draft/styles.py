"""How a form prints amounts and days, by what stands in it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import product

from ptgen.core.layout.labels import DAY_NAMES
from ptgen.core.layout.model import AmountFormat
from ptgen.core.layout.references import ITEM_AMOUNTS, ITEM_TEXTS
from ptgen.core.model.fields import FieldSpec, FieldSpecs
from ptgen.importer.forms.meaning import FormPart, Meaning
from ptgen.importer.forms.tables.columns import BUDGET, FoundColumn, FoundTable
from ptgen.importer.forms.values import MONEY, amount_in, amount_of, day_example, days_in, unit_in
from ptgen.importer.forms.vocabulary.labels import Template, squeezed
from ptgen.view.figures import amount_text


def item_fields(meaning: Meaning) -> FieldSpecs:
    """The keys of lines of the budget that the form has beyond those of all."""
    return {
        column.key: FieldSpec.model_validate({"单位": unit} if unit else {})
        for table in meaning.tables
        for column in (table.columns if table.source == BUDGET else ())
        if column.key and column.key not in (*ITEM_AMOUNTS, *ITEM_TEXTS)
        for unit in (money_of(meaning, table, column),)
    }


def money_of(meaning: Meaning, table: FoundTable, column: FoundColumn) -> str:
    """The unit of the amounts in a column; nothing where it holds other things."""
    own = unit_in(column.label)
    unit = own or meaning.unit or "元"
    cells = [row.cells[column.key] for row in table.rows if column.key in row.cells]
    texts = [cell.text for cell in cells if squeezed(cell.text)]
    money = own or MONEY.search(column.label)
    return unit if money and all(amount_in(text, unit) is not None for text in texts) else ""


def amount_style(meaning: Meaning) -> AmountFormat:
    """The 金额 in which most amounts of the form are printed as they stand there."""
    cells = [(part.cell, part.unit) for part in meaning.amounts]
    cells += [
        (row.cells[column.key], unit)
        for table in meaning.tables
        for column in table.columns
        if table.source == BUDGET and (unit := money_of(meaning, table, column))
        for row in table.rows
        if column.key in row.cells
    ]
    amounts = ((amount_of(cell, unit), squeezed(cell.text)) for cell, unit in cells)
    found = [(amount, text) for amount, text in amounts if amount is not None]
    units = Counter(unit for _, unit in cells if unit in ("元", "万元"))
    unit = units.most_common(1)[0][0] if units else "元"
    styles = [
        AmountFormat.model_validate({"单位": unit, "小数": places, "千分位": grouped})
        for places, grouped in product(("去零", "2", "4", "6", "1", "0"), ("否", "是"))
    ]
    return max(styles, key=lambda one: sum(printed(amount, one) == text for amount, text in found))


def printed(amount: Decimal, style: AmountFormat) -> str:
    """An amount as it prints, to be compared."""
    return squeezed(amount_text(amount, style))


def day_style(meaning: Meaning) -> str:
    """The 日期格式 of most days of the form; nothing for that of YAML."""
    texts = [text for part in meaning.parts for key, text in _values(part) if key in DAY_NAMES]
    found = Counter(filter(None, map(example_of, texts)))
    return found.most_common(1)[0][0] if found else ""


def example_of(text: str) -> str:
    """The example that shows how a day is printed; nothing for the way of YAML."""
    days = days_in(text)
    return (day_example(text, days[0]) or "") if len(days) == 1 else ""


def _values(part: FormPart) -> tuple[tuple[str, str], ...]:
    if part.slot is None or part.values:
        return part.values
    if part.slot.kind == "标签":
        return Template.of(part.slot.key).found(part.cell.text) or ()
    return ((part.slot.key, part.cell.text),)
