"""Write the table of docs/scale.md that says how many machines it takes, from four figures there.

Run ``python scripts/make_scale.py`` after one of them was measured anew; a test says when the table
is stale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scale.md"
_NOTE = "<!-- 由 scripts/make_scale.py 生成，请勿手改 -->\n"
_FIGURES = re.compile(
    r"\| 生成，一个核 \| (\S+) 秒 \|\n"
    r"\| 装订成汇编，一个核 \| (\S+) 秒 \|\n"
    r"\| 每个进程的内存 \| (\S+) MiB \|\n"
    r"\| 输出 \| (\S+) KiB \|\n"
)
_TABLE = re.compile(rf"{_NOTE}\n*(?:\|[^\n]*\n)*\n*")
# Projects, where, cores that draw, cores that bind.
_CASES = (
    (200, "一台双核的电脑", 2, 2),
    (5_000, "一台 8 核的服务器", 8, 8),
    (50_000, "分 8 份，各 2 核；合并 16 核", 16, 16),
    (50_000, "分 8 份，各 4 核；合并 16 核", 32, 16),
    (50_000, "集群，4 台各 16 核", 64, 64),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one project: seconds of a core to draw and to bind, KiB of output; MiB of a process."""

    drawing: Decimal
    binding: Decimal
    memory: Decimal
    output: Decimal


def figures(page: str) -> Figures:
    """Those that the page tells; raises :class:`ValueError` where it does not."""
    found = _FIGURES.search(page)
    if found is None:
        raise ValueError("docs/scale.md tells no figures to compute with")
    return Figures(*map(Decimal, found.groups()))


def table(of: Figures) -> str:
    """The rows of all cases."""
    rows = [
        "| 项目 | 机器 | 生成 | 装订汇编 | 内存合计 | 输出 |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for count, where, cores, binders in _CASES:
        drawing = _rounded(count * of.drawing / cores / 60)
        binding = _rounded(count * of.binding / binders / 60)
        memory = _rounded(cores * of.memory / 1024, "0.1")
        output = _rounded(count * of.output / 1024 / 1024, "0.1")
        rows.append(
            f"| {count:,} | {where} | {drawing} 分钟 | {binding} 分钟 | {memory} GiB | {output} GiB |"
        )
    return "\n".join((*rows, ""))


def _rounded(value: Decimal, to: str = "1") -> Decimal:
    return max(value.quantize(Decimal(to), ROUND_HALF_UP), Decimal(to))


def renewed(page: str) -> str:
    """The page with the table as its figures have it."""
    made = f"{_NOTE}\n{table(figures(page))}\n"
    return _TABLE.sub(lambda _: made, page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
