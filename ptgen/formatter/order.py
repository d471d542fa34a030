"""Stage formatter: keys in one order, each with the comments above it; one blank line a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ptgen.model.project import PROJECT_KEYS, LineItem
from ptgen.model.unit import VOLUME_KEY
from ptgen.source.nodes import Mapping, Scalar
from ptgen.source.nodes import Sequence as Items

# A group begins with the first of its keys that a file has.
_GROUPS = (
    ("项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排", "绩效目标"),
    ("预算", "核定金额", "资金来源", "季度用款计划", "资金总额口径"),
    ("项目总目标", "年度总体目标", "绩效指标"),
    (VOLUME_KEY,),
)
_ITEM_KEYS = tuple(str(field.alias) for field in LineItem.model_fields.values())


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A key with all its lines and the comments above it."""

    key: str
    lines: tuple[str, ...]


def key_order(declared: Sequence[str]) -> tuple[str, ...]:
    """The keys of a file in their order; those that an edition declares follow 版式."""
    at = PROJECT_KEYS.index("版式") + 1
    return (*PROJECT_KEYS[:at], *declared, *PROJECT_KEYS[at:], VOLUME_KEY)


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
    ends = [*starts[1:], len(lines)]
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


def items_in_order(lines: Sequence[str], root: Mapping) -> tuple[str, ...]:
    """The keys of the budget's items in order, where an item is written in a block."""
    made = list(lines)
    budget = root.get("预算")
    if budget is not None and isinstance(budget.value, Items):
        _order_items(made, budget.value)
    return tuple(made)


def _order_items(lines: list[str], items: Items) -> None:
    for item in items.items:
        if not isinstance(item, Mapping) or not _is_block(lines, item):
            continue
        below = item.get("明细")
        if below is not None and isinstance(below.value, Items):
            _order_items(lines, below.value)
        _order_item(lines, item)


def _is_block(lines: Sequence[str], item: Mapping) -> bool:
    places = [entry.key.span.line for entry in item.entries]
    line = lines[item.span.line - 1]
    return line[item.span.column - 1 : item.span.column] != "{" and len(set(places)) == len(places)


def _order_item(lines: list[str], item: Mapping) -> None:
    starts = [entry.key.span.line - 1 for entry in item.entries]
    end = _end_of(lines, item)
    column = item.entries[0].key.span.column - 1
    block = lines[starts[0] : end]
    if any(_is_comment(line) for line in block):
        return
    ends = [*starts[1:], end]
    dash = lines[starts[0]][:column]
    lines[starts[0]] = " " * column + lines[starts[0]][column:]
    rank = {key: index for index, key in enumerate(_ITEM_KEYS)}
    order = sorted(
        range(len(starts)), key=lambda at: rank.get(item.entries[at].key.text, len(rank))
    )
    made = [line for at in order for line in _trimmed(lines[starts[at] : ends[at]])]
    made[0] = dash + made[0][column:]
    lines[starts[0] : end] = made + [""] * (end - starts[0] - len(made))


def _end_of(lines: Sequence[str], item: Mapping) -> int:
    """The line after the item's last one; YAML ends a block where the next token begins."""
    end = item.span.end_line - 1
    last = item.entries[-1].value
    block = isinstance(last, Scalar) and last.style in ("literal", "folded")
    while end > 0 and (not lines[end - 1].strip() or (not block and _is_comment(lines[end - 1]))):
        end -= 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
