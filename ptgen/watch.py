"""Tells when a file that shapes findings or documents was saved.

The system's notices wake it (watchfiles). Names, times and sizes are compared, so that an editor
that saves by renaming and a file system without notices make no difference.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import watch

from ptgen.check.config import config_of, standards_file
from ptgen.core.filesystem import LAYOUT_FILE, disk_files, project_root

_PROJECTS: Final = (".yaml", ".yml")
_TEMPLATES: Final = (f"*/{LAYOUT_FILE}", "*.html", "*.css", "*.docx")
_SECOND: Final = 1000
"""How long to wait, in ms, before looking without having been woken."""


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
    found = hashlib.sha256()
    for path in sorted({*_files(places)}):
        try:
            about = path.stat()
        except OSError:
            continue
        line = f"{path}\0{about.st_mtime_ns}\0{about.st_size}\0{about.st_ino}\n"
        found.update(os.fsencode(line))
    return found.hexdigest()[:16]


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
    folders = dict.fromkeys((*roots, *disk_files(places).templates))
    return tuple((folder, folder.stat().st_ino) for folder in folders if folder.is_dir())


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        yield from (file for file in (config_of(place), standards_file(place)) if file is not None)
    for root in dict.fromkeys(project_root(place) for place in places):
        for inner, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (Path(inner, name) for name in names if name.endswith(_PROJECTS))
    for folder in disk_files(places).templates:
        for pattern in _TEMPLATES:
            yield from folder.glob(pattern)
