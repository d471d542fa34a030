"""Several processes of this machine that do the same work and end with the one that started them."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from ptgen.core.atomic import reason


def why_alone() -> str | None:
    """Why several processes cannot work together here, in Chinese; ``None`` where they can.

    They share a lock, which Linux keeps in ``/dev/shm``: containers may have none.
    """
    try:
        multiprocessing.get_context("spawn").Lock()
    except OSError as failure:
        return f"共享内存（/dev/shm）用不了：{reason(failure)}"
    except ImportError:
        return "这个系统没有进程间的锁"
    return None


@contextlib.contextmanager
def pool_of(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes; an exception ends them at once."""
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start)
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        workers = multiprocessing.active_children()
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.join()  # after that nobody writes
        pool.shutdown(wait=False, cancel_futures=True)
        raise


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
