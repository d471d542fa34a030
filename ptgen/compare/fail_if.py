"""What a pull request may not do (``--fail-if``): conditions are read, then checked."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ptgen.compare.changes import Changes, FileLine, Unreadable
from ptgen.compare.drivers import Driver, drivers, new_reserves, weakened
from ptgen.compare.pairs import Amounts
from ptgen.compare.whole import Growth
from ptgen.core.errors import PtgenError
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import ZERO, grouped, plain, to_fen

_GROWTH = re.compile(r"(?:growth|增长)\s*[>＞]\s*(?P<limit>.+)")
_SHARE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*[%％]")
# Names of the conditions that take no limit; either language.
_WORDS = {"weaker": "weaker", "指标降低": "weaker", "new-reserve": "reserve", "新增预留": "reserve"}
EXPLAINED = (
    "可写：'growth>10%'（某一年度的申请总额或各年合计增长超过一成）、"
    "'growth>50万元'（增加超过 50 万元）、"
    "weaker（有指标降低或删除）、new-reserve（新增预留）"
)


class ConditionError(PtgenError):
    """A condition that cannot be read, in Chinese."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for a reviewer, and the place in the files that it is about."""

    text: str
    place: FileLine | None = None

    def __str__(self) -> str:
        return self.text if self.place is None else f"{self.text}（{self.place}）"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: as it was written, and how it is checked.

    ``whole`` says that it asks for the growth of all projects, so that each has to be read.
    """

    text: str
    check: Callable[[Changes, Sequence[Growth]], Iterable[Remark]]
    whole: bool = False


def condition(text: str) -> Condition:
    """Read ``growth>10%``, ``growth>50万元``, ``weaker``, ``new-reserve``."""
    text = text.strip()
    match = _GROWTH.fullmatch(text)
    if match is not None:
        return _growth(text, match["limit"].strip())
    word = _WORDS.get(text)
    if word is None:
        raise ConditionError(f"不认识的条件“{text}”。{EXPLAINED}")
    check = _weaker if word == "weaker" else _reserve
    return Condition(text, lambda changes, _: check(changes))


def reasons(
    changes: Changes, growth: Sequence[Growth], conditions: tuple[Condition, ...]
) -> Iterator[Remark]:
    """Why the changes may not pass: all that the conditions forbid."""
    for one in conditions:
        for remark in one.check(changes, growth):
            yield Remark(f"{one.text}：{remark.text}", remark.place)


def undecidable(changes: Changes, unread: Iterable[Unreadable]) -> Iterator[Remark]:
    """Why no condition can be checked: one sentence for each file that cannot be read."""
    for one in dict.fromkeys(unread):
        side = changes.old if one.side == "old" else changes.new
        place = FileLine(path=one.path, line=one.line)
        yield Remark(f"{side}里读不了，无法判断：{one.message}", place)


def _growth(text: str, limit: str) -> Condition:
    share = _SHARE.fullmatch(limit)
    if share is not None:
        over = partial(_over_share, Fraction(share["number"]))
    else:
        amount = parse(limit)
        if not isinstance(amount, Formula) or amount.value < 0:
            raise ConditionError(f"“{limit}”不是金额，也不是百分比。{EXPLAINED}")
        over = partial(_over_amount, amount.value)
    return Condition(text, lambda changes, growth: _over(changes, growth, over), True)


def _over_amount(limit: Fraction, amounts: Amounts) -> str | None:
    """By how much an amount grew, where that is more than the limit."""
    grown = amounts.difference
    if Fraction(grown) <= limit:
        return None
    return f"增加 {grouped(grown)} 元，超过 {grouped(to_fen(limit))} 元"


def _over_share(limit: Fraction, amounts: Amounts) -> str | None:
    """The same with a limit in per cent; anything is more than a share of nothing."""
    grown, old = amounts.difference, Fraction(amounts.old or 0)
    if grown <= 0 or Fraction(grown) * 100 <= old * limit:
        return None
    share = f"（{plain(to_fen(Fraction(grown) * 100 / old))}%）" if old else ""
    return f"增加 {grouped(grown)} 元{share}，超过 {plain(to_fen(limit))}%"


def _over(
    changes: Changes, growth: Sequence[Growth], over: Callable[[Amounts], str | None]
) -> Iterator[Remark]:
    """Where the amount of a year or that of all its years grew too much, and what moved it most."""
    several = len(growth) > 1 or any(one.base != one.year for one in growth)
    place = next((one.place for one in drivers(changes) if one.amounts.difference > 0), None)
    for one in growth:
        found = {"年度资金申请总额": one.totals.annual}
        if one.totals.all_years != one.totals.annual:
            found["各年合计"] = one.totals.all_years
        for label, amounts in found.items():
            reason = over(amounts)
            if reason is not None:
                name = f"{one.year}年度的{label}" if several else label
                since = f"{_since(one)} {grouped(amounts.old or ZERO)} 元"
                yield Remark(f"{name}{since}{reason}", place)


def _since(growth: Growth) -> str:
    if growth.base is None or growth.base == growth.year:
        return "从"
    return f"比{growth.base}年度的"


def _weaker(changes: Changes) -> Iterator[Remark]:
    for project, one in weakened(changes):
        now = f"{one.target.old} → {one.target.new}" if one.name.new else "删除"
        yield Remark(f"指标降低，{project.name.now}“{one.name.now}”（{now}）", one.place)


def _reserve(changes: Changes) -> Iterator[Remark]:
    for one in new_reserves(changes):
        yield Remark(f"新增预留，{one.project.name.now}“{one.name}”{reserved(one)} 元", one.place)


def reserved(one: Driver) -> str:
    """What a line reserves: its amount of all years, said so where that is not the year's."""
    amount = one.amounts.new or ZERO
    annual = one.item.annual if one.item else None
    whole = annual is not None and annual.new == amount
    return grouped(amount) if whole else f"各年合计 {grouped(amount)}"
