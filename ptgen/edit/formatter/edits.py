"""Stage formatter: pieces of a file's text to be replaced, applied from the end to the start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ptgen.core.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of a span."""

    span: Span
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits; they must not overlap."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda one: (one.span.line, one.span.column), reverse=True):
        first = starts[edit.span.line - 1] + edit.span.column - 1
        last = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        text = text[:first] + edit.text + text[last:]
    return text
