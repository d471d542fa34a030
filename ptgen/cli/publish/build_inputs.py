"""What a build reads before it draws: projects, settings, and what was built before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ptgen.build.cache import open_cache
from ptgen.build.cleanup import gone
from ptgen.build.manifest import require_alone
from ptgen.build.plan import clashes
from ptgen.build.settings import BuildInputs
from ptgen.build.shard import Shard, mark_of
from ptgen.check.config import configured
from ptgen.cli.places import projects_at
from ptgen.cli.publish.reporter import BuildReporter
from ptgen.core.atomic import remove_unfinished
from ptgen.core.filesystem import broken_folders, disk_files, partial_folders


def read_build_inputs(
    places: Sequence[Path], out: Path, reporter: BuildReporter, shard: Shard | None
) -> BuildInputs:
    """All projects below ``places``, or those of a shard; ``out`` is held by this build.

    What a killed build left unfinished is removed. Raises
    :class:`~ptgen.core.atomic.OutputError` where ``out`` holds what is not to be mixed, and
    ``UsageError`` where there is no project, and none is gone whose documents are to go.
    """
    require_alone(out, shard)
    cache = open_cache(out, mark_of(shard))
    former = cache.manifest.projects
    removed = gone((entry.source for entry in former.values()), places)
    discovered, wrong = projects_at(places, nothing=bool(removed))
    reporter.found(wrong, ())
    config = configured(places)
    reporter.found(config.diagnostics, tuple(config.lines.items()))
    inputs = BuildInputs(
        discovered,
        disk_files(places),
        cache,
        partial_folders(places, discovered) | broken_folders(wrong, discovered),
        clashes(discovered),
        removed,
        config.settings,
    )
    if shard is not None:
        inputs = inputs.of_shard(shard)
        reporter.shard(shard, len(inputs.projects), len(discovered))
    keys = {*former, *(file.key for file in inputs.projects)}
    # Other shards write into the folders above.
    above = {"", *(key.rpartition("/")[0] for key in keys)} if shard is None else set()
    remove_unfinished(out, keys | above)
    reporter.begin(len(inputs.projects))
    return inputs
