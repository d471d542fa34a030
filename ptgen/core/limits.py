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
                ended = True
            except StoppedError:  # a tick came in between
                continue


class _Watch:
    """Watches the thread that made it."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.thread = threading.get_ident()
        self._seconds, self._memory = time.process_time() + seconds, system.memory() + memory
        self._told = 0

    def look(self) -> None:
        """Raise where it takes too much. What is raised while garbage is collected is lost."""
        stop: type[StoppedError] | None = None
        if system.memory() > self._memory:
            stop = TooBigError
        elif time.process_time() > self._seconds:
            stop = TooLongError
        with _TURN:
            if stop is not None and self._inside()[:1] == [self]:
                _raise(self.thread, ctypes.py_object(stop))
                self._told += 1
        if self._told > _DEAF and multiprocessing.parent_process() is not None:
            os._exit(1)

    def end(self) -> None:
        """Raise nothing any more, nor for what began inside and may have been cut short."""
        with _TURN:
            for one in self._inside():
                _RUNNING.remove(one)
                if one is self:
                    break
            _raise(self.thread, None)

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


def _raise(thread: int, what: object) -> None:
    """Raise in a thread, at its next step; ``None`` is nothing, what was to be raised neither."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
