"""Tells when a file that shapes findings or documents was saved.

The system's notices wake it (watchfiles). Names, times and sizes are compared, so that an editor
that saves by renaming and a file system without notices make no difference.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import watch

from ptgen.check.config import config_of, standards_file
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import LAYOUT_FILE, disk_files, project_root

_PROJECTS: Final = (".yaml", ".yml")
_TEMPLATES: Final = (f"*/{LAYOUT_FILE}", "*.html", "*.css", "*.docx")
_SECOND: Final = 1000
"""How long to wait, in ms, before looking without having been woken."""

FileState = tuple[int, int, int]
"""When a file was written, how long it is, and which file has its name."""


def saves(places: Sequence[Path], stop: Event, seen: str) -> Iterator[str]:
    """The new stamp after each save, until ``stop`` is set.

    ``seen`` is the stamp of what is known already: a save since then is told at once.
    """
    while not stop.is_set():
        folders = _folders(places)
        for _ in _moments(folders, stop):
            now = stamp(places)
            if now != seen:
                seen = now
                yield now
            if stop.is_set() or _folders(places) != folders:
                break


def stamp(places: Sequence[Path]) -> str:
    """What changes when a project, unit.yaml, layout, template, style sheet or ptgen.toml does."""
    return stamp_of(states(places))


def stamp_of(found: Mapping[str, FileState]) -> str:
    """The stamp of files in these states."""
    lines = (f"{path}\0{state}\n" for path, state in sorted(found.items()))
    return hashlib.sha256(os.fsencode("".join(lines))).hexdigest()[:16]


def states(places: Sequence[Path]) -> dict[str, FileState]:
    """The files that shape findings or documents, by path, each with what a save changes."""
    found = {}
    for path in _files(places):
        with contextlib.suppress(OSError):
            about = os.stat(path)  # noqa: PTH116 a Path for each of thousands takes its time
            found[path] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return found


def _moments(folders: Sequence[tuple[Path, int]], stop: Event) -> Iterator[None]:
    """Whenever something may have been saved: at once where the system tells, else each second."""
    yield
    try:
        for _ in watch(
            *(folder for folder, _ in folders),
            stop_event=stop,
            rust_timeout=_SECOND,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield
    except (OSError, RuntimeError):
        # Too many files for the system to watch, or a folder that has just gone.
        stop.wait(_SECOND / 1000)
        yield


def _folders(places: Sequence[Path]) -> tuple[tuple[Path, int], ...]:
    """The folders to watch, each with what tells it from another of its name."""
    roots = (project_root(place) for place in places)
    folders = dict.fromkeys((*roots, *_templates(places)))
    return tuple((folder, folder.stat().st_ino) for folder in folders if folder.is_dir())


def _templates(places: Sequence[Path]) -> tuple[Path, ...]:
    """The folders of templates; none while reading would refuse one of them."""
    try:
        return disk_files(places).templates
    except PtgenError:
        return ()


def _files(places: Sequence[Path]) -> Iterator[str]:
    for place in places:
        yield from (str(file) for file in (config_of(place), standards_file(place)) if file)
    for root in dict.fromkeys(project_root(place) for place in places):
        for inner, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (f"{inner}{os.sep}{name}" for name in names if name.endswith(_PROJECTS))
    for folder in _templates(places):
        for pattern in _TEMPLATES:
            yield from map(str, folder.glob(pattern))
