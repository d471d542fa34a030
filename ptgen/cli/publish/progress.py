"""Stage cli: what a build shows while it works and when it is done."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

import click

from ptgen.build.manifest import Entry, Output
from ptgen.core.money import by_year, grouped
from ptgen.report.escape import visible


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
        from ptgen.cli.publish.progress_bar import bar_shown  # noqa: PLC0415 a tenth of a second, for terminals only

        with bar_shown() as bar:
            yield bar
    else:
        yield Lines()


def conclusion(entries: Sequence[tuple[str, Entry]], seconds: float) -> str:
    """``共 9 个项目，34 份文书，用时 4.2 秒，年度资金申请总额合计：2022年 … 元，2023年 … 元``."""
    built = [entry for _, entry in entries if entry.status != "failed"]
    documents = sum(len(entry.outputs) for entry in built)
    sums = by_year(
        (entry.year, Decimal(entry.annual))
        for entry in built
        if entry.year is not None and entry.annual is not None
    )
    failed = len(entries) - len(built)
    said = f"共 {len(built)} 个项目，{documents} 份文书，用时 {seconds:.1f} 秒"
    if sums:
        told = "，".join(f"{year}年 {grouped(amount)} 元" for year, amount in sums)
        said += f"，年度资金申请总额合计：{told}"
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
