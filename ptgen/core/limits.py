"""Limits of processor time and memory for work on what a stranger wrote.

Another thread measures both at each quarter of a second and raises in the one that works. A process
that does not listen, since a library of C works, is ended where it exists for that alone.
Processor time does not depend on what else the machine does.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from ptgen.core import system

_TICK: Final = 0.25
_DEAF: Final = 40
"""Ticks after which a process that was told to stop, and does not, is ended."""
_AGAIN: Final = 5.0, 2**28
"""Seconds and bytes after which it is told again: it may have been lost in a finalizer.

What is told while all is cleared away would come between the ends of what is watched.
"""


class StoppedError(BaseException):
    """Not an ``Exception``: nothing on the way may take it for a picture that does not load."""


class TooLongError(StoppedError):
    """It takes too long."""


class TooBigError(StoppedError):
    """It takes too much memory."""


@contextmanager
def watched(seconds: float, memory: int) -> Iterator[None]:
    """Raise :class:`StoppedError` when what is inside takes so long or so many more bytes.

    What is watched by itself inside counts for itself.
    """
    watch = _Watch(seconds, memory)
    _start_looking()
    try:
        _RUNNING.append(watch)
        yield
    finally:
        ended = False
        while not ended:
            try:
                watch.end()
                _deliver()
                ended = True
            except StoppedError:  # a tick came in between
                continue


class _Watch:
    """Watches the thread that made it."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.thread = threading.get_ident()
        self._seconds, self._memory = time.process_time() + seconds, system.memory() + memory
        self._told, self._ticks = False, 0

    def look(self) -> None:
        """Raise where it takes too much. What is raised while garbage is collected is lost."""
        seconds, memory = time.process_time(), system.memory()
        stop = TooBigError if memory > self._memory else TooLongError
        too_much = memory > self._memory or seconds > self._seconds
        with _TURN:
            if too_much and self._inside()[:1] == [self]:
                _raise(self.thread, ctypes.py_object(stop))
                self._seconds = max(self._seconds, seconds) + _AGAIN[0]
                self._memory = max(self._memory, memory) + _AGAIN[1]
                self._told = True
        self._ticks += self._told
        if self._ticks > _DEAF and multiprocessing.parent_process() is not None:
            os._exit(1)

    def end(self) -> None:
        """Raise nothing any more, nor for what began inside and may have been cut short."""
        with _TURN:
            for one in self._inside():
                _RUNNING.remove(one)
                if one is self:
                    break

    def _inside(self) -> list[_Watch]:
        """What watches this thread, the innermost first; nothing where this one does not."""
        here = [one for one in reversed(_RUNNING) if one.thread == self.thread]
        return here if self in here else []


# No lock of Python's own making: what is raised inside of one would leave it locked.
_TURN: Final = threading.Lock()
_RUNNING: Final[list[_Watch]] = []


@cache
def _start_looking() -> None:
    threading.Thread(target=_look, daemon=True).start()


def _look() -> None:
    while True:
        time.sleep(_TICK)
        for watch in tuple(_RUNNING):
            watch.look()


def _deliver() -> None:
    """Do nothing: what was to be raised in this thread comes where a function begins."""


def _raise(thread: int, what: object) -> None:
    """Raise in a thread, at its next step.

    Nothing takes that back: Python 3.11 then looks for what to raise at every step, and where
    steps are traced it ends nowhere.
    """
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
