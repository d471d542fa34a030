"""Stage output: a build from the first file to the manifest.

Documents are drawn and written, then the cache and the manifest, and what is stale is removed.
"""

from __future__ import annotations

from typing import Protocol

from ptgen.build.cleanup import CleanedUp, clean_up
from ptgen.build.documents import Settings
from ptgen.build.manifest import with_files_of, write_manifest
from ptgen.build.scheduler import Run
from ptgen.build.workers.tasks import Source, work


class Cluster(Protocol):
    """Other machines that draw."""

    def work(self, source: Source, settings: Settings) -> None:
        """Do all tasks of a source."""


def build(run: Run, jobs: int, cluster: Cluster | None = None) -> CleanedUp:
    """Do all of a run, here or by ``cluster``, remove what is stale and write the manifest.

    A run that is stopped in the middle writes what it has done, and removes nothing.
    Raises :class:`~ptgen.core.atomic.OutputError` where files cannot be written and
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
        manifest = run.manifest()
        run.cache.keep_manifest(with_files_of(manifest, run.cache.manifest))
        write_manifest(out, manifest)
        raise
    manifest = run.manifest()
    # What is not removed when the run is killed now is removed by the next one.
    run.cache.keep_manifest(with_files_of(manifest, run.cache.manifest))
    write_manifest(out, manifest)
    cleaned = clean_up(out, run.cache, manifest, run.mark)
    run.cache.keep_manifest(manifest)
    return cleaned
