"""Stage output: many projects are checked, built by several processes and put in the manifest."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache

from ptgen.diagnostics import Span, error
from ptgen.output import atomic
from ptgen.output.documents import Built, Documents, Settings
from ptgen.workspace import ProjectFile


def build_all(files: Sequence[ProjectFile], settings: Settings, jobs: int) -> Iterator[Built]:
    """Build projects, each result as it is ready; one process draws in this one.

    A worker that dies takes only the project that killed it. Closing the iterator, or an
    exception such as KeyboardInterrupt, ends the workers at once.
    """
    jobs = min(jobs, len(files))
    if jobs <= 1:
        documents = Documents(settings)
        for file in files:
            yield documents.build(file)
        return
    done: set[str] = set()
    try:
        for built in _pooled(files, settings, jobs):
            done.add(built.file.key)
            yield built
    except BrokenProcessPool:
        for file in files:
            if file.key not in done:
                yield _alone(file, settings)


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


def _pooled(files: Sequence[ProjectFile], settings: Settings, jobs: int) -> Iterator[Built]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, _start)
    try:
        futures: list[Future[Built]] = [pool.submit(_build, file, settings) for file in files]
        for future in as_completed(futures):
            yield future.result()
        pool.shutdown()
    except BaseException:
        for worker in multiprocessing.active_children():
            worker.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _alone(file: ProjectFile, settings: Settings) -> Built:
    """A project in a process of its own, after one of several projects killed a worker."""
    try:
        return next(_pooled((file,), settings, 1))
    except BrokenProcessPool:
        message = "生成文书的进程意外退出（内存不足或被终止）"
        span = Span.at(file.path)
        return Built(file, (), (error("PT503", span, message, "请减小 --jobs 后重试"),))


def _start() -> None:
    # Ctrl-C reaches the whole group: a worker dies by it silently, the parent tells the user.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when what started it has been killed: nobody waits for its work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@lru_cache(maxsize=1)
def _documents(settings: Settings) -> Documents:
    """The instance of a worker process: fonts and templates are read once."""
    return Documents(settings)


def _build(file: ProjectFile, settings: Settings) -> Built:
    try:
        return _documents(settings).build(file)
    except MemoryError:
        # As if the system had killed it: what it drew is drawn again, alone.
        os._exit(1)
