"""What an editor offers to put right, and the canonical form of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from ptgen.check.autofix import apply_fixes
from ptgen.core.diagnostics import Diagnostic, Span
from ptgen.core.filesystem import project_file
from ptgen.core.source.edits import LINE_END, Edit
from ptgen.edit.formatter.run import MOST_BYTES, declared_keys, formatted
from ptgen.lsp.buffers import Buffer
from ptgen.lsp.checking import Analysis, Buffers, FileKind, analysis_of

_MEANT = re.compile(r"是不是“([^”]+)”？")
_LONGEST = 30
_ROUNDS = 10  # what is mended may uncover more


@dataclass(frozen=True, slots=True)
class QuickFix:
    """A change that an editor offers; ``certain``: ``check --fix`` does it too."""

    title: str
    found: Diagnostic
    edit: Edit
    certain: bool


def quick_fixes(findings: Iterable[Diagnostic], buffer: Buffer) -> Iterator[QuickFix]:
    """The replacements of findings, and what was probably meant."""
    for found in findings:
        span, new = found.span, found.replacement
        if span.line != span.end_line or span.line > len(buffer.lines):
            continue
        old = buffer.lines[span.line - 1][span.column - 1 : span.end_column - 1]
        meant = _MEANT.search(found.hint)
        if new is not None:
            title = f"改成“{new[:_LONGEST]}”" if new.strip() else "改好这一处"
            yield QuickFix(title, found, Edit(span, new), certain=True)
        elif old and meant:
            yield QuickFix(f"改成“{meant[1]}”", found, Edit(span, meant[1]), certain=False)


def all_fixed(analysis: Analysis, buffers: Buffers) -> str:
    """The text of a file with all that ``check --fix`` mends in it."""
    now: Analysis | None = analysis
    text = analysis.buffer.text
    for _ in range(_ROUNDS):
        if now is None:
            break
        text, done = apply_fixes(now.buffer.text, now.findings)
        if not done:
            break
        buffer = replace(now.buffer, text=text)
        now = analysis_of(buffer, {**buffers, buffer.path: buffer})
    return text


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
    before = _with_ends(buffer.text)
    after = [LINE_END.sub(buffer.line_end, line) for line in _with_ends(new)]
    same = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, start, end in same.get_opcodes():
        if tag != "equal":
            (top, left), (line, column) = (_beginning(buffer, at) for at in (first, last))
            yield Edit(Span(buffer.path, top, left, line, column), "".join(after[start:end]))


def _with_ends(text: str) -> list[str]:
    starts = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    lines = [text[first:last] for first, last in pairwise(starts)]
    return [line for line in lines if line]


def _beginning(buffer: Buffer, line: int) -> tuple[int, int]:
    """Where a line (0-based) begins; the end of the text for the one behind the last."""
    last = len(buffer.lines)
    return (line + 1, 1) if line < last else (last, len(buffer.lines[-1]) + 1)
