"""Order the top keys of a file, each with the comments above it; one blank line before a group."""

from __future__ import annotations

from collections.abc import Sequence

from ptgen.core.model.project import PROJECT_KEYS
from ptgen.core.model.unit import UNIT_KEYS, VOLUME_KEY
from ptgen.core.source.nodes import Mapping

# A group begins with the first of its keys that a file has.
_GROUPS = (
    ("项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排", "绩效目标"),
    ("预算", "核定金额", "资金来源", "季度用款计划", "资金总额口径", "明细必填"),
    ("项目总目标", "年度总体目标", "绩效指标"),
    tuple(key for key in UNIT_KEYS if key != VOLUME_KEY),
    (VOLUME_KEY,),
)


def key_order(declared: Sequence[str]) -> tuple[str, ...]:
    """The keys of a file in their order; those that an edition declares follow 版式."""
    at = PROJECT_KEYS.index("版式") + 1
    return (*PROJECT_KEYS[:at], *declared, *PROJECT_KEYS[at:], *UNIT_KEYS)


def in_order(lines: Sequence[str], root: Mapping, order: Sequence[str]) -> tuple[str, ...]:
    """The lines with the keys at the top in order, one blank line before each group."""
    starts = [_with_comments(lines, entry.key.span.line - 1) for entry in root.entries]
    head = trimmed(lines[: starts[0]] if starts else lines)
    ends = [*starts[1:], len(lines)]
    chunks = [
        (entry.key.text, lines[start:end])
        for entry, start, end in zip(root.entries, starts, ends, strict=False)
    ]
    rank = {key: index for index, key in enumerate(order)}
    chunks.sort(key=lambda chunk: rank.get(chunk[0], len(rank)))
    leading = {next((key for key, _ in chunks if key in group), "") for group in _GROUPS}
    made = [*head, ""] if head else []
    for key, own in chunks:
        if made and made[-1] and (key in leading or not own[0].strip()):
            made.append("")
        made.extend(trimmed(own))
    return tuple(made)


def _with_comments(lines: Sequence[str], line: int) -> int:
    """The first of the comment lines right above a line, and of the blank lines above those."""
    while line > 0 and lines[line - 1].startswith("#"):
        line -= 1
    if line > 0 and all(not above.strip() or above.startswith("#") for above in lines[:line]):
        return line
    while line > 0 and not lines[line - 1].strip():
        line -= 1
    return line


def trimmed(lines: Sequence[str]) -> list[str]:
    """The lines without blank ones at either end."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []
