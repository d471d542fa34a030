"""Stage output: tasks are done by several processes of this machine.

In come tasks and how many processes may work; out go the results, and the tasks that were lost
with a process are done again, each alone. On Linux all processes are forked from one that has
imported the renderers and nothing else: they start at once and share its memory.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import Final

from ptgen.build.documents import Settings
from ptgen.build.workers.tasks import Result, Source, Task, died, perform_in_worker
from ptgen.core import atomic

_AHEAD: Final = 3  # tasks that wait for each process, so that none is idle
_LIFE: Final = 200
"""Tasks of a process before all are replaced: the libraries below keep a little of each page."""
_FORKED: Final = "forkserver"


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


def context(formats: Collection[str]) -> BaseContext:
    """The way to start processes that draw these formats."""
    if _FORKED not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context(_FORKED)
    # Its own default is the main module: that of a test or of another program.
    drawn = "ptgen.build.workers.preload" if "pdf" in formats else "ptgen.build.documents"
    found.set_forkserver_preload([drawn])
    return found


def pooled(source: Source, settings: Settings, jobs: int) -> bool:
    """Whether all was done; not when processes have done their share.

    Neither when one of them died, whose tasks were then done one by one.
    """
    pool = ProcessPoolExecutor(jobs, context(settings.formats), _start)
    try:
        lost, more = _shared(source, settings, pool, jobs)
        pool.shutdown()
    except BaseException:
        _end(pool)
        raise
    for task in lost:
        source.done(task, _in_a_process_of_its_own(task, settings))
    return not lost and not more


def _end(pool: ProcessPoolExecutor) -> None:
    for worker in multiprocessing.active_children():
        worker.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _shared(
    source: Source, settings: Settings, executor: Executor, jobs: int
) -> tuple[tuple[Task, ...], bool]:
    """The tasks that were lost when a worker died; whether there may be more."""
    running: dict[Future[Result], Task] = {}
    lost: list[Task] = []
    left = jobs * _LIFE
    while True:
        while len(running) < jobs * _AHEAD and not lost and left:
            task = source.next()
            if task is None:
                break
            left -= 1
            try:
                running[executor.submit(perform_in_worker, settings, task)] = task
            except BrokenProcessPool:
                lost.append(task)
        if not running:
            return tuple(lost), not left
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


def _start() -> None:
    # Ctrl-C reaches the whole group: the parent alone decides, and ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when what started it has been killed: nobody waits for its work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
