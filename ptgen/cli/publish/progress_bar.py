"""Stage cli: how a build shows itself on a terminal: a bar, then a table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from ptgen.build.manifest import Entry, Output
from ptgen.cli.publish.progress import conclusion, folder_line
from ptgen.core.money import grouped
from ptgen.report.escape import visible

_STATUS = {"built": "已生成", "cached": "未变", "failed": "有错误"}


@contextlib.contextmanager
def bar_shown() -> Iterator[Bar]:
    """A bar that is gone afterwards."""
    with RichProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        transient=True,
    ) as bar:
        yield Bar(bar)


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
