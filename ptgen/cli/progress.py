"""Stage cli: what a build shows while it works and when it is done."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from ptgen.money import grouped, total
from ptgen.output.manifest import Entry, Output
from ptgen.report.visible import visible

_STATUS = {"built": "已生成", "cached": "未变", "failed": "有错误"}


class Progress(Protocol):
    """What a build tells while it works."""

    def begin(self, count: int) -> None:
        """So many projects will be built."""

    def built(self, key: str, entry: Entry, failed: bool) -> None:
        """A project is done."""

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """The files of a whole folder are done."""

    def summary(self, entries: Sequence[tuple[str, Entry]], seconds: float) -> None:
        """All is done."""


@contextlib.contextmanager
def progress_for(*, quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, plain lines elsewhere, nothing when quiet."""
    if quiet:
        yield Silent()
    elif sys.stdout.isatty():
        with RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            transient=True,
        ) as bar:
            yield Bar(bar)
    else:
        yield Lines()


def conclusion(entries: Sequence[tuple[str, Entry]], seconds: float) -> str:
    """``共 9 个项目，生成 34 份文书，用时 4.2 秒，年度资金申请总额合计 … 元``."""
    built = [entry for _, entry in entries if entry.status != "failed"]
    documents = sum(len(entry.outputs) for entry in built)
    amount = grouped(total([Decimal(entry.annual) for entry in built if entry.annual is not None]))
    failed = len(entries) - len(built)
    said = f"共 {len(built)} 个项目，{documents} 份文书，用时 {seconds:.1f} 秒，"
    said += f"年度资金申请总额合计 {amount} 元"
    return f"{said}；另有 {failed} 个项目有错误，没有生成" if failed else said


def folder_line(name: str, outputs: Sequence[Output]) -> str:
    """``songjiang-2022  汇总.xlsx、汇编.docx、汇编.pdf``."""
    names = "、".join(f"{file.document}.{file.format}" for file in outputs)
    return visible(f"{name}  {names}" if name else names)


class Silent:
    """For ``--quiet``."""

    def begin(self, count: int) -> None:
        """Say nothing."""

    def built(self, key: str, entry: Entry, failed: bool) -> None:
        """Say nothing."""

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """Say nothing."""

    def summary(self, entries: Sequence[tuple[str, Entry]], seconds: float) -> None:
        """Say nothing."""


class Lines:
    """For a pipe or CI: a line a project, in the order in which they are done."""

    def begin(self, count: int) -> None:
        """Say how many."""
        click.echo(f"生成 {count} 个项目")

    def built(self, key: str, entry: Entry, failed: bool) -> None:
        """A line."""
        if failed:
            click.echo(f"{visible(key)}  有错误，没有生成")
        elif entry.status == "built":
            click.echo(f"{visible(key)}  {len(entry.outputs)} 份文书")

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """A line."""
        click.echo(folder_line(name, outputs))

    def summary(self, entries: Sequence[tuple[str, Entry]], seconds: float) -> None:
        """The last line."""
        click.echo(conclusion(entries, seconds))


class Bar:
    """For a terminal: a bar with the project that was done last, then a table."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task = bar.add_task("读取项目", total=None)
        self._folders: list[str] = []

    def begin(self, count: int) -> None:
        """Set the bar's length."""
        self._bar.update(self._task, total=count, description="生成文书")

    def built(self, key: str, entry: Entry, failed: bool) -> None:  # noqa: ARG002
        """Move the bar on."""
        self._bar.update(self._task, advance=1, description=visible(key))

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        """Keep it for the end."""
        self._folders.append(folder_line(name, outputs))

    def summary(self, entries: Sequence[tuple[str, Entry]], seconds: float) -> None:
        """A table of the projects, then the last line."""
        console = Console()
        table = Table(box=None, pad_edge=False)
        table.add_column("项目文件")
        table.add_column("项目名称")
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
        for line in self._folders:
            console.print(Text(line))
        console.print(Text(conclusion(entries, seconds)))
