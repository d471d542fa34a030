"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

import ptgen
from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import page_of
from ptgen.check.rule import Rule
from ptgen.core.diagnostics import Diagnostic, Severity, Span, Standing

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def render_sarif(findings: Sequence[Diagnostic]) -> str:
    """A log with one run, the rules that were met and a result for each finding.

    Source: SARIF 2.1.0 (OASIS), 3.13 sarifLog, 3.27 result, 3.30 region, 3.35 suppression; columns
    count code points (3.14.17). What comments ignore or a baseline knows is suppressed.
    """
    codes = sorted({found.code for found in findings})
    driver = {
        "name": "ptgen",
        "semanticVersion": ptgen.__version__,
        "rules": [_rule(CATALOGUE[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, codes) for found in findings],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    text = json.dumps(log, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.summary, "markdown": page_of(rule.code)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(found: Diagnostic, codes: list[str]) -> Json:
    file, region = {"uri": _uri(found.span.path)}, _region(found.span)
    result: dict[str, Json] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _LEVELS[found.severity],
        "message": {"text": _plain(found.text)},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": region}}],
    }
    if found.standing is Standing.IGNORED:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted"}]
    elif found.standing is Standing.KNOWN:
        result["baselineState"] = "unchanged"
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    if found.replacement is not None:
        inserted = {"deletedRegion": region, "insertedContent": {"text": found.replacement}}
        change: Json = {"artifactLocation": file, "replacements": [inserted]}
        result["fixes"] = [
            {"description": {"text": _plain(found.hint)}, "artifactChanges": [change]}
        ]
    return result


def _plain(text: str) -> str:
    """Text without links: brackets would make some (SARIF 2.1.0, 3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _uri(path: str) -> str:
    quoted = quote(path, errors="surrogateescape")
    return f"file://{quoted}" if PurePosixPath(path).is_absolute() else quoted
