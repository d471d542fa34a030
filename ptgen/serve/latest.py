"""Read the projects for pages, and again what a save has changed.

A few are read while a page waits for them. Many are read in the background, and pages say so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

from ptgen.check.engine import check
from ptgen.core.diagnostics import has_errors, in_order
from ptgen.core.loader import ProjectFile
from ptgen.serve.snapshot import FolderSnapshot, ProjectRow, ProjectsSnapshot, ShownProject
from ptgen.serve.survey import Survey, read_folder, survey
from ptgen.watch import FileState, stamp_of, states

AT_ONCE: Final = 60
"""So many projects a page waits for; more of them are read in the background."""
_STEP: Final = 200
"""Pages are told when so many more projects have been read in the background."""
_KEPT: Final = 64
"""So many projects are kept as they were before an error: those looked at last."""
_SETTINGS: Final = (".yaml", ".yml", ".toml")


class LatestSnapshot:
    """The latest snapshot for any thread; what did not change is not read again."""

    def __init__(self, places: tuple[Path, ...]) -> None:
        self.places = places
        self._lock = Lock()
        self._survey: Survey | None = None
        self._states: dict[str, FileState] = {}
        self._general: dict[str, FileState] = {}
        self._wanted: dict[str, object] = {}
        self._folders: dict[str, FolderSnapshot] = {}
        self._snapshot: ProjectsSnapshot | None = None
        self._shown: OrderedDict[str, tuple[object, ShownProject]] = OrderedDict()

    def current(self) -> ProjectsSnapshot:
        """The projects as they are now; where many have changed, as far as they have been read."""
        with self._lock:
            known = self._look()
            stale = self._stale()
            if self._unread(stale) <= AT_ONCE:
                for name in stale:
                    self._put(name, read_folder(name, known, self._wanted[name]))
            return self._made(known)

    def read_further(self) -> bool:
        """Read some of what has not been read; whether there was anything."""
        read = 0
        while read < _STEP:
            with self._lock:
                known = self._look()
                name = next(iter(self._stale()), None)
                if name is None:
                    break
                wanted = self._wanted[name]
            folder = read_folder(name, known, wanted)  # pages do not wait for it
            with self._lock:
                if self._wanted.get(name) == wanted:
                    self._put(name, folder)
            read += len(folder.rows)
        return read > 0

    def project(self, key: str) -> tuple[ProjectsSnapshot, ShownProject | None]:
        """A project as it is now; ``None`` where there is none."""
        snapshot = self.current()
        row = snapshot.rows.get(key)
        if row is None:
            return snapshot, None
        with self._lock:
            known = self._look()
            folder = snapshot.folders[row.file.folder].state
            state = self._wanted.get(row.file.folder), folder
            last, shown = self._shown.pop(key, (None, None))
            if shown is None or last != state:
                now = known.loader.afresh().load(row.file)
                found = snapshot.findings_of(now)
                if folder != state[0]:  # the other projects are read later
                    found = check((now,), known.config.settings, {row.file.folder})
                good = None if shown is None else shown.good
                sound = now.sound and not has_errors(found)
                shown = ShownProject(now, now if sound else good, found)
            self._shown[key] = state, shown
            while len(self._shown) > _KEPT:
                self._shown.popitem(last=False)
            return snapshot, shown

    def _stale(self) -> list[str]:
        return [name for name, one in self._folders.items() if one.state != self._wanted[name]]

    def _unread(self, stale: list[str]) -> int:
        return sum(len(self._folders[name].rows) for name in stale)

    def _look(self) -> Survey:
        """See what has been saved, and find the projects anew where that may change them."""
        now, known = states(self.places), self._survey
        if known is not None and now == self._states:
            return known
        by_folder = _by_folder(now, known)
        if known is None or now.keys() != self._states.keys() or by_folder[None] != self._general:
            self._survey = known = survey(self.places)
            by_folder = _by_folder(now, known)
        self._general, self._states, self._snapshot = by_folder[None], now, None
        general = stamp_of(self._general), known.clashing, known.partial
        self._wanted = {name: (general, by_folder.get(name)) for name in known.files}
        self._folders = {name: self._before(name, files) for name, files in known.files.items()}
        return known

    def _before(self, name: str, files: tuple[ProjectFile, ...]) -> FolderSnapshot:
        """A folder as it was last read; its projects are those that there are now."""
        last = self._folders.get(name, FolderSnapshot(()))
        rows = {row.file: row for row in last.rows}
        return replace(last, rows=tuple(rows.get(one, ProjectRow(one, one.stem)) for one in files))

    def _put(self, name: str, folder: FolderSnapshot) -> None:
        self._folders[name], self._snapshot = folder, None

    def _made(self, known: Survey) -> ProjectsSnapshot:
        if self._snapshot is None:
            unread, stamp = self._unread(self._stale()), stamp_of(self._states)
            self._snapshot = ProjectsSnapshot(
                f"{stamp}-{unread}" if unread else stamp,
                self.places,
                known.disk,
                known.partial,
                dict(self._folders),
                in_order((*known.config.diagnostics, *known.unreadable)),
                known.config.lines,
                unread,
            )
        return self._snapshot


def _by_folder(
    found: Mapping[str, FileState], known: Survey | None
) -> dict[str | None, dict[str, FileState]]:
    """The files of each folder; under ``None`` those that settle how all are read."""
    folders: dict[str | None, dict[str, FileState]] = {None: {}}
    for path, state in found.items():
        folder = None if known is None else known.folder_of(path)
        if folder is not None or path.endswith(_SETTINGS):
            folders.setdefault(folder, {})[path] = state
    return folders
