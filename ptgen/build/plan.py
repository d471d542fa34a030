"""What is to be made of a folder's projects, and why.

A :class:`FolderPlan` follows from the folder's files and what is cached of it. It says how the
check came out and, for each document, whether the file that exists may stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ptgen.build.cache import (
    UNREADABLE,
    CachedCheck,
    CachedDocument,
    CachedFolder,
    CachedProject,
    digest,
)
from ptgen.build.cache_key import (
    LAYOUT,
    PROJECT,
    PROJECTS,
    UNIT,
    Digests,
    Inputs,
    layout_of,
    program,
    source_of,
)
from ptgen.build.manifest import SUMMARY, VOLUME, Kind, Output, formats_of, path_of, sha256_of
from ptgen.build.settings import BuildSettings
from ptgen.check.engine import check
from ptgen.check.settings import Settings as RuleSettings
from ptgen.core.diagnostics import Diagnostic, Severity, has_errors
from ptgen.core.loader import Loaded, Loader, ProjectFile
from ptgen.core.money import fixed

KEPT: Final = "未变"
NEW: Final = "还没有生成过"
GONE: Final = "文件不在了"
TOUCHED: Final = "文件被改动过"
FORCED: Final = "按 --force 重新生成"

Lines = Mapping[str, Sequence[str]]
"""The lines of files, by path."""


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """A document: what it is made of, and why it is drawn; without a reason ``kept`` may stay."""

    kind: Kind
    path: str
    inputs: Inputs
    reason: str
    kept: Output | None


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project, whether it is sound, and its documents.

    ``source`` is the digest of its files; ``loaded`` what was read of them, if it was and if it is
    drawn in this process.
    """

    file: ProjectFile
    source: str
    facts: CachedProject
    sound: bool
    documents: tuple[PlannedDocument, ...] = ()
    loaded: Loaded | None = None


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """A folder: its projects, its own documents if all is sound, and what was found."""

    name: str
    projects: Mapping[str, ProjectPlan]
    documents: tuple[PlannedDocument, ...]
    checked: CachedCheck | None
    found: tuple[Diagnostic, ...]
    lines: Lines


@dataclass(slots=True)
class Planner:
    """Plans folders; one for a build.

    ``places`` are the folders in which documents of projects lie, by key, unless it is that of the
    output. ``keep`` says to keep what was read of projects for drawing them.
    """

    settings: BuildSettings
    rules: RuleSettings = field(default_factory=RuleSettings)
    force: bool = False
    keep: bool = False
    places: Mapping[str, Path] = field(default_factory=dict)
    digests: Digests = field(init=False)
    _loader: Loader = field(init=False)

    def __post_init__(self) -> None:
        self.digests = Digests(self.settings)
        self._loader = Loader(self.settings.files)

    def plan(
        self,
        name: str,
        files: Sequence[ProjectFile],
        cached: CachedFolder,
        *,
        partial: bool,
        clashing: tuple[Diagnostic, ...] = (),
    ) -> FolderPlan:
        """``partial``: not all projects are among ``files``; ``clashing`` as in ``BuildInputs``."""
        paths = {file.path for file in files}
        clashing = tuple(one for one in clashing if one.span.path in paths)
        sources = {file.key: source_of(file, self.settings.files) for file in files}
        names = (f"{file.path}\n{sources[file.key]}" for file in files)
        parts = (program(), self.digests.layouts, repr(self.rules), f"{partial}{clashing}", *names)
        inputs = digest(*(part.encode("utf-8", "surrogatepass") for part in parts))
        checked = None if self.force else cached.checked
        lines: dict[str, Sequence[str]] = {}
        stems = {file.stem for file in files}
        if checked is not None and checked.inputs == inputs and checked.projects.keys() == stems:
            found = checked.found
            projects = [
                ProjectPlan(file, sources[file.key], checked.projects[file.stem], sound=True)
                for file in files
            ]
        else:
            loaded = [self._loader.load(file) for file in files]
            found = check(loaded, self.rules, (name,) if partial else (), clashing=clashing)
            wrong = {one.span.path for one in found if one.severity is Severity.ERROR}
            projects = [self._project(one, sources[one.file.key], wrong) for one in loaded]
            checked = self._checked(projects, found, inputs)
            for one in loaded:
                lines |= one.lines
        unit = self.digests.file(files[0].unit_path)
        planned = {
            one.file.key: replace(one, documents=tuple(self._of_project(one, unit, cached)))
            for one in projects
        }
        plan = FolderPlan(name, planned, (), checked, found, lines)
        if checked is None or partial:
            return plan
        own = self._of_folder(plan, unit, cached, volume=checked.volume)
        return replace(plan, documents=tuple(own))

    def project_inputs(self, file: ProjectFile, unit: str, layout: str, kind: Kind) -> Inputs:
        """What a project's document is made of; ``unit`` and ``layout`` are digests."""
        own = {PROJECT: self.digests.file(file.path), UNIT: unit, LAYOUT: layout}
        return own | self.digests.shared(kind)

    def _project(self, loaded: Loaded, source: str, wrong: set[str]) -> ProjectPlan:
        content, facts = loaded.content, UNREADABLE
        if content is not None:
            computed = loaded.sound
            facts = CachedProject(
                name=content.project.name,
                year=content.project.year,
                total=fixed(content.budget.total) if computed else None,
                annual=fixed(content.budget.annual) if computed else None,
                documents=content.project.documents,
                layout=layout_of(loaded),
            )
        sound = loaded.sound and wrong.isdisjoint(one.path for one in loaded.sources)
        return ProjectPlan(loaded.file, source, facts, sound, loaded=loaded if self.keep else None)

    def _checked(
        self, projects: Sequence[ProjectPlan], found: tuple[Diagnostic, ...], inputs: str
    ) -> CachedCheck | None:
        if has_errors(found) or not all(one.sound for one in projects):
            return None
        return CachedCheck(
            inputs=inputs,
            projects={one.file.stem: one.facts for one in projects},
            found=found,
            volume=self._loader.unit(projects[0].file.unit_path).volume is not None,
        )

    def _of_project(
        self, project: ProjectPlan, unit: str, cached: CachedFolder
    ) -> Iterator[PlannedDocument]:
        """The documents of a sound project."""
        facts, key = project.facts, project.file.key
        place = self.places.get(key, self.settings.out)
        for name in facts.documents if project.sound else ():
            for style in formats_of(name, self.settings.formats):
                kind = (name.value, style)
                inputs = self.project_inputs(project.file, unit, facts.layout, kind)
                yield self._document(key, kind, inputs, cached, place)

    def _of_folder(
        self, plan: FolderPlan, unit: str, cached: CachedFolder, *, volume: bool
    ) -> Iterator[PlannedDocument]:
        """The folder's own documents."""
        projects = plan.projects.values()
        own = {
            PROJECTS: digest(*(f"{one.file.key}\n{one.source}".encode() for one in projects)),
            UNIT: unit,
            LAYOUT: digest(*(one.facts.layout.encode() for one in projects)),
        }
        styles = formats_of(VOLUME, self.settings.formats) if volume else ()
        for kind in ((SUMMARY, "xlsx"), *((VOLUME, style) for style in styles)):
            inputs = own | self.digests.shared(kind)
            yield self._document(plan.name, kind, inputs, cached, self.settings.out)

    def _document(
        self, folder: str, kind: Kind, inputs: Inputs, cached: CachedFolder, place: Path
    ) -> PlannedDocument:
        path = path_of(folder, *kind)
        record = cached.documents.get(path)
        reason = FORCED if self.force else _reason(place / path, record, inputs)
        kept = None
        if record is not None and not reason:
            kept = Output.of(folder, kind, record.sha256, draft=self.settings.draft)
        return PlannedDocument(kind, path, inputs, reason, kept)


def kinds_to_draw(documents: Iterable[PlannedDocument]) -> tuple[Kind, ...]:
    """The documents that have a reason to be drawn."""
    return tuple(one.kind for one in documents if one.reason)


def _reason(path: Path, record: CachedDocument | None, inputs: Inputs) -> str:
    """Why a document has to be drawn; empty when its file was made of the same inputs."""
    if record is None:
        return NEW
    changed = [name for name, value in inputs.items() if record.inputs.get(name) != value]
    if changed:
        return f"{'、'.join(changed)}有变"
    there = sha256_of(path)
    if there is None:
        return GONE
    return "" if there == record.sha256 else TOUCHED
