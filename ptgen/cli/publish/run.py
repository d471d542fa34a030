"""One build or one merge of shards, from the request to the exit status."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from ptgen.build.build import build
from ptgen.build.cache_key import templates_digest
from ptgen.build.manifest import ManifestEntry, ShardInfo
from ptgen.build.plan import Planner
from ptgen.build.settings import BuildSettings
from ptgen.build.shard import Shard, mark_of
from ptgen.build.shards.merge import ShardCache
from ptgen.build.shards.results import read_shards
from ptgen.build.workers.tasks import perform_all
from ptgen.check.config import with_severity
from ptgen.check.rules.file.pending import FILLING
from ptgen.cli.places import projects_at
from ptgen.cli.publish.build_inputs import read_build_inputs
from ptgen.cli.publish.reporter import BuildReporter
from ptgen.cli.publish.workers import fonts_here, scheduler_for
from ptgen.core import atomic
from ptgen.core.diagnostics import Severity
from ptgen.core.filesystem import is_there
from ptgen.render.native_versions import library_versions
from ptgen.report.escape import visible

_RUNS = itertools.count()
OUT: Final = click.option(
    "--out",
    default="build",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="写到哪个文件夹（默认 build）",
)
JOBS: Final = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    metavar="个数",
    help="同时用几个进程（默认按处理器）",
)
EXPLAIN: Final = click.option(
    "--explain", is_flag=True, help="逐份说明为什么生成，或为什么不必生成"
)
QUIET: Final = click.option("--quiet", "-q", is_flag=True, help="只显示错误")


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What the command line asks for; with ``parts`` the shards in these folders are merged."""

    places: tuple[Path, ...]
    out: Path
    jobs: int | None
    parts: tuple[Path, ...] = ()
    formats: tuple[str, ...] = ()
    variant: str = ""
    enclose: bool = False
    force: bool = False
    shard: Shard | None = None
    executor: str | None = None
    draft: bool = False

    @property
    def share(self) -> ShardInfo | None:
        """What a shard was asked for."""
        if self.shard is None:
            return None
        return ShardInfo(
            number=self.shard.number,
            count=self.shard.count,
            formats=self.formats,
            variant=self.variant,
            enclose=self.enclose,
            libraries=dict(library_versions()) if "pdf" in self.formats else {},
        )


def run_build(request: BuildRequest, reporter: BuildReporter) -> int:
    """Read, check, draw, write and report; the exit status."""
    began = time.monotonic()
    if not is_there(request.out):
        projects_at(request.places)  # no folder is made for nothing
    with atomic.locked(request.out, mark_of(request.shard)), reporter.progress():
        entries = _build(request, reporter)
    return reporter.finish(entries, time.monotonic() - began)


def _build(request: BuildRequest, reporter: BuildReporter) -> dict[str, ManifestEntry]:
    """The manifest's entries of all projects of this build, by key."""
    inputs = read_build_inputs(request.places, request.out, reporter, request.shard)
    shards: ShardCache | None = None
    if request.parts:
        info, by_key = read_shards(request.parts, [file.key for file in inputs.projects])
        trusted = "只核对各份合不合得上，文书照收，不重新生成：各份要来自信得过的机器"
        reporter.say(f"合并 {info.count} 份；{trusted}")
        shards = ShardCache(by_key, info.formats)
        request = replace(request, formats=info.formats, variant=info.variant, enclose=info.enclose)
    count = len(inputs.projects)
    with (
        fonts_here(inputs.files, request.formats) as fonts,
        scheduler_for(count, request.jobs, request.executor, reporter) as scheduler,
    ):
        settings = BuildSettings(
            inputs.files,
            request.out,
            request.formats,
            fonts,
            templates_digest(inputs.files),
            next(_RUNS),
            request.variant,
            request.enclose,
            draft=request.draft,
        )
        rules = inputs.rules
        if request.draft:
            rules = with_severity(rules, FILLING.code, Severity.WARNING)
        keep = scheduler is perform_all
        places = {} if shards is None else shards.places
        planner = Planner(settings, rules, request.force, keep, places)
        if shards is not None:
            shards.require_same_inputs(inputs, planner)
        entries = build(inputs, planner, reporter, scheduler, share=request.share, shards=shards)
        if "pdf" in request.formats and len(inputs.files.templates) > 1:
            from ptgen.render.pdf.template_notes import template_notes  # noqa: PLC0415 only for templates of one's own

            for note in template_notes(inputs.files.templates, fonts):
                reporter.say(visible(f"提示: {note}"))
    reporter.forgetful(inputs.cache.why)
    return entries
