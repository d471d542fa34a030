"""A build from the first file to the manifest.

Folders are planned, drawn and forgotten one after the other: memory holds little more than the
manifest, however many projects there are. Tasks of one folder may be at work while the next one is
planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol

from ptgen.build.cache import CachedDocument, CachedFolder
from ptgen.build.documents import Result, Task
from ptgen.build.manifest import ManifestEntry, Output, ShardInfo, Status, is_whole
from ptgen.build.plan import (
    FolderPlan,
    Lines,
    PlannedDocument,
    Planner,
    ProjectPlan,
    kinds_to_draw,
)
from ptgen.build.record import Record, in_order
from ptgen.build.settings import BuildInputs
from ptgen.build.shards.merge import ShardCache
from ptgen.build.workers.pool import Scheduler
from ptgen.core.atomic import remove_unfinished
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import ProjectFile


class Listener(Protocol):
    """Is told how a build goes."""

    def found(self, diagnostics: Sequence[Diagnostic], lines: Lines) -> None:
        """Findings, with the lines of the files that have errors."""

    def planned(self, documents: Iterable[PlannedDocument]) -> None:
        """Documents that will be drawn or kept, and why."""

    def project(self, key: str, entry: ManifestEntry) -> None:
        """A project is done, or could not be drawn."""

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """A folder's own documents are drawn."""

    def stayed(self, name: str) -> None:
        """A folder's own documents are those of a former build."""

    def cleaned_up(self, removed: Sequence[str], left: Sequence[str]) -> None:
        """Files were removed; others were left since they were changed."""


@dataclass(slots=True)
class OpenFolder:
    """A folder at work: its plan, what was cached, its documents, how many tasks are left."""

    plan: FolderPlan
    former: CachedFolder
    documents: dict[str, CachedDocument]
    left: int = 0
    failed: bool = False

    def built(self, planned: Iterable[PlannedDocument], outputs: Iterable[Output]) -> None:
        """Enter what files were made of."""
        inputs = {one.path: one.inputs for one in planned}
        for one in outputs:
            made = CachedDocument(sha256=one.sha256, inputs=dict(inputs[one.path]))
            self.documents[one.path] = made


def build(
    inputs: BuildInputs,
    planner: Planner,
    listener: Listener,
    scheduler: Scheduler,
    *,
    share: ShardInfo | None = None,
    shards: ShardCache | None = None,
) -> dict[str, ManifestEntry]:
    """Draw all documents that have a reason, remove stale ones and write the manifest.

    Returns the manifest's entries of these projects. ``share`` is there for a build that is a
    shard. With ``shards`` the documents of projects are taken over from there, and none is drawn.
    A build that is stopped in the middle writes down what it has done, and removes no
    document. Raises :class:`~ptgen.core.atomic.OutputError` where files cannot be written and
    :class:`~ptgen.render.errors.MachineError` where documents cannot be drawn.
    """
    record = Record(inputs, planner.settings.out, share)
    work = Work(planner, record, listener, shards, inputs.folders())
    try:
        with closing(scheduler(work.next_task, planner.settings)) as results:
            for task, result in results:
                work.done(task, result)
    except BaseException:
        work.stop()
        record.write()
        folders = () if share else (file.folder for file in inputs.projects)
        remove_unfinished(record.out, {*folders, *(file.key for file in inputs.projects)})
        raise
    listener.cleaned_up(*record.finish())
    return record.entries


@dataclass(slots=True)
class Work:
    """The folders at work: gives their tasks and takes the results."""

    planner: Planner
    record: Record
    listener: Listener
    shards: ShardCache | None
    coming: Iterator[tuple[str, list[ProjectFile]]]
    _tasks: list[Task] = field(default_factory=list)
    _open: dict[str, OpenFolder] = field(default_factory=dict)

    def next_task(self) -> Task | None:
        """The next task, of the next folder that has any."""
        while not self._tasks:
            coming = next(self.coming, None)
            if coming is None:
                return None
            self._plan(*coming)
        self.record.begin()
        return self._tasks.pop()

    def done(self, task: Task, result: Result) -> None:
        """Enter a result."""
        file = task.files[0]
        opened = self._open[file.folder]
        opened.left -= 1
        self.listener.found(result.found, result.lines)
        if task.whole:
            self._folder_done(opened, result.outputs)
            return
        plan = opened.plan.projects[file.key]
        if result.outputs:
            opened.built(plan.documents, result.outputs)
            self._enter(plan, "built", result.outputs)
        else:
            self._failed(opened, plan)
        self._projects_done(opened)

    def stop(self) -> None:
        """Keep what was done when the build ends early."""
        for opened in tuple(self._open.values()):
            self._close(opened)

    def _plan(self, name: str, files: list[ProjectFile]) -> None:
        inputs = self.record.inputs
        cached = own = inputs.cache.folder(name)
        if self.shards is not None:
            documents = own.documents | self.shards.documents(files)
            cached = own.model_copy(update={"documents": documents})
        partial, clashing = name in inputs.partial, inputs.clashing
        plan = self.planner.plan(name, files, cached, partial=partial, clashing=clashing)
        self.listener.found(plan.found, plan.lines)
        opened = self._open[name] = OpenFolder(plan, own, dict(own.documents))
        for project in plan.projects.values():
            self.listener.planned(project.documents)
            if not project.sound:
                self._failed(opened, project)
            elif self.shards is not None:
                self._take_over(self.shards, opened, project)
            elif kinds := kinds_to_draw(project.documents):
                opened.left += 1
                loaded = () if project.loaded is None else (project.loaded,)
                task = Task((project.file,), kinds, source=project.source, loaded=loaded)
                self._tasks.append(task)
            else:
                self._enter(project, "cached")
        self._tasks.reverse()
        self._projects_done(opened)

    def _take_over(self, shards: ShardCache, opened: OpenFolder, project: ProjectPlan) -> None:
        """Take over what a shard has drawn; a project that it could not draw is told."""
        key, out = project.file.key, self.record.out
        if (failure := shards.failure(project.file)) is not None:
            self.listener.found((failure,), {})
            self._failed(opened, project)
            return
        for one in project.documents:
            output = shards.kept(key, one)
            if not is_whole(output, out):
                self.record.begin()
                shards.copy(key, output, out)
            opened.built((one,), (output,))
        self._enter(project, shards.status(key))

    def _enter(self, plan: ProjectPlan, status: Status, built: Sequence[Output] = ()) -> None:
        self.listener.project(plan.file.key, self.record.project(plan, status, built))

    def _failed(self, opened: OpenFolder, plan: ProjectPlan) -> None:
        opened.failed = True
        self._enter(plan, "failed")

    def _projects_done(self, opened: OpenFolder) -> None:
        """Go on with the folder's own documents when all its projects are done."""
        plan = opened.plan
        if opened.left:
            return
        if opened.failed or not plan.documents:
            if plan.name in self.record.former.folders:
                self.listener.stayed(plan.name)
            self._close(opened)
            return
        self.listener.planned(plan.documents)
        if kinds := kinds_to_draw(plan.documents):
            opened.left = 1
            projects = plan.projects.values()
            files = tuple(one.file for one in projects)
            loaded = tuple(one.loaded for one in projects if one.loaded is not None)
            self._tasks.append(Task(files, kinds, whole=True, loaded=loaded))
        else:
            self.record.folders[plan.name] = in_order(plan.documents, ())
            self._close(opened)

    def _folder_done(self, opened: OpenFolder, outputs: Sequence[Output]) -> None:
        plan = opened.plan
        if outputs:
            opened.built(plan.documents, outputs)
            files = self.record.folders[plan.name] = in_order(plan.documents, outputs)
            self.listener.folder(plan.name, files)
        self._close(opened)

    def _close(self, opened: OpenFolder) -> None:
        del self._open[opened.plan.name]
        self.record.close(opened.plan, opened.former, opened.documents)
