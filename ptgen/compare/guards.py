"""Stage compare: what a pull request may not do (``--fail-if``): a guard is read, then asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ptgen.compare.changes import (
    Changes,
    Direction,
    IndicatorChange,
    ItemChange,
    Kind,
    ProjectChange,
)
from ptgen.formula.evaluate import Formula, parse
from ptgen.model.line import Method
from ptgen.money import grouped, plain, to_fen

_GROWTH = re.compile(r"(?:growth|增长)\s*[>＞]\s*(?P<limit>.+)")
_SHARE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*[%％]")
# Names of the guards that take no limit; either language.
_WORDS = {"weaker": "weaker", "指标降低": "weaker", "new-reserve": "reserve", "新增预留": "reserve"}
EXPLAINED = (
    "可写：growth>10%（总额增长超过一成）、growth>50万元（总额增长超过 50 万元）、"
    "weaker（有指标降低或删除）、new-reserve（新增预留）"
)


class GuardError(ValueError):
    """A guard that cannot be read, in Chinese."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: as it was written, and how it is asked.

    ``whole`` says that it compares with the totals of all projects.
    """

    text: str
    ask: Callable[[Changes], str | None]
    whole: bool = False


def guard(text: str) -> Guard:
    """Read ``growth>10%``, ``growth>50万元``, ``weaker``, ``new-reserve``."""
    text = text.strip()
    match = _GROWTH.fullmatch(text)
    if match is not None:
        return _growth(text, match["limit"].strip())
    word = _WORDS.get(text)
    if word is None:
        raise GuardError(f"不认识的条件“{text}”。{EXPLAINED}")
    return Guard(text, _weaker if word == "weaker" else _reserve)


def weakened(changes: Changes) -> tuple[tuple[ProjectChange, IndicatorChange], ...]:
    """The indicators that were lowered, or taken out of a project that stays."""
    return tuple(
        (project, indicator)
        for project in changes.projects
        if project.kind is Kind.CHANGED
        for indicator in project.indicators
        if indicator.direction is Direction.WEAKER or indicator.kind is Kind.REMOVED
    )


def reasons(changes: Changes, guards: tuple[Guard, ...]) -> Iterator[str]:
    """Why the changes may not pass: one sentence for each guard that is broken."""
    for one in guards:
        said = one.ask(changes)
        if said is not None:
            yield f"{one.text}：{said}"


def _growth(text: str, limit: str) -> Guard:
    share = _SHARE.fullmatch(limit)
    if share is not None:
        return Guard(text, lambda changes: _over_share(changes, Fraction(share["number"])), True)
    amount = parse(limit)
    if not isinstance(amount, Formula) or amount.value < 0:
        raise GuardError(f"“{limit}”不是金额，也不是百分比。{EXPLAINED}")
    return Guard(text, lambda changes: _over_amount(changes, amount.value))


def _over_amount(changes: Changes, limit: Fraction) -> str | None:
    grown = changes.totals.annual.difference
    if Fraction(grown) <= limit:
        return None
    return f"年度资金申请总额增加 {grouped(grown)} 元，超过 {grouped(to_fen(limit))} 元"


def _over_share(changes: Changes, limit: Fraction) -> str | None:
    """Over the total of all projects; anything is more than a share of nothing."""
    whole = changes.whole.annual if changes.whole is not None else changes.totals.annual
    grown, old = whole.difference, Fraction(whole.old or 0)
    if grown <= 0 or Fraction(grown) * 100 <= old * limit:
        return None
    share = f"（{plain(to_fen(Fraction(grown) * 100 / old))}%）" if old else ""
    said = f"年度资金申请总额从 {grouped(whole.old or to_fen(Fraction(0)))} 元增加"
    return f"{said} {grouped(grown)} 元{share}，超过 {plain(to_fen(limit))}%"


def _weaker(changes: Changes) -> str | None:
    found = [
        f"{project.name.now}“{one.name.now}”"
        + (f"（{one.target.old} → {one.target.new}）" if one.name.new else "（删除）")
        for project, one in weakened(changes)
    ]
    return f"{len(found)} 个指标降低或删除：{'、'.join(found)}" if found else None


def _reserve(changes: Changes) -> str | None:
    found = [
        f"{project.name.now}“{item.name.now}”{_asked_for(item)} 元"
        for project in changes.projects
        for top in project.items
        for item in _walk(top)
        if _newly_reserved(item)
    ]
    return f"新增 {len(found)} 项预留：{'、'.join(found)}" if found else None


def _asked_for(item: ItemChange) -> str:
    """What an item asks for; of all years where the split over years stands at the group above."""
    new = item.amount.new if item.annual is None else item.annual.new
    return ("各年合计 " if item.annual is None else "") + grouped(new or to_fen(Fraction(0)))


def _newly_reserved(item: ItemChange) -> bool:
    method = item.method
    return method is not None and method.new == Method.RESERVED.value and method.old != method.new


def _walk(item: ItemChange) -> Iterator[ItemChange]:
    yield item
    for below in item.items:
        yield from _walk(below)
