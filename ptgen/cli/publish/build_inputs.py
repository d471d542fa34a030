"""What a build reads before it draws: projects, settings, and what was built before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ptgen.build.cache import open_cache
from ptgen.build.manifest import require_alone
from ptgen.build.record import gone
from ptgen.build.settings import BuildInputs
from ptgen.build.shard import Shard, mark_of
from ptgen.check.config import configured
from ptgen.check.rules.fields.same_output import find_files
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
    projects, partial = discovered, partial_folders(places, discovered)
    if shard is not None:
        projects = tuple(file for file in discovered if shard.has(file.key))
        partial = frozenset(file.folder for file in projects)
        what = f"{len(discovered)} 个项目中的 {len(projects)} 个；汇总和汇编由 ptgen merge 生成"
        reporter.say(f"第 {shard} 份：{what}")
    keys = {*former, *(file.key for file in projects)}
    # Other shards write into the folders above.
    above = {"", *(key.rpartition("/")[0] for key in keys)} if shard is None else set()
    remove_unfinished(out, keys | above)
    reporter.begin(len(projects))
    return BuildInputs(
        projects,
        disk_files(places),
        cache,
        partial | broken_folders(wrong, discovered),
        tuple(find_files(discovered)),
        removed,
        config.settings,
    )
