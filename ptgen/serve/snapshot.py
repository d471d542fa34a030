"""The projects that pages show, as they were read at one moment, and read again when they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from ptgen.check.config import configured
from ptgen.check.engine import check
from ptgen.core.diagnostics import Diagnostic, Severity, in_order
from ptgen.core.filesystem import (
    DiskFiles,
    builtin_templates,
    discover,
    disk_files,
    partial_folders,
)
from ptgen.core.loader import Content, Loaded, Loader
from ptgen.watch import stamp


@dataclass(frozen=True)
class ProjectsSnapshot:
    """The projects below ``places`` with their findings; ``stamp`` differs after each save.

    ``lines`` are those of the files that people may be shown: projects, units, ptgen.toml and the
    layouts beside them.
    """

    stamp: str
    places: tuple[Path, ...]
    disk: DiskFiles
    projects: Mapping[str, Loaded]
    partial: frozenset[str]
    findings: tuple[Diagnostic, ...]
    lines: Mapping[str, Sequence[str]]

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The paths of files with errors."""
        errors = (found for found in self.findings if found.severity is Severity.ERROR)
        return frozenset(found.span.path for found in errors)

    def content(self, loaded: Loaded) -> Content | None:
        """What documents may be made of: ``None`` for a project with errors."""
        if not loaded.sound or any(source.path in self.wrong for source in loaded.sources):
            return None
        return loaded.content

    @cached_property
    def findings_by_path(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The findings by the file they are in."""
        found: dict[str, list[Diagnostic]] = {}
        for one in self.findings:
            found.setdefault(one.span.path, []).append(one)
        return {path: tuple(findings) for path, findings in found.items()}

    def findings_of(self, loaded: Loaded) -> tuple[Diagnostic, ...]:
        """The findings in the files that a project is read from."""
        paths = dict.fromkeys((loaded.file.path, *(source.path for source in loaded.sources)))
        return tuple(one for path in paths for one in self.findings_by_path.get(path, ()))

    def line_of(self, found: Diagnostic) -> str:
        """The line that a finding points to; empty where its file is not shown."""
        lines, number = self.lines.get(found.span.path, ()), found.span.line
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    @cached_property
    def folders(self) -> Mapping[str, tuple[Loaded, ...]]:
        """The projects by folder, in the order of their files."""
        folders: dict[str, list[Loaded]] = {}
        for project in self.projects.values():
            folders.setdefault(project.file.folder, []).append(project)
        return {name: tuple(projects) for name, projects in folders.items()}


def read_all(places: tuple[Path, ...], now: str) -> ProjectsSnapshot:
    """Read and check everything below the places."""
    files, unreadable = discover(places)
    disk = disk_files(places)
    loader = Loader(disk)
    loaded = tuple(loader.load(file) for file in files)
    config = configured(places)
    partial = partial_folders(places, files)
    found = check(loaded, config.settings, partial)
    lines: dict[str, Sequence[str]] = dict(config.lines)
    builtin = builtin_templates().resolve()
    for project in loaded:
        own = (
            one for one in project.sources if not Path(one.path).resolve().is_relative_to(builtin)
        )
        lines.update((one.path, one.lines) for one in own)
    return ProjectsSnapshot(
        stamp=now,
        places=places,
        disk=disk,
        projects=MappingProxyType({project.file.key: project for project in loaded}),
        partial=partial,
        findings=in_order((*config.diagnostics, *unreadable, *found)),
        lines=MappingProxyType(lines),
    )


class LatestSnapshot:
    """The latest snapshot for any thread; what did not change is not read again."""

    def __init__(self, places: tuple[Path, ...]) -> None:
        self.places = places
        self._lock = Lock()
        self._snapshot: ProjectsSnapshot | None = None

    def current(self) -> ProjectsSnapshot:
        """The projects as they are now."""
        with self._lock:
            now = stamp(self.places)
            if self._snapshot is None or self._snapshot.stamp != now:
                self._snapshot = read_all(self.places, now)
            return self._snapshot
