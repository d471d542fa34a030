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
from contextlib import contextmanager, suppress
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
        with _watching(watch):
            yield
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


class _Watch(threading.Thread):
    """Raises in the thread that made it, as long as that takes too much; ``why`` tells what of."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.why = ""
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._drawing = ctypes.c_ulong(threading.get_ident())
        self._start, self._before = time.process_time(), system.memory()

    def run(self) -> None:
        """Look at each tick. What is raised while garbage is collected is lost: raise it again."""
        told = 0
        while not self._over.wait(_TICK):
            if system.memory() - self._before > MEMORY:
                self.why = _TOO_BIG
            elif time.process_time() - self._start > SECONDS:
                self.why = _TOO_LONG
            with self._turn:
                if self.why and not self._over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self._drawing, _STOPPED)
                    told += 1
            if told > _DEAF and multiprocessing.parent_process() is not None:
                os._exit(1)

    def end(self) -> None:
        """Raise nothing any more."""
        with self._turn:
            self._over.set()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(self._drawing, None)


_STOPPED: Final = ctypes.py_object(_StoppedError)


@contextmanager
def _watching(watch: _Watch) -> Iterator[None]:
    watch.start()
    try:
        yield
    finally:
        ended = False
        while not ended:
            with suppress(_StoppedError):  # a tick may come in between
                watch.end()
                ended = True
