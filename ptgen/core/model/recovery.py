"""Recover what is sound of a file that is not a project yet.

So that everything wrong with a file is told at once: the nodes at fault are taken out, and what
is left is validated again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ptgen.core.model.error_messages import real_loc
from ptgen.core.model.fields import Declared
from ptgen.core.model.project import Project
from ptgen.core.model.read import keys_of_unread
from ptgen.core.source.nodes import Entry, Loc, Mapping, Node, Scalar, Sequence, plain

_ROUNDS = 12
_NOTHING: Final = Declared()
_MOST_FAULTS = 500  # each takes the whole file apart once


def recover(
    root: Mapping, declared: Declared = _NOTHING
) -> tuple[Project, Mapping, frozenset[str]] | None:
    """The sound parts of a file as a project and its nodes; ``None`` when too little is sound.

    With them the keys of which something could not be read or was not there: values under them
    may be stand-ins.
    """
    lost = set(keys_of_unread(root, declared))
    for _ in range(_ROUNDS):
        try:
            return Project.model_validate(plain(root)), root, frozenset(lost)
        except ValidationError as failure:
            details = failure.errors(include_url=False, include_context=False, include_input=False)
            if len(details) > _MOST_FAULTS:
                return None
            root = _without_faults(root, details, lost)
    return None


def _without_faults(root: Mapping, details: list[ErrorDetails], lost: set[str]) -> Mapping:
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
    """The node with an entry more in the mapping at ``loc``."""
    if not loc:
        return Mapping((*node.entries, added), node.span) if isinstance(node, Mapping) else node
    return _replaced(node, loc[0], lambda inner: _with(inner, loc[1:], added))


def _without(node: Node, loc: Loc) -> Node:
    """The node without what stands at ``loc``."""
    if not loc:
        return node
    rest = loc[1:]
    return _replaced(node, loc[0], lambda inner: _without(inner, rest) if rest else None)


def _replaced(node: Node, step: str | int, change: Callable[[Node], Node | None]) -> Node:
    """The node with another value under a key or an index; ``None`` takes it out."""
    if isinstance(node, Mapping):
        entries = [
            (entry.key, change(entry.value) if entry.key.text == step else entry.value)
            for entry in node.entries
        ]
        kept = (Entry(key, value) for key, value in entries if value is not None)
        return Mapping(tuple(kept), node.span)
    if isinstance(node, Sequence):
        items = (change(item) if at == step else item for at, item in enumerate(node.items))
        return Sequence(tuple(item for item in items if item is not None), node.span)
    return node
