"""Stage model: what can still be looked at of a file that is not a project yet.

So that everything wrong with a file is told at once: the nodes at fault are taken out, and what
is left is validated again.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ptgen.core.model.error_messages import real_loc
from ptgen.core.model.project import Project
from ptgen.core.source.nodes import Entry, Loc, Mapping, Node, Scalar, Sequence, plain

_ROUNDS = 12
_MOST_FAULTS = 500  # each takes the whole file apart once


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A project of the sound parts of ``root``.

    ``lost`` are its keys of which something could not be read or was not there: values under
    them may be stand-ins.
    """

    project: Project
    root: Mapping
    lost: frozenset[str]


def salvage(root: Mapping) -> Salvaged | None:
    """The sound parts of a file; ``None`` when too little of it is sound."""
    lost: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return Salvaged(Project.model_validate(plain(root)), root, frozenset(lost))
        except ValidationError as failure:
            details = failure.errors(include_url=False, include_context=False, include_input=False)
            if len(details) > _MOST_FAULTS:
                return None
            root = _mended(root, details, lost)
    return None


def _mended(root: Mapping, details: list[ErrorDetails], lost: set[str]) -> Mapping:
    # Last first: taking an item out of a list moves the items behind it.
    for loc, missing in sorted(_places(root, details), key=lambda place: _order(place[0])):
        lost.add(str(loc[0]))
        if missing and (len(loc) == 1 or loc[-1] == "名称"):
            changed = _with(root, loc[:-1], _stand_in(str(loc[-1]), root))
        else:
            changed = _without(root, loc[:-1] if missing else loc)
        root = changed if isinstance(changed, Mapping) else root
    return root


def _places(root: Mapping, details: list[ErrorDetails]) -> set[tuple[Loc, bool]]:
    places: set[tuple[Loc, bool]] = set()
    for detail in details:
        loc = real_loc(detail["loc"], root)
        if detail["type"] == "missing":
            places.add(((*loc, detail["loc"][-1]), True))
        elif loc:
            places.add((loc, False))
    return places


def _order(loc: Loc) -> tuple[tuple[str, int], ...]:
    return tuple(("", -step) if isinstance(step, int) else (step, 0) for step in loc)


def _stand_in(key: str, root: Mapping) -> Entry:
    def scalar(text: str) -> Scalar:
        return Scalar(text, root.span)

    value: Node = scalar("—")
    if key == "年度":
        value = scalar("2000")
    elif key == "预算":
        entries = (Entry(scalar("名称"), scalar("—")), Entry(scalar("测算"), scalar("1")))
        value = Sequence((Mapping(entries, root.span),), root.span)
    return Entry(scalar(key), value)


def _with(node: Node, loc: Loc, added: Entry) -> Node:
    if not loc:
        return Mapping((*node.entries, added), node.span) if isinstance(node, Mapping) else node
    step, rest = loc[0], loc[1:]
    if isinstance(node, Mapping):
        entries = tuple(
            Entry(entry.key, _with(entry.value, rest, added)) if entry.key.text == step else entry
            for entry in node.entries
        )
        return Mapping(entries, node.span)
    if isinstance(node, Sequence):
        items = (
            _with(item, rest, added) if index == step else item
            for index, item in enumerate(node.items)
        )
        return Sequence(tuple(items), node.span)
    return node


def _without(node: Node, loc: Loc) -> Node:
    if not loc:
        return node
    step, rest = loc[0], loc[1:]
    if isinstance(node, Mapping):
        entries = tuple(
            entry if entry.key.text != step else Entry(entry.key, _without(entry.value, rest))
            for entry in node.entries
            if rest or entry.key.text != step
        )
        return Mapping(entries, node.span)
    if isinstance(node, Sequence) and isinstance(step, int):
        items = tuple(
            item if index != step else _without(item, rest)
            for index, item in enumerate(node.items)
            if rest or index != step
        )
        return Sequence(items, node.span)
    return node
