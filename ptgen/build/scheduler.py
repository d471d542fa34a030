"""Stage output: a build at work: from the files to what is to be drawn, and back.

A run gives tasks, and writes the cache and the manifest from their results. It plans, draws and
forgets one folder after the other: memory holds little more than the manifest, however many
projects there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ptgen.build.cache import Cache
from ptgen.build.cached_folder import CachedDocument, CachedFolder, shard_list, shard_listed
from ptgen.build.documents import Built, Settings
from ptgen.build.folder_documents import FolderBuilt
from ptgen.build.manifest import (
    Entry,
    Manifest,
    Output,
    Share,
    Status,
    is_whole,
    present,
    write_manifest,
)
from ptgen.build.plan import FolderPlan, Planner, ProjectPlan, Wanted
from ptgen.build.request import Files, Listener
from ptgen.build.versions import versions
from ptgen.build.workers.tasks import FolderTask, ProjectTask, Result, Task
from ptgen.core import atomic
from ptgen.core.loader import ProjectFile


@dataclass(slots=True)
class OpenFolder:
    """A folder at work: its plan, what was cached, the tasks that are left, its documents."""

    plan: FolderPlan
    former: CachedFolder
    documents: dict[str, CachedDocument]
    left: int = 0
    failed: bool = False


@dataclass(slots=True)
class Run:
    """A build at work: gives the tasks of one folder after the other and takes their results."""

    files: Files
    settings: Settings
    planner: Planner
    listener: Listener
    cache: Cache
    share: Share | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    folders: dict[str, tuple[Output, ...]] = field(default_factory=dict)
    _coming: Iterator[tuple[str, list[ProjectFile]]] = field(init=False)
    _tasks: list[Task] = field(default_factory=list)
    _open: dict[str, OpenFolder] = field(default_factory=dict)
    _plans: dict[str, ProjectPlan] = field(default_factory=dict)
    _disowned: bool = False

    def __post_init__(self) -> None:
        ordered = sorted(self.files.projects, key=lambda file: (file.folder, file.key))
        groups = groupby(ordered, key=lambda file: file.folder)
        self._coming = ((name, list(files)) for name, files in groups)

    @property
    def mark(self) -> str:
        """The mark of the run's own files, if it is a shard's."""
        return "" if self.share is None else self.share.shard.mark

    def next(self) -> Task | None:
        """The next task, of the next folder that has any."""
        while not self._tasks:
            coming = next(self._coming, None)
            if coming is None:
                return None
            self._plan(*coming)
        self._disown()
        return self._tasks.pop()

    def done(self, task: Task, result: Result) -> None:
        """Enter a result."""
        self.listener.found(result.diagnostics, result.lines)
        if isinstance(task, ProjectTask) and isinstance(result, Built):
            self._project_done(self._plans.pop(task.file.key), result)
        elif isinstance(task, FolderTask) and isinstance(result, FolderBuilt):
            self._folder_done(self._open[task.folder], result)

    def manifest(self) -> Manifest:
        """This run's entries, and those of projects that it was not asked for."""
        own = {file.key for file in self.files.projects}
        others = {
            key: entry.model_copy(
                update={"outputs": self._whole(entry.outputs) if key in own else self._there(entry)}
            )
            for key, entry in self.cache.manifest.projects.items()
            if key not in self.entries and entry.source not in self.files.gone
        }
        projects = others | self.entries
        alive = {key.rpartition("/")[0] for key in projects}
        former = {
            name: whole
            for name, files in self.cache.manifest.folders.items()
            if name not in self.folders and name in alive and (whole := self._whole(files))
        }
        return self._manifest(projects, former | self.folders)

    def stop(self) -> None:
        """Keep what was done when the run ends early."""
        for opened in tuple(self._open.values()):
            self._close(opened)

    def _plan(self, name: str, files: list[ProjectFile]) -> None:
        own = self.cache.folder(name)
        plan = self.planner.plan(
            name,
            files,
            self._known(files, own),
            partial=name in self.files.partial,
            clashing=self.files.clashing.get(name, ()),
        )
        self.listener.found(plan.diagnostics, plan.lines)
        opened = OpenFolder(plan, own, dict(own.documents))
        self._open[name] = opened
        for project in plan.projects:
            self.listener.planned(project.wanted)
            if project.known is None:
                self._failed(opened, project)
            else:
                self._sound(opened, project)
        self._tasks.reverse()
        self._drawn(opened)

    def _known(
        self,
        files: Sequence[ProjectFile],  # noqa: ARG002 a merge needs them
        own: CachedFolder,
    ) -> CachedFolder:
        """What is known of a folder's documents beside what is cached; here nothing more."""
        return own

    def _sound(self, opened: OpenFolder, project: ProjectPlan) -> None:
        """Have a project drawn as far as it has to be."""
        if project.drawn:
            opened.left += 1
            self._plans[project.file.key] = project
            self._tasks.append(ProjectTask(project.file, project.source, project.drawn))
        else:
            self._enter(project, "cached", self._outputs(project, ()))

    def _failed(self, opened: OpenFolder, project: ProjectPlan) -> None:
        opened.failed = True
        self._enter(project, "failed", self._former(project.file.key), failed=True)

    def _project_done(self, plan: ProjectPlan, result: Built) -> None:
        opened = self._open[plan.file.folder]
        opened.left -= 1
        if result.outputs:
            self._record(opened, plan.wanted, result.outputs)
            self._enter(plan, "built", self._outputs(plan, result.outputs))
        else:
            self._failed(opened, plan)
        self._drawn(opened)

    def _drawn(self, opened: OpenFolder) -> None:
        """Go on with the folder's own documents when all its projects are done."""
        plan = opened.plan
        if opened.left:
            return
        if not opened.failed and plan.drawn:
            opened.left = 1
            files = tuple(project.file for project in plan.projects)
            self.listener.planned(plan.wanted)
            self._tasks.append(FolderTask(plan.name, files, plan.drawn))
            return
        if not opened.failed and plan.wanted:
            self.listener.planned(plan.wanted)
            self._own(plan, ())
        elif plan.name in self.cache.manifest.folders:
            self.listener.stayed(plan.name)
        self._close(opened)

    def _folder_done(self, opened: OpenFolder, result: FolderBuilt) -> None:
        opened.left -= 1
        if result.outputs:
            self._record(opened, opened.plan.wanted, result.outputs)
            self._own(opened.plan, result.outputs)
        self._close(opened)

    def _own(self, plan: FolderPlan, built: Sequence[Output]) -> None:
        outputs = _in_order(plan.wanted, built)
        self.folders[plan.name] = outputs
        if built:
            self.listener.folder(plan.name, outputs)

    def _close(self, opened: OpenFolder) -> None:
        """Keep what the folder's documents were made of, if anything is new."""
        plan, former = self._open.pop(opened.plan.name).plan, opened.former
        documents = opened.documents
        if plan.name not in self.files.partial:
            places = {plan.name, *(project.file.key for project in plan.projects)}
            documents = {
                path: one for path, one in documents.items() if path.rpartition("/")[0] in places
            }
        now = CachedFolder(
            checked=plan.checked or former.checked, documents=dict(sorted(documents.items()))
        )
        if now != former:
            self.cache.keep_folder(plan.name, now)
        if self.share is not None:
            path, data = shard_list(self.settings.out / plan.name, self.mark), shard_listed(now)
            if atomic.is_inside(path, self.settings.out) and not atomic.holds(path, data):
                atomic.write(path, data)

    def _record(
        self, opened: OpenFolder, wanted: Iterable[Wanted], outputs: Sequence[Output]
    ) -> None:
        inputs = {one.path: one.inputs for one in wanted}
        for output in outputs:
            made = CachedDocument(sha256=output.sha256, inputs=dict(inputs[output.path]))
            opened.documents[output.path] = made

    def _enter(
        self,
        plan: ProjectPlan,
        status: Status,
        outputs: tuple[Output, ...],
        *,
        failed: bool = False,
    ) -> None:
        entry = Entry(
            source=plan.file.path,
            name=plan.name,
            year=plan.year,
            total=plan.total,
            annual=plan.annual,
            status=status,
            outputs=outputs,
        )
        self.entries[plan.file.key] = entry
        self.listener.project(plan.file.key, entry, failed)

    def _outputs(self, plan: ProjectPlan, built: Sequence[Output]) -> tuple[Output, ...]:
        """A project's files, those of formats that were not asked for now included."""
        wanted = {one.kind for one in plan.wanted}
        documents = () if plan.known is None else plan.known.documents
        others = tuple(
            one
            for one in self._former(plan.file.key)
            if (one.document, one.format) not in wanted and one.document in documents
        )
        return (*_in_order(plan.wanted, built), *others)

    def _former(self, key: str) -> tuple[Output, ...]:
        """A project's files of a former run that are as they were."""
        known = self.cache.manifest.projects.get(key)
        return () if known is None else self._whole(known.outputs)

    def _whole(self, outputs: Iterable[Output]) -> tuple[Output, ...]:
        return tuple(one for one in outputs if is_whole(one, self.settings.out))

    def _there(self, entry: Entry) -> tuple[Output, ...]:
        return present(entry.outputs, self.settings.out)

    def _disown(self) -> None:
        """Name no project of this run before its files are whole: a kill leaves no wrong manifest.

        Once, before the first file is replaced.
        """
        if self._disowned:
            return
        self._disowned = True
        keys = {file.key for file in self.files.projects}
        names = {file.folder for file in self.files.projects}
        former = self.cache.manifest
        projects = {key: entry for key, entry in former.projects.items() if key not in keys}
        folders = {name: files for name, files in former.folders.items() if name not in names}
        write_manifest(self.settings.out, self._manifest(projects, folders))

    def _manifest(
        self, projects: dict[str, Entry], folders: dict[str, tuple[Output, ...]]
    ) -> Manifest:
        return Manifest(made_with=versions(), projects=projects, folders=folders, share=self.share)


def _in_order(wanted: Iterable[Wanted], built: Sequence[Output]) -> tuple[Output, ...]:
    by_path = {one.path: one for one in built}
    found = (one.kept or by_path.get(one.path) for one in wanted)
    return tuple(one for one in found if one is not None)
