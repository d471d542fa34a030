"""Findings as annotations on a pull request (workflow commands of GitHub Actions)."""

from __future__ import annotations

from collections.abc import Sequence

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.diagnostics import Diagnostic, Severity, Standing
from ptgen.report.escape import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def render_github(findings: Sequence[Diagnostic]) -> str:
    """One line a finding: ``::error file=…,line=…,title=…::message``.

    Of those that a baseline knows one notice says how many there are.
    """
    known = sum(1 for found in findings if found.standing is Standing.KNOWN)
    told = [_line(found) for found in findings if found.standing is not Standing.KNOWN]
    if known:
        told.append(f"::notice title=基线::另有 {known} 处已知问题")
    return "".join(f"{line}\n" for line in told)


def _line(found: Diagnostic) -> str:
    span = found.span
    title = f"{found.code} {CATALOGUE[found.code].name}"
    place = f"file={_property(span.path)},line={span.line},col={span.column}"
    if span.end_line == span.line and span.end_column > span.column:
        place += f",endLine={span.end_line},endColumn={span.end_column}"
    return f"::{_COMMANDS[found.severity]} {place},title={_property(title)}::{_data(found.text)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
