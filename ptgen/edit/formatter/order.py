"""Order the keys of a file, and those of the mappings inside it: items, funding, volume.

At the top each key goes with the comments above it, one blank line before a group.

In braces on one line the pairs change places; in a block their lines do, with the comments above
them. In braces over several lines everything stays.
"""

from collections.abc import Iterator, Sequence

from ptgen.core.model.edition_keys import ONE_PAGE_KEY, OnePage
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.keys import keys_of
from ptgen.core.model.line import ITEM_KEYS
from ptgen.core.model.project import FUNDING_KEYS, PROJECT_KEYS, Titles
from ptgen.core.model.read import budget_lines, indicator_details
from ptgen.core.model.units.unit import UNIT_KEYS, VOLUME_KEY, Volume
from ptgen.core.source.edits import Edit, is_flow
from ptgen.core.source.nodes import Mapping, Scalar
from ptgen.edit.text_edits import is_inside

Ordered = tuple[Mapping, tuple[str, ...]]


_BELOW_TOP = {
    "资金来源": FUNDING_KEYS,
    "文书标题": keys_of(Titles),
    ONE_PAGE_KEY: keys_of(OnePage),
    VOLUME_KEY: keys_of(Volume),
}


def ordered_mappings(root: Mapping) -> Iterator[Ordered]:
    """The mappings whose keys have an order, inner ones before those that hold them."""
    yield from ((item, ITEM_KEYS) for _, item in reversed([*budget_lines(root)]))
    yield from ((detail, DETAIL_KEYS) for _, detail in indicator_details(root))
    for entry in root.entries:
        if entry.key.text in _BELOW_TOP and isinstance(entry.value, Mapping):
            yield entry.value, _BELOW_TOP[entry.key.text]


def flow_edits(root: Mapping, lines: Sequence[str]) -> Iterator[Edit]:
    """The pairs of braces on one line in order; of braces in braces the outer ones."""
    found = []
    for node, keys in ordered_mappings(root):
        if is_flow(node, lines) and node.span.line == node.span.end_line:
            order = _order(node, keys)
            if order != sorted(order):
                found.append((node, order))
    spans = [node.span for node, _ in found]
    for node, order in found:
        if not any(is_inside(node.span, span) for span in spans):
            line = lines[node.span.line - 1]
            pairs = [
                line[entry.key.span.column - 1 : entry.value.span.end_column - 1]
                for entry in (node.entries[at] for at in order)
            ]
            yield Edit(node.span, f"{{{', '.join(pairs)}}}")


def blocks_in_order(lines: Sequence[str], root: Mapping) -> tuple[str, ...]:
    """The lines with the keys of every block in order."""
    made = list(lines)
    for node, keys in ordered_mappings(root):
        if node.entries and _is_block(lines, node):
            _order_block(made, node, _order(node, keys))
    return tuple(made)


def _order(node: Mapping, keys: Sequence[str]) -> list[int]:
    """The places of the entries, in the order of their keys; unknown ones last."""
    rank = {key: index for index, key in enumerate(keys)}
    places = range(len(node.entries))
    return sorted(places, key=lambda at: rank.get(node.entries[at].key.text, len(rank)))


def _is_block(lines: Sequence[str], node: Mapping) -> bool:
    places = [entry.key.span.line for entry in node.entries]
    return not is_flow(node, lines) and len(set(places)) == len(places)


def _order_block(lines: list[str], node: Mapping, order: Sequence[int]) -> None:
    if list(order) == sorted(order):
        return
    first = node.entries[0].key.span.line - 1
    column = node.entries[0].key.span.column - 1
    end = _end_of(lines, node)
    starts = [first, *(_with_comments(lines, one.key.span.line - 1) for one in node.entries[1:])]
    ends = [*starts[1:], end]
    # What stands before the first key, a dash or nothing, stands before the one that comes first.
    before = lines[first][:column]
    lines[first] = " " * column + lines[first][column:]
    made = [line for at in order for line in trimmed(lines[starts[at] : ends[at]])]
    top = next(at for at, line in enumerate(made) if not _is_comment(line))
    made[top] = before + made[top][column:]
    lines[first:end] = made + [""] * (end - first - len(made))


def _with_comments(lines: Sequence[str], line: int) -> int:
    while _is_comment(lines[line - 1]):
        line -= 1
    return line


def _end_of(lines: Sequence[str], node: Mapping) -> int:
    """The line after the block's last one; YAML ends a block where the next token begins."""
    last = node.entries[-1].value
    block = isinstance(last, Scalar) and last.style in ("literal", "folded")
    end = node.span.end_line - 1
    while end > 0 and (not lines[end - 1].strip() or (not block and _is_comment(lines[end - 1]))):
        end -= 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


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
    starts = [_chunk_start(lines, entry.key.span.line - 1) for entry in root.entries]
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


def _chunk_start(lines: Sequence[str], line: int) -> int:
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
