"""Findings as JSON for programs; the schema is ``schema/check.schema.json``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.diagnostics import Diagnostic, Severity

VERSION = 1


def render_json(findings: Sequence[Diagnostic]) -> str:
    """An object with ``version``, ``findings`` and ``summary``; ends in a line break.

    Lines and columns count from 1, columns in characters, ends are exclusive.
    """
    counts = Counter(found.severity for found in findings)
    whole = {
        "version": VERSION,
        "findings": [_finding(found) for found in findings],
        "summary": {
            "files": len({found.span.path for found in findings}),
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "hints": counts[Severity.HINT],
        },
    }
    # A lone surrogate of a file's name is written as an escape, as JSON allows.
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _finding(found: Diagnostic) -> dict[str, str | int | None]:
    rule = CATALOGUE.get(found.code)
    return {
        "code": found.code,
        "name": rule.name if rule is not None else "",
        "severity": found.severity.value,
        "path": found.span.path,
        "line": found.span.line,
        "column": found.span.column,
        "end_line": found.span.end_line,
        "end_column": found.span.end_column,
        "message": found.message,
        "hint": found.hint,
        "replacement": found.replacement,
    }


def schema() -> str:
    """The JSON Schema (2020-12) of :func:`render_json`."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    place = {"type": "integer", "minimum": 1}
    finding = {
        "code": {"type": "string", "pattern": "^PT[0-9]{3}$"},
        "name": text,
        "severity": {"enum": [level.value for level in Severity]},
        "path": text,
        "line": place,
        "column": place,
        "end_line": place,
        "end_column": place,
        "message": text,
        "hint": text,
        "replacement": {"type": ["string", "null"]},
    }
    summary = {"files": count, "errors": count, "warnings": count, "hints": count}
    properties = {
        "version": {"const": VERSION},
        "findings": {"type": "array", "items": _object(finding)},
        "summary": _object(summary),
    }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ptgen check --format json",
        **_object(properties),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
