"""Compare two snapshots: read the projects that may differ, pair them, compare each pair."""

from collections.abc import Collection, Iterable, Iterator, Sequence
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
    amounts_by_year,
    changed_fields,
)
from ptgen.compare.match.similar import LEAST, MAX_PAIRS, by_key, by_likeness
from ptgen.compare.pairs import Amounts, Totals, totals_added_up
from ptgen.compare.projects import compare_project, project_likeness
from ptgen.compare.snapshot import (
    Snapshot,
    changed_files,
    changed_layouts,
    changed_units,
    untouched_files,
)
from ptgen.core.loader import Loaded, Loader, Unit
from ptgen.core.model.units.unit import PROGRAM_KEY
from ptgen.core.money import ZERO, by_year, total

# A change that this many projects of a folder share is told once.
_SHARED_BY = 3


LoadedPair = tuple[Loaded | None, Loaded | None]
"""A project on both sides; ``None`` where it is not there."""


def read_pairs(old: Snapshot, new: Snapshot) -> tuple[LoadedPair, ...]:
    """Both states of every project that may differ."""
    before, after = Loader(old.files), Loader(new.files)
    pairs = [
        (None if one is None else before.load(one), None if other is None else after.load(other))
        for one, other in changed_files(old, new)
    ]
    return paired(pairs)


def compare_pairs(old: Snapshot, new: Snapshot, pairs: Iterable[LoadedPair]) -> Changes:
    """The changes of two states of which the projects that may differ were read."""
    layouts = changed_layouts(old, new)
    changes = changes_of(pairs, (old.label, new.label), layouts, untouched_files(old, new))
    return _with_units(changes, old, new)


def changes_of(
    pairs: Iterable[LoadedPair],
    labels: tuple[str, str],
    layouts: tuple[str, ...] = (),
    untouched: Collection[str] = (),
) -> Changes:
    """The changes of projects that are paired already.

    ``untouched`` are the paths on the old side of the files that did not change themselves: they
    are not told where nothing else did, nor where they could not be read before either.
    """
    projects = []
    respelled = []
    for old, new in pairs:
        change = compare_project(old, new)
        touched = old is None or old.file.path not in untouched
        if not touched and {one.side for one in change.errors} == {"old", "new"}:
            continue
        if not change.empty:
            folder = new.file.folder if new else old.file.folder if old else ""
            projects.append((folder, change))
        elif touched:
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


def paired(pairs: Sequence[LoadedPair]) -> tuple[LoadedPair, ...]:
    """Removed and added projects that are alike become one that was renamed."""
    gone = [old for old, new in pairs if new is None and old and old.sound]
    come = [new for old, new in pairs if old is None and new and new.sound]
    found = [(gone[i], come[j]) for i, j in _alike_pairs(gone, come)]
    used = {id(one) for pair in found for one in pair}
    return (*((old, new) for old, new in pairs if id(old or new) not in used), *found)


def _alike_pairs(gone: Sequence[Loaded], come: Sequence[Loaded]) -> list[tuple[int, int]]:
    """The places of those that are alike; of too many to measure, those whose files have one name."""
    if len(gone) * len(come) <= MAX_PAIRS:
        return by_likeness(gone, come, _likeness)
    named = by_key(gone, come, lambda one: one.file.stem)
    return [(i, j) for i, j in named if _likeness(gone[i], come[j]) >= LEAST]


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


def _folders(projects: Sequence[tuple[str, ProjectChange]]) -> tuple[FolderChange, ...]:
    """A project stands in its new folder, at its own amounts; a move is a transfer of both."""
    inside: dict[str, list[ProjectChange]] = {}
    transfers: dict[str, list[Transfer]] = {}
    for here, change in projects:
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
    left = (
        project.model_copy(
            update={"fields": tuple(one for one in project.fields if one not in shared)}
        )
        for project in projects
    )
    return FolderChange(
        folder=name,
        years=tuple(
            sorted({year for one in projects for year in (one.year.old, one.year.new) if year})
        ),
        totals=_with_transfers(totals_added_up([one.totals for one in projects]), transfers),
        projects=tuple(sorted((one for one in left if not one.empty), key=lambda one: one.key)),
        transfers=transfers,
        shared=tuple(
            SharedChange(label=one.label, old=one.old, new=one.new, projects=tuple(sorted(keys)))
            for one, keys in shared.items()
        ),
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


def _shared(projects: Sequence[ProjectChange]) -> dict[FieldChange, list[str]]:
    """The changes of short values that are told once, with the keys of their projects."""
    found: dict[FieldChange, list[str]] = {}
    for project in projects:
        for field in project.fields:
            found.setdefault(field, []).append(project.key)
    return {field: keys for field, keys in found.items() if len(keys) >= _SHARED_BY}


def _unit_changes(old: Unit, new: Unit) -> tuple[FieldChange, ...]:
    """What changed of volume and PDF files; of a unit.yaml that cannot be read its projects tell."""
    if old.diagnostics or new.diagnostics:
        return ()
    first, second = dict(_values(old)), dict(_values(new))
    return changed_fields(first, second, {**second, **first})


def _with_units(changes: Changes, old: Snapshot, new: Snapshot) -> Changes:
    """The changes with those of each unit.yaml; one that changes nothing is named."""
    before, after = Loader(old.files), Loader(new.files)
    known = {folder.folder: folder for folder in changes.folders}
    silent = []
    for folder, path in changed_units(old, new).items():
        changed = _unit_changes(before.unit(path), after.unit(path))
        if changed:
            empty = FolderChange(folder=folder, totals=totals_added_up([]), projects=())
            known[folder] = known.get(folder, empty).model_copy(update={"volume": changed})
        elif folder not in known:
            silent.append(path)
    return changes.model_copy(
        update={
            "folders": tuple(known[name] for name in sorted(known)),
            "respelled": tuple(sorted({*changes.respelled, *silent})),
        }
    )


def _values(unit: Unit) -> Iterator[tuple[str, str]]:
    if unit.program:
        yield PROGRAM_KEY, unit.program
    if unit.variant:
        yield "PDF格式", unit.variant
    if unit.enclose:
        yield "PDF附件", "是"
    if unit.volume is not None:
        yield "汇编：标题", unit.volume.title
        yield "汇编：顺序", "、".join(unit.volume.order)
        if unit.volume.opening is not None:
            yield "汇编：开篇", unit.volume.opening
