"""The projects that pages show, as they were read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path

from ptgen.core.diagnostics import Diagnostic, in_order
from ptgen.core.filesystem import DiskFiles
from ptgen.core.loader import Content, Loaded, ProjectFile


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
class FolderSnapshot:
    """The projects of a folder, and what ``state`` its files had; ``None`` for one not yet read.

    ``lines`` are those of its files and of the user's own layouts. ``volume`` tells whether the unit
    has a volume made.
    """

    rows: tuple[ProjectRow, ...]
    state: object = None
    findings: tuple[Diagnostic, ...] = ()
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    volume: bool = False


@dataclass(frozen=True)
class ProjectsSnapshot:
    """The projects below ``places`` by folder; ``stamp`` differs after each save.

    ``general`` are findings that belong to no folder, ``own`` the lines of ptgen.toml and 标准.yaml.
    Of ``unread`` projects nothing is known yet, or only what they were before the last save.
    """

    stamp: str
    places: tuple[Path, ...]
    disk: DiskFiles
    partial: frozenset[str]
    folders: Mapping[str, FolderSnapshot]
    general: tuple[Diagnostic, ...]
    own: Mapping[str, Sequence[str]]
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
        by_path = groupby(self.findings, key=lambda found: found.span.path)
        return {path: tuple(found) for path, found in by_path}

    def findings_of(self, loaded: Loaded) -> tuple[Diagnostic, ...]:
        """The findings in the files that a project is read from."""
        paths = dict.fromkeys((loaded.file.path, *(source.path for source in loaded.sources)))
        return tuple(one for path in paths for one in self.findings_by_path.get(path, ()))

    @cached_property
    def lines(self) -> Mapping[str, Sequence[str]]:
        """The lines of the files that people may be shown: projects, units, settings, layouts."""
        folders = (one.lines.items() for one in self.folders.values())
        return dict(chain(self.own.items(), *folders))

    def line_of(self, found: Diagnostic) -> str:
        """The line that a finding points to; empty where its file is not shown."""
        lines, number = self.lines.get(found.span.path, ()), found.span.line
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
