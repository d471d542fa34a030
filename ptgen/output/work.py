"""Stage output: tasks are done by this process or by several.

In come tasks from a :class:`Source` as there is room for them, so that memory does not grow with
their number; out go the results, each as it is ready.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from ptgen.diagnostics import Span, error
from ptgen.output import atomic
from ptgen.output.documents import Built, Documents, Kind, Settings
from ptgen.output.folders import FolderBuilt, FolderDocuments
from ptgen.output.processes import collect_late, context
from ptgen.workspace import ProjectFile

_AHEAD: Final = 3  # tasks that wait for each process, so that none is idle
_FEW: Final = 2  # tasks that are done sooner than a process starts


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
    first = tuple(_some(source, _FEW + 1 if jobs > 1 else 1))
    if jobs > 1 and len(first) > _FEW:
        source = _Resumed(first, source)
        while not _pooled(source, settings, jobs):
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


def why_alone() -> str | None:
    """Why several processes cannot work together here, in Chinese; ``None`` where they can.

    They share a lock, which Linux keeps in ``/dev/shm``: containers may have none.
    """
    try:
        multiprocessing.get_context("spawn").Lock()
    except OSError as failure:
        return f"共享内存（/dev/shm）用不了：{atomic.reason(failure)}"
    except ImportError:
        return "这个系统没有进程间的锁"
    return None


def _pooled(source: Source, settings: Settings, jobs: int) -> bool:
    """Whether all was done; not when a worker died, whose tasks were then done one by one."""
    pool = ProcessPoolExecutor(jobs, context(settings.formats), _start)
    try:
        lost = _shared(source, settings, pool, jobs)
        pool.shutdown()
    except BaseException:
        _end(pool)
        raise
    for task in lost:
        source.done(task, _in_a_process_of_its_own(task, settings))
    return not lost


def _end(pool: ProcessPoolExecutor) -> None:
    for worker in multiprocessing.active_children():
        worker.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _shared(source: Source, settings: Settings, executor: Executor, jobs: int) -> tuple[Task, ...]:
    """The tasks that were lost when a worker died."""
    running: dict[Future[Result], Task] = {}
    lost: list[Task] = []
    while True:
        while len(running) < jobs * _AHEAD and not lost:
            task = source.next()
            if task is None:
                break
            try:
                running[executor.submit(perform_in_worker, settings, task)] = task
            except BrokenProcessPool:
                lost.append(task)
        if not running:
            return tuple(lost)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            try:
                result = future.result()
            except BrokenProcessPool:
                lost.append(task)
            else:
                source.done(task, result)


def _in_a_process_of_its_own(task: Task, settings: Settings) -> Result:
    with contextlib.ExitStack() as stack:
        pool = ProcessPoolExecutor(1, context(settings.formats), _start)
        stack.callback(_end, pool)
        try:
            return pool.submit(perform_in_worker, settings, task).result()
        except BrokenProcessPool:
            return died(task)


def died(task: Task, hint: str = "请减小 --jobs 后重试") -> Result:
    """What becomes of a task that ends the process which does it."""
    message = "生成文书的进程意外退出（内存不足或被终止）"
    if isinstance(task, ProjectTask):
        found = error("PT503", Span.at(task.file.path), message, hint)
        return Built(task.file, (), (found,))
    found = error("PT503", Span.at(task.files[0].unit_path), message, hint)
    return FolderBuilt((), (found,))


def _start() -> None:
    # Ctrl-C reaches the whole group: the parent alone decides, and ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_late()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when what started it has been killed: nobody waits for its work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def perform_in_worker(settings: Settings, task: Task) -> Result:
    """Do a task in a process that is there for nothing else."""
    try:
        return perform(settings, task)
    except MemoryError:
        # As if the system had killed it: the task is done again, alone.
        os._exit(1)
