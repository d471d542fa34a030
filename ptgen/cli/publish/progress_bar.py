"""How a build shows itself on a terminal: a bar, then a table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ptgen.build.manifest import ManifestEntry
from ptgen.core.money import grouped
from ptgen.report.escape import visible

_STATUS = {"built": "已生成", "cached": "未变", "failed": "有错误"}


@contextlib.contextmanager
def bar_shown() -> Iterator[ProgressBar]:
    """A bar that disappears at the end."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), transient=True) as progress:
        yield ProgressBar(progress)


class ProgressBar:
    """A bar with the project that was done last, then a table."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("读取项目", total=None)

    def begin(self, count: int) -> None:
        """Set the bar's length."""
        self._progress.update(self._task, total=count, description="生成文书")

    def advance(self, name: str) -> None:
        """Move the bar on."""
        self._progress.update(self._task, advance=1, description=name)

    def show_table(
        self, entries: Iterable[tuple[str, ManifestEntry]], lines: Iterable[str]
    ) -> None:
        """Print a table of the projects, then lines."""
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
