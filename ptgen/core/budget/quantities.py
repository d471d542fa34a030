"""The numbers with a unit that an edition's keys hold, of a project and of its budget's lines."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ptgen.core.budget.amounts import ItemAmount, Quantities, Quantity
from ptgen.core.budget.reader import AmountReader
from ptgen.core.budget.split import gap
from ptgen.core.diagnostics import error
from ptgen.core.model.fields import FieldSpec, FieldSpecs, number_in, with_unit
from ptgen.core.money import plain, to_fen, total
from ptgen.core.source.nodes import Loc, Plain, key_span

_SCALES = {"元": 1, "万元": 10**4, "亿元": 10**8}
_SHARES = {"%": Decimal("0.01"), "‰": Decimal("0.001")}


def quantities(
    reader: AmountReader, written: Mapping[str, Plain], specs: FieldSpecs, loc: Loc
) -> Quantities:
    """The numbers that are written, by their keys; a bare number has the key's unit."""
    found = []
    for key, spec in specs.items():
        value = written.get(key)
        if spec.numeric and isinstance(value, str):
            number = _number(reader, value, spec, (*loc, key))
            if number is not None:
                money = bool(spec.money)
                text = with_unit(value, spec)
                quantity = Quantity(number, money, text, added=money and spec.added)
                found.append((key, quantity))
    return tuple(found)


def _number(reader: AmountReader, text: str, spec: FieldSpec, loc: Loc) -> Decimal | None:
    if spec.money:
        formula = reader.formula(text, loc)
        if formula is None:
            return None
        # A sum of bare numbers is in the key's unit too.
        scale = 1 if any(unit in text for unit in "元万亿") else _SCALES[spec.money]
        return to_fen(formula.value * scale)
    number = number_in(text, spec.unit)
    return None if number is None else number * _SHARES.get(spec.unit, 1)


def added_quantities(
    reader: AmountReader, own: Quantities, items: Iterable[ItemAmount], loc: Loc
) -> Quantities:
    """A line's own numbers, and the sums of the amounts that the lines below it have.

    A group that has both has to say what they add up to.
    """
    below: dict[str, list[Decimal]] = {}
    for item in items:
        for key, one in item.quantities:
            if one.added:
                below.setdefault(key, []).append(one.value)
    sums = {key: total(values) for key, values in below.items()}
    for key, one in own:
        if one.value != sums.get(key, one.value):
            message = (
                f"“{key}”写 {plain(one.value)} 元，"
                f"各项明细合计 {plain(sums[key])} 元，{gap(sums[key], one.value)}"
            )
            hint = "请核对，或删去这一行，由明细相加"
            reader.found.append(error("PT205", key_span(reader.root, (*loc, key)), message, hint))
    return tuple(
        {**{key: Quantity(value, True) for key, value in sums.items()}, **dict(own)}.items()
    )
