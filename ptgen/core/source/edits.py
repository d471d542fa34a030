"""Replace stretches of a file's text; the rest stays to the letter, line ends included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ptgen.core.diagnostics import Span
from ptgen.core.source.nodes import Node

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of a span."""

    span: Span
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits; they must not overlap."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    for edit in sorted(edits, key=lambda one: (one.span.line, one.span.column), reverse=True):
        first = starts[edit.span.line - 1] + edit.span.column - 1
        last = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        text = text[:first] + edit.text + text[last:]
    return text


def is_flow(node: Node, lines: Sequence[str]) -> bool:
    """Whether a list or mapping is written in brackets."""
    line = lines[node.span.line - 1] if node.span.line <= len(lines) else ""
    return line[node.span.column - 1 : node.span.column] in ("{", "[")
