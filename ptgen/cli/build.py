"""Stage cli: ``ptgen build``: read, check, draw, write, and say what was done."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from ptgen.cli.chinese import ChineseCommand
from ptgen.cli.progress import Progress, progress_for
from ptgen.diagnostics import Diagnostic, Severity, in_order
from ptgen.disk import DiskFiles, broken_folders, discover, disk_files, partial_folders
from ptgen.output import atomic
from ptgen.output.documents import FORMATS, USUAL, Settings
from ptgen.output.inputs import Digests, templates_digest, user_templates
from ptgen.output.manifest import Entry, Output, former_manifest
from ptgen.output.plan import Lines, Planner, Wanted, clashes
from ptgen.output.run import Files, Run
from ptgen.output.run import build as build_run
from ptgen.output.stale import Swept, gone
from ptgen.output.work import why_alone
from ptgen.render.errors import MachineError
from ptgen.render.font_cache import Fonts, prepared
from ptgen.render.pdf_variants import ENCLOSING, PLAIN, VARIANTS
from ptgen.report.text import render_text
from ptgen.report.visible import visible
from ptgen.rules.config import configured

MOST_WARNINGS = 20


@dataclass(slots=True)
class Said:
    """Hears a build for a person: progress, findings, reasons."""

    progress: Progress
    quiet: bool
    explain: bool
    told: set[Diagnostic] | None = None
    found_again: set[Diagnostic] = field(default_factory=set)
    errors: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)
    more: int = 0
    lines: dict[str, Sequence[str]] = field(default_factory=dict)

    def found(self, diagnostics: Sequence[Diagnostic], lines: Lines) -> None:
        """Keep errors with the lines to show them with, and the first warnings."""
        wrong = {one.span.path for one in diagnostics if one.severity is Severity.ERROR}
        self.errors.extend(one for one in diagnostics if one.severity is Severity.ERROR)
        self.lines.update((path, text) for path, text in lines if path in wrong)
        warnings = [one for one in diagnostics if one.severity is Severity.WARNING]
        if self.told is not None:
            self.found_again.update(warnings)
            warnings = [one for one in warnings if one not in self.told]
        room = MOST_WARNINGS - len(self.warnings)
        self.warnings.extend(warnings[:room])
        self.more += len(warnings[room:])

    def planned(self, documents: Iterable[Wanted]) -> None:
        """Say of each document why it is drawn or kept."""
        if self.explain:
            for one in documents:
                click.echo(f"{visible(one.path)}  {one.said}")

    def project(self, key: str, entry: Entry, failed: bool) -> None:
        """Move the progress on."""
        self.progress.built(key, entry, failed)

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """Name the folder's documents."""
        self.progress.folder(name, outputs)

    def stayed(self, name: str) -> None:
        """Say that a folder's documents are those of a former build."""
        if not self.quiet:
            said = "有项目没有生成，或只生成了部分项目；汇总和汇编没有更新，原有的不变"
            click.echo(f"{visible(name)}  {said}", err=True)

    def swept(self, swept: Swept) -> None:
        """Say what was removed and what was not."""
        if not self.quiet:
            for path in swept.removed:
                click.echo(f"{visible(path)}  项目或文书已不再有，删去")
        for path in swept.left:
            click.echo(f"{visible(path)}  已不再需要，但被改动过，没有删去", err=True)


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
    force: bool,
    explain: bool,
    watch: bool,
    quiet: bool,
) -> int:
    """Read, check, draw and write, once or at each save; see the help."""
    if enclose and variant != ENCLOSING:
        raise click.UsageError(f"--enclose 要和 --pdf-variant {ENCLOSING} 一起用")
    drawn = Variant(variant or "", enclose)
    request = Request(paths, formats, out, jobs, drawn, force, explain, quiet)
    if not watch:
        return _once(request)
    from ptgen.cli.watch import keep_building  # noqa: PLC0415 only what is asked for

    told: set[Diagnostic] = set()
    rounds = itertools.chain((request,), itertools.repeat(replace(request, force=False)))
    places = paths or (Path("projects"),)
    return keep_building(places, formats, lambda: _once(next(rounds), told))


def _once(request: Request, told: set[Diagnostic] | None = None) -> int:
    """One build; of the warnings only those that are not ``told``, which are then what it found."""
    began = time.monotonic()
    places = request.paths or (Path("projects"),)
    out = request.out
    try:
        with atomic.locked(out), progress_for(quiet=request.quiet) as progress:
            said = Said(progress, request.quiet, request.explain, told)
            entries = _build(request, places, said)
    except (atomic.OutputError, MachineError) as failure:
        click.echo(f"错误: {visible(str(failure))}", err=True)
        return 2
    _report(said)
    if told is not None:
        told.clear()
        told.update(said.found_again)
    if not request.quiet:
        progress.summary(sorted(entries.items()), time.monotonic() - began)
    return 1 if said.errors else 0


def _build(request: Request, places: Sequence[Path], said: Said) -> dict[str, Entry]:
    """The manifest's entries of all projects of this run, by key."""
    discovered, wrong = discover(places)
    said.found(wrong, ())
    config = configured(places)
    said.found(config.diagnostics, tuple(config.lines.items()))
    disk = disk_files(places)
    former = former_manifest(request.out)
    files = Files(
        discovered,
        partial_folders(places, discovered) | broken_folders(wrong, discovered),
        clashes(discovered),
        gone((entry.source for entry in former.projects.values()), places),
    )
    said.progress.begin(len(files.projects))
    jobs = _processes(request.jobs)
    with _fonts(disk, request.formats) as fonts:
        settings = Settings(
            disk,
            request.out,
            request.formats,
            fonts,
            templates_digest(disk),
            next(_RUNS),
            request.variant.name,
            request.variant.enclose,
        )
        planner = Planner(settings, config.settings, Digests(settings), request.force)
        run = Run(files, settings, planner, said, former)
        said.swept(build_run(run, jobs))
    return run.entries


def _processes(jobs: int | None) -> int:
    """How many processes are to draw: one, and a sentence, where several cannot."""
    wanted = jobs or os.cpu_count() or 1
    if wanted > 1 and (why := why_alone()) is not None:
        click.echo(f"警告: {why}，只用一个进程生成", err=True)
        return 1
    return wanted


@contextlib.contextmanager
def _fonts(disk: DiskFiles, formats: Collection[str]) -> Iterator[Fonts | None]:
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


def _report(said: Said) -> None:
    """Errors with their lines; warnings, which stop nothing, in a line each."""
    if not said.quiet:
        for one in in_order(said.warnings):
            place = f"{visible(one.span.path)}:{one.span.line}:{one.span.column}"
            click.echo(f"{place}  警告 {one.code}  {visible(one.message)}", err=True)
        if said.more:
            click.echo(f"另有 {said.more} 处警告，用 ptgen check 查看", err=True)
    if said.errors:
        color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        click.echo(render_text(in_order(said.errors), said.lines, color=color), err=True)
