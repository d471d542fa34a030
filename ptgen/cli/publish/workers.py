"""Stage cli: what this machine draws with: processes and fonts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator

import click

from ptgen.build.cache_key import user_templates
from ptgen.build.workers.dask import Cluster, connected
from ptgen.build.workers.tasks import FEW
from ptgen.cli.publish.reporter import Said
from ptgen.core.filesystem import DiskFiles
from ptgen.render.errors import MachineError
from ptgen.render.fonts.cache import Fonts, prepared


@contextlib.contextmanager
def drawers(
    jobs: int | None, count: int, executor: str | None, said: Said
) -> Iterator[tuple[int, Cluster | None]]:
    """How many processes of this machine draw ``count`` projects, or the cluster that does.

    Raises :class:`~ptgen.build.workers.dask.ClusterError` where it does not answer.
    """
    if executor is None:
        yield processes(jobs, count), None
        return
    with connected(executor) as cluster:
        said.cluster(cluster.threads())
        yield 1, cluster


def processes(jobs: int | None, count: int) -> int:
    """How many processes are to draw so many projects: one, and a sentence, if several cannot."""
    wanted = jobs or os.cpu_count() or 1
    if wanted == 1 or count <= FEW:
        return 1
    from ptgen.build.workers.pool import why_alone  # noqa: PLC0415 it takes time to import

    if (why := why_alone()) is not None:
        click.echo(f"警告: {why}，只用一个进程生成", err=True)
        return 1
    return wanted


@contextlib.contextmanager
def fonts_here(disk: DiskFiles, formats: Collection[str]) -> Iterator[Fonts | None]:
    """The fonts of this machine; none where only Word files are wanted and there are none."""
    texts = user_templates(disk)
    with contextlib.ExitStack() as stack:
        try:
            fonts = stack.enter_context(prepared(texts))
        except MachineError:
            if "pdf" in formats:
                raise
            fonts = None
        yield fonts
