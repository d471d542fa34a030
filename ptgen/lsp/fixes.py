"""What an editor offers to put right, and the canonical form of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from lsprotocol import types

from ptgen.check.autofix import apply_fixes
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.filesystem import project_file
from ptgen.core.source.edits import LINE_END, Edit
from ptgen.edit.formatter.run import MOST_BYTES, declared_keys, formatted
from ptgen.lsp.buffers import Buffer
from ptgen.lsp.checking import Analysis, FileKind, analysis_of

FIX_ALL = "source.fixAll.ptgen"
_MEANT = re.compile(r"是不是“([^”]+)”？")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LONGEST = 30
_ROUNDS = 10  # what is mended may uncover more


_LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.HINT: types.DiagnosticSeverity.Information,
}


def diagnostic(found: Diagnostic, where: types.Range) -> types.Diagnostic:
    """A finding as the protocol has it."""
    level = _LEVELS[found.severity]
    return types.Diagnostic(where, found.text, severity=level, code=found.code, source="ptgen")


def code_actions(
    analysis: Analysis,
    findings: Iterable[Diagnostic],
    params: types.CodeActionParams,
) -> Iterator[types.CodeAction]:
    """The changes that are offered in a range: of the kinds that are asked for, else quick fixes."""
    buffer, fix = analysis.buffer, types.CodeActionKind.QuickFix.value
    only = [str(getattr(one, "value", one)) for one in params.context.only or (fix,)]
    first, last = params.range.start.line + 1, params.range.end.line + 1
    for found in findings if any(fix.startswith(one) for one in only) else ():
        new = _meant(found, buffer) if first <= found.span.line <= last else None
        if new is not None:
            yield types.CodeAction(
                f"改成“{new[:_LONGEST]}”" if new.strip() else "改好这一处",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(found, buffer.range(found.span))],
                is_preferred=found.replacement is not None,
                edit=_workspace_edit((Edit(found.span, new),), buffer),
            )
    if any(FIX_ALL.startswith(one) for one in only):
        whole = _workspace_edit(line_edits(buffer, all_fixed(analysis)), buffer)
        yield types.CodeAction("改好能改的", kind=FIX_ALL, edit=whole)


def _meant(found: Diagnostic, buffer: Buffer) -> str | None:
    """What is to stand in place of a finding: its replacement, else what was probably meant."""
    span = found.span
    if span.line != span.end_line or span.line > len(buffer.lines):
        return None
    meant = _MEANT.search(found.hint) if span.end_column > span.column else None
    return found.replacement if found.replacement is not None else meant and meant[1]


def _workspace_edit(edits: Iterable[Edit], buffer: Buffer) -> types.WorkspaceEdit:
    return types.WorkspaceEdit({buffer.uri: buffer.text_edits(edits)})


def all_fixed(analysis: Analysis) -> str:
    """The text of a file with all that ``check --fix`` mends in it."""
    now: Analysis | None = analysis
    buffer = analysis.buffer
    for _ in range(_ROUNDS):
        text, done = apply_fixes(buffer.text, now.findings if now else ())
        if not done:
            break
        buffer = replace(buffer, text=text)
        now = analysis_of(buffer, {**analysis.buffers, buffer.path: buffer})
    return buffer.text


def canonical(analysis: Analysis) -> str | None:
    """The text as ``ptgen fmt`` writes it; ``None`` for what it does not format."""
    buffer = analysis.buffer
    if analysis.kind not in (FileKind.PROJECT, FileKind.UNIT) or len(buffer.data) > MOST_BYTES:
        return None
    file = project_file(Path(buffer.path))
    made = formatted(buffer.text, file, analysis.files, declared_keys(analysis.files))
    return None if made.diagnostics else made.text


def line_edits(buffer: Buffer, new: str) -> Iterator[Edit]:
    """The edits from a text to another one, by whole lines that end as its lines do."""
    before = _LINE.findall(buffer.text)
    after = _LINE.findall(LINE_END.sub(buffer.line_end, new))
    same = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, start, end in same.get_opcodes():
        if tag != "equal":
            (top, left), (line, column) = (_beginning(buffer, at) for at in (first, last))
            yield Edit(Span(buffer.path, top, left, line, column), "".join(after[start:end]))


def _beginning(buffer: Buffer, line: int) -> tuple[int, int]:
    """Where a line (0-based) begins; the end of the text for the one behind the last."""
    last = len(buffer.lines)
    return (line + 1, 1) if line < last else (last, len(buffer.lines[-1]) + 1)
