"""Stage cli: ``ptgen build --watch``: builds again whenever a file is saved, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import click

from ptgen.saves import saves, stamp

COULD_NOT_RUN = 2


def keep_building(places: Sequence[Path], once: Callable[[], int]) -> int:
    """Build once, then once after each save; the exit status.

    What is saved while a build runs is built after it. A first build that cannot run ends it: no
    save mends a machine. Ctrl-C ends it with 0 while it waits; while it builds it is raised.
    """
    seen = stamp(places)
    if once() == COULD_NOT_RUN:
        return COULD_NOT_RUN
    waiting = "等待存盘，按 Ctrl-C 结束"
    try:
        click.echo(waiting)
        for _ in saves(places, Event(), seen):
            once()
            click.echo(waiting)
    except KeyboardInterrupt:
        click.echo("已结束")
    return 0
