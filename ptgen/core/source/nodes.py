"""The nodes of a YAML file. Every scalar stays text."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass, replace
from types import MappingProxyType

from ptgen.core.diagnostics import Diagnostic, Fault, Span, error

Loc = tuple[str | int, ...]
Plain = str | None | list["Plain"] | dict[str, "Plain"]
Texts = Named[Loc, str]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text with its place.

    ``indent`` is the column (0-based) of the content of a literal block, ``quote`` the number of
    characters before the content of a text on one line; both let :meth:`place` point inside.
    """

    text: str
    span: Span
    style: str = "plain"  # plain, single, double, literal, folded
    indent: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing was written: no value, ``~`` or ``null``, or nothing behind ``|``."""
        if self.style in ("literal", "folded"):
            return not self.text.strip()
        return self.style == "plain" and self.text in ("", "~", "null")

    def place(self, start: int, end: int | None = None) -> Span:
        """The span of ``text[start:end]``; the whole scalar where it cannot be told."""
        end = start + 1 if end is None else end
        if self.style == "literal":
            line = self.text.count("\n", 0, start)
            column = start - (self.text.rfind("\n", 0, start) + 1) + self.indent + 1
            at = self.span.line + 1 + line
            return Span(self.span.path, at, column, at, column + max(end - start, 0))
        if self.style == "folded" or self.span.line != self.span.end_line:
            return self.span
        lead = 0 if self.style == "plain" else 1
        if self.span.end_column - self.span.column - 2 * lead != len(self.text):
            return self.span
        column = self.span.column + lead + start
        return Span(self.span.path, self.span.line, column, self.span.line, column + end - start)

    def is_exact(self, span: Span, length: int) -> bool:
        """Whether :meth:`place` could tell where ``length`` characters of the text stand."""
        one_line = span.line == span.end_line and span.end_column - span.column == length
        return one_line and (span != self.span or self.style == "plain")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the author's order; no key twice."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Entry | None:
        """The entry of a key."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry
        return None

    def text(self, key: str) -> str:
        """The text under a key; empty where there is none."""
        entry = self.get(key)
        return entry.value.text.strip() if entry and isinstance(entry.value, Scalar) else ""

    def over(self, defaults: Mapping, without: frozenset[str] = frozenset()) -> Mapping:
        """This mapping, with the keys of ``defaults`` that it has not (and not ``without``)."""
        own = {entry.key.text for entry in self.entries}
        added = tuple(
            entry
            for entry in defaults.entries
            if entry.key.text not in own and entry.key.text not in without
        )
        return Mapping(self.entries + added, self.span)


Node = Scalar | Sequence | Mapping


def plain(node: Node, instead: Texts = MappingProxyType({}), loc: Loc = ()) -> Plain:
    """The node as texts, lists and dicts, without places; blank scalars are ``None``.

    ``instead`` are texts that stand in the place of what is written at their paths.
    """
    if isinstance(node, Scalar):
        return instead.get(loc, None if node.blank else node.text)
    if isinstance(node, Sequence):
        return [plain(item, instead, (*loc, index)) for index, item in enumerate(node.items)]
    entries = ((entry.key.text, entry.value) for entry in node.entries)
    return {key: plain(value, instead, (*loc, key)) for key, value in entries}


def find(node: Node, loc: Loc) -> Node:
    """The node at a path of keys and 0-based indices; the last one on the way that exists."""
    for step in loc:
        if isinstance(node, Mapping) and isinstance(step, str):
            entry = node.get(step)
            if entry is None:
                return node
            node = entry.value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return node
    return node


def key_span(node: Node, loc: Loc) -> Span:
    """The span of the key that ``loc`` ends in, or of the nearest thing that exists."""
    parent = find(node, loc[:-1])
    if loc and isinstance(parent, Mapping):
        entry = parent.get(str(loc[-1]))
        if entry is not None:
            return entry.key.span
    return start(find(node, loc))


def start(node: Node) -> Span:
    """Where a node begins: a whole list or mapping is pointed at by its first line."""
    if isinstance(node, Scalar):
        return node.span
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0].key.span
    if isinstance(node, Sequence) and node.items:
        return start(node.items[0])
    return Span.at(node.span.path, node.span.line, node.span.column)


def value_span(node: Node, loc: Loc) -> Span:
    """Where to point for the value at ``loc``: the value, its key when it is blank or long."""
    found = find(node, loc)
    if (
        isinstance(found, Scalar)
        and not found.blank
        and found.style in ("plain", "single", "double")
    ):
        return found.span
    return key_span(node, loc)


def located(fault: Fault, root: Node, loc: Loc, lead: int = 0) -> Diagnostic:
    """A fault of the text at ``loc`` as a finding; ``lead`` characters stand before that text."""
    node, span = find(root, loc), value_span(root, loc)
    new = None
    if isinstance(node, Scalar) and not node.blank:
        start, end = fault.start + lead, max(fault.end, fault.start + 1) + lead
        span = node.place(start, end)
        new = fault.replacement if node.is_exact(span, end - start) else None
    return error(fault.code, span, fault.message, fault.hint, new)


def scalars(node: Node, loc: Loc = ()) -> Iterator[tuple[Loc, Scalar]]:
    """All scalars below a node with their paths, in the order of the file."""
    if isinstance(node, Scalar):
        yield loc, node
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from scalars(item, (*loc, index))
    else:
        for entry in node.entries:
            yield from scalars(entry.value, (*loc, entry.key.text))


_TAKEN_AWAY = "taken away"


def merged(over: Mapping, base: Mapping) -> Mapping:
    """``base`` with the entries of ``over``: mappings are merged, all else is replaced.

    A key of ``base`` that is blank in ``over`` is taken away; new keys come last. What was taken
    away stays as a mark for what is laid over next: see :func:`without_taken_away`.
    """
    entries = []
    for entry in base.entries:
        new = over.get(entry.key.text)
        if new is None:
            entries.append(entry)
        elif isinstance(new.value, Mapping) and isinstance(entry.value, Mapping):
            entries.append(Entry(new.key, merged(new.value, entry.value)))
        elif isinstance(new.value, Scalar) and new.value.blank:
            entries.append(Entry(new.key, replace(new.value, style=_TAKEN_AWAY)))
        else:
            entries.append(new)
    known = {entry.key.text for entry in base.entries}
    entries.extend(entry for entry in over.entries if entry.key.text not in known)
    return Mapping(tuple(entries), over.span)


def without_taken_away(node: Mapping) -> Mapping:
    """The mapping without the keys that were taken away, at any depth of mappings."""
    kept = (
        Entry(one.key, without_taken_away(one.value)) if isinstance(one.value, Mapping) else one
        for one in node.entries
        if not (isinstance(one.value, Scalar) and one.value.style == _TAKEN_AWAY)
    )
    return Mapping(tuple(kept), node.span)
