"""Tasks, and how they are done in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from functools import lru_cache
from typing import Final

from ptgen.build.documents import Documents, Result, Task
from ptgen.build.settings import BuildSettings
from ptgen.core.diagnostics import Span, error

NextTask = Callable[[], Task | None]
"""Gives the next task; ``None`` while there is none, perhaps until others are done."""
Results = Generator[tuple[Task, Result], None, None]
"""Tasks that are done. They are taken one by one: a new task may follow from a result."""
Scheduler = Callable[[NextTask, BuildSettings], Results]
"""Does all tasks somewhere: in this process, in several, or on a cluster."""

FEW: Final = 2
"""So many tasks are done sooner than another process starts."""


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
