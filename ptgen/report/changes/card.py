"""The review card: a verdict with its reasons, and what a reviewer asks about first.

A pure value; text, Markdown and HTML draw it alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ptgen.compare.changes import (
    AmountChange,
    Changes,
    FileLine,
    IndicatorChange,
    ItemChange,
    Kind,
    ProjectChange,
    Unreadable,
)
from ptgen.compare.drivers import Driver, drivers, is_explained, new_reserves, weakened
from ptgen.compare.fail_if import Remark, reserved
from ptgen.compare.pairs import Amounts, Totals
from ptgen.compare.review import Review
from ptgen.core.diagnostics import Diagnostic, FaultError, Severity, Span, Standing
from ptgen.core.formula.lexer import Sign, tokens
from ptgen.report.changes.words import KINDS, NO_CHANGE, further_totals, signed

MOST_DRIVERS = 3
_MOST = 12  # of a list: more are counted
_OF_A_KIND = 4
_SENTENCE = 80  # characters of a finding that are read at a glance

Titled = tuple[str, tuple[Remark, ...]]
"""Remarks below a title."""


class Verdict(StrEnum):
    """Whether a change may pass: as it is, once somebody explains it, or not."""

    PASSES = "通过"
    EXPLAIN = "需说明"
    FAILS = "不通过"


@dataclass(frozen=True, slots=True)
class Card:
    """The verdict and why, the sums, and lists of what matters most with their titles."""

    verdict: Verdict
    summary: str
    failures: tuple[Remark, ...]
    questions: tuple[Remark, ...]
    sums: tuple[tuple[str, Amounts], ...]
    lists: tuple[Titled, ...]

    @property
    def reasons(self) -> tuple[Titled, ...]:
        """Why the verdict is no better, by what they make of it."""
        groups = (("不通过的原因", self.failures), ("要说明的", self.questions))
        return tuple((title, found) for title, found in groups if found)

    @property
    def headline(self) -> str:
        """The verdict, and how much changed."""
        return f"{self.verdict}：{self.summary}"


def card_of(review: Review) -> Card:
    """The card of a change."""
    changes = review.changes
    fails, explain = _few_of_each(_failures(review)), _few_of_each(_questions(review))
    verdict = Verdict.FAILS if fails else Verdict.EXPLAIN if explain else Verdict.PASSES
    kinds = Counter(one.kind for one in changes.projects)
    counts = "，".join(f"{word} {kinds[kind]}" for kind, word in KINDS.items() if kinds[kind])
    summary = NO_CHANGE if changes.none else "金额、指标和文字都没有变化"
    if counts:
        summary = f"{len(changes.projects)} 个项目有变化（{counts}）"
    lists = {
        "金额变化最大的": [
            (_driver(one, changes), one.place) for one in drivers(changes)[:MOST_DRIVERS]
        ],
        "新增预留": [
            (f"{_whose(one.project, changes)}{one.name} {reserved(one)} 元", one.place)
            for one in new_reserves(changes)
        ],
        "降低或删除的指标": [
            (_weakened(project, one, changes), one.place) for project, one in weakened(changes)
        ],
    }
    remarks = tuple(
        (title, _cut([Remark(*one) for one in found])) for title, found in lists.items() if found
    )
    return Card(verdict, summary, fails, explain, tuple(_sums(changes)), remarks)


def _few_of_each(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The first of each kind, so that no kind hides the others."""
    kinds: dict[str, list[Remark]] = {}
    for one in remarks:
        kinds.setdefault(re.split("[ ：]", one.text)[0], []).append(one)
    return _cut([one for alike in kinds.values() for one in _cut(alike, _OF_A_KIND, "同类")])


def _cut(found: Sequence[Remark], most: int = _MOST, of: str = "") -> tuple[Remark, ...]:
    """The first ones, and how many more there are."""
    more = [Remark(f"{of}另有 {len(found) - most} 处")] if len(found) > most else []
    return (*found[:most], *more)


def _failures(review: Review) -> Iterator[Remark]:
    yield from review.broken
    told = {one.place for one in review.broken}
    for one in review.findings:
        if one.severity is Severity.ERROR and one.standing is Standing.OPEN:
            if _at(one.span) not in told:
                yield Remark(_told(one), _at(one.span))
            told.add(_at(one.span))
    for wrong in _unreadable(review.changes, "new"):
        if _at(wrong) not in told:
            yield Remark(f"读不了：{wrong.code} {wrong.message}", _at(wrong))


def _questions(review: Review) -> Iterator[Remark]:
    for found in review.findings:
        if found.standing is Standing.IGNORED:
            yield Remark(f"用注释忽略了 {found.code} {found.message}", _at(found.span))
        elif found.severity is Severity.WARNING:
            yield Remark(_told(found), _at(found.span))
    changes = review.changes
    for wrong in _unreadable(changes, "old"):
        yield Remark("改动前读不了，金额没有比较", _at(wrong))
    largest = drivers(changes)[:MOST_DRIVERS]
    grown = [one for one in largest if one.amounts.difference > 0 and not one.explained]
    for one in grown:
        said = f"{_whose(one.project, changes)}{one.name} {_short(one.amounts.difference)}"
        yield Remark(f"没有写说明：{said}", one.place)
    for one in new_reserves(changes):
        if not one.explained and one.item not in [known.item for known in grown]:
            yield Remark(f"没有写说明：{_whose(one.project, changes)}预留 {one.name}", one.place)
    for project, target in weakened(changes):
        if not is_explained(project, target):
            yield Remark(f"没有写说明：{_weakened(project, target, changes)}", target.place)


def _at(place: Span | Unreadable) -> FileLine:
    return FileLine(path=place.path, line=place.line)


def _unreadable(changes: Changes, side: str) -> Iterator[Unreadable]:
    return (one for project in changes.projects for one in project.errors if one.side == side)


def _told(found: Diagnostic) -> str:
    """A finding with what to do, where that is short."""
    text = found.text if len(found.text) <= _SENTENCE else found.message
    return f"{found.code} {text}"


def _weakened(project: ProjectChange, one: IndicatorChange, changes: Changes) -> str:
    target = f"{one.target.old} → {one.target.new or '（删除）'}"
    return f"{_whose(project, changes)}{one.name.now} {target}"


def _sums(changes: Changes) -> Iterator[tuple[str, Amounts]]:
    """What changed of all projects, where they were read; else the sums of those that changed."""
    moved = tuple(one for one in changes.whole_years if one.amounts.differ)
    if changes.whole is not None and moved:
        several = len(changes.whole_years) > 1
        yield from _labelled("全部项目", moved, None if several else changes.whole)
    if changes.compared:
        several = len(changes.years) > 1
        yield from _labelled("有变化的", changes.years, None if several else changes.totals)


def _labelled(
    which: str, years: Sequence[AmountChange], totals: Totals | None
) -> Iterator[tuple[str, Amounts]]:
    """The sums of each year, and those beside them where all are of one year."""
    found = [(f"{one.label}度资金申请总额", one.amounts) for one in years]
    if totals is not None:
        found = [*(found or [("年度资金申请总额", totals.annual)]), *further_totals(totals)]
    yield from ((f"{label}（{which}）", amounts) for label, amounts in found)


def _short(amount: Decimal) -> str:
    return signed(amount).removesuffix(".00")


def _whose(project: ProjectChange, changes: Changes) -> str:
    """The project that a thing is of, where there are several."""
    return f"{project.name.now}：" if len(changes.projects) > 1 else ""


def _driver(one: Driver, changes: Changes) -> str:
    whose = _whose(one.project, changes) if one.item else ""
    said = f"{whose}{one.name} {_short(one.amounts.difference)}"
    if one.item is not None and one.amounts != one.item.annual:
        said += "（各年合计）"
    why = _why(one)
    return f"{said}：{why}" if why else said


def _why(one: Driver) -> str:
    """What happened to it, or the operands of its formula that changed."""
    if one.item is None:
        return "" if one.project.kind is Kind.CHANGED else f"{KINDS[one.project.kind]}项目"
    formula = one.item.formula.now if one.item.formula is not None else ""
    if one.item.kind is not Kind.CHANGED:
        return f"{KINDS[one.item.kind]} {formula}".rstrip()
    below = [(f"{part.name.now} ", part) for part in one.item.items]
    told = ((name, _changed_operands(part)) for name, part in below or [("", one.item)])
    return "，".join([f"{name}{operands}" for name, operands in told if operands][:MOST_DRIVERS])


def _changed_operands(item: ItemChange) -> str:
    pair = item.formula
    if pair is None or pair.old is None or pair.new is None:
        return ""
    return "，".join(f"{old}→{new}" for old, new in _operands(pair.old, pair.new))


def _operands(old: str, new: str) -> list[tuple[str, str]]:
    """The operands that differ; the whole formulas where these are built in another way."""
    try:
        first, second = tokens(old), tokens(new)
    except FaultError:
        return [(old, new)]
    shapes = [[one.sign if isinstance(one, Sign) else "" for one in s] for s in (first, second)]
    if shapes[0] != shapes[1]:
        return [(old, new)]
    pairs = (
        (old[one.start : one.end], new[two.start : two.end])
        for one, two in zip(first, second, strict=True)
    )
    return [pair for pair in pairs if pair[0] != pair[1]]
