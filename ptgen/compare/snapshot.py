"""The files of one state, those of a folder on a disk, and which projects need to be read.

A project whose file and unit.yaml are the same on both sides is not read, unless an edition that
travels with the projects differs.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ptgen.compare.match.similar import by_key
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import LAYOUT_FILE, PROJECTS, discover, disk_files, read_bytes
from ptgen.core.loader import Files, ProjectFile


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


FilePair = tuple[ProjectFile | None, ProjectFile | None]
"""A project's file on both sides; ``None`` where it is not there."""


def changed_files(old: Snapshot, new: Snapshot) -> Iterator[FilePair]:
    """The projects that may differ. A file that only got another name is one project."""
    same = _same(old, new, lambda file: file.path) & _same(old, new, lambda file: file.unit_path)
    if changed_layouts(old, new):
        same = frozenset()
    moved = _moved(old, new)
    for name in sorted({*old.projects, *new.projects} - {*moved.values()} - same):
        yield old.projects.get(name), new.projects.get(moved.get(name, name))


def untouched_files(old: Snapshot, new: Snapshot) -> frozenset[str]:
    """The paths on the old side of the project files that are the same in both states."""
    return frozenset(old.projects[name].path for name in _same(old, new, lambda file: file.path))


def _same(old: Snapshot, new: Snapshot, path: Callable[[ProjectFile], str]) -> frozenset[str]:
    """The names of the projects of both states of which a file has the same content."""
    return frozenset(
        name
        for name in old.projects.keys() & new.projects.keys()
        if old.blobs.get(path(old.projects[name])) == new.blobs.get(path(new.projects[name]))
    )


def _moved(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """The names that are gone, each with the one under which its content came."""
    gone = sorted(old.projects.keys() - new.projects.keys())
    come = sorted(new.projects.keys() - old.projects.keys())
    # A file that could not be read is like no other.
    contents = [old.blobs.get(old.projects[name].path) or object() for name in gone]
    found = [new.blobs.get(new.projects[name].path) or object() for name in come]
    return {gone[i]: come[j] for i, j in by_key(contents, found, lambda content: content)}


def changed_units(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """The folders that are in both states and whose unit.yaml differs, with its path."""
    before = {file.folder: file.unit_path for file in old.projects.values()}
    after = {file.folder: file.unit_path for file in new.projects.values()}
    return {
        folder: path
        for folder, path in sorted(after.items())
        if before.get(folder) == path and old.blobs.get(path) != new.blobs.get(path)
    }


def changed_layouts(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """The names of the editions that differ."""
    names = {*old.layouts, *new.layouts}
    return tuple(sorted(name for name in names if old.layouts.get(name) != new.layouts.get(name)))


def folder_snapshot(folder: Path, within: tuple[str, ...] = ()) -> Snapshot:
    """The projects of a folder that is, or holds, a ``projects/``.

    ``within`` narrows it to paths below the folder. Files are named by their path below
    ``projects/``, so that two folders anywhere can be compared.
    """
    root = folder / PROJECTS if (folder / PROJECTS).is_dir() else folder
    chosen = tuple(_below(path) for path in within)
    files, unfit = discover([root])
    projects = {
        file.key: file
        for file in files
        if not chosen or any(is_below(file.key, path) for path in chosen)
    }
    disk = disk_files([root])
    paths = {path for file in projects.values() for path in (file.path, file.unit_path)}
    read = {path: disk.read(path) for path in sorted(paths)}
    blobs = {path: _digest(data) for path, data in read.items() if data is not None}
    own = root.absolute().parent / "templates"
    layouts = {
        path.parent.name: _digest(data)
        for path in sorted(own.glob(f"*/{LAYOUT_FILE}"))
        if (data := read_bytes(path)) is not None
    }
    return Snapshot(folder.as_posix(), disk, projects, blobs, layouts, unfit)


def _below(path: str) -> str:
    """``./projects/unit/`` and ``unit`` are the same place."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    parts = parts[1:] if parts[:1] == [PROJECTS] else parts
    return "/".join(parts).removesuffix(".yaml")


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder's own or of something in it; ``""`` is the folder of all."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
