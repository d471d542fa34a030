"""What a build tells a person: progress, findings, reasons, what was removed, the totals."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ptgen.build.manifest import ManifestEntry, Output
from ptgen.build.plan import KEPT, Lines, PlannedDocument
from ptgen.core.diagnostics import Diagnostic, Severity, in_order
from ptgen.core.money import by_year, grouped
from ptgen.report.escape import visible, wants_color
from ptgen.report.findings.text import place, render_text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MOST_WARNINGS = 20


@dataclass(slots=True)
class BuildReporter:
    """Reports a build: a bar on a terminal, a line a project elsewhere, only errors when quiet.

    ``former`` are the warnings of the last build, which are not repeated; at the end it has those
    of this one.
    """

    quiet: bool
    explain: bool
    former: set[Diagnostic] | None = None
    errors: list[Diagnostic] = field(default_factory=list)
    _warnings: list[Diagnostic] = field(default_factory=list)
    _more: int = 0
    _again: set[Diagnostic] = field(default_factory=set)
    _lines: dict[str, Sequence[str]] = field(default_factory=dict)
    _folders: list[str] = field(default_factory=list)
    _bar: Progress | None = None
    _task: TaskID = field(init=False)

    @contextlib.contextmanager
    def progress(self) -> Iterator[None]:
        """Show the bar, if there is one, as long as this lasts."""
        with contextlib.ExitStack() as stack:
            if not self.quiet and sys.stdout.isatty():
                self._bar = stack.enter_context(progress_bar())
                self._task = self._bar.add_task("读取项目", total=None)
            yield

    def say(self, text: str, *, err: bool = False) -> None:
        """Print a line unless quiet."""
        if not self.quiet:
            click.echo(text, err=err)

    def begin(self, count: int) -> None:
        """So many projects will be built."""
        if self._bar is not None:
            self._bar.update(self._task, total=count, description="生成文书")
        else:
            self.say(f"生成 {count} 个项目")

    def found(self, diagnostics: Sequence[Diagnostic], lines: Lines) -> None:
        """Keep errors with the lines to show them with, and the first warnings."""
        wrong = {one.span.path for one in diagnostics if one.severity is Severity.ERROR}
        self.errors.extend(one for one in diagnostics if one.severity is Severity.ERROR)
        self._lines.update({path: lines[path] for path in wrong & lines.keys()})
        warnings = [one for one in diagnostics if one.severity is Severity.WARNING]
        if self.former is not None:
            self._again.update(warnings)
            warnings = [one for one in warnings if one not in self.former]
        room = MOST_WARNINGS - len(self._warnings)
        self._warnings.extend(warnings[:room])
        self._more += len(warnings[room:])

    def planned(self, documents: Iterable[PlannedDocument]) -> None:
        """Say of each document why it is drawn or kept."""
        for one in documents if self.explain else ():
            click.echo(f"{visible(one.path)}  {one.reason or KEPT}")

    def project(self, key: str, entry: ManifestEntry) -> None:
        """A project is done, or could not be drawn."""
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=visible(key))
        elif entry.status == "failed":
            self.say(f"{visible(key)}  有错误，没有生成")
        elif entry.status == "built":
            self.say(f"{visible(key)}  {len(entry.outputs)} 份文书")

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """Name the folder's documents, as ``songjiang-2022  汇总.xlsx、汇编.pdf``."""
        names = "、".join(f"{file.document}.{file.format}" for file in outputs)
        line = visible(f"{name}  {names}" if name else names)
        if self._bar is not None:
            self._folders.append(line)
        else:
            self.say(line)

    def stayed(self, name: str) -> None:
        """A folder's documents are those of a former build."""
        what = "有项目没有生成，或只生成了部分项目；汇总和汇编没有更新，原有的不变"
        self.say(f"{visible(name)}  {what}", err=True)

    def forgetful(self, why: str) -> None:
        """Say why the next build will not know what this one made."""
        if why:
            after = "下次全部重新生成，不再需要的文书也不会删去"
            self.say(f"警告: 记不下这次生成了什么（{visible(why)}）；{after}", err=True)

    def cleaned_up(self, removed: Sequence[str], left: Sequence[str]) -> None:
        """Say what was removed and what was not."""
        for path in removed:
            self.say(f"{visible(path)}  项目或文书已不再有，删去")
        for path in left:
            click.echo(f"{visible(path)}  已不再需要，但被改动过，没有删去", err=True)

    def finish(self, entries: Mapping[str, ManifestEntry], seconds: float) -> int:
        """Show the findings and the totals; the exit status.

        Errors have their lines; warnings, which stop nothing, have a line each.
        """
        for one in in_order(self._warnings):
            self.say(f"{place(one)}  警告 {one.code}  {visible(one.message)}", err=True)
        if self._more:
            self.say(f"另有 {self._more} 处警告，用 ptgen check 查看", err=True)
        if self.errors:
            text = render_text(in_order(self.errors), self._lines, color=wants_color(sys.stderr))
            click.echo(text, err=True)
        if self.former is not None:
            self.former.clear()
            self.former.update(self._again)
        ordered = sorted(entries.items())
        if self._bar is not None:
            print_table(ordered, (*self._folders, conclusion(ordered, seconds)))
        else:
            self.say(conclusion(ordered, seconds))
        return 1 if self.errors else 0


def conclusion(entries: Sequence[tuple[str, ManifestEntry]], seconds: float) -> str:
    """``共 9 个项目，34 份文书，用时 4.2 秒，年度资金申请总额合计：2022年 … 元，2023年 … 元``."""
    built = [entry for _, entry in entries if entry.status != "failed"]
    documents = sum(len(entry.outputs) for entry in built)
    sums = by_year(
        (entry.year, Decimal(entry.annual))
        for entry in built
        if entry.year is not None and entry.annual is not None
    )
    failed = len(entries) - len(built)
    line = f"共 {len(built)} 个项目，{documents} 份文书，用时 {seconds:.1f} 秒"
    if sums:
        amounts = "，".join(f"{year}年 {grouped(amount)} 元" for year, amount in sums)
        line += f"，年度资金申请总额合计：{amounts}"
    return f"{line}；另有 {failed} 个项目有错误，没有生成" if failed else line


_STATUS = {"built": "已生成", "cached": "未变", "failed": "有错误"}


def progress_bar() -> Progress:
    """A bar with the project that was done last."""
    from rich import progress  # noqa: PLC0415 see above

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
    )
    return progress.Progress(*columns, progress.TimeElapsedColumn(), transient=True)


def print_table(entries: Iterable[tuple[str, ManifestEntry]], lines: Iterable[str]) -> None:
    """Print a table of the projects, then lines."""
    from rich.console import Console  # noqa: PLC0415 see above
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    table = Table("项目文件", "项目名称", box=None, pad_edge=False)
    table.add_column("年度资金申请总额（元）", justify="right")
    table.add_column("文书", justify="right")
    table.add_column("状态")
    for key, entry in entries:
        style = "red" if entry.status == "failed" else ""
        amount = "" if entry.annual is None else grouped(Decimal(entry.annual))
        count = "" if entry.status == "failed" else str(len(entry.outputs))
        cells = (key, entry.name, amount, count, _STATUS[entry.status])
        table.add_row(*(Text(visible(cell)) for cell in cells), style=style)
    console.print(table)
    for line in lines:
        console.print(Text(line))
