"""What a worker of a cluster does with a task: it hands the task to a process that draws.

A task arrives as bytes and texts, so that a worker of another version fails with a sentence. Each
thread of a worker has a process of its own (:mod:`ptgen.build.workers.main`): time and memory are
bounded only in the main thread of a process, and a project that ends it ends no worker.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final

_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Refused:
    """This machine must not draw for that build; ``why`` in Chinese."""

    why: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The program failed; ``trace`` is for who mends it."""

    trace: str


def perform_remotely(here: str, expected: dict[str, str], errand: bytes) -> bytes:
    """The pickled answer of a process that draws; empty when it ended without one.

    ``here`` is the folder from which paths start, ``expected`` the fingerprint of the machine that
    asks, ``errand`` the pickled settings and task.
    """
    message = pickle.dumps((here, expected, errand))
    return _process_of(threading.get_ident()).ask(message)


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message with its length."""
    stream.write(len(message).to_bytes(_LENGTH) + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; ``None`` when the other end has gone."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head)
    message = stream.read(length)
    return message if len(message) == length else None


class WorkerProcess:
    """The process that draws for one thread, started when it is asked and none is there."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, message: bytes) -> bytes:
        """Its answer; empty when it ended without one."""
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _started()
        answer = None
        if process.stdin is not None and process.stdout is not None:
            with contextlib.suppress(OSError):
                send(process.stdin, message)
                answer = receive(process.stdout)
        if answer is None:
            process.kill()
            process.communicate()
            self._process = None
        return answer or b""


def _started() -> subprocess.Popen[bytes]:
    """Python as it is here, with paths whose names are Chinese.

    It imports nothing from the folder of the worker or of the build, where a stranger's modules
    may lie.
    """
    own, here = str(Path(__file__).parents[3]), str(Path.cwd())
    places = (place for place in sys.path if place == own or place != here)
    paths = os.pathsep.join(filter(os.path.isabs, places))
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "from ptgen.build.workers.main import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
    )


@cache
def _process_of(thread: int) -> WorkerProcess:  # noqa: ARG001 each has its own
    return WorkerProcess()
