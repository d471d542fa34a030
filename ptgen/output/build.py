"""Stage output: a build from the first file to the manifest.

In come a run and who is to draw; out come documents, ledgers and the manifest.
"""

from __future__ import annotations

from typing import Protocol

from ptgen.output.documents import Settings
from ptgen.output.manifest import outputs_of, remove_pending, write_manifest, write_pending
from ptgen.output.run import Run
from ptgen.output.stale import Swept, sweep
from ptgen.output.work import Source, work


class Cluster(Protocol):
    """Other machines that draw."""

    def work(self, source: Source, settings: Settings) -> None:
        """Do all tasks of a source."""


def build(run: Run, jobs: int, cluster: Cluster | None = None) -> Swept:
    """Do all of a run, here or by ``cluster``, remove what is stale and write the manifest.

    A run that is stopped in the middle writes what it has done, and removes nothing.
    Raises :class:`~ptgen.output.atomic.OutputError` where files cannot be written and
    :class:`~ptgen.render.errors.MachineError` where documents cannot be drawn.
    """
    out = run.settings.out
    try:
        if cluster is None:
            work(run, run.settings, jobs)
        else:
            cluster.work(run, run.settings)
    except BaseException:
        run.stop()
        write_manifest(out, run.manifest())
        remove_pending(out, run.mark)
        raise
    manifest = run.manifest()
    named = set(outputs_of(manifest))
    if not named.issuperset(outputs_of(run.former)):
        write_pending(out, run.former, run.mark)
    write_manifest(out, manifest)
    swept = sweep(out, run.former, manifest, run.mark)
    remove_pending(out, run.mark)
    return swept
