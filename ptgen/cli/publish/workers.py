"""What a build draws with: processes of this machine or a cluster, and fonts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator
from functools import partial

import click

from ptgen.build.cache_key import user_templates
from ptgen.build.workers.dask import connected
from ptgen.build.workers.tasks import FEW, Scheduler, perform_all
from ptgen.cli.publish.reporter import BuildReporter
from ptgen.core.filesystem import DiskFiles
from ptgen.render.errors import MachineError
from ptgen.render.fonts.cache import Fonts, prepared


@contextlib.contextmanager
def scheduler_for(
    count: int, jobs: int | None, executor: str | None, reporter: BuildReporter
) -> Iterator[Scheduler]:
    """What draws ``count`` projects: a cluster, this process, or several if they can.

    Raises :class:`~ptgen.build.workers.dask.ClusterError` where the cluster does not answer.
    """
    processes = jobs or os.cpu_count() or 1
    if executor is not None:
        with connected(executor) as cluster:
            threads = cluster.threads()
            waiting = "" if threads else "，等待工作进程加入"
            reporter.say(f"由集群生成，现有 {threads} 个工作线程{waiting}")
            yield cluster.perform_all
    elif processes == 1 or count <= FEW:
        yield perform_all
    else:
        from ptgen.build.workers.pool import perform_in_pool, why_alone  # noqa: PLC0415 it takes time to import

        if (why := why_alone()) is not None:
            click.echo(f"警告: {why}，只用一个进程生成", err=True)
            yield perform_all
        else:
            yield partial(perform_in_pool, jobs=processes)


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
