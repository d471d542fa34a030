"""Stage output: how the processes start that draw, and when they collect garbage.

On Linux all are forked from one that has imported the renderers and nothing else: they start at
once and share its memory.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Collection
from multiprocessing.context import BaseContext
from typing import Final

_FORKED: Final = "forkserver"
_LATE: Final = (100_000, 20, 50)
"""Thresholds of the garbage collection. A page has so many objects, and all of them live on."""


def context(formats: Collection[str]) -> BaseContext:
    """The way to start processes that draw these formats."""
    if _FORKED not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context(_FORKED)
    # Its own default is the main module: that of a test or of another program.
    drawn = "ptgen.output.preload_pdf" if "pdf" in formats else "ptgen.output.documents"
    found.set_forkserver_preload([drawn])
    return found


def collect_late() -> None:
    """Look for garbage less often in this process, and never in what it has imported."""
    gc.freeze()
    gc.set_threshold(*_LATE)
