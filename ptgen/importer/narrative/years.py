"""Split an amount over years as a text says, so that the parts add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import in_wan, plain, to_fen, total
from ptgen.importer.narrative.amounts import NUMBER, folded

_VERB = r"(?:预算)?(?:已?安排|申请|申报|支付|支出|列支|付款)"
_NAMED = r"(?:(?P<year>20\d\d)年度?|本年度?|当年)"
_PART = rf"{NUMBER}\s*(?:(?:万亿|亿|万)\s*元?|元|%)"
_SAID = re.compile(
    rf"[，,]?\s*{_NAMED}\s*{_VERB}(?:资金|预算|经费)?\s*(?:约|共)?\s*(?P<part>{_PART})"
)
_LEADS_UP = re.compile(rf"{_NAMED}\s*{_VERB}[^\d，,。；;]*$")
_OTHER = re.compile(r"(?:尾款|余款|余下|剩余|其余|预留)[^。；;]*?(20\d\d)年|[到至](20\d\d)年支付")


def parts_of_years(text: str, year: int) -> Iterator[tuple[int, str]]:
    """What a text says falls to which year: 2022年预算申请3.12万, 2023年支付50%."""
    for match in _SAID.finditer(text):
        yield int(match["year"] or year), re.sub(r"\s", "", match["part"])


def leads_up(text: str) -> bool:
    """Whether a text ends in words that give the part of a year: 2022年预算申请."""
    return _LEADS_UP.search(text) is not None


def without_parts(text: str) -> str:
    """The text without what it says of parts of years."""
    return _SAID.sub("", text)


def years_said(text: str, year: int) -> tuple[tuple[int, str], ...]:
    """The years that a text splits an amount over, each with its part; "" for what is left."""
    said = dict(parts_of_years(folded(text), year))
    other = _OTHER.search(text)
    left = int(other[1] or other[2]) if other else 0
    return tuple({**({left: ""} if left and said else {}), **said}.items())


def split(
    whole: Decimal, years: Mapping[int, str], year: int
) -> tuple[tuple[tuple[int, str], ...], str]:
    """A part for each year that adds up to the whole, and what is doubtful about it, or nothing."""
    said = {of: part for of, part in years.items() if part}
    parts = {of: _value(part, whole) for of, part in said.items()}
    rest = total([whole, *(-part for part in parts.values())])
    if year not in said or (len(said) == 1 and rest == 0):
        return (), ""
    if rest < 0 or (rest and len(said) > 1):
        listed = "，".join(f"{of}年{part}" for of, part in said.items())
        return (), f"各年的金额加起来不等于本项，没有写成分年：{listed}"
    doubt = ""
    if rest:
        left = next((of for of, part in years.items() if not part), None)
        in_wanyuan = said[year][-1:] == "%" or "万" in said[year]
        said[left or year + 1] = f"{in_wan(rest)}万元" if in_wanyuan else f"{plain(rest)}元"
        doubt = "" if left else f"原文没有写余下的金额在哪一年，暂写{year + 1}年"
    return tuple(sorted(said.items())), doubt


def _value(written: str, whole: Decimal) -> Decimal:
    read = parse(written)
    value = read.value if isinstance(read, Formula) else Fraction(0)
    return to_fen(value * Fraction(whole) if written.endswith("%") else value)
