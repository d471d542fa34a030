"""Where in a project's file ``{{ }}`` may stand, and which texts are sentences."""

from collections.abc import Iterator
from enum import Enum, auto

from ptgen.core.model.project import PROJECT_KEYS, PROSE_KEYS
from ptgen.core.source.nodes import Loc, Mapping, Node, Scalar, Sequence

_INDICATORS = "绩效指标"
_SENTENCES = (*PROSE_KEYS, "项目总目标", "年度总体目标", "文书标题", "章节标题")
_SENTENCES_OF_ITEMS = ("说明", "备注")
_AMOUNTS = frozenset(("测算", "核定金额", "分年", "季度用款计划", "资金来源"))
_NAMED = (*PROSE_KEYS, _INDICATORS)
"""Below these, keys are words of the author: sub-headings and names of indicators."""


class Place(Enum):
    """What a text is for."""

    SENTENCE = auto()
    """Prose, goals, titles, notes: they compute."""
    VALUE = auto()
    """Values of indicators and keys that an edition adds: they compute."""
    FIXED = auto()
    """Printed as written: ``{{ }}`` is a fault."""
    AMOUNT = auto()
    """Read as a formula, which knows no ``{{ }}``."""


def place_of(loc: Loc) -> Place:
    """What the value at a path of a project is for."""
    head, last = loc[0], loc[-1]
    if head in _SENTENCES or (head == "预算" and last in _SENTENCES_OF_ITEMS):
        return Place.SENTENCE
    if not _AMOUNTS.isdisjoint(loc):
        return Place.AMOUNT
    if head == _INDICATORS:
        return Place.FIXED if last == "权重" and len(loc) > 4 else Place.VALUE
    return Place.FIXED if head in PROJECT_KEYS else Place.VALUE


def texts(root: Mapping) -> Iterator[tuple[Loc, Scalar, Place]]:
    """Every text of a project with its path and place, names given by keys included."""
    for entry in root.entries:
        key = entry.key.text
        yield from _texts(entry.value, (key,), named=key in _NAMED)


def sentences(root: Mapping) -> Iterator[tuple[Loc, Scalar]]:
    """Every text that is printed as sentences, with its path."""
    for loc, scalar, place in texts(root):
        if place is Place.SENTENCE and not scalar.blank:
            yield loc, scalar


def _texts(node: Node, loc: Loc, *, named: bool) -> Iterator[tuple[Loc, Scalar, Place]]:
    if isinstance(node, Scalar):
        yield loc, node, place_of(loc)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _texts(item, (*loc, index), named=named)
    else:
        for entry in node.entries:
            inner = (*loc, entry.key.text)
            if named:
                yield inner, entry.key, Place.FIXED
            yield from _texts(entry.value, inner, named=named)
