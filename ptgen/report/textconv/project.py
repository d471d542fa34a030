"""A project file as lines to compare: keys, texts, items with their amounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import grouped, to_fen, total
from ptgen.core.source.nodes import Mapping, Node, Scalar, Sequence
from ptgen.core.source.parse import read

_CUT = "核减"


def project_text(data: bytes, path: str) -> str | None:
    """The file as plain lines, ending in a line break; ``None`` when it is no readable YAML.

    The file stands alone, as git hands it over: what unit.yaml adds is missing. An item's
    amount is that of its own formula, a group's the sum of its items.
    """
    root = read(data, path).root
    if root is None:
        return None
    return "".join(f"{line.rstrip()}\n" for line in _mapping(root, 0))


def _mapping(node: Mapping, depth: int) -> Iterator[str]:
    for entry in node.entries:
        key = entry.key.text
        if key == "预算" and depth == 0 and isinstance(entry.value, Sequence):
            yield f"预算{_amount_text(_sum(entry.value))}"
            yield from _items(entry.value, 1)
        else:
            yield from _entry(key, entry.value, depth)


def _entry(key: str, value: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, Scalar):
        lines = "" if value.blank else value.text.strip()
        if "\n" not in lines:
            yield f"{indent}{key}: {lines}"
            return
        yield f"{indent}{key}:"
        yield from (f"{indent}  {line}" for line in lines.split("\n"))
    else:
        yield f"{indent}{key}:"
        yield from _nested(value, depth + 1)


def _nested(value: Node, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _mapping(value, depth)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _nested(item, depth)
    else:
        yield from (f"{'  ' * depth}{line}" for line in value.text.strip().split("\n"))


def _items(items: Sequence, depth: int) -> Iterator[str]:
    for item in items.items:
        if not isinstance(item, Mapping):
            yield from _nested(item, depth)
            continue
        yield f"{'  ' * depth}{item.text('名称')}{_amount_text(_amount(item))}"
        for entry in item.entries:
            if entry.key.text == "明细" and isinstance(entry.value, Sequence):
                yield from _items(entry.value, depth + 1)
            elif entry.key.text != "名称":
                yield from _entry(entry.key.text, entry.value, depth + 1)


def _amount(item: Node) -> Decimal | None:
    """The amount of an item in 元; ``None`` when its formula cannot be read."""
    if not isinstance(item, Mapping):
        return None
    details = item.get("明细")
    if details is not None and isinstance(details.value, Sequence):
        amount = _sum(details.value)
    else:
        formula = parse(item.text("测算"))
        amount = to_fen(formula.value) if isinstance(formula, Formula) else None
    return -amount if amount is not None and item.text("方式") == _CUT else amount


def _sum(items: Sequence) -> Decimal | None:
    amounts = [_amount(item) for item in items.items]
    readable = [amount for amount in amounts if amount is not None]
    return total(readable) if len(readable) == len(amounts) else None


def _amount_text(amount: Decimal | None) -> str:
    return "" if amount is None else f"  {grouped(amount)} 元"
