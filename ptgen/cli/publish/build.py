"""Stage cli: ``ptgen build``: read, check, draw, write, and say what was done."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ptgen.build.build import build as build_run
from ptgen.build.cache_key import Digests, templates_digest
from ptgen.build.documents import FORMATS, USUAL, Settings
from ptgen.build.manifest import Entry, Share
from ptgen.build.plan import Planner
from ptgen.build.scheduler import Run
from ptgen.build.shards.shard import MOST, Shard
from ptgen.build.workers.dask import ClusterError, endpoint
from ptgen.check.config import with_severity
from ptgen.check.rules.file.pending import FILLING
from ptgen.cli.localization import ChineseCommand
from ptgen.cli.places import projects_at
from ptgen.cli.publish.build_inputs import gathered
from ptgen.cli.publish.progress import progress_for
from ptgen.cli.publish.reporter import Said, report
from ptgen.cli.publish.workers import drawers, fonts_here
from ptgen.core import atomic
from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.filesystem import is_there
from ptgen.render.errors import MachineError
from ptgen.render.native_versions import library_versions
from ptgen.render.pdf.variants import ENCLOSING, PLAIN, VARIANTS
from ptgen.report.escape import visible


@dataclass(frozen=True, slots=True)
class Variant:
    """Which PDF, and whether projects ride along in it."""

    name: str
    enclose: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    paths: tuple[Path, ...]
    formats: tuple[str, ...]
    out: Path
    jobs: int | None
    variant: Variant
    force: bool
    explain: bool
    quiet: bool
    shard: Shard | None
    executor: str | None
    draft: bool

    @property
    def mark(self) -> str:
        """The mark of the files of a shard."""
        return "" if self.shard is None else self.shard.mark

    @property
    def share(self) -> Share | None:
        """What a shard was asked for."""
        if self.shard is None:
            return None
        return Share(
            number=self.shard.number,
            count=self.shard.count,
            formats=self.formats,
            variant=self.variant.name,
            enclose=self.variant.enclose,
            libraries=dict(library_versions()) if "pdf" in self.formats else {},
        )


_RUNS = itertools.count()


def _formats(
    ctx: click.Context,  # noqa: ARG001 click calls it so
    param: click.Parameter,
    value: str,
) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",") if word.strip()))
    unknown = [word for word in wanted if word not in FORMATS]
    if unknown or not wanted:
        message = f"没有格式 {'、'.join(unknown)}，可用的有 {'、'.join(FORMATS)}"
        raise click.BadParameter(message, param=param)
    return wanted


def _shard(
    ctx: click.Context,  # noqa: ARG001 click calls it so
    param: click.Parameter,
    value: str | None,
) -> Shard | None:
    if value is None:
        return None
    shard = Shard.read(value)
    if shard is None:
        message = f"{value}，要写成 K/N，如 3/8 是八份中的第三份；K 从 1 到 N，N 不超过 {MOST}"
        raise click.BadParameter(message, param=param)
    return shard


def _executor(
    ctx: click.Context,  # noqa: ARG001 click calls it so
    param: click.Parameter,
    value: str | None,
) -> str | None:
    if value is None:
        return None
    address = endpoint(value)
    if address is None:
        message = f"{value}，要写成 dask://主机:端口，如 dask://10.0.0.5:8786"
        raise click.BadParameter(message, param=param)
    return address


@click.command(
    cls=ChineseCommand,
    help="生成 [路径] 下各项目的文书（默认 projects/）。有错误的项目不生成，其余照常生成。",
    epilog="例：ptgen build projects/songjiang-2022 --format pdf",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[路径]…")
@click.option(
    "--format",
    "formats",
    default=",".join(USUAL),
    callback=_formats,
    metavar="格式",
    help="要哪些格式，逗号隔开（docx、pdf、xlsx；默认 docx,pdf）",
)
@click.option(
    "--out",
    default="build",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="写到哪个文件夹（默认 build）",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    metavar="个数",
    help="同时用几个进程（默认按处理器）",
)
@click.option(
    "--pdf-variant",
    "variant",
    type=click.Choice((*VARIANTS, PLAIN)),
    metavar="种类",
    help="生成存档用的 PDF（pdf/a-2u、pdf/a-3u）或普通的（pdf），不管 unit.yaml 的“PDF格式”",
)
@click.option("--enclose", is_flag=True, help="把项目文件和算出的数据附在 PDF 里（要 pdf/a-3u）")
@click.option(
    "--shard",
    callback=_shard,
    metavar="K/N",
    help="只生成 N 份中的第 K 份项目，如 3/8；各份再用 ptgen merge 合并",
)
@click.option(
    "--executor",
    callback=_executor,
    metavar="dask://主机:端口",
    help="由 Dask 集群生成，写调度器的地址；各机器要有同样的 ptgen 和共享的文件系统",
)
@click.option(
    "--draft",
    is_flag=True,
    help="生成草稿：每一页都有“草稿”二字，还有“# 待填写”的项目也生成；别的错误仍不生成",
)
@click.option("--force", "-f", is_flag=True, help="全部重新生成，不管有没有变化")
@click.option("--explain", is_flag=True, help="逐份说明为什么生成，或为什么不必生成")
@click.option("--watch", "-w", is_flag=True, help="一存盘就重新生成，直到按 Ctrl-C")
@click.option("--quiet", "-q", is_flag=True, help="只显示错误")
def build(
    *,
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    out: Path,
    jobs: int | None,
    variant: str | None,
    enclose: bool,
    shard: Shard | None,
    executor: str | None,
    draft: bool,
    force: bool,
    explain: bool,
    watch: bool,
    quiet: bool,
) -> int:
    """Read, check, draw and write, once or at each save; see the help."""
    if enclose and variant != ENCLOSING:
        raise click.UsageError(f"--enclose 要和 --pdf-variant {ENCLOSING} 一起用")
    if executor is not None and jobs is not None:
        raise click.UsageError("--jobs 不能和 --executor 一起用：同时生成几份由集群的工作进程决定")
    if draft and shard is not None:
        raise click.UsageError("--draft 不能和 --shard 一起用：合并的是报送的文书")
    drawn = Variant(variant or "", enclose)
    request = Request(
        paths, formats, out, jobs, drawn, force, explain, quiet, shard, executor, draft
    )
    if not watch:
        return _once(request)
    from ptgen.cli.publish.watch import keep_building  # noqa: PLC0415 only what is asked for

    told: set[Diagnostic] = set()
    rounds = itertools.chain((request,), itertools.repeat(replace(request, force=False)))
    places = paths or (Path("projects"),)
    return keep_building(places, formats, lambda: _once(next(rounds), told))


def _once(request: Request, told: set[Diagnostic] | None = None) -> int:
    """One build; of the warnings only those that are not ``told``, which are then what it found."""
    began = time.monotonic()
    places = request.paths or (Path("projects"),)
    try:
        if not is_there(request.out):
            projects_at(places)  # no folder is made for nothing
        with (
            atomic.locked(request.out, request.mark),
            progress_for(quiet=request.quiet) as progress,
        ):
            said = Said(progress, request.quiet, request.explain, told)
            entries = _build(request, places, said)
    except (atomic.OutputError, ClusterError, MachineError, click.UsageError) as failure:
        click.echo(f"错误: {visible(str(failure))}", err=True)
        return 2
    report(said)
    if told is not None:
        told.clear()
        told.update(said.found_again)
    if not request.quiet:
        progress.summary(sorted(entries.items()), time.monotonic() - began)
    return 1 if said.errors else 0


def _build(request: Request, places: Sequence[Path], said: Said) -> dict[str, Entry]:
    """The manifest's entries of all projects of this run, by key."""
    found = gathered(places, request.out, said, request.shard)
    with (
        fonts_here(found.disk, request.formats) as fonts,
        drawers(request.jobs, len(found.files.projects), request.executor, said) as (jobs, cluster),
    ):
        settings = Settings(
            found.disk,
            request.out,
            request.formats,
            fonts,
            templates_digest(found.disk),
            next(_RUNS),
            request.variant.name,
            request.variant.enclose,
            draft=request.draft,
        )
        rules = found.rules
        if request.draft:
            rules = with_severity(rules, FILLING.code, Severity.WARNING)
        planner = Planner(settings, rules, Digests(settings), request.force)
        run = Run(found.files, settings, planner, said, found.cache, request.share)
        said.cleaned_up(build_run(run, jobs, cluster))
    said.forgetful(found.cache.why)
    return run.entries
