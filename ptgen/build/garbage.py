"""Stage output: when a process that draws collects its garbage."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

_LATE: Final = (100_000, 5, 5)
"""Thresholds of the garbage collection. A page has so many objects, and all of them live on."""


def collect_late() -> None:
    """Look for garbage less often in this process, and never in what it has imported by now.

    Whoever does a task collects what it has left: then it is least, and memory does not grow with
    the number of tasks. For workers alone: a process that ends by itself takes its libraries apart in an order in
    which what is frozen must not be any more.
    """
    gc.freeze()
    gc.set_threshold(*_LATE)


@contextlib.contextmanager
def collected_late() -> Iterator[None]:
    """As :func:`collect_late` for as long as this lasts."""
    usual = gc.get_threshold()
    collect_late()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
