"""What the processes of a command take: memory while it runs, and the end of those it left."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_SUBREAPER: Final = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
_EVERY: Final = 0.25
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_PROC: Final = Path("/proc")


def adopt() -> frozenset[int]:
    """Inherit the processes that commands leave behind; out come the children there are by now."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    return frozenset(_children(os.getpid()))


def left_behind(before: frozenset[int]) -> Iterator[tuple[float, float]]:
    """Processor time in seconds and largest memory in MiB of each one inherited, once it ends."""
    while inherited := set(_children(os.getpid())) - before:
        for process in inherited:
            _, _, usage = os.wait4(process, 0)
            yield usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


@dataclass(slots=True)
class Watched:
    """Memory in MiB of a command's first process and of the largest of the others, over time."""

    parent: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)


@contextlib.contextmanager
def watching(process: int) -> Iterator[Watched]:
    """Look at a process and its descendants four times a second."""
    seen = Watched()
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_EVERY):
            others = [resident(one) for one in descendants(process)]
            seen.parent.append(resident(process))
            seen.worker.append(max(others, default=0.0))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def resident(process: int) -> float:
    """MiB of a process that are in memory, shared ones included; none when it has ended."""
    try:
        return int((_PROC / str(process) / "statm").read_text().split()[1]) * _PAGE / 2**20
    except (OSError, IndexError):
        return 0.0


def descendants(process: int) -> list[int]:
    """The processes that it and its own have started and that still run."""
    found: list[int] = []
    waiting = [process]
    while waiting:
        own = _children(waiting.pop())
        found += own
        waiting += own
    return found


def _children(process: int) -> list[int]:
    found: list[int] = []
    for tasks in (_PROC / str(process) / "task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, tasks.read_text().split())
    return found
