"""Recover what is sound of a file that is not a project yet.

So that everything wrong with a file is told at once: the nodes at fault are taken out, and what
is left is validated again.
"""

from collections.abc import Callable
from functools import partial
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
            added = _stand_in(str(loc[-1]), root)
            changed = _changed(root, loc[:-1], partial(_with, added))
        else:
            changed = _changed(root, loc[:-1] if missing else loc, lambda _: None)
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


def _changed(node: Node, loc: Loc, change: Callable[[Node], Node | None]) -> Node | None:
    """The node with what stands at ``loc`` changed; ``None`` takes it out."""
    if not loc:
        return change(node)
    if isinstance(node, Mapping):
        values = (
            _changed(one.value, loc[1:], change) if one.key.text == loc[0] else one.value
            for one in node.entries
        )
        both = zip(node.entries, values, strict=True)
        return Mapping(tuple(Entry(one.key, new) for one, new in both if new), node.span)
    if isinstance(node, Sequence):
        items = (
            _changed(item, loc[1:], change) if at == loc[0] else item
            for at, item in enumerate(node.items)
        )
        return Sequence(tuple(item for item in items if item), node.span)
    return node


def _with(added: Entry, node: Node) -> Node:
    return Mapping((*node.entries, added), node.span) if isinstance(node, Mapping) else node
