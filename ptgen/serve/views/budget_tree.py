"""A budget as a tree whose groups open and close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.loader import Content
from ptgen.core.model.line import Method
from ptgen.core.money import grouped
from ptgen.core.prose.project import Texts


@dataclass(frozen=True, slots=True)
class Node:
    """A line: its part of the budget year in 元, how it comes about, and the lines below it.

    ``annual`` is empty where the split over years stands at the group above; ``spread`` then
    says what the line comes to.
    ``id`` is the same after a save that leaves the lines where they are.
    """

    id: str
    name: str
    method: str
    formula: str
    annual: str
    spread: str
    note: str
    children: tuple[Node, ...]


def tree_of(content: Content) -> tuple[Node, ...]:
    """The lines of a project's budget."""
    return _nodes(content.budget.items, content.texts, "item")


def _nodes(items: Sequence[ItemAmount], texts: Texts, above: str) -> tuple[Node, ...]:
    return tuple(_node(item, texts, f"{above}-{number}") for number, item in enumerate(items, 1))


def _node(item: ItemAmount, texts: Texts, name: str) -> Node:
    own = item.item
    note = "" if own.note is None else texts.at((*item.loc, "说明"), own.note).strip()
    return Node(
        id=name,
        name=own.name,
        method="" if own.method is Method.COMPUTED else own.method.value,
        formula=(own.formula or "").strip(),
        annual="" if item.annual is None else grouped(item.annual),
        spread=_spread(item),
        note=note,
        children=_nodes(item.items, texts, name),
    )


def _spread(item: ItemAmount) -> str:
    if item.annual is None:
        return f"各年合计 {grouped(item.amount)} 元"
    if not item.split:
        return ""
    years = "、".join(f"{year}年 {grouped(amount)} 元" for year, amount in item.years)
    return f"各年合计 {grouped(item.amount)} 元：{years}"
