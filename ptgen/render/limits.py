"""Limits of time and memory for drawing a template, which is named when it is stopped.

What a template may say is bounded before it is drawn (:mod:`ptgen.render.template`). A style
sheet is not: ten letters can demand a billion columns. So another thread measures both at each
quarter of a second and raises in the one that draws; a process that does not listen, since a
library of C draws, is ended where it exists for that alone. Processor time does not depend on what
else the machine does.
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
from pathlib import Path
from typing import Final

from ptgen.core import system
from ptgen.core.filesystem import is_builtin_template
from ptgen.render.blame import is_bug
from ptgen.render.errors import RenderError, TemplateError

SECONDS: Final = 60.0
"""Of processor time for one document; the longest published one takes half a second."""
MEMORY: Final = 1536 * 2**20
"""Bytes that drawing may add to the process; a document of 50 pages takes 100 MB."""

_TICK: Final = 0.25
_DEAF: Final = 40
"""Ticks after which a process that was told to stop, and does not, is ended."""


class _StoppedError(BaseException):
    """Not an ``Exception``: nothing on the way may take it for a picture that does not load."""


@contextmanager
def bounded(source: Path) -> Iterator[None]:
    """Raise :class:`TemplateError` for ``source`` when what is inside takes too much, or fails.

    What draws a template of the user's and fails is the template's fault; in one of ours it is a
    bug and shows as one, and so does what ptgen's own code raises (:mod:`ptgen.render.blame`).
    """
    watch = _Watch()
    try:
        try:
            watch.begin()
            yield
        finally:
            ended = False
            while not ended:
                try:
                    watch.end()
                    ended = True
                except _StoppedError:  # a tick came in between
                    continue
    except _StoppedError as stop:
        if not watch.why:  # that of a document around a style sheet has stopped it
            raise
        raise TemplateError(source, None, watch.why) from stop
    except MemoryError as failure:
        raise TemplateError(source, None, _TOO_BIG) from failure
    except RenderError:
        raise
    except Exception as failure:
        if is_bug(failure, source) or is_builtin_template(source):
            raise
        message = f"排版程序处理不了它（{type(failure).__name__}）；请写得简单些"
        raise TemplateError(source, None, message) from failure


_TOO_BIG: Final = f"排版占用的内存超过 {MEMORY >> 20} MB；请检查尺寸、列数和循环"
_TOO_LONG: Final = f"排版超过 {SECONDS:g} 秒；请检查尺寸、列数和循环"


class _Watch:
    """Watches the thread that made it; ``why`` tells what that takes too much of."""

    def __init__(self) -> None:
        self.why = ""
        self._drawing = threading.get_ident()
        self._start, self._before = time.process_time(), system.memory()
        self._told = 0

    def begin(self) -> None:
        """Watch from now on."""
        _start_looking()
        _RUNNING.append(self)

    def look(self) -> None:
        """Raise where it takes too much. What is raised while garbage is collected is lost."""
        if system.memory() - self._before > MEMORY:
            self.why = _TOO_BIG
        elif time.process_time() - self._start > SECONDS:
            self.why = _TOO_LONG
        with _TURN:
            if self.why and self in _RUNNING:
                _raise(self._drawing, _STOPPED)
                self._told += 1
        if self._told > _DEAF and multiprocessing.parent_process() is not None:
            os._exit(1)

    def end(self) -> None:
        """Raise nothing any more, nor for what began inside and may have been cut short."""
        with _TURN:
            here = [one for one in _RUNNING if one._drawing == self._drawing]  # noqa: SLF001 its like
            for one in here[here.index(self) :] if self in here else ():
                _RUNNING.remove(one)
            _raise(self._drawing, None)


# No lock of Python's own making: what is raised inside of one would leave it locked.
_TURN: Final = threading.Lock()
_RUNNING: Final[list[_Watch]] = []
_STOPPED: Final = ctypes.py_object(_StoppedError)


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
