"""Findings as rows with the way to their line, and a file with its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.diagnostics import Diagnostic
from ptgen.report.findings.text import WORDS
from ptgen.serve import links
from ptgen.serve.snapshot import Reading


@dataclass(frozen=True, slots=True)
class Row:
    """A finding; ``href`` is empty where its file is not shown, ``rule`` where none is known."""

    level: str
    word: str
    code: str
    rule: str
    place: str
    line: int
    href: str
    editor: str
    excerpt: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class FileRows:
    """The findings of one file."""

    path: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a file with what was found in it."""

    number: int
    text: str
    rows: tuple[Row, ...]


def rows_of(findings: Sequence[Diagnostic], reading: Reading) -> tuple[Row, ...]:
    """The findings in their order."""
    return tuple(_row(found, reading) for found in findings)


def by_file(findings: Sequence[Diagnostic], reading: Reading) -> tuple[FileRows, ...]:
    """The findings, those of a file together."""
    return tuple(
        FileRows(path, rows_of(tuple(group), reading))
        for path, group in groupby(findings, key=lambda found: found.span.path)
    )


def source_lines(path: str, reading: Reading) -> tuple[SourceLine, ...] | None:
    """A file's lines; ``None`` for a file that is not among those that were read."""
    if path not in reading.lines:
        return None
    found: dict[int, list[Row]] = {}
    for one in reading.findings_by_path.get(path, ()):
        found.setdefault(one.span.line, []).append(_row(one, reading))
    lines = reading.lines[path]
    if lines and not lines[-1]:
        lines = lines[:-1]
    return tuple(
        SourceLine(number, text, tuple(found.get(number, ())))
        for number, text in enumerate(lines, 1)
    )


def counts(findings: Sequence[Diagnostic]) -> tuple[tuple[str, str], ...]:
    """``("error", "2 处错误")`` and so on, for each level that occurs."""
    told = []
    for level, word in WORDS.items():
        number = sum(found.severity is level for found in findings)
        if number:
            told.append((level.value, f"{number} 处{word}"))
    return tuple(told)


def _row(found: Diagnostic, reading: Reading) -> Row:
    span = found.span
    shown = span.path in reading.lines
    lines = reading.lines.get(span.path, ())
    return Row(
        level=found.severity.value,
        word=WORDS[found.severity],
        code=found.code,
        rule=links.rule(found.code) if found.code in CATALOGUE else "",
        place=f"{span.path}:{span.line}:{span.column}",
        line=span.line,
        href=links.source(span.path, span.line) if shown else "",
        editor=links.editor(span.path, span.line, span.column) if shown else "",
        excerpt=lines[span.line - 1].strip() if 0 < span.line <= len(lines) else "",
        message=found.message,
        hint=found.hint,
    )
