"""Read the projects for pages, folder by folder, and again what a save has changed.

A few are read while a page waits for them. Many are read in the background, and pages say so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import split
from pathlib import Path
from threading import Lock
from typing import Final

from ptgen.check.config import Configured, configured
from ptgen.check.engine import check
from ptgen.check.rules.fields import same_output
from ptgen.core.diagnostics import Diagnostic, has_errors, in_order
from ptgen.core.filesystem import (
    DiskFiles,
    builtin_templates,
    discover,
    disk_files,
    partial_folders,
)
from ptgen.core.loader import UNIT_FILE, Loaded, Loader, ProjectFile
from ptgen.core.model.units.standards import STANDARDS_FILE
from ptgen.core.model.units.unit import VOLUME_KEY
from ptgen.serve.snapshot import (
    FolderSnapshot,
    FolderState,
    ProjectRow,
    ProjectsSnapshot,
    ShownProject,
    line_at,
)
from ptgen.watch import FileState, stamp_of, states

AT_ONCE: Final = 60
"""So many projects a page waits for; more of them are read in the background."""
_STEP: Final = 200
"""Pages are told when so many more projects have been read in the background."""
_KEPT: Final = 64
"""So many projects are kept as they were before an error: those looked at last."""
_SETTINGS: Final = (".yaml", ".yml", ".toml")


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known without reading projects: their files by folder, and what holds for all."""

    disk: DiskFiles
    loader: Loader
    config: Configured
    files: Mapping[str, tuple[ProjectFile, ...]]
    places: Mapping[str, str]
    partial: frozenset[str]
    unreadable: tuple[Diagnostic, ...]
    clashing: tuple[Diagnostic, ...]

    def folder_of(self, path: str) -> str | None:
        """The folder of projects that a file belongs to; ``None`` for what holds for all."""
        place, name = split(path)
        return None if name == STANDARDS_FILE else self.places.get(place)


def survey(places: tuple[Path, ...]) -> Survey:
    """Find the projects below the places."""
    found, unreadable = discover(places)
    files: dict[str, list[ProjectFile]] = {}
    for file in found:
        files.setdefault(file.folder, []).append(file)
    disk = disk_files(places)
    return Survey(
        disk,
        Loader(disk),
        configured(places),
        {name: tuple(inside) for name, inside in files.items()},
        {str(Path(file.path).absolute().parent): file.folder for file in found},
        partial_folders(places, found),
        unreadable,
        tuple(same_output.find_files(found)),
    )


def read_folder(
    name: str, known: Survey, state: FolderState | None, some: Sequence[ProjectFile] = ()
) -> FolderSnapshot:
    """Read and check the projects of a folder, or ``some`` of them as if they were all."""
    loader = known.loader.afresh()
    files = some or known.files[name]
    loaded = [loader.load(file) for file in files]
    paths = {file.path for file in files}
    clashing = [one for one in known.clashing if one.span.path in paths]
    partial = {*known.partial, name} if some else known.partial
    found = check(loaded, known.config.settings, partial, clashing=clashing)
    lines = {path: of for project in loaded for path, of in project.lines.items()}
    builtin = builtin_templates().resolve()
    unit = files[0].unit_path
    return FolderSnapshot(
        tuple(_row(project, found) for project in loaded),
        state,
        found,
        {
            place: line_at(lines.get(place[0], ()), place[1])
            for place in {(one.span.path, one.span.line) for one in found}
            if not Path(place[0]).resolve().is_relative_to(builtin)
        },
        {
            path: of
            for path, of in lines.items()
            if path not in paths
            and path != unit
            and not Path(path).resolve().is_relative_to(builtin)
        },
        any(
            source.path == unit and source.root is not None and source.root.get(VOLUME_KEY)
            for source in loaded[0].sources
        ),
    )


def _row(loaded: Loaded, found: Sequence[Diagnostic]) -> ProjectRow:
    """What lists show of a project; its findings are its own and the errors of other files."""
    paths = {source.path for source in loaded.sources}
    mine = tuple(one for one in found if one.span.path == loaded.file.path)
    others = [one for one in found if one.span.path in paths and one not in mine]
    wrong = (*mine, *(one for one in others if has_errors((one,))))
    project = loaded.project
    row = ProjectRow(loaded.file, loaded.file.stem, read=True, findings=wrong)
    if project is not None:
        row = replace(row, name=project.name, unit=project.implementer or "", year=project.year)
    if loaded.content is None or not loaded.sound:
        return row
    budget = loaded.content.budget
    return replace(row, annual=budget.annual, total=budget.total, complete=not has_errors(wrong))


class LatestSnapshot:
    """The latest snapshot for any thread; what did not change is not read again."""

    def __init__(self, places: tuple[Path, ...]) -> None:
        self.places = places
        self._lock = Lock()
        self._states: dict[str, FileState] = {}
        self._general: dict[str, FileState] | None = None
        self._survey: Survey
        self._wanted: dict[str, FolderState] = {}
        self._folders: dict[str, FolderSnapshot] = {}
        self._snapshot: ProjectsSnapshot | None = None
        self._shown: OrderedDict[str, tuple[object, ShownProject]] = OrderedDict()

    def current(self) -> ProjectsSnapshot:
        """The projects as they are now; where many have changed, as far as they have been read."""
        with self._lock:
            return self._current()

    def project(self, key: str) -> tuple[ProjectsSnapshot, ShownProject | None]:
        """A project as it is now; ``None`` where there is none."""
        with self._lock:
            row = self._current().rows.get(key)
            if row is not None and row.file.folder in self._stale():
                self._peek(row.file.folder, [row.file])
            snapshot = self._made()
            return snapshot, None if row is None else self._looked_at(row.file, snapshot)

    def read_further(self) -> bool:
        """Read some of what has not been read; whether there was anything."""
        read = 0
        while read < _STEP:
            with self._lock:
                self._look()
                name = next(iter(self._stale()), None)
                if name is None:
                    break
                known, wanted = self._survey, self._wanted[name]
            folder = read_folder(name, known, wanted)  # pages do not wait for it
            with self._lock:
                if self._wanted.get(name) == wanted:
                    self._put(name, folder)
            read += len(folder.rows)
        return read > 0

    def _current(self) -> ProjectsSnapshot:
        self._look()
        stale = self._stale()
        few = self._unread() <= AT_ONCE
        for name in stale:
            if few:
                self._put(name, read_folder(name, self._survey, self._wanted[name]))
            elif 0 < len(changed := self._changed(name)) <= AT_ONCE:
                self._peek(name, changed)
        return self._made()

    def _stale(self) -> list[str]:
        return [name for name, one in self._folders.items() if one.state != self._wanted[name]]

    def _unread(self) -> int:
        return sum(len(self._folders[name].rows) for name in self._stale())

    def _look(self) -> None:
        """See what has been saved."""
        now = states(self.places)
        if self._general is not None and now == self._states:
            return
        by_folder = self._by_folder(now) if self._general is not None else {}
        if now.keys() != self._states.keys() or by_folder.get(None) != self._general:
            self._survey = survey(self.places)
            by_folder = self._by_folder(now)
        self._general, self._states = by_folder.get(None, {}), now
        known = self._survey
        general = stamp_of(self._general), known.clashing, known.partial
        self._wanted = {
            name: FolderState(general, by_folder.get(name, {})) for name in known.files
        }
        self._folders = {name: self._before(name) for name in known.files}
        self._snapshot = None

    def _by_folder(self, found: Mapping[str, FileState]) -> dict[str | None, dict[str, FileState]]:
        """The files of each folder; under ``None`` those that settle how all are read."""
        folders: dict[str | None, dict[str, FileState]] = {None: {}}
        for path, state in found.items():
            folder = self._survey.folder_of(path)
            if folder is not None or path.endswith(_SETTINGS):
                folders.setdefault(folder, {})[path] = state
        return folders

    def _before(self, name: str) -> FolderSnapshot:
        """A folder as it was last read; its projects are those that there are now."""
        last = self._folders.get(name, FolderSnapshot(()))
        if last.state == self._wanted[name]:
            return last
        rows = {row.file: row for row in last.rows}
        files = self._survey.files[name]
        return replace(last, rows=tuple(rows.get(one, ProjectRow(one, one.stem)) for one in files))

    def _put(self, name: str, folder: FolderSnapshot) -> None:
        self._folders[name], self._snapshot = folder, None

    def _changed(self, name: str) -> list[ProjectFile]:
        """The projects of a folder that were saved; none where all of them have to be read."""
        files, last, wanted = self._survey.files[name], self._folders[name].state, self._wanted[name]
        if last is None or last.general != wanted.general:
            return []
        saved = {split(path)[1] for path, _ in last.files.items() ^ wanted.files.items()}
        return [one for one in files if UNIT_FILE not in saved and f"{one.stem}.yaml" in saved]

    def _peek(self, name: str, files: Sequence[ProjectFile]) -> None:
        """Read some files of a folder of many by themselves: the others are left for later."""
        last = self._folders[name]
        new = read_folder(name, self._survey, None, files)
        rows = {row.file: row for row in new.rows}
        paths = {file.path for file in files}
        others = (one for one in last.findings if one.span.path not in paths)
        self._put(
            name,
            replace(
                last,
                rows=tuple(rows.get(row.file, row) for row in last.rows),
                state=last.state and replace(self._wanted[name], settled=False),
                findings=in_order((*others, *new.findings)),
                excerpts={**last.excerpts, **new.excerpts},
            ),
        )

    def _made(self) -> ProjectsSnapshot:
        if self._snapshot is None:
            known, unread = self._survey, self._unread()
            stamp = stamp_of(self._states)
            self._snapshot = ProjectsSnapshot(
                f"{stamp}-{unread}" if unread else stamp,
                self.places,
                known.disk,
                known.loader,
                known.partial,
                dict(self._folders),
                in_order((*known.config.diagnostics, *known.unreadable)),
                known.config.lines,
                unread,
            )
        return self._snapshot

    def _looked_at(self, file: ProjectFile, snapshot: ProjectsSnapshot) -> ShownProject:
        """A project, and what it was before its errors: kept of those that were looked at last."""
        state = self._wanted[file.folder], snapshot.folders[file.folder].state
        read, shown = self._shown.pop(file.key, (None, None))
        if shown is None or read != state:
            now = snapshot.load(file)
            before = None if shown is None else shown.good
            shown = ShownProject(
                now, now if snapshot.content(now) else before, snapshot.findings_of(now)
            )
        self._shown[file.key] = state, shown
        while len(self._shown) > _KEPT:
            self._shown.popitem(last=False)
        return shown
