"""Does tasks in this process, or in several of this machine.

Tasks that were lost with a process are done again, each alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import islice
from typing import Final

from ptgen.build.documents import Documents, Result, Task
from ptgen.build.settings import BuildSettings
from ptgen.core.diagnostics import Span, error
from ptgen.core.processes import pool_of

NextTask = Callable[[], Task | None]
"""Gives the next task; ``None`` while there is none, perhaps until others are done."""
Results = Generator[tuple[Task, Result], None, None]
"""Tasks that are done. They are taken one by one: a new task may follow from a result."""
Scheduler = Callable[[NextTask, BuildSettings], Results]
"""Does all tasks somewhere: in this process, in several, or on a cluster."""

FEW: Final = 2
"""So many tasks are done sooner than another process starts."""
_AHEAD: Final = 3  # tasks that wait for each process, so that none is idle
_LIFE: Final = 200
"""Tasks of a process before all are replaced: the libraries below keep a little of each page."""


def perform_all(next_task: NextTask, settings: BuildSettings) -> Results:
    """Do all tasks in this process."""
    documents = Documents(settings)
    while (task := next_task()) is not None:
        yield task, documents.make(task)


# One for a build: units and editions are read once.
_documents = lru_cache(maxsize=1)(Documents)


def perform_in_worker(settings: BuildSettings, task: Task) -> Result:
    """Do a task in a process that exists for nothing else."""
    try:
        return _documents(settings).make(task)
    except MemoryError:
        # As if the system had killed it: the task is done again, alone.
        os._exit(1)


def died(task: Task, hint: str = "请减小 --jobs 后重试") -> Result:
    """The result of a task that ends the process which does it."""
    message = "生成文书的进程意外退出（内存不足或被终止）"
    path = task.files[0].unit_path if task.whole else task.files[0].path
    return Result((), (error("PT503", Span.at(path), message, hint),))


def perform_in_pool(next_task: NextTask, settings: BuildSettings, jobs: int) -> Results:
    """Do all tasks in ``jobs`` processes at a time, or in this one if they are few.

    A process that dies takes only the task that killed it. Closing the iterator, and whatever
    interrupts it, ends the processes at once.
    """
    first = list(islice(iter(next_task, None), FEW + 1))
    several = len(first) > FEW
    first.reverse()

    def resumed() -> Task | None:
        return first.pop() if first else next_task()

    if several:
        return _perform_in_processes(resumed, settings, jobs)
    return perform_all(resumed, settings)


def _perform_in_processes(next_task: NextTask, settings: BuildSettings, jobs: int) -> Results:
    lost: list[Task] = []
    left = 0
    while not left or lost:
        left, lost = jobs * _LIFE, []
        running: dict[Future[Result], Task] = {}
        with pool_of(jobs) as pool:
            while True:
                room = jobs * _AHEAD
                while left and not lost and len(running) < room and (task := next_task()):
                    left -= 1
                    running[_submitted(pool, settings, task)] = task
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        lost.append(task)
                    else:
                        yield task, result
        for task in lost:
            yield task, _alone(task, settings)


def _submitted(pool: ProcessPoolExecutor, settings: BuildSettings, task: Task) -> Future[Result]:
    try:
        return pool.submit(perform_in_worker, settings, task)
    except BrokenProcessPool as failure:
        lost: Future[Result] = Future()
        lost.set_exception(failure)
        return lost


def _alone(task: Task, settings: BuildSettings) -> Result:
    """Do a task in a process of its own."""
    with pool_of(1) as pool:
        try:
            return pool.submit(perform_in_worker, settings, task).result()
        except BrokenProcessPool:
            return died(task)
