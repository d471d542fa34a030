"""Findings as JSON for programs; the schema is ``schema/check.schema.json``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.diagnostics import Diagnostic, Severity, Standing

VERSION = 1


def render_json(findings: Sequence[Diagnostic]) -> str:
    """An object with ``version``, ``findings`` and ``summary``; ends in a line break.

    Errors, warnings and hints are those that are open: neither ignored nor known to a baseline.
    Lines and columns count from 1, columns in characters, ends are exclusive.
    """
    counts = Counter(found.severity for found in findings if found.standing is Standing.OPEN)
    standings = Counter(found.standing for found in findings)
    whole = {
        "version": VERSION,
        "findings": [_finding(found) for found in findings],
        "summary": {
            "files": len({found.span.path for found in findings}),
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "hints": counts[Severity.HINT],
            "ignored": standings[Standing.IGNORED],
            "known": standings[Standing.KNOWN],
        },
    }
    # A lone surrogate of a file's name is written as an escape, as JSON allows.
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _finding(found: Diagnostic) -> dict[str, str | int | None]:
    return {
        "code": found.code,
        "name": CATALOGUE[found.code].name,
        "severity": found.severity.value,
        "path": found.span.path,
        "line": found.span.line,
        "column": found.span.column,
        "end_line": found.span.end_line,
        "end_column": found.span.end_column,
        "message": found.message,
        "hint": found.hint,
        "replacement": found.replacement,
        "standing": found.standing.value,
    }
