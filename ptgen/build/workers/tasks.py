"""Stage output: tasks are done by this process or by several.

In come tasks from a :class:`Source` as there is room for them, so that memory does not grow with
their number; out go the results, each as it is ready.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from ptgen.build.documents import Built, Documents, Kind, Settings
from ptgen.build.folder_documents import FolderBuilt, FolderDocuments
from ptgen.core.diagnostics import Span, error
from ptgen.core.loader import ProjectFile

FEW: Final = 2
"""So many tasks are done sooner than another process starts."""


@dataclass(frozen=True, slots=True)
class ProjectTask:
    """Documents of a project to be drawn; ``source`` is the digest of what was checked."""

    file: ProjectFile
    source: str
    wanted: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class FolderTask:
    """A folder's own documents to be drawn; each of its projects is sound."""

    folder: str
    files: tuple[ProjectFile, ...]
    wanted: tuple[Kind, ...]


Task = ProjectTask | FolderTask
Result = Built | FolderBuilt


class Source(Protocol):
    """Gives tasks and takes results."""

    def next(self) -> Task | None:
        """The next task; ``None`` while there is none, perhaps until others are done."""

    def done(self, task: Task, result: Result) -> None:
        """Take the result of a task."""


def work(source: Source, settings: Settings, jobs: int) -> None:
    """Do all tasks of a source, in at most ``jobs`` processes at a time.

    A worker process that dies takes only the task that killed it. KeyboardInterrupt, and whatever
    ``source`` raises, ends the workers at once.
    """
    first = tuple(_some(source, FEW + 1 if jobs > 1 else 1))
    if jobs > 1 and len(first) > FEW:
        from ptgen.build.workers.pool import pooled  # noqa: PLC0415 it takes time to import

        source = _Resumed(first, source)
        while not pooled(source, settings, jobs):
            source = _Resumed((), source)
    else:
        _alone(_Resumed(first, source), settings)


def perform(settings: Settings, task: Task) -> Result:
    """Do a task in this process."""
    documents = _documents(settings)
    if isinstance(task, ProjectTask):
        return documents.build(task.file, task.wanted, task.source)
    return FolderDocuments(documents, settings).build(task.folder, task.files, task.wanted)


@lru_cache(maxsize=1)
def _documents(settings: Settings) -> Documents:
    """The instance of a process for a build: unit files and editions are read once."""
    return Documents(settings)


class _Resumed:
    """A source of which some tasks were taken already."""

    def __init__(self, first: Sequence[Task], source: Source) -> None:
        self._first = list(reversed(first))
        self._source = source
        self.done = source.done

    def next(self) -> Task | None:
        return self._first.pop() if self._first else self._source.next()


def _some(source: Source, count: int) -> Iterator[Task]:
    for _ in range(count):
        task = source.next()
        if task is None:
            return
        yield task


def _alone(source: Source, settings: Settings) -> None:
    while (task := source.next()) is not None:
        source.done(task, perform(settings, task))


def died(task: Task, hint: str = "请减小 --jobs 后重试") -> Result:
    """What becomes of a task that ends the process which does it."""
    message = "生成文书的进程意外退出（内存不足或被终止）"
    if isinstance(task, ProjectTask):
        found = error("PT503", Span.at(task.file.path), message, hint)
        return Built(task.file, (), (found,))
    found = error("PT503", Span.at(task.files[0].unit_path), message, hint)
    return FolderBuilt((), (found,))


def perform_in_worker(settings: Settings, task: Task) -> Result:
    """Do a task in a process that is there for nothing else."""
    try:
        return perform(settings, task)
    except MemoryError:
        # As if the system had killed it: the task is done again, alone.
        os._exit(1)
