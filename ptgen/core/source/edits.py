"""Replace stretches of a file's text; the rest stays to the letter, line ends included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ptgen.core.diagnostics import Diagnostic, Span
from ptgen.core.source.nodes import Entry, Mapping, Node, Scalar
from ptgen.core.source.nodes import Sequence as Items

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of a span."""

    span: Span
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits; they must not overlap. Of two at one place the later comes first."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    parts: list[str] = []
    at = 0
    last_first = sorted(edits, key=lambda one: (one.span.line, one.span.column), reverse=True)
    for edit in last_first[::-1]:
        first = starts[edit.span.line - 1] + edit.span.column - 1
        parts += (text[at:first], edit.text)
        at = starts[edit.span.end_line - 1] + edit.span.end_column - 1
    return "".join(parts) + text[at:]


@dataclass(frozen=True, slots=True)
class Shifts:
    """Leads from places in a text that was edited back to the author's; lines stay what they are.

    ``parts`` are the edits of each line: where each began, where it ended, how long it became.
    """

    parts: dict[int, tuple[tuple[int, int, int], ...]]

    @classmethod
    def of(cls, found: Iterable[Diagnostic]) -> Shifts:
        """Of the replacements of findings, each in one line."""
        parts: dict[int, list[tuple[int, int, int]]] = {}
        for one in found:
            span = one.span
            part = (span.column, span.end_column, len(one.replacement or ""))
            parts.setdefault(span.line, []).append(part)
        return cls({line: tuple(sorted(some)) for line, some in parts.items()})

    def back(self, span: Span) -> Span:
        """The author's place of a stretch of the edited text."""
        first = self._column(span.line, span.column)
        last = self._column(span.end_line, span.end_column)
        return Span(span.path, span.line, first, span.end_line, last)

    def _column(self, line: int, column: int) -> int:
        shift = 0
        for start, end, length in self.parts.get(line, ()):
            if column < start + shift + length:
                return min(column - shift, end)
            shift += length - (end - start)
        return column - shift

    def moved(self, node: Node) -> Node:
        """The node with the author's places."""
        span = self.back(node.span)
        if isinstance(node, Scalar):
            return replace(node, span=span)
        if isinstance(node, Items):
            return Items(tuple(self.moved(item) for item in node.items), span)
        entries = (
            Entry(replace(one.key, span=self.back(one.key.span)), self.moved(one.value))
            for one in node.entries
        )
        return Mapping(tuple(entries), span)


def is_flow(node: Node, lines: Sequence[str]) -> bool:
    """Whether a list or mapping is written in brackets."""
    line = lines[node.span.line - 1] if node.span.line <= len(lines) else ""
    return line[node.span.column - 1 : node.span.column] in ("{", "[")
