"""Tell what each cell of a form is, by one edition or by the labels of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal

from ptgen.core.budget.named import AMOUNT_NAMES
from ptgen.importer.forms.fields.pairs import pairs_of
from ptgen.importer.forms.fields.parts import KeyedParts
from ptgen.importer.forms.meaning import Meaning, title_cell
from ptgen.importer.forms.sheet import FormSheet
from ptgen.importer.forms.tables.rows import table_at
from ptgen.importer.forms.values import amount_of, unit_in
from ptgen.importer.forms.vocabulary.labels import Vocabulary, squeezed


def in_own_edition(sheet: FormSheet, known: Vocabulary, year: int | None) -> Meaning:
    """The meaning of a form that no edition fits.

    An amount that its total does not come to, as ptgen computes it, gets a key of its own too.
    """
    meaning = understood(sheet, known, own=True, year=year)
    apart = frozenset(_apart(meaning))
    return understood(sheet, known, own=True, year=year, apart=apart) if apart else meaning


def _apart(meaning: Meaning) -> Iterator[str]:
    """The names of amounts that would be computed as something else than what is printed."""
    parts = [(part.slot.key, part) for part in meaning.amounts if part.slot]
    amounts = {key: amount_of(part.cell, part.unit) for key, part in parts}
    found = {key: amount for key, amount in amounts.items() if amount is not None}
    whole = found.get("项目资金总额")
    annual = found.get("年度资金申请总额", whole)
    if annual is None:
        yield from AMOUNT_NAMES
        return
    yield from (key for key, part in parts if not squeezed(part.cell.text))
    zero = Decimal(0)
    carried, other = (found.get(key, zero) for key in ("上年结转资金", "其他资金"))
    computed = {
        "当年财政资金": annual - other,
        "当年财政拨款": annual - other - carried,
        "其他资金总额": other,
        "财政资金": (annual if whole is None else whole) - other,
    }
    yield from (key for key, amount in computed.items() if found.get(key, amount) != amount)


def understood(
    sheet: FormSheet,
    known: Vocabulary,
    *,
    own: bool,
    year: int | None = None,
    apart: Collection[str] = (),
) -> Meaning:
    """The meaning of a form. ``own``: what the vocabulary lacks gets a key of its own.

    ``apart``: names of amounts that are no part of the form's total.
    """
    meaning = Meaning(sheet, known, unit=_unit_of(sheet), year=year)
    lines: list[int] = []
    row = 0
    while row < len(sheet.rows):
        table = table_at(sheet, row, known)
        if table is not None:
            meaning.tables.append(table)
            row = table.stop
            continue
        if (title := title_cell(sheet, row)) is not None and not lines:
            meaning.titles.append(title)
        else:
            lines.append(row)
        row += 1
    pairs = pairs_of(sheet, lines, known)
    meaning.parts += KeyedParts(meaning, pairs, apart, own=own).parts()
    return meaning


def _unit_of(sheet: FormSheet) -> str:
    units = Counter(
        unit for cell in sheet.cells if len(cell.text) < 40 and (unit := unit_in(cell.text))
    )
    return units.most_common(1)[0][0] if units else ""
