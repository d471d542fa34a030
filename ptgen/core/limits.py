"""Limits of processor time and memory for work on what a stranger wrote.

The process is interrupted at each quarter of a second of processor time, and both are measured.
Processor time does not depend on what else the machine does.
"""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

_TICK: Final = 0.25
_STATM: Final = Path("/proc/self/statm")


class StoppedError(BaseException):
    """Not an ``Exception``: nothing on the way may take it for a picture that does not load."""


class TooLongError(StoppedError):
    """It takes too long."""


class TooBigError(StoppedError):
    """It takes too much memory."""


@contextmanager
def watched(seconds: float, memory: int) -> Iterator[None]:
    """Raise :class:`StoppedError` when what is inside takes so long or so many more bytes.

    Both are watched in the main thread alone, where ptgen does such work.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    start, before, over = _seconds(), _memory(), False

    def look(number: int, frame: FrameType | None) -> None:
        del number, frame  # part of the signal's signature
        # Python drops what is raised while it collects garbage: the next tick raises it again.
        if over:
            return
        if _seconds() - start > seconds:
            raise TooLongError
        if _memory() - before > memory:
            raise TooBigError

    former = signal.signal(signal.SIGVTALRM, look)
    timer = signal.setitimer(signal.ITIMER_VIRTUAL, _TICK, _TICK)
    try:
        yield
    finally:
        while not over:
            with suppress(StoppedError):  # a tick may come in between
                over = True
        signal.setitimer(signal.ITIMER_VIRTUAL, *timer)  # that of a document around a style sheet
        signal.signal(signal.SIGVTALRM, former)


@contextmanager
def bounded_memory(memory: int) -> Iterator[None]:
    """Let one step that Python cannot interrupt fail with ``MemoryError`` beyond so many bytes."""
    former = resource.getrlimit(resource.RLIMIT_AS)
    try:
        size = int(_STATM.read_text().split()[0]) * resource.getpagesize() + memory
    except OSError:  # no system that keeps to this limit
        size = resource.RLIM_INFINITY
    if former[0] == resource.RLIM_INFINITY and size != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_AS, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, former)


def _seconds() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def _memory() -> int:
    """Bytes in use; where the system does not tell (macOS), the most that ever were."""
    try:
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
