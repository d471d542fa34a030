"""Compare the indicators of two projects: which changed, and whether a target was lowered."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from ptgen.compare.changes import Direction, IndicatorChange, Kind, PlaceOf, changed_fields
from ptgen.compare.match.similar import by_key, by_likeness, likeness
from ptgen.compare.pairs import text_of
from ptgen.core.model.indicator import Indicator, Target

# Indicators of which less is better even where their operator does not say so.
_LESS_IS_BETTER = re.compile(
    "成本|费用|投诉|故障|事故|差错|误差|缺陷|超支|超期|逾期|延误|违规|违纪|流失|偏差|等待|响应时"
)


def compare_indicators(
    old: Sequence[Indicator], new: Sequence[Indicator], place_of: PlaceOf
) -> tuple[IndicatorChange, ...]:
    """What changed: matched by group and name, then by name, then by likeness in their group."""
    matched = _matched(old, new)
    partner = {j: i for i, j in matched}
    changes = [
        _change(old[partner[j]] if j in partner else None, indicator, place_of)
        for j, indicator in enumerate(new)
    ]
    gone = sorted(set(range(len(old))) - {i for i, _ in matched})
    changes.extend(_change(old[i], None, place_of) for i in gone)
    return tuple(change for change in changes if change is not None)


def _matched(old: Sequence[Indicator], new: Sequence[Indicator]) -> list[tuple[int, int]]:
    pairs = by_key(old, new, lambda one: (one.level1, one.level2, one.name))
    for step in (partial(by_key, key=lambda one: one.name), _by_group):
        left = [i for i in range(len(old)) if i not in {pair[0] for pair in pairs}]
        free = [j for j in range(len(new)) if j not in {pair[1] for pair in pairs}]
        found = step([old[i] for i in left], [new[j] for j in free])
        pairs += [(left[i], free[j]) for i, j in found]
    return pairs


def _by_group(old: list[Indicator], new: list[Indicator]) -> list[tuple[int, int]]:
    def score(one: Indicator, other: Indicator) -> Fraction:
        same = (one.level1, one.level2) == (other.level1, other.level2)
        return likeness(one.name, other.name) if same else Fraction(0)

    return by_likeness(old, new, score)


def _group(indicator: Indicator) -> str:
    return f"{indicator.level1}/{indicator.level2}"


def _change(
    old: Indicator | None, new: Indicator | None, place_of: PlaceOf
) -> IndicatorChange | None:
    there = new or old
    if there is None:
        return None
    change = IndicatorChange(
        kind=Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED,
        group=_group(there),
        name=text_of(old, new, lambda one: one.name),
        target=text_of(old, new, lambda one: one.target.text),
        direction=Direction.UNCLEAR,
        place=place_of(old.loc if old else None, new.loc if new else None),
    )
    if old is None or new is None:
        return change
    first = {"权重": old.weight, "说明": old.note, **dict(old.further)}
    second = {"权重": new.weight, "说明": new.note, **dict(new.further)}
    fields = changed_fields(first, second, {**first, **second})
    moved = _group(old) if _group(old) != _group(new) else None
    if not (change.target.differ or change.name.differ or fields or moved):
        return None
    way = direction(old.target, new.target, f"{new.level2}{new.name}")
    return change.model_copy(update={"direction": way, "moved_from": moved, "fields": fields})


def direction(old: Target, new: Target, name: str) -> Direction:
    """Whether the new target asks for less.

    A target is the set of results that meet it. A larger set asks for less (≥95 → ≥90, ≤5 → ≤10,
    = → ≥, a number → words), a smaller one for more. Where neither holds the other, the bound
    that matters decides: the upper one for cost, complaints and targets with ≤, else the lower.
    Between at least and at most nothing can be said.
    """
    if not (old.numeric and new.numeric):
        return _with_words(old, new)
    if old.unit != new.unit or _turned(old, new):
        return Direction.UNCLEAR
    first, second = _interval(old), _interval(new)
    if first == second:
        return Direction.SAME
    if _within(second, first) or _within(first, second):
        weaker = _within(first, second)
    elif _LESS_IS_BETTER.search(name) or {old.operator, new.operator} & {"≤", "<"}:
        weaker = second[1] > first[1]
    else:
        weaker = second[0] < first[0]
    return Direction.WEAKER if weaker else Direction.STRONGER


def _turned(old: Target, new: Target) -> bool:
    """Whether at least became at most, or the reverse."""
    low, high = ("≥", ">"), ("≤", "<")
    return (old.operator in low and new.operator in high) or (
        old.operator in high and new.operator in low
    )


def _with_words(old: Target, new: Target) -> Direction:
    if old.numeric:
        return Direction.WEAKER
    if new.numeric:
        return Direction.STRONGER
    return Direction.SAME if old.text == new.text else Direction.UNCLEAR


# A bound as a number with a tie-breaker: ``(5, 1)`` is just above 5. The first entry -1 and 1 of
# the infinite bounds stands before every finite one.
_Bound = tuple[int, Fraction, int]
_LOWEST: _Bound = (-1, Fraction(0), 0)
_HIGHEST: _Bound = (1, Fraction(0), 0)


def _interval(target: Target) -> tuple[_Bound, _Bound]:
    low = Fraction(target.low.replace(",", ""))
    high = Fraction(target.high.replace(",", "")) if target.high else low
    if target.operator in ("≥", ">"):
        return (0, low, 1 if target.operator == ">" else 0), _HIGHEST
    if target.operator in ("≤", "<"):
        return _LOWEST, (0, high, -1 if target.operator == "<" else 0)
    return (0, low, 0), (0, high, 0)


def _within(inner: tuple[_Bound, _Bound], outer: tuple[_Bound, _Bound]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
