"""Stage output: what a build is given: its files, and one who hears how it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ptgen.build.manifest import Entry, Output
from ptgen.build.plan import Lines, Wanted
from ptgen.build.shards.shard import Shard
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import ProjectFile


class Listener(Protocol):
    """Hears how a build goes."""

    def found(self, diagnostics: Sequence[Diagnostic], lines: Lines) -> None:
        """Findings, with the lines of the files that have errors."""

    def planned(self, documents: Iterable[Wanted]) -> None:
        """What will be made of documents, and why."""

    def project(self, key: str, entry: Entry, failed: bool) -> None:
        """A project is done; ``failed`` when it could not be drawn."""

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """A folder's own documents are done."""

    def stayed(self, name: str) -> None:
        """A folder's own documents are those of a former build."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a run.

    ``partial`` are the folders of which not every project is among them; ``clashing`` the findings
    of :func:`~ptgen.build.plan.clashes` over all files that were discovered; ``gone`` the sources
    that a former run had and this one has not.
    """

    projects: tuple[ProjectFile, ...]
    partial: frozenset[str]
    clashing: Mapping[str, tuple[Diagnostic, ...]]
    gone: frozenset[str] = frozenset()

    def of(self, shard: Shard) -> Files:
        """Those of a shard; no folder of theirs is taken for whole."""
        projects = tuple(file for file in self.projects if shard.has(file.key))
        folders, paths = {file.folder for file in projects}, {file.path for file in projects}
        clashing = {
            folder: tuple(one for one in found if one.span.path in paths)
            for folder, found in self.clashing.items()
            if folder in folders
        }
        return Files(projects, frozenset(folders), clashing, self.gone)
