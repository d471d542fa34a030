"""What a worker of a cluster does with a task: it hands the task to a process that draws.

A task arrives as bytes and texts, so that a worker of another version fails with a sentence. Each
thread of a worker has a process of its own (:mod:`ptgen.build.workers.main`): time and memory are
bounded only in the main thread of a process, and a project that ends it ends no worker.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from functools import cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from ptgen.core.errors import PtgenError
from ptgen.core.system import WINDOWS


class ClusterError(PtgenError):
    """A cluster cannot be used, or a machine of it must not draw for this build."""


def perform_remotely(here: str, expected: dict[str, str], errand: bytes) -> bytes:
    """The pickled answer of a process that draws; empty when it ended without one.

    ``here`` is the folder from which paths start, ``expected`` the fingerprint of the machine that
    asks, ``errand`` the pickled settings and task.
    """
    message = pickle.dumps((here, expected, errand))
    return _process_of(threading.get_ident()).ask(message)


class WorkerProcess:
    """The process that draws for one thread, started when it is asked and none is there."""

    def __init__(self) -> None:
        self._running: tuple[subprocess.Popen[bytes], Connection] | None = None

    def ask(self, message: bytes) -> bytes:
        """Its answer; empty when it ended without one."""
        if self._running is None or self._running[0].poll() is not None:
            self._running = _started()
        process, connection = self._running
        try:
            connection.send_bytes(message)
            return connection.recv_bytes()
        except (OSError, EOFError):
            process.kill()
            process.wait()
            self._running = None
            return b""


def _started() -> tuple[subprocess.Popen[bytes], Connection]:
    """Python as it is here, with paths whose names are Chinese, and a connection to it.

    It imports nothing from the folder of the worker or of the build, where a stranger's modules
    may lie.
    """
    own, here = str(Path(__file__).parents[3]), str(Path.cwd())
    places = (place for place in sys.path if place == own or place != here)
    paths = os.pathsep.join(filter(os.path.isabs, places))
    program = "from ptgen.build.workers.main import main; main()"
    if WINDOWS:  # where a process inherits no connection
        raise ClusterError("Windows 上的工作进程不能生成文书，请用 Linux 或 macOS 的机器")
    connection: Connection
    far: Connection
    connection, far = Pipe()  # type: ignore[assignment,unused-ignore] # of Windows otherwise
    with far:
        process = subprocess.Popen(  # noqa: S603 ourselves
            [sys.executable, "-P", "-c", program, str(far.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=(far.fileno(),),
            env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
        )
    return process, connection


@cache
def _process_of(thread: int) -> WorkerProcess:  # noqa: ARG001 each has its own
    return WorkerProcess()
