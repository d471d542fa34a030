"""Stage rules: replacements are put into a file's text, nothing else of it is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ptgen.core.diagnostics import Diagnostic

_LINE = re.compile(r"\r\n|\r|\n")


def mended(text: str, findings: Iterable[Diagnostic]) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with the replacements of the findings, and the findings that it has no more.

    Places are lines and columns; of two that overlap, the first is replaced. Line ends stay.
    """
    starts = [0, *(match.end() for match in _LINE.finditer(text))]
    ends = [*(match.start() for match in _LINE.finditer(text)), len(text)]
    parts: list[str] = []
    done: list[Diagnostic] = []
    at = 0
    for found in sorted(findings, key=lambda one: one.sort_key):
        span = found.span
        if found.replacement is None or span.end_line != span.line or span.line > len(starts):
            continue
        first = starts[span.line - 1] + span.column - 1
        last = starts[span.line - 1] + span.end_column - 1
        if at <= first < last <= ends[span.line - 1]:
            parts.extend((text[at:first], found.replacement))
            at = last
            done.append(found)
    return "".join((*parts, text[at:])), tuple(done)
