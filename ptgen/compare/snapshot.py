"""The files of one state, and which projects of two states need to be read.

A project whose file, unit.yaml and layout are the same on both sides is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ptgen.compare.match.similar import by_key
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import Files, ProjectFile

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state: a folder or a git revision.

    ``projects`` are the project files by the name that both states share (a path). ``blobs``
    says for every path what identifies its content; ``layouts`` the same for the editions that
    travel with the projects, by name. ``unfit`` are the findings on files that are no projects
    though they lie where projects do.
    """

    label: str
    files: Files
    projects: Mapping[str, ProjectFile]
    blobs: Mapping[str, str]
    layouts: Mapping[str, str] = field(default_factory=dict)
    unfit: tuple[Diagnostic, ...] = ()

    def blob(self, path: str) -> str | None:
        """What identifies the content of a file."""
        return self.blobs.get(path)


@dataclass(frozen=True, slots=True)
class ProjectPair(Generic[_T]):
    """A project on both sides, as a file to read or loaded; ``None`` where it is not there.

    ``touched`` says that the file itself changed, or has another name.
    """

    old: _T | None
    new: _T | None
    touched: bool = True


_FilePair = ProjectPair[ProjectFile]
_InUse = Callable[[Snapshot, ProjectFile], bool]


def changed_files(old: Snapshot, new: Snapshot) -> tuple[_FilePair, ...]:
    """The projects that may differ. A file that only got another name is one project."""
    in_use = _in_use(changed_layouts(old, new), old, new)
    moved = _moved(old, new)
    names = sorted({*old.projects, *new.projects} - {*moved.values()})
    made = (
        ProjectPair(old.projects[name], new.projects[moved[name]])
        if name in moved
        else _candidate(name, old, new)
        for name in names
    )
    return tuple(
        one
        for one in made
        if not _same(one, old, new)
        or (one.old is not None and in_use(old, one.old))
        or (one.new is not None and in_use(new, one.new))
    )


def _moved(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """The names that are gone, each with the one under which its content came."""
    gone = sorted(old.projects.keys() - new.projects.keys())
    come = sorted(new.projects.keys() - old.projects.keys())
    # A file that could not be read is like no other.
    contents = [old.blob(old.projects[name].path) or object() for name in gone]
    found = [new.blob(new.projects[name].path) or object() for name in come]
    return {gone[i]: come[j] for i, j in by_key(contents, found, lambda content: content)}


def _candidate(name: str, old: Snapshot, new: Snapshot) -> _FilePair:
    before, after = old.projects.get(name), new.projects.get(name)
    if before is None or after is None:
        return ProjectPair(before, after)
    return ProjectPair(before, after, old.blob(before.path) != new.blob(after.path))


def _same(one: _FilePair, old: Snapshot, new: Snapshot) -> bool:
    """Whether file and unit.yaml are the same in both states."""
    if one.old is None or one.new is None or one.touched:
        return False
    return old.blob(one.old.unit_path) == new.blob(one.new.unit_path)


def changed_units(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """The folders that are in both states and whose unit.yaml differs, with its path."""
    before = {file.folder: file.unit_path for file in old.projects.values()}
    after = {file.folder: file.unit_path for file in new.projects.values()}
    return {
        folder: path
        for folder, path in sorted(after.items())
        if before.get(folder) == path and old.blob(path) != new.blob(path)
    }


def changed_layouts(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """The names of the editions that differ."""
    names = {*old.layouts, *new.layouts}
    return tuple(sorted(name for name in names if old.layouts.get(name) != new.layouts.get(name)))


def _in_use(changed: tuple[str, ...], old: Snapshot, new: Snapshot) -> _InUse:
    """Whether a project may use one of the changed editions.

    Told by the bytes of the project and its unit.yaml, which hold the name of the edition:
    reading every project to learn its edition would cost as much as comparing all.
    """
    names = frozenset(_with_heirs(changed, (old, new)))
    units: dict[tuple[int, str], bool] = {}

    def uses(side: Snapshot, file: ProjectFile) -> bool:
        if not names:
            return False
        key = (id(side), file.unit_path)
        if key not in units:
            units[key] = _mentions(side.files.read(file.unit_path), names)
        return units[key] or _mentions(side.files.read(file.path), names)

    return uses


def _with_heirs(changed: tuple[str, ...], sides: tuple[Snapshot, Snapshot]) -> Iterator[str]:
    """The editions with all that extend them."""
    found = set(changed)
    grown = True
    while grown:
        heirs = {
            name
            for side in sides
            for name in side.files.layouts()
            if name not in found and _extends(side, name, frozenset(found))
        }
        found |= heirs
        grown = bool(heirs)
    yield from found


def _extends(side: Snapshot, name: str, names: frozenset[str]) -> bool:
    file = side.files.layout(name)
    return file is not None and _mentions(file.data, names)


def _mentions(data: bytes | None, names: frozenset[str]) -> bool:
    """Whether a name may stand in a file; a YAML escape may hide any of them."""
    if not data or not names:
        return False
    return b"\\" in data or any(name.encode() in data for name in names)
