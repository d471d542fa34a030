"""One build or one merge of shards, from the request to the exit status."""

import contextlib
import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import click

from ptgen.build.build import build
from ptgen.build.cache import open_cache
from ptgen.build.cache_key import user_templates
from ptgen.build.manifest import ManifestEntry, ShardInfo, require_alone
from ptgen.build.plan import Planner
from ptgen.build.record import gone
from ptgen.build.settings import BuildInputs, BuildSettings
from ptgen.build.shard import Shard, mark_of
from ptgen.build.shards.merge import ShardCache
from ptgen.build.shards.results import read_shards
from ptgen.build.workers.dask import connected
from ptgen.build.workers.pool import FEW, Scheduler, perform_all, perform_in_pool
from ptgen.check.config import configured, with_severity
from ptgen.check.rules.fields.same_output import find_files
from ptgen.check.rules.file.pending import FILLING
from ptgen.cli.places import FOLDER, flag, projects_at
from ptgen.cli.publish.reporter import BuildReporter
from ptgen.core import atomic
from ptgen.core.atomic import remove_unfinished
from ptgen.core.diagnostics import Severity
from ptgen.core.filesystem import (
    DiskFiles,
    broken_folders,
    disk_files,
    is_in_repository,
    is_there,
    partial_folders,
)
from ptgen.core.loader import Loader
from ptgen.core.model.units.unit import PdfProgram
from ptgen.core.processes import why_alone
from ptgen.render.errors import MachineError
from ptgen.render.fonts.chosen import Fonts, chosen
from ptgen.render.native_libraries import library_versions
from ptgen.render.pdf.engine import usual_program
from ptgen.render.pdf.variants import PLAIN
from ptgen.report.escape import visible

OUT: Final = click.option(
    "--out", default="build", type=FOLDER, metavar="文件夹", help="写到哪个文件夹（默认 build）"
)
_PROCESSES: Final = click.IntRange(1, 256)
JOBS: Final = click.option(
    "--jobs", "-j", type=_PROCESSES, metavar="个数", help="同时用几个进程（默认按处理器）"
)
EXPLAIN: Final = flag("--explain", help="逐份说明为什么生成，或为什么不必生成")
QUIET: Final = flag("--quiet", "-q", help="只显示错误")


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
    program: PdfProgram | None = None
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
            engine="" if self.program is None else self.program,
            libraries=dict(library_versions()) if "pdf" in self.formats else {},
        )


def run_build(request: BuildRequest, reporter: BuildReporter) -> int:
    """Read, check, draw, write and report; the exit status."""
    began = time.monotonic()
    if not is_in_repository(request.out):
        why = "是指向别处的链接，或成了圈：请删去，用 --out 写明实际的文件夹"
        raise atomic.OutputError(f"{request.out} {why}")
    # A link that is put in its place from now on leads nowhere.
    request = replace(request, out=request.out.resolve())
    if not is_there(request.out):
        projects_at(request.places)  # no folder is made for nothing
    with atomic.locked(request.out, mark_of(request.shard)), reporter.progress():
        entries = _build(request, reporter)
    return reporter.finish(entries, time.monotonic() - began)


def _build(request: BuildRequest, reporter: BuildReporter) -> dict[str, ManifestEntry]:
    """The manifest's entries of all projects of this build, by key."""
    inputs = _read_inputs(request, reporter)
    shards: ShardCache | None = None
    if request.parts:
        info, by_key = read_shards(request.parts, [file.key for file in inputs.projects])
        trusted = "只核对各份合不合得上，文书照收，不重新生成：各份要来自信得过的机器"
        reporter.say(f"合并 {info.count} 份；{trusted}")
        shards = ShardCache(by_key, info.formats)
        request = replace(request, formats=info.formats, variant=info.variant, enclose=info.enclose)
        request = replace(request, program=PdfProgram(info.engine) if info.engine else None)
    files, formats, count = inputs.files, request.formats, len(inputs.projects)
    fonts, rules = fonts_here(files, formats), inputs.rules
    usual = _usual_program(inputs, reporter, formats)
    with _scheduler(count, request, reporter) as scheduler:
        settings = BuildSettings(
            files,
            request.out,
            formats,
            fonts,
            request.variant,
            enclose=request.enclose,
            program=request.program,
            usual_program=usual,
            draft=request.draft,
        )
        if request.draft:
            rules = with_severity(rules, FILLING.code, Severity.WARNING)
        keep = scheduler is perform_all
        places = {} if shards is None else shards.places
        planner = Planner(settings, rules, request.force, keep, places)
        if shards is not None:
            shards.require_same_inputs(inputs, planner)
        entries = build(inputs, planner, reporter, scheduler, share=request.share, shards=shards)
        if "pdf" in request.formats and len(inputs.files.templates) > 1:
            from ptgen.render.pdf.template_notes import template_notes, unused_templates  # noqa: PLC0415 only for templates of one's own

            notes = [*template_notes(files.templates, fonts)]
            notes += unused_templates(files.templates) if _draws_typst(inputs, settings) else []
            for note in notes:
                reporter.say(visible(f"提示: {note}"))
    reporter.forgetful(inputs.cache.why)
    return entries


def _read_inputs(request: BuildRequest, reporter: BuildReporter) -> BuildInputs:
    """All projects, or those of a shard; the output folder is held by this build.

    What a killed build left unfinished is removed. Raises
    :class:`~ptgen.core.atomic.OutputError` where that folder holds what is not to be mixed, and
    ``UsageError`` where there is no project, and none is gone whose documents are to go.
    """
    places, out, shard = request.places, request.out, request.shard
    require_alone(out, shard)
    cache = open_cache(out, mark_of(shard))
    former = cache.manifest.projects
    removed = gone((entry.source for entry in former.values()), places)
    discovered, wrong = projects_at(places, nothing=bool(removed))
    reporter.found(wrong, {})
    config = configured(places)
    reporter.found(config.diagnostics, config.lines)
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


def _usual_program(
    inputs: BuildInputs, reporter: BuildReporter, formats: Collection[str]
) -> PdfProgram:
    """The program that draws PDF where unit.yaml names none: that of ptgen.toml, or the default."""
    paths = (file.path for file in inputs.projects[:1])
    written = next((inputs.rules.of(path).program for path in paths), None)
    if written is None and "pdf" in formats and usual_program() is not PdfProgram.WEASYPRINT:
        reporter.say("这台机器上用不了 weasyprint（ptgen doctor 说缺什么），PDF 由 typst 排版")
    return written or usual_program()


def _draws_typst(inputs: BuildInputs, settings: BuildSettings) -> bool:
    """Whether Typst draws documents of any folder."""
    loader = Loader(inputs.files)
    units = [loader.unit(path) for path in {file.unit_path for file in inputs.projects}]
    programs = [settings.program or unit.program or settings.usual_program for unit in units]
    variants = [settings.variant or unit.variant for unit in units]
    return PdfProgram.TYPST in programs or any(one not in ("", PLAIN) for one in variants)


@contextlib.contextmanager
def _scheduler(count: int, request: BuildRequest, reporter: BuildReporter) -> Iterator[Scheduler]:
    """What draws ``count`` projects: a cluster, this process, or several if they can.

    Raises :class:`~ptgen.build.workers.dask.ClusterError` where the cluster does not answer.
    """
    processes = request.jobs or os.cpu_count() or 1
    if request.executor is not None:
        with connected(request.executor) as cluster:
            threads = cluster.threads()
            waiting = "" if threads else "，等待工作进程加入"
            reporter.say(f"由集群生成，现有 {threads} 个工作线程{waiting}")
            yield cluster.perform_all
    elif processes == 1 or count <= FEW:
        yield perform_all
    elif (why := why_alone()) is not None:
        click.echo(f"警告: {why}，只用一个进程生成", err=True)
        yield perform_all
    else:
        yield partial(perform_in_pool, jobs=processes)


def fonts_here(disk: DiskFiles, formats: Collection[str]) -> Fonts | None:
    """The fonts of this machine; none where only Word files are wanted and there are none."""
    try:
        return chosen(user_templates(disk))
    except MachineError:
        if "pdf" in formats:
            raise
        return None
