"""Stage compare: the candidates of two snapshots become Changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ptgen.compare.changes import (
    AmountChange,
    Changes,
    FieldChange,
    FolderChange,
    ProjectChange,
    SharedChange,
    Transfer,
)
from ptgen.compare.match.similar import MAX_PAIRS, by_key, by_likeness
from ptgen.compare.pairs import Amounts, Totals, totals_added_up
from ptgen.compare.projects import compare_project, project_likeness
from ptgen.compare.snapshot import Snapshot, candidates, changed_layouts, changed_units
from ptgen.compare.volumes import volume_changes, with_volumes
from ptgen.core.loader import Content, Loaded, Loader
from ptgen.core.money import ZERO, by_year, total

_LIKE = Fraction(1, 2)
# A change that this many projects of a folder share is told once.
_SHARED_BY = 3


@dataclass(frozen=True, slots=True)
class LoadedPair:
    """Both states of a project; ``touched`` says that its file changed."""

    old: Loaded | None
    new: Loaded | None
    touched: bool = True


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """Read what may differ and compare it."""
    return compare_pairs(old, new, read_pairs(old, new))


def read_pairs(old: Snapshot, new: Snapshot) -> tuple[LoadedPair, ...]:
    """Both states of every project that may differ."""
    before, after = Loader(old.files), Loader(new.files)
    pairs = []
    for one in candidates(old, new):
        first = None if one.old is None else before.load(one.old)
        second = None if one.new is None else after.load(one.new)
        pairs.append(LoadedPair(first, second, one.touched))
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
    gone = [pair for pair in pairs if pair.new is None and _sound(pair.old)]
    come = [pair for pair in pairs if pair.old is None and _sound(pair.new)]
    found = _alike_pairs(gone, come)
    used = {id(gone[i]) for i, _ in found} | {id(come[j]) for _, j in found}
    kept = [pair for pair in pairs if id(pair) not in used]
    return (*kept, *(LoadedPair(gone[i].old, come[j].new) for i, j in found))


def _alike_pairs(gone: Sequence[LoadedPair], come: Sequence[LoadedPair]) -> list[tuple[int, int]]:
    """The places of those that are alike; of too many to measure, those whose files have one name."""
    if len(gone) * len(come) <= MAX_PAIRS:
        return by_likeness(gone, come, _pair_likeness, _LIKE)
    return [
        (i, j)
        for i, j in by_key(gone, come, _file_name)
        if _pair_likeness(gone[i], come[j]) >= _LIKE
    ]


def _file_name(pair: LoadedPair) -> str:
    side = pair.old or pair.new
    return "" if side is None else side.file.stem


def _by_year(projects: Sequence[ProjectChange]) -> tuple[AmountChange, ...]:
    """年度资金申请总额 by budget year; a project that went to another year counts in both."""
    before = dict(by_year(_dated((one.year.old, one.totals.annual.old) for one in projects)))
    after = dict(by_year(_dated((one.year.new, one.totals.annual.new) for one in projects)))
    return tuple(
        _of_year(year, Amounts(old=before.get(year), new=after.get(year)))
        for year in sorted({*before, *after})
    )


def _dated(parts: Iterable[tuple[str | None, Decimal | None]]) -> Iterator[tuple[int, Decimal]]:
    return ((int(year), amount or ZERO) for year, amount in parts if year is not None)


def _of_year(year: int, amounts: Amounts) -> AmountChange:
    return AmountChange(label=f"{year}年", amounts=amounts)


def _sound(loaded: Loaded | None) -> bool:
    return loaded is not None and loaded.sound


def _pair_likeness(gone: LoadedPair, come: LoadedPair) -> Fraction:
    if gone.old is None or come.new is None:
        return Fraction(0)
    return _alike(gone.old.content, come.new.content)


def _alike(old: Content | None, new: Content | None) -> Fraction:
    return Fraction(0) if old is None or new is None else project_likeness(old, new)


def _folders(projects: Sequence[tuple[LoadedPair, ProjectChange]]) -> tuple[FolderChange, ...]:
    """A project stands in its new folder, at its own amounts; a move is a transfer of both."""
    inside: dict[str, list[ProjectChange]] = {}
    transfers: dict[str, list[Transfer]] = {}
    for pair, change in projects:
        here = _folder(pair.new or pair.old)
        inside.setdefault(here, []).append(change)
        if change.moved_from is not None:
            transfers.setdefault(here, []).append(_transfer(change, change.moved_from, 1))
            transfers.setdefault(change.moved_from, []).append(_transfer(change, here, -1))
    return tuple(
        _folder_change(name, inside.get(name, []), tuple(transfers.get(name, ())))
        for name in sorted({*inside, *transfers})
    )


def _folder(loaded: Loaded | None) -> str:
    return "" if loaded is None else loaded.file.folder


def _folder_change(
    name: str, projects: list[ProjectChange], transfers: tuple[Transfer, ...]
) -> FolderChange:
    shared = _shared(projects)
    told = {(one.label, one.old, one.new) for one in shared}
    left = (_without(project, told) for project in projects)
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
    project: ProjectChange, told: set[tuple[str, str | None, str | None]]
) -> ProjectChange:
    def mine(field: FieldChange) -> bool:
        return (field.label, field.old, field.new) not in told

    fields = tuple(field for field in project.fields if mine(field))
    return project if fields == project.fields else project.model_copy(update={"fields": fields})
