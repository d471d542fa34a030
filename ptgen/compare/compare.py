"""Compare two snapshots: read the projects that may differ, pair them, compare each pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from ptgen.compare.changes import (
    AmountChange,
    Changes,
    FolderChange,
    ProjectChange,
    SharedChange,
    Transfer,
    amounts_by_year,
)
from ptgen.compare.match.similar import MAX_PAIRS, by_key, by_likeness
from ptgen.compare.pairs import Amounts, Totals, totals_added_up
from ptgen.compare.projects import compare_project, project_likeness
from ptgen.compare.snapshot import (
    ProjectPair,
    Snapshot,
    changed_files,
    changed_layouts,
    changed_units,
)
from ptgen.compare.volumes import volume_changes, with_volumes
from ptgen.core.loader import Loaded, Loader
from ptgen.core.money import ZERO, by_year, total

_LIKE = Fraction(1, 2)
# A change that this many projects of a folder share is told once.
_SHARED_BY = 3


LoadedPair = ProjectPair[Loaded]


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """Read what may differ and compare it."""
    return compare_pairs(old, new, read_pairs(old, new))


def read_pairs(old: Snapshot, new: Snapshot) -> tuple[LoadedPair, ...]:
    """Both states of every project that may differ."""
    before, after = Loader(old.files), Loader(new.files)
    pairs = []
    for one in changed_files(old, new):
        first = None if one.old is None else before.load(one.old)
        second = None if one.new is None else after.load(one.new)
        pairs.append(ProjectPair(first, second, one.touched))
    return paired(pairs)


def compare_pairs(old: Snapshot, new: Snapshot, pairs: Iterable[LoadedPair]) -> Changes:
    """The changes of two states of which the projects that may differ were read."""
    before, after = Loader(old.files), Loader(new.files)
    changes = changes_of(pairs, (old.label, new.label), changed_layouts(old, new))
    units = changed_units(old, new)
    volumes = {
        folder: volume_changes(before.unit(path), after.unit(path))
        for folder, path in units.items()
    }
    return with_volumes(changes, units, volumes)


def changes_of(
    pairs: Iterable[LoadedPair], labels: tuple[str, str], layouts: tuple[str, ...] = ()
) -> Changes:
    """The changes of projects that are paired already."""
    projects: list[tuple[LoadedPair, ProjectChange]] = []
    respelled = []
    for pair in pairs:
        change = compare_project(pair.old, pair.new)
        if _known_unreadable(pair, change):
            continue
        if not change.empty:
            projects.append((pair, change))
        elif pair.touched:
            respelled.append(change.path.now)
    folders = _folders(projects)
    return Changes(
        old=labels[0],
        new=labels[1],
        totals=totals_added_up([folder.totals for folder in folders]),
        years=_by_year([change for _, change in projects]),
        folders=folders,
        respelled=tuple(sorted(respelled)),
        layouts=layouts,
    )


def _known_unreadable(pair: LoadedPair, change: ProjectChange) -> bool:
    """A project that could not be read before either, and that nobody touched."""
    return not pair.touched and {one.side for one in change.errors} == {"old", "new"}


def paired(pairs: Sequence[LoadedPair]) -> tuple[LoadedPair, ...]:
    """Removed and added projects that are alike become one that was renamed."""
    gone = [one.old for one in pairs if one.new is None and one.old and one.old.sound]
    come = [one.new for one in pairs if one.old is None and one.new and one.new.sound]
    found = [ProjectPair(gone[i], come[j]) for i, j in _alike_pairs(gone, come)]
    used = {id(one) for pair in found for one in (pair.old, pair.new)}
    return (*(pair for pair in pairs if id(pair.old or pair.new) not in used), *found)


def _alike_pairs(gone: Sequence[Loaded], come: Sequence[Loaded]) -> list[tuple[int, int]]:
    """The places of those that are alike; of too many to measure, those whose files have one name."""
    if len(gone) * len(come) <= MAX_PAIRS:
        return by_likeness(gone, come, _likeness, _LIKE)
    named = by_key(gone, come, lambda one: one.file.stem)
    return [(i, j) for i, j in named if _likeness(gone[i], come[j]) >= _LIKE]


def _likeness(gone: Loaded, come: Loaded) -> Fraction:
    if gone.content is None or come.content is None:
        return Fraction(0)
    return project_likeness(gone.content, come.content)


def _by_year(projects: Sequence[ProjectChange]) -> tuple[AmountChange, ...]:
    """年度资金申请总额 by budget year; a project that went to another year counts in both."""
    before = dict(by_year(_dated((one.year.old, one.totals.annual.old) for one in projects)))
    after = dict(by_year(_dated((one.year.new, one.totals.annual.new) for one in projects)))
    return amounts_by_year(before, after)


def _dated(parts: Iterable[tuple[str | None, Decimal | None]]) -> Iterator[tuple[int, Decimal]]:
    return ((int(year), amount or ZERO) for year, amount in parts if year is not None)


def _folders(projects: Sequence[tuple[LoadedPair, ProjectChange]]) -> tuple[FolderChange, ...]:
    """A project stands in its new folder, at its own amounts; a move is a transfer of both."""
    inside: dict[str, list[ProjectChange]] = {}
    transfers: dict[str, list[Transfer]] = {}
    for pair, change in projects:
        there = pair.new or pair.old
        here = there.file.folder if there else ""
        inside.setdefault(here, []).append(change)
        if change.moved_from is not None:
            transfers.setdefault(here, []).append(_transfer(change, change.moved_from, 1))
            transfers.setdefault(change.moved_from, []).append(_transfer(change, here, -1))
    return tuple(
        _folder_change(name, inside.get(name, []), tuple(transfers.get(name, ())))
        for name in sorted({*inside, *transfers})
    )


def _folder_change(
    name: str, projects: list[ProjectChange], transfers: tuple[Transfer, ...]
) -> FolderChange:
    shared = _shared(projects)
    repeated = {(one.label, one.old, one.new) for one in shared}
    left = (_without(project, repeated) for project in projects)
    return FolderChange(
        folder=name,
        years=tuple(
            sorted({year for one in projects for year in (one.year.old, one.year.new) if year})
        ),
        totals=_with_transfers(totals_added_up([one.totals for one in projects]), transfers),
        projects=tuple(sorted((one for one in left if not one.empty), key=lambda one: one.key)),
        transfers=transfers,
        shared=shared,
    )


def _with_transfers(totals: Totals, transfers: tuple[Transfer, ...]) -> Totals:
    """A folder's old amount is that of the projects which were in it then."""

    def moved(amounts: Amounts, parts: Sequence[Decimal]) -> Amounts:
        return Amounts(
            old=total([amounts.old or ZERO, *(-part for part in parts)]), new=amounts.new
        )

    return Totals(
        annual=moved(totals.annual, [one.annual or ZERO for one in transfers]),
        total=moved(totals.total, [one.total or ZERO for one in transfers]),
        all_years=moved(totals.all_years, [one.amount for one in transfers]),
    )


def _transfer(change: ProjectChange, other: str, sign: int) -> Transfer:
    return Transfer(
        name=change.name.now,
        other=other,
        annual=sign * (change.totals.annual.old or ZERO),
        total=sign * (change.totals.total.old or ZERO),
        amount=sign * (change.totals.all_years.old or ZERO),
    )


def _shared(projects: Sequence[ProjectChange]) -> tuple[SharedChange, ...]:
    by_change: dict[tuple[str, str | None, str | None], list[str]] = {}
    for project in projects:
        for field in project.fields:
            by_change.setdefault((field.label, field.old, field.new), []).append(project.key)
    return tuple(
        SharedChange(label=label, old=old, new=new, projects=tuple(sorted(keys)))
        for (label, old, new), keys in by_change.items()
        if len(keys) >= _SHARED_BY
    )


def _without(
    project: ProjectChange, repeated: set[tuple[str, str | None, str | None]]
) -> ProjectChange:
    fields = tuple(one for one in project.fields if (one.label, one.old, one.new) not in repeated)
    return project if fields == project.fields else project.model_copy(update={"fields": fields})
