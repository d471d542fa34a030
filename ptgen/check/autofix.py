"""Put the replacements of findings into a file's text; nothing else of it is touched."""

from collections.abc import Iterable

from ptgen.core.diagnostics import Diagnostic
from ptgen.core.source.edits import LINE_END, Edit, applied


def apply_fixes(text: str, findings: Iterable[Diagnostic]) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with the replacements of the findings, and the findings that it has no more.

    Places are lines and columns; of two that overlap, the first is replaced.
    """
    lines = LINE_END.split(text)
    fixed: list[Diagnostic] = []
    edits: list[Edit] = []
    at = (0, 0)
    for found in sorted(findings, key=lambda one: one.sort_key):
        span = found.span
        if found.replacement is None or span.end_line != span.line or span.line > len(lines):
            continue
        first, last = (span.line, span.column), (span.line, span.end_column)
        if at <= first < last <= (span.line, len(lines[span.line - 1]) + 1):
            fixed.append(found)
            edits.append(Edit(span, found.replacement))
            at = last
    return applied(text, edits), tuple(fixed)
