"""Split an item's amount over the years (分年), by shares or by amounts."""

from decimal import Decimal
from fractions import Fraction

from ptgen.core.budget.reader import AmountReader
from ptgen.core.diagnostics import error
from ptgen.core.model.line import LineItem
from ptgen.core.money import apportion, plain, to_fen, total
from ptgen.core.source.nodes import Loc, Mapping, find, key_span

Years = tuple[tuple[int, Decimal], ...]


def years_of(reader: AmountReader, item: LineItem, amount: Decimal, loc: Loc) -> Years:
    """The parts of ``amount`` by year, in the order of years; they add up to it.

    Without 分年 all of it falls to the budget year.
    """
    if item.years is None:
        return ((reader.year, amount),)
    where = (*loc, "分年")
    shares = [text.strip().endswith(("%", "％")) for text in item.years.values()]
    parts = {
        year: reader.formula(text, (*where, key_of_year(reader.root, where, year)))
        for year, text in item.years.items()
    }
    values = {year: part.value for year, part in parts.items() if part is not None}
    if len(values) < len(parts):
        return ((reader.year, amount),)
    if any(shares) and not all(shares):
        hint = "都写份额（50%），或都写金额（3.12万元）"
        _wrong(reader, where, "“分年”里份额和金额混用", hint)
        return ((reader.year, amount),)
    if all(shares):
        return _by_share(reader, values, amount, where)
    return _by_amount(reader, values, amount, where)


def _by_share(
    reader: AmountReader, values: dict[int, Fraction], amount: Decimal, where: Loc
) -> Years:
    whole = sum(values.values(), Fraction(0))
    if whole != 1:
        _wrong(
            reader,
            where,
            f"“分年”合计 {plain(to_fen(whole * 100))}%，不是 100%",
            "请调整各年的份额",
        )
        return ((reader.year, amount),)
    years = sorted(values)
    return tuple(zip(years, apportion(amount, [values[year] for year in years]), strict=True))


def _by_amount(
    reader: AmountReader, values: dict[int, Fraction], amount: Decimal, where: Loc
) -> Years:
    sign = -1 if amount < 0 else 1
    parts = tuple((year, to_fen(sign * values[year])) for year in sorted(values))
    added = total([part for _, part in parts])
    if added != amount:
        message = (
            f"“分年”合计 {plain(sign * added)} 元，"
            f"比本项 {plain(sign * amount)} 元{gap(sign * added, sign * amount)}"
        )
        _wrong(reader, where, message, "请调整各年的金额，或改写成份额")
        return ((reader.year, amount),)
    return parts


def gap(added: Decimal, expected: Decimal) -> str:
    """``多出 4000 元``, ``少 4000 元``: how far a sum is from what it should be."""
    word = "多出" if added > expected else "少"
    return f"{word} {plain(abs(added - expected))} 元"


def _wrong(reader: AmountReader, where: Loc, message: str, hint: str) -> None:
    reader.found.append(error("PT205", key_span(reader.root, where), message, hint))


def key_of_year(root: Mapping, where: Loc, year: int) -> str:
    """The key as the author wrote it: ``2022`` or ``2022年``."""
    node = find(root, where)
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key.text.strip().removesuffix("年") == str(year):
                return entry.key.text
    return str(year)
