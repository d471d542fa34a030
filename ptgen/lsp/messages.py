"""Findings and edits as the protocol has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lsprotocol import types

from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.source.edits import Edit
from ptgen.lsp.buffers import Buffer, ColumnUnits

_LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.HINT: types.DiagnosticSeverity.Information,
}


def diagnostic(found: Diagnostic, lines: Sequence[str], columns: ColumnUnits) -> types.Diagnostic:
    """A finding in a file with these lines."""
    return types.Diagnostic(
        columns.range(found.span, lines),
        found.text,
        severity=_LEVELS[found.severity],
        code=found.code,
        source="ptgen",
    )


def text_edits(edits: Iterable[Edit], buffer: Buffer, columns: ColumnUnits) -> list[types.TextEdit]:
    """Edits of an open text."""
    return [types.TextEdit(columns.range(one.span, buffer.lines), one.text) for one in edits]
