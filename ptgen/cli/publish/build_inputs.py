"""Stage cli: what a build reads before it draws: projects, settings, and what was built before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ptgen.build.cache import Cache, open_cache
from ptgen.build.cleanup import gone
from ptgen.build.manifest import require_alone
from ptgen.build.plan import clashes
from ptgen.build.request import Files
from ptgen.build.shards.shard import Shard
from ptgen.check.config import configured
from ptgen.check.settings import Settings as RuleSettings
from ptgen.cli.places import projects_at
from ptgen.cli.publish.reporter import Said
from ptgen.core.atomic import remove_unfinished
from ptgen.core.filesystem import DiskFiles, broken_folders, disk_files, partial_folders


@dataclass(frozen=True, slots=True)
class Gathered:
    """The projects of a run, how severe findings are, templates, and what is remembered."""

    files: Files
    rules: RuleSettings
    disk: DiskFiles
    cache: Cache


def gathered(places: Sequence[Path], out: Path, said: Said, shard: Shard | None = None) -> Gathered:
    """All projects below ``places``, or those of a shard; ``out`` is held by this build.

    What a killed build left unfinished is removed. Raises
    :class:`~ptgen.core.atomic.OutputError` where ``out`` holds what is not to be mixed, and
    ``UsageError`` where there is no project, and none is gone whose documents are to go.
    """
    require_alone(out, shard)
    cache = open_cache(out, "" if shard is None else shard.mark)
    former = cache.manifest.projects
    removed = gone((entry.source for entry in former.values()), places)
    discovered, wrong = projects_at(places, nothing=bool(removed))
    said.found(wrong, ())
    config = configured(places)
    said.found(config.diagnostics, tuple(config.lines.items()))
    files = Files(
        discovered,
        partial_folders(places, discovered) | broken_folders(wrong, discovered),
        clashes(discovered),
        removed,
    )
    if shard is not None:
        files = files.of(shard)
        said.shard(shard, len(files.projects), len(discovered))
    keys = {*former, *(file.key for file in files.projects)}
    # Other shards write into the folders above.
    above = {"", *(key.rpartition("/")[0] for key in keys)} if shard is None else set()
    remove_unfinished(out, keys | above)
    said.progress.begin(len(files.projects))
    return Gathered(files, config.settings, disk_files(places), cache)
