"""Stage output: what is to be made of a folder's projects, and why.

A :class:`FolderPlan` is made of the folder's files and of what is cached of it. It says how the
check came out and, for each document, whether the one that is there may stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ptgen.build.cache_key import (
    LAYOUT,
    PROJECT,
    PROJECTS,
    UNIT,
    Digests,
    Inputs,
    layout_of,
    program,
)
from ptgen.build.cached_folder import (
    CachedCheck,
    CachedDocument,
    CachedFinding,
    CachedFolder,
    CachedProject,
)
from ptgen.build.documents import (
    Kind,
    Settings,
    digest,
    lines_of,
    place_of,
    source_of,
    styles_of,
)
from ptgen.build.folder_documents import SUMMARY, VOLUME, volume_styles
from ptgen.build.manifest import Output, sha256_of
from ptgen.check.engine import check
from ptgen.check.rules.fields.same_output import find_files
from ptgen.check.settings import Settings as RuleSettings
from ptgen.core.diagnostics import Diagnostic, Severity, has_errors
from ptgen.core.loader import Loaded, Loader, ProjectFile
from ptgen.core.money import fixed

KEPT: Final = "未变"
NEW: Final = "还没有生成过"
GONE: Final = "文件不在了"
TOUCHED: Final = "文件被改动过"
FORCED: Final = "按 --force 重新生成"

Lines = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document: where it lies, what it is made of, why it is drawn; kept without a reason."""

    kind: Kind
    path: str
    inputs: Inputs
    reason: str
    kept: Output | None

    @property
    def said(self) -> str:
        """What ``--explain`` says of it."""
        return self.reason or KEPT


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project: its amounts if they can be computed, ``known`` if it is sound, its documents."""

    file: ProjectFile
    source: str
    name: str
    year: int | None
    total: str | None
    annual: str | None
    known: CachedProject | None
    wanted: tuple[Wanted, ...] = ()

    @property
    def drawn(self) -> tuple[Kind, ...]:
        """The documents that have to be drawn."""
        return tuple(one.kind for one in self.wanted if one.reason)


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """A folder: its projects, its own documents if all is sound, and what was found."""

    name: str
    projects: tuple[ProjectPlan, ...]
    wanted: tuple[Wanted, ...]
    checked: CachedCheck | None
    cached: CachedFolder
    diagnostics: tuple[Diagnostic, ...]
    lines: Lines

    @property
    def drawn(self) -> tuple[Kind, ...]:
        """The folder's own documents that have to be drawn."""
        return tuple(one.kind for one in self.wanted if one.reason)


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans folders; one for a build.

    ``places`` are the folders in which documents of projects lie, by key, unless it is that of the
    output.
    """

    settings: Settings
    rules: RuleSettings
    digests: Digests
    force: bool
    places: Mapping[str, Path] = field(default_factory=dict)

    def plan(
        self,
        name: str,
        files: Sequence[ProjectFile],
        cached: CachedFolder,
        *,
        partial: bool,
        clashing: tuple[Diagnostic, ...] = (),
    ) -> FolderPlan:
        """``partial``: not all projects are among ``files``. ``clashing`` are of :func:`clashes`."""
        sources = {file.key: source_of(file, self.settings.files) for file in files}
        inputs = self._checked_against(files, sources, f"{partial}{clashing}")
        checked = cached.checked
        if checked is not None and _is_of(checked, files, inputs) and not self.force:
            told = tuple(one.diagnostic() for one in checked.told)
            plans = tuple(_known(file, sources[file.key], checked) for file in files)
            plan = FolderPlan(name, plans, (), checked, cached, told, ())
        else:
            loader = Loader(self.settings.files)
            loaded = [loader.load(file) for file in files]
            found = check(loaded, self.rules, (name,) if partial else (), clashing=clashing)
            volume = bool(files) and loader.unit(files[0].unit_path).volume is not None
            read = _projects(loaded, found, sources)
            known = {one.file.stem: one.known for one in read if one.known is not None}
            checked = None
            if len(known) == len(read) and not has_errors(found):
                kept = tuple(CachedFinding.of(one) for one in found)
                checked = CachedCheck(inputs=inputs, projects=known, told=kept, volume=volume)
            lines = _lines(loaded, found)
            plan = FolderPlan(name, read, (), checked, cached, found, lines)
        return self._documents(plan, partial=partial)

    def _checked_against(
        self, files: Iterable[ProjectFile], sources: dict[str, str], around: str
    ) -> str:
        names = (f"{file.path}\n{sources[file.key]}" for file in files)
        parts = (program(), self.digests.layouts, repr(self.rules), around, *names)
        return digest(*(part.encode("utf-8", "surrogatepass") for part in parts))

    def _documents(self, plan: FolderPlan, *, partial: bool) -> FolderPlan:
        unit = self.digests.file(plan.projects[0].file.unit_path) if plan.projects else ""
        projects = tuple(
            replace(one, wanted=tuple(self._of_project(one, one.known, unit, plan.cached)))
            if one.known is not None
            else one
            for one in plan.projects
        )
        own: tuple[Wanted, ...] = ()
        if plan.checked is not None and not partial:
            own = tuple(self._of_folder(plan, plan.checked, unit))
        return replace(plan, projects=projects, wanted=own)

    def _of_project(
        self, plan: ProjectPlan, known: CachedProject, unit: str, cached: CachedFolder
    ) -> Iterator[Wanted]:
        own = {PROJECT: self.digests.file(plan.file.path), UNIT: unit, LAYOUT: known.layout}
        place = self.places.get(plan.file.key, self.settings.out)
        for document in known.documents:
            for style in styles_of(document, self.settings.formats):
                inputs = own | self.digests.shared(document, style)
                path = place_of(plan.file.key, document, style)
                record = cached.documents.get(path)
                yield self._wanted((document, style), path, inputs, record, place)

    def _of_folder(self, plan: FolderPlan, checked: CachedCheck, unit: str) -> Iterator[Wanted]:
        sources = (f"{one.file.key}\n{one.source}" for one in plan.projects)
        layouts = (known.layout for known in checked.projects.values())
        own = {
            PROJECTS: digest(*(part.encode() for part in sources)),
            UNIT: unit,
            LAYOUT: digest(*(part.encode() for part in layouts)),
        }
        styles = volume_styles(self.settings.formats) if checked.volume else ()
        for document, style in ((SUMMARY, "xlsx"), *((VOLUME, style) for style in styles)):
            inputs = own | self.digests.shared(document, style)
            path = place_of(plan.name, document, style)
            record = plan.cached.documents.get(path)
            yield self._wanted((document, style), path, inputs, record, self.settings.out)

    def _wanted(
        self, kind: Kind, path: str, inputs: Inputs, record: CachedDocument | None, place: Path
    ) -> Wanted:
        """A document; ``place`` is the folder below which its file is, if there is one."""
        reason = FORCED if self.force else _reason(place / path, record, inputs)
        kept = None
        if record is not None and not reason:
            kept = Output(
                path=path,
                document=kind[0],
                format=kind[1],
                sha256=record.sha256,
                draft=self.settings.draft,
            )
        return Wanted(kind, path, inputs, reason, kept)


def clashes(files: Sequence[ProjectFile]) -> dict[str, tuple[Diagnostic, ...]]:
    """By folder, the findings on files whose documents would overwrite others of the run."""
    folders = {file.path: file.folder for file in files}
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for one in find_files(files):
        folder = folders[one.span.path]
        found[folder] = (*found.get(folder, ()), one)
    return found


def _reason(path: Path, record: CachedDocument | None, inputs: Inputs) -> str:
    """Why a document has to be drawn; nothing when the one that is there was made of the same."""
    if record is None:
        return NEW
    changed = [name for name, value in inputs.items() if record.inputs.get(name) != value]
    if changed:
        return f"{'、'.join(changed)}有变"
    there = sha256_of(path)
    if there is None:
        return GONE
    return "" if there == record.sha256 else TOUCHED


def _is_of(checked: CachedCheck, files: Iterable[ProjectFile], inputs: str) -> bool:
    """Whether a check was of the same files as they are, against the same."""
    return checked.inputs == inputs and checked.projects.keys() == {file.stem for file in files}


def _known(file: ProjectFile, source: str, checked: CachedCheck) -> ProjectPlan:
    known = checked.projects[file.stem]
    return ProjectPlan(file, source, known.name, known.year, known.total, known.annual, known)


def _projects(
    loaded: Sequence[Loaded], found: Sequence[Diagnostic], sources: Mapping[str, str]
) -> tuple[ProjectPlan, ...]:
    wrong = {one.span.path for one in found if one.severity is Severity.ERROR}
    return tuple(_project(one, sources[one.file.key], wrong) for one in loaded)


def _lines(loaded: Iterable[Loaded], found: Sequence[Diagnostic]) -> Lines:
    """The lines of the files that have errors, each once."""
    wrong = {one.span.path for one in found if one.severity is Severity.ERROR}
    lines = (one for project in loaded for one in lines_of(project) if one[0] in wrong)
    return tuple(dict(lines).items())


def _project(loaded: Loaded, source: str, wrong: set[str]) -> ProjectPlan:
    content = loaded.content
    if content is None:
        return ProjectPlan(loaded.file, source, "", None, None, None, None)
    project, known = content.project, None
    if not loaded.sound:
        return ProjectPlan(loaded.file, source, project.name, project.year, None, None, None)
    total, annual = fixed(content.budget.total), fixed(content.budget.annual)
    if not any(one.path in wrong for one in loaded.sources):
        known = CachedProject(
            name=project.name,
            year=project.year,
            total=total,
            annual=annual,
            documents=project.documents,
            layout=layout_of(loaded),
        )
    return ProjectPlan(loaded.file, source, project.name, project.year, total, annual, known)
