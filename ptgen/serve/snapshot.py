"""The projects that pages show, as they were read at one moment."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from ptgen.core.diagnostics import Diagnostic, in_order
from ptgen.core.filesystem import DiskFiles
from ptgen.core.loader import Content, Loaded, Loader, ProjectFile
from ptgen.watch import FileState


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as lists show it; where its folder has not been read, only its file is known.

    ``annual`` and ``total`` are 年度资金申请总额 and 项目资金总额, where they can be computed.
    Documents may be made of a ``complete`` project.
    """

    file: ProjectFile
    name: str
    read: bool = False
    unit: str = ""
    year: int | None = None
    annual: Decimal | None = None
    total: Decimal | None = None
    complete: bool = False
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderState:
    """What a folder was read from: its files, and in ``general`` what holds for all.

    It is not ``settled`` while some files were read by themselves, without the others.
    """

    general: object
    files: Mapping[str, FileState]
    settled: bool = True


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """The projects of a folder, and what ``state`` its files had; ``None`` for one not yet read.

    ``excerpts`` are the lines that findings point to, by path and number. ``layouts`` are the
    lines of the user's own layouts. ``volume`` tells whether the unit has a volume made.
    """

    rows: tuple[ProjectRow, ...]
    state: FolderState | None = None
    findings: tuple[Diagnostic, ...] = ()
    excerpts: Mapping[tuple[str, int], str] = field(default_factory=dict)
    layouts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    volume: bool = False


@dataclass(frozen=True)
class ProjectsSnapshot:
    """The projects below ``places`` by folder; ``stamp`` differs after each save.

    ``general`` are findings that belong to no folder, ``lines`` those of ptgen.toml and 标准.yaml.
    Of ``unread`` projects nothing is known yet, or only what they were before the last save.
    """

    stamp: str
    places: tuple[Path, ...]
    disk: DiskFiles
    loader: Loader
    partial: frozenset[str]
    folders: Mapping[str, FolderSnapshot]
    general: tuple[Diagnostic, ...]
    lines: Mapping[str, Sequence[str]]
    unread: int

    @cached_property
    def rows(self) -> Mapping[str, ProjectRow]:
        """All projects by key."""
        return {row.file.key: row for folder in self.folders.values() for row in folder.rows}

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All findings, each once."""
        of_folders = (one for folder in self.folders.values() for one in folder.findings)
        return in_order((*self.general, *of_folders))

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

    def load(self, file: ProjectFile) -> Loaded:
        """A project as its files are now."""
        return self.loader.afresh().load(file)

    def content(self, loaded: Loaded) -> Content | None:
        """What documents may be made of: ``None`` for a project with errors."""
        return loaded.content if self.rows[loaded.file.key].complete else None

    def line_of(self, found: Diagnostic) -> str:
        """The line that a finding points to; empty where its file is not shown."""
        path, number = found.span.path, found.span.line
        return self._excerpts.get((path, number)) or line_at(self.lines.get(path, ()), number)

    @cached_property
    def _excerpts(self) -> Mapping[tuple[str, int], str]:
        return dict(ChainMap(*(dict(one.excerpts) for one in self.folders.values())))

    @cached_property
    def files(self) -> Mapping[str, ProjectFile]:
        """The files of projects and units by path, each with a project that is read from it."""
        files = [row.file for row in self.rows.values()]
        return {**{one.unit_path: one for one in files}, **{one.path: one for one in files}}

    @cached_property
    def others(self) -> Mapping[str, Sequence[str]]:
        """The lines of the other files that people may be shown: settings and own layouts."""
        layouts = (dict(one.layouts) for one in self.folders.values())
        return ChainMap(dict(self.lines), *layouts)

    def is_shown(self, path: str) -> bool:
        """Whether people may look at a file."""
        return path in self.files or path in self.others

    def lines_of(self, path: str) -> Sequence[str] | None:
        """The lines of a file that people may look at."""
        file = self.files.get(path)
        return self.others.get(path) if file is None else self.load(file).lines.get(path)


def line_at(lines: Sequence[str], number: int) -> str:
    """A line without the blanks around it, or nothing."""
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A project on its page: as it is ``now``, and as it was when documents could last be made.

    That ``good`` one is the same where they can be made now, and ``None`` where it was not seen.
    """

    now: Loaded
    good: Loaded | None
    findings: tuple[Diagnostic, ...]

    @property
    def kept(self) -> bool:
        """Whether the page shows what it showed before the errors."""
        return self.good is not None and self.good is not self.now

    @property
    def best(self) -> Loaded:
        """What amounts are shown of: it as it is now, if its amounts hold."""
        return self.now if self.now.sound else self.good or self.now

    @property
    def content(self) -> Content | None:
        """What documents are shown of."""
        return None if self.good is None else self.good.content
