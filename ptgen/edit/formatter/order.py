"""Stage formatter: keys in one order, each with the comments above it; one blank line a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ptgen.core.model.project import PROJECT_KEYS
from ptgen.core.model.unit import UNIT_KEYS, VOLUME_KEY
from ptgen.core.source.nodes import Mapping

# A group begins with the first of its keys that a file has.
_GROUPS = (
    ("项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排", "绩效目标"),
    ("预算", "核定金额", "资金来源", "季度用款计划", "资金总额口径"),
    ("项目总目标", "年度总体目标", "绩效指标"),
    tuple(key for key in UNIT_KEYS if key != VOLUME_KEY),
    (VOLUME_KEY,),
)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A key with all its lines and the comments above it."""

    key: str
    lines: tuple[str, ...]


def key_order(declared: Sequence[str]) -> tuple[str, ...]:
    """The keys of a file in their order; those that an edition declares follow 版式."""
    at = PROJECT_KEYS.index("版式") + 1
    return (*PROJECT_KEYS[:at], *declared, *PROJECT_KEYS[at:], *UNIT_KEYS)


def in_order(lines: Sequence[str], root: Mapping, order: Sequence[str]) -> tuple[str, ...]:
    """The lines with the keys at the top in order, one blank line before each group."""
    head, chunks = _chunks(lines, root)
    rank = {key: index for index, key in enumerate(order)}
    chunks.sort(key=lambda chunk: rank.get(chunk.key, len(rank)))
    starts = {next((chunk.key for chunk in chunks if chunk.key in group), "") for group in _GROUPS}
    made = [*head, ""] if head else []
    for chunk in chunks:
        body = _trimmed(chunk.lines)
        if made and made[-1] and (chunk.key in starts or not chunk.lines[0].strip()):
            made.append("")
        made.extend(body)
    return tuple(made)


def _chunks(lines: Sequence[str], root: Mapping) -> tuple[list[str], list[_Chunk]]:
    """What stands above the first key and is not its own, and each key's lines."""
    starts = [_with_comments(lines, entry.key.span.line - 1) for entry in root.entries]
    head = list(lines[: starts[0]]) if starts else list(lines)
    ends = [*starts[1:], len(lines)][: len(starts)]
    chunks = [
        _Chunk(entry.key.text, tuple(lines[start:end]))
        for entry, start, end in zip(root.entries, starts, ends, strict=True)
    ]
    return _trimmed(head), chunks


def _with_comments(lines: Sequence[str], line: int) -> int:
    """The first of the comment lines right above a line, and of the blank lines above those."""
    while line > 0 and lines[line - 1].startswith("#"):
        line -= 1
    if line > 0 and all(not above.strip() or above.startswith("#") for above in lines[:line]):
        return line
    while line > 0 and not lines[line - 1].strip():
        line -= 1
    return line


def _trimmed(lines: Sequence[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return list(lines[first:last])
