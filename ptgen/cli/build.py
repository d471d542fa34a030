"""Stage cli: ``ptgen build``: read, check, draw, write, and say what was done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from ptgen.cli.chinese import ChineseCommand
from ptgen.cli.progress import Progress, progress_for
from ptgen.diagnostics import Diagnostic, Severity, has_errors, in_order
from ptgen.disk import discover, disk_files, partial_folders
from ptgen.money import fixed
from ptgen.output import atomic
from ptgen.output.build import build_all, why_alone
from ptgen.output.documents import FORMATS, USUAL, Documents, Settings, lines_of
from ptgen.output.folders import FolderDocuments
from ptgen.output.manifest import (
    Entry,
    Manifest,
    Output,
    Status,
    kept,
    present,
    read_manifest,
    withdraw,
    write_manifest,
)
from ptgen.output.versions import versions
from ptgen.render.errors import MachineError
from ptgen.report.text import render_text
from ptgen.report.visible import visible
from ptgen.rules.config import configured
from ptgen.rules.run import check
from ptgen.workspace import Loaded, Loader, ProjectFile

MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What a build keeps of a project that was read: enough to build and to name it."""

    file: ProjectFile
    sound: bool
    name: str
    year: int | None
    total: str | None
    annual: str | None


@dataclass(slots=True)
class Findings:
    """Findings of all files with the lines to show them with."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    lines: dict[str, Sequence[str]] = field(default_factory=dict)

    def add(self, found: Sequence[Diagnostic], lines: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Keep findings, and lines of files."""
        self.diagnostics.extend(found)
        self.lines.update(lines)


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
@click.option("--watch", "-w", is_flag=True, help="一存盘就重新生成，直到按 Ctrl-C")
@click.option("--quiet", "-q", is_flag=True, help="只显示错误")
def build(
    *,
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    out: Path,
    jobs: int | None,
    watch: bool,
    quiet: bool,
) -> int:
    """Read, check, draw and write, once or at each save; see the help."""

    def once() -> int:
        return _once(paths, formats, out, jobs, quiet)

    if not watch:
        return once()
    from ptgen.cli.watch import keep_building  # noqa: PLC0415 only what is asked for

    return keep_building(paths or (Path("projects"),), once)


def _once(
    paths: tuple[Path, ...], formats: tuple[str, ...], out: Path, jobs: int | None, quiet: bool
) -> int:
    began = time.monotonic()
    places = paths or (Path("projects"),)
    findings = Findings()
    files, wrong = discover(places)
    findings.add(wrong, ())
    try:
        with atomic.locked(out), progress_for(quiet=quiet) as progress:
            disk = disk_files(places)
            checked = _check(files, Loader(disk), places, findings)
            settings = Settings(disk, out, formats)
            whole = _whole_folders(checked, partial_folders(places, files))
            former = read_manifest(out)
            withdraw(out, former, [one.file.key for one in checked if one.sound], whole)
            processes = _processes(jobs)
            entries = _build(checked, settings, former, processes, findings, progress)
            folders = _folders(whole, settings, entries, findings)
            progress.folders(folders)
            _stayed(checked, folders, former, quiet=quiet)
            write_manifest(out, _manifest(out, former, entries, folders))
    except (atomic.OutputError, MachineError) as failure:
        click.echo(f"错误: {failure}", err=True)
        return 2
    _report(findings, quiet=quiet)
    if not quiet:
        progress.summary(sorted(entries.items()), time.monotonic() - began)
    return 1 if has_errors(findings.diagnostics) else 0


def _processes(jobs: int | None) -> int:
    """How many processes are to draw: one, and a sentence, where several cannot."""
    wanted = jobs or os.cpu_count() or 1
    if wanted > 1 and (why := why_alone()) is not None:
        click.echo(f"警告: {why}，只用一个进程生成", err=True)
        return 1
    return wanted


def _check(
    files: Sequence[ProjectFile], loader: Loader, places: Sequence[Path], findings: Findings
) -> tuple[Checked, ...]:
    """Every project read and checked; whole folders also for what contradicts across projects."""
    loaded = [loader.load(file) for file in files]
    config = configured(places)
    findings.add(config.diagnostics, tuple(config.lines.items()))
    found = check(loaded, config.settings, partial_folders(places, files))
    for project in loaded:
        findings.add((), lines_of(project))
    findings.add(found, ())
    wrong = {finding.span.path for finding in found if finding.severity is Severity.ERROR}
    return tuple(_summary(project, wrong) for project in loaded)


def _summary(loaded: Loaded, wrong: Collection[str]) -> Checked:
    sound = loaded.sound and not any(source.path in wrong for source in loaded.sources)
    content = loaded.content
    if content is None:
        return Checked(loaded.file, False, "", None, None, None)
    return Checked(
        loaded.file,
        sound,
        content.project.name,
        content.project.year,
        fixed(content.budget.total) if loaded.sound else None,
        fixed(content.budget.annual) if loaded.sound else None,
    )


def _build(
    checked: Sequence[Checked],
    settings: Settings,
    former: Manifest,
    jobs: int,
    findings: Findings,
    progress: Progress,
) -> dict[str, Entry]:
    """The manifest's entries of all projects of this run, by key."""
    entries = {one.file.key: _failed(one, former.projects, settings.out) for one in checked}
    sound = {project.file.key: project for project in checked if project.sound}
    progress.begin(len(sound))
    for built in build_all([project.file for project in sound.values()], settings, jobs):
        findings.add(built.diagnostics, built.lines)
        progress.built(built.file, len(built.outputs), bool(built.diagnostics))
        if built.outputs:
            entries[built.file.key] = _entry(sound[built.file.key], "built", built.outputs)
    return entries


def _whole_folders(
    checked: Sequence[Checked], partial: Collection[str]
) -> dict[str, list[ProjectFile]]:
    """The projects by folder, of folders of which every one was asked for and is sound."""
    folders: dict[str, list[ProjectFile]] = {}
    for project in checked:
        folders.setdefault(project.file.folder, []).append(project.file)
    broken = {project.file.folder for project in checked if not project.sound}
    return {name: all_ for name, all_ in folders.items() if name not in {*partial, *broken}}


def _folders(
    whole: dict[str, list[ProjectFile]],
    settings: Settings,
    entries: dict[str, Entry],
    findings: Findings,
) -> dict[str, tuple[Output, ...]]:
    """汇总 and 汇编 of the folders of which every project could be built."""
    documents = FolderDocuments(Documents(settings), settings)
    made = {}
    for name, files in whole.items():
        if all(entries[file.key].status != "failed" for file in files):
            built = documents.build(name, files)
            findings.add(built.diagnostics, built.lines)
            if built.outputs:
                made[name] = built.outputs
    return made


def _stayed(
    checked: Sequence[Checked], made: Collection[str], former: Manifest, *, quiet: bool
) -> None:
    """Say which folders' 汇总 and 汇编 are those of a former build."""
    for name in dict.fromkeys(project.file.folder for project in checked):
        if name in former.folders and name not in made and not quiet:
            said = "有项目没有生成，或只生成了部分项目；汇总和汇编没有更新，原有的不变"
            click.echo(f"{visible(name)}  {said}", err=True)


def _failed(project: Checked, former: dict[str, Entry], out: Path) -> Entry:
    """A project that is not built keeps its former files."""
    known = former.get(project.file.key)
    return _entry(project, "failed", () if known is None else kept(known, out).outputs)


def _entry(project: Checked, status: Status, outputs: tuple[Output, ...]) -> Entry:
    return Entry(
        source=project.file.path,
        name=project.name,
        year=project.year,
        total=project.total,
        annual=project.annual,
        status=status,
        outputs=outputs,
    )


def _manifest(
    out: Path,
    former: Manifest,
    entries: dict[str, Entry],
    folders: dict[str, tuple[Output, ...]],
) -> Manifest:
    """This run's entries, and those of projects that it was not asked for and that are there."""
    others = {
        key: kept(entry, out)
        for key, entry in former.projects.items()
        if key not in entries and Path(entry.source).is_file()
    }
    there = {
        name: there for name, files in former.folders.items() if (there := present(files, out))
    }
    return Manifest(made_with=versions(), projects=others | entries, folders=there | folders)


def _report(findings: Findings, *, quiet: bool) -> None:
    """Errors with their lines; warnings, which stop nothing, in a line each."""
    found = in_order(findings.diagnostics)
    errors = [one for one in found if one.severity is Severity.ERROR]
    warnings = [one for one in found if one.severity is Severity.WARNING]
    if not quiet:
        for one in warnings[:MOST_WARNINGS]:
            place = f"{visible(one.span.path)}:{one.span.line}:{one.span.column}"
            click.echo(f"{place}  警告 {one.code}  {visible(one.message)}", err=True)
        if len(warnings) > MOST_WARNINGS:
            more = len(warnings) - MOST_WARNINGS
            click.echo(f"另有 {more} 处警告，用 ptgen check 查看", err=True)
    if errors:
        color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        click.echo(render_text(errors, findings.lines, color=color), err=True)
