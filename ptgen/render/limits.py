"""Limits of time and memory for drawing a template, which is named when it is stopped.

What a template may say is bounded before it is drawn (:mod:`ptgen.render.template`). A style
sheet is not: ten letters can demand a billion columns. So the process is interrupted at each
quarter of a second of processor time, and both are measured. Processor time does not depend on what else the machine does.
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

from ptgen.core.filesystem import is_builtin_template
from ptgen.render.blame import is_bug
from ptgen.render.errors import RenderError, TemplateError

SECONDS: Final = 60.0
"""Of processor time for one document; the longest published one takes half a second."""
MEMORY: Final = 1536 * 2**20
"""Bytes that drawing may add to the process; a document of 50 pages takes 100 MB."""

_TICK: Final = 0.25
_STATM: Final = Path("/proc/self/statm")


class _StoppedError(BaseException):
    """Not an ``Exception``: nothing on the way may take it for a picture that does not load."""


@contextmanager
def bounded(source: Path) -> Iterator[None]:
    """Raise :class:`TemplateError` for ``source`` when what is inside takes too much, or fails.

    Time and memory are watched in the main thread, where ptgen draws. What draws a template of
    the user's and fails is the template's fault; in one of ours it is a bug and shows as one, and
    so does what ptgen's own code raises (:mod:`ptgen.render.blame`).
    """
    watched = threading.current_thread() is threading.main_thread()
    try:
        if watched:
            with _watched():
                yield
        else:
            yield
    except _StoppedError as stop:
        raise TemplateError(source, None, str(stop)) from stop
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


@contextmanager
def _watched() -> Iterator[None]:
    start, before, over = _seconds(), _memory(), False

    def look(number: int, frame: FrameType | None) -> None:
        del number, frame  # part of the signal's signature
        # Python drops what is raised while it collects garbage: the next tick raises it again.
        if over:
            return
        if _seconds() - start > SECONDS:
            raise _StoppedError(_TOO_LONG)
        if _memory() - before > MEMORY:
            raise _StoppedError(_TOO_BIG)

    former = signal.signal(signal.SIGVTALRM, look)
    timer = signal.setitimer(signal.ITIMER_VIRTUAL, _TICK, _TICK)
    try:
        yield
    finally:
        while not over:
            with suppress(_StoppedError):  # a tick may come in between
                over = True
        signal.setitimer(signal.ITIMER_VIRTUAL, *timer)  # that of a document around a style sheet
        signal.signal(signal.SIGVTALRM, former)


def _seconds() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def _memory() -> int:
    """Bytes in use; where the system does not tell (macOS), the most that ever were."""
    try:
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
