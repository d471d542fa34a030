"""``ptgen build --watch``: builds again whenever a file is saved, until Ctrl-C."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import Event

import click

from ptgen.core.errors import PtgenError
from ptgen.report.escape import visible
from ptgen.watch import saves, stamp


def keep_building(
    places: Sequence[Path], formats: Collection[str], build: Callable[[], int]
) -> int:
    """Build once, then once after each save; the exit status.

    What is saved while a build runs is built after it. A first build that cannot run ends it: no
    save mends a machine. Ctrl-C ends it with 0 while it waits; while it builds it is raised.
    """
    seen = stamp(places)
    build()
    waiting = "等待存盘，按 Ctrl-C 结束"
    try:
        click.echo(waiting)
        _warm(formats)
        for _ in saves(places, Event(), seen):
            try:
                build()
            except PtgenError as failure:
                click.echo(f"错误: {visible(str(failure))}", err=True)
            click.echo(waiting)
    except KeyboardInterrupt:
        click.echo("已结束")
    return 0


_RENDERERS = {
    "docx": "ptgen.render.docx.renderer",
    "pdf": "ptgen.render.pdf.weasyprint.renderer",
    "xlsx": "ptgen.render.xlsx.lists",
}


def _warm(formats: Collection[str]) -> None:
    """Import what draws while nothing else is to be done: the first save need not wait for it."""
    for style in formats:
        importlib.import_module(_RENDERERS[style])
