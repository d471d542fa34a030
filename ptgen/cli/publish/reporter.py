"""Stage cli: what a build tells a person: progress, findings, reasons, what was removed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import click

from ptgen.build.cleanup import CleanedUp
from ptgen.build.manifest import Entry, Output
from ptgen.build.plan import Lines, Wanted
from ptgen.build.shards.shard import Shard
from ptgen.cli.publish.progress import Progress
from ptgen.core.diagnostics import Diagnostic, Severity, in_order
from ptgen.report.escape import visible
from ptgen.report.findings.text import render_text

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

    def shard(self, shard: Shard, own: int, count: int) -> None:
        """Say which part of a build this is, and what it leaves to others."""
        if not self.quiet:
            said = f"第 {shard} 份：{count} 个项目中的 {own} 个；汇总和汇编由 ptgen merge 生成"
            click.echo(said)

    def cluster(self, threads: int) -> None:
        """Say who draws."""
        if not self.quiet:
            waiting = "" if threads else "，等待工作进程加入"
            click.echo(f"由集群生成，现有 {threads} 个工作线程{waiting}")

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

    def merged(self, count: int) -> None:
        """Say what a merge does not look at."""
        if not self.quiet:
            said = "只核对各份合不合得上，文书照收，不重新生成：各份要来自信得过的机器"
            click.echo(f"合并 {count} 份；{said}")

    def forgetful(self, why: str) -> None:
        """Say why the next build will not know what this one made."""
        if why and not self.quiet:
            said = "下次全部重新生成，不再需要的文书也不会删去"
            click.echo(f"警告: 记不下这次生成了什么（{visible(why)}）；{said}", err=True)

    def cleaned_up(self, cleaned: CleanedUp) -> None:
        """Say what was removed and what was not."""
        if not self.quiet:
            for path in cleaned.removed:
                click.echo(f"{visible(path)}  项目或文书已不再有，删去")
        for path in cleaned.left:
            click.echo(f"{visible(path)}  已不再需要，但被改动过，没有删去", err=True)


def report(said: Said) -> None:
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
