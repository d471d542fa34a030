"""The amounts of all projects on both sides, by the budget year (年度) they are of.

The budgets of two years are no sum: a project of the new year stands beside that of the old one
until somebody takes the old one away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ptgen.compare.changes import AmountChange, Unreadable, amounts_by_year
from ptgen.compare.compare import LoadedPair
from ptgen.compare.pairs import Totals, totals_added_up, totals_of
from ptgen.compare.projects import content_of, unreadable, unreadable_by
from ptgen.compare.snapshot import Snapshot
from ptgen.core.loader import Content, Loader
from ptgen.core.money import by_year


@dataclass(frozen=True, slots=True)
class Growth:
    """The amounts of a budget year, and those of ``base`` that they are compared with.

    ``base`` is the same year, or the one before where the year is new; ``None`` where there is
    nothing to compare with.
    """

    year: int
    base: int | None
    totals: Totals


@dataclass(frozen=True, slots=True)
class Whole:
    """All projects of both sides: their totals, their growth by year, and what is unreadable.

    ``years`` are 年度资金申请总额 by the budget year that a project is of on each side. What is
    unreadable on one side counts on neither.
    """

    totals: Totals
    years: tuple[AmountChange, ...]
    growth: tuple[Growth, ...]
    unread: tuple[Unreadable, ...]


def read_whole(old: Snapshot, new: Snapshot, pairs: Iterable[LoadedPair]) -> Whole:
    """Read the projects that are not among ``pairs``: they are the same on both sides."""
    compared = tuple(pairs)
    read = {one.file.path for one, _ in compared if one is not None}
    loader = Loader(old.files)
    rest = (loader.load(file) for file in old.projects.values() if file.path not in read)
    both = (*compared, *((one, one) for one in rest))
    known = _known(both)
    before = [one for one, _ in known if one is not None]
    after = [one for _, one in known if one is not None]
    years = amounts_by_year(_annual(before), _annual(after))
    return Whole(_totals(before, after), years, growth_of(both), unread_of(old, new, both))


def unread_of(old: Snapshot, new: Snapshot, pairs: Iterable[LoadedPair]) -> tuple[Unreadable, ...]:
    """What cannot be read of the projects that may differ, and of what lies beside them."""
    return (
        *(unreadable_by(one, "old") for one in old.unfit),
        *(unreadable_by(one, "new") for one in new.unfit),
        *(one for pair in pairs for one in unreadable(*pair)),
    )


def _known(pairs: Iterable[LoadedPair]) -> list[tuple[Content | None, Content | None]]:
    """Both states of the projects that can be read wherever they are."""
    return [(content_of(old), content_of(new)) for old, new in pairs if not unreadable(old, new)]


def growth_of(pairs: Iterable[LoadedPair]) -> tuple[Growth, ...]:
    """By year of the new side; what a project had before counts to the year that it is of now."""
    own: dict[int, list[Content]] = {}
    former: dict[int, list[Content]] = {}
    now: dict[int, list[Content]] = {}
    for first, second in _known(pairs):
        if second is not None:
            now.setdefault(second.project.year, []).append(second)
        if first is not None:
            own.setdefault(first.project.year, []).append(first)
            former.setdefault((second or first).project.year, []).append(first)
    growth = []
    for year, contents in sorted(now.items()):
        base: int | None = year
        before = former.get(year)
        if before is None:
            base = max((one for one in own if one < year), default=None)
            before = own[base] if base is not None else []
        growth.append(Growth(year, base, _totals(before, contents)))
    return tuple(growth)


def _annual(contents: Iterable[Content]) -> dict[int, Decimal]:
    return dict(by_year((one.project.year, one.budget.annual) for one in contents))


def _totals(old: Iterable[Content], new: Iterable[Content]) -> Totals:
    before = [totals_of(one, None) for one in old]
    return totals_added_up([*before, *(totals_of(None, one) for one in new)])
