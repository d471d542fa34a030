"""Findings by file and by line, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ptgen.check.explanations import SEVERITIES
from ptgen.core.diagnostics import Diagnostic
from ptgen.serve.snapshot import ProjectsSnapshot

FindingsAt = tuple[str, tuple[Diagnostic, ...]]
"""A path, or a line of a file, with the findings there."""


def by_file(findings: Sequence[Diagnostic]) -> tuple[FindingsAt, ...]:
    """The findings by the path of their file."""
    groups = groupby(findings, key=lambda found: found.span.path)
    return tuple((path, tuple(group)) for path, group in groups)


def source_lines(path: str, snapshot: ProjectsSnapshot) -> tuple[FindingsAt, ...] | None:
    """A file's lines with the findings in each; ``None`` for a file that is not shown."""
    if path not in snapshot.lines:
        return None
    by_line: dict[int, list[Diagnostic]] = {}
    for found in snapshot.findings_by_path.get(path, ()):
        by_line.setdefault(found.span.line, []).append(found)
    lines = snapshot.lines[path]
    if lines and not lines[-1]:
        lines = lines[:-1]
    return tuple((text, tuple(by_line.get(number, ()))) for number, text in enumerate(lines, 1))


def counts(findings: Sequence[Diagnostic]) -> tuple[tuple[str, str], ...]:
    """``("error", "2 处错误")`` and so on, for each level that occurs."""
    numbers = {level: sum(one.severity is level for one in findings) for level in SEVERITIES}
    return tuple(
        (level.value, f"{number} 处{SEVERITIES[level]}")
        for level, number in numbers.items()
        if number
    )
