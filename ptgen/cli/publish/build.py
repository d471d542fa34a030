"""``ptgen build``: read, check, draw, write, and say what was done."""

from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Final

import click

from ptgen.build.manifest import FORMATS, USUAL
from ptgen.build.shard import MOST, Shard
from ptgen.build.workers.dask import endpoint
from ptgen.cli.localization import command
from ptgen.cli.places import flag, paths_argument
from ptgen.cli.publish.reporter import BuildReporter
from ptgen.cli.publish.run import EXPLAIN, JOBS, OUT, QUIET, BuildRequest, run_build
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.errors import PtgenError
from ptgen.core.model.units.unit import PdfProgram
from ptgen.render.pdf.variants import ENCLOSING, PLAIN, VARIANTS
from ptgen.report.escape import visible

_ENCLOSING: Final = " 或 ".join(ENCLOSING)


def _formats(value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",") if word.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise click.BadParameter(f"没有格式 {'、'.join(unknown)}，可用的有 {'、'.join(FORMATS)}")
    return names


def _shard(value: str) -> Shard:
    if (shard := Shard.parse(value)) is None:
        hint = f"要写成 K/N，如 3/8 是八份中的第三份；K 从 1 到 N，N 不超过 {MOST}"
        raise click.BadParameter(f"{value}，{hint}")
    return shard


def _executor(value: str) -> str:
    if (address := endpoint(value)) is None:
        hint = "要写成 dask://主机:端口，如 dask://10.0.0.5:8786"
        raise click.BadParameter(f"{value}，{hint}")
    return address


@command(
    help="要 Word 和 PDF：生成 [路径] 下各项目的文书（默认 projects/）。有错误的项目不生成，其余照常生成。",
    epilog="例：ptgen build projects/songjiang-2022 --format pdf",
)
@paths_argument
@click.option(
    "--format",
    "formats",
    default=",".join(USUAL),
    type=_formats,
    metavar="格式",
    help="要哪些格式，逗号隔开（docx、pdf、xlsx；默认 docx,pdf）",
)
@OUT
@JOBS
@click.option(
    "--pdf-variant",
    "variant",
    type=click.Choice((*VARIANTS, PLAIN)),
    metavar="种类",
    help=f"生成存档用的 PDF（{'、'.join(VARIANTS)}，由 typst 排版）或普通的（pdf），"
    "不管 unit.yaml 的“PDF格式”",
)
@flag("--enclose", help=f"把项目文件和算出的数据附在 PDF 里（要 {_ENCLOSING}）")
@click.option(
    "--engine",
    type=click.Choice(tuple(map(str, PdfProgram))),
    metavar="程序",
    help="PDF 由哪个程序排版（weasyprint、typst），不管 unit.yaml 和 ptgen.toml 的“PDF引擎”",
)
@click.option(
    "--shard",
    type=_shard,
    metavar="K/N",
    help="只生成 N 份中的第 K 份项目，如 3/8；各份再用 ptgen merge 合并",
)
@click.option(
    "--executor",
    type=_executor,
    metavar="dask://主机:端口",
    help="由 Dask 集群生成，写调度器的地址；各机器要有同样的 ptgen 和共享的文件系统",
)
@flag(
    "--draft", help="生成草稿：每一页都有“草稿”二字，还有“# 待填写”的项目也生成；别的错误仍不生成"
)
@flag("--force", "-f", help="全部重新生成，不管有没有变化")
@EXPLAIN
@flag("--watch", "-w", help="一存盘就重新生成，直到按 Ctrl-C")
@QUIET
def build(
    *,
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    out: Path,
    jobs: int | None,
    variant: str | None,
    enclose: bool,
    engine: str | None,
    shard: Shard | None,
    executor: str | None,
    draft: bool,
    force: bool,
    explain: bool,
    watch: bool,
    quiet: bool,
) -> int:
    """Read, check, draw and write, once or at each save; see the help."""
    if enclose and variant not in ENCLOSING:
        raise click.UsageError(f"--enclose 要和 --pdf-variant {_ENCLOSING} 一起用")
    if engine == PdfProgram.WEASYPRINT and variant not in (None, PLAIN):
        raise click.UsageError(f"{variant} 只能由 typst 排版")
    if executor is not None and jobs is not None:
        raise click.UsageError("--jobs 不能和 --executor 一起用：同时生成几份由集群的工作进程决定")
    if draft and shard is not None:
        raise click.UsageError("--draft 不能和 --shard 一起用：合并的是报送的文书")
    request = BuildRequest(
        paths,
        out,
        jobs,
        formats=formats,
        variant=variant or "",
        enclose=enclose,
        program=None if engine is None else PdfProgram(engine),
        force=force,
        shard=shard,
        executor=executor,
        draft=draft,
    )
    if watch:
        return _keep_building(request, quiet, explain)
    return _once(request, BuildReporter(quiet, explain))


def _once(request: BuildRequest, reporter: BuildReporter) -> int:
    """One build; a path without projects is no wrong call, of which the help would tell more."""
    try:
        return run_build(request, reporter)
    except click.UsageError as failure:
        raise PtgenError(failure.message) from failure


def _keep_building(request: BuildRequest, quiet: bool, explain: bool) -> int:
    """Build once, then once after each save; the exit status.

    What is saved while a build runs is built after it. A first build that cannot run ends it: no
    save mends a machine. Ctrl-C ends it with 0 while it waits; while it builds it is raised.
    """
    from ptgen.watch import saves, stamp  # noqa: PLC0415 only what is asked for

    warnings: set[Diagnostic] = set()
    waiting = "等待存盘，按 Ctrl-C 结束"
    seen = stamp(request.places)
    _once(request, BuildReporter(quiet, explain, warnings))
    request = replace(request, force=False)
    try:
        click.echo(waiting)
        for _ in saves(request.places, Event(), seen):
            try:
                _once(request, BuildReporter(quiet, explain, warnings))
            except PtgenError as failure:
                click.echo(f"错误: {visible(str(failure))}", err=True)
            click.echo(waiting)
    except KeyboardInterrupt:
        click.echo("已结束")
    return 0
