"""Findings for programs: JSON by its schema, annotations, SARIF."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ptgen.core.diagnostics import Diagnostic, Severity, Span, Standing, error
from ptgen.report.escape import visible
from ptgen.report.findings.github import render_github
from ptgen.report.findings.json import render_json
from ptgen.report.findings.sarif import render_sarif
from ptgen.report.findings.text import render_text

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "schema" / "check.schema.json").read_text("utf-8"))
PLACE = Span("projects/甲 1/01.yaml", 12, 9, 12, 14)
FOUND = error("PT204", PLACE, "核定金额多 5%", "请核对：甲,乙")
MENDED = Diagnostic("PT407", Severity.HINT, PLACE, "全角", "写成“12”", "12")


def test_json_holds_every_finding_and_follows_its_schema() -> None:
    whole = json.loads(render_json([FOUND, MENDED]))
    assert list(Draft202012Validator(SCHEMA).iter_errors(whole)) == []
    assert whole["findings"][0] == {
        "code": "PT204",
        "name": "核定不符",
        "severity": "error",
        "path": "projects/甲 1/01.yaml",
        "line": 12,
        "column": 9,
        "end_line": 12,
        "end_column": 14,
        "message": "核定金额多 5%",
        "hint": "请核对：甲,乙",
        "replacement": None,
        "standing": "open",
    }
    assert whole["findings"][1]["replacement"] == "12"
    counts = {"files": 1, "errors": 1, "warnings": 0, "hints": 1, "ignored": 0, "known": 0}
    assert whole["summary"] == counts


def test_what_is_ignored_or_known_counts_for_nothing() -> None:
    found = [replace(FOUND, standing=standing) for standing in Standing]
    whole = json.loads(render_json(found))
    assert list(Draft202012Validator(SCHEMA).iter_errors(whole)) == []
    summary = whole["summary"]
    assert (summary["errors"], summary["ignored"], summary["known"]) == (1, 1, 1)
    results = json.loads(render_sarif(found))["runs"][0]["results"]
    kinds = [[one["kind"] for one in result.get("suppressions", ())] for result in results]
    assert kinds == [[], ["inSource"], ["external"]]
    assert render_github(found).endswith("\n::notice title=基线::另有 1 处已知问题\n")
    told = render_text(found, {}, color=False)
    assert told.endswith("1 个文件，1 处错误，1 处已忽略；另有 1 处已知问题（基线）\n")


def test_the_schema_refuses_what_is_not_a_report() -> None:
    whole = json.loads(render_json([FOUND]))
    whole["findings"][0]["line"] = 0
    assert list(Draft202012Validator(SCHEMA).iter_errors(whole)) != []


def test_the_schema_names_every_key_and_severity() -> None:
    whole = json.loads(render_json([FOUND]))
    finding = SCHEMA["properties"]["findings"]["items"]
    for shape, value in ((SCHEMA, whole), (finding, whole["findings"][0])):
        assert shape["required"] == list(shape["properties"]) == list(value)
        assert shape["additionalProperties"] is False
    assert finding["properties"]["severity"]["enum"] == [level.value for level in Severity]


def test_annotations_escape_what_the_runner_reads() -> None:
    assert render_github([FOUND]) == (
        "::error file=projects/甲 1/01.yaml,line=12,col=9,endLine=12,endColumn=14,"
        "title=PT204 核定不符::核定金额多 5%25。请核对：甲,乙\n"
    )
    evil = replace(FOUND, message="甲\n::error::乙\r", span=Span("a,b:c%.yaml", 1, 1, 1, 1))
    (line,) = render_github([evil]).splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=")
    assert "<U+000A>::error::乙<U+000D>" in line


@pytest.mark.parametrize(
    ("severity", "word"), [(Severity.WARNING, "::warning "), (Severity.HINT, "::notice ")]
)
def test_annotations_have_the_severity(severity: Severity, word: str) -> None:
    assert render_github([replace(FOUND, severity=severity)]).startswith(word)


def test_sarif_names_rules_places_and_fixes() -> None:
    log = json.loads(render_sarif([FOUND, MENDED]))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["PT204", "PT407"]
    assert "## 怎么改" in run["tool"]["driver"]["rules"][0]["help"]["markdown"]
    first, second = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("PT204", 0, "error")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "projects/%E7%94%B2%201/01.yaml"
    assert place["region"] == {"startLine": 12, "startColumn": 9, "endLine": 12, "endColumn": 14}
    assert "fixes" not in first
    (replacement,) = second["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "12"}


def test_nothing_found_is_an_empty_report() -> None:
    assert json.loads(render_json([]))["findings"] == []
    assert render_github([]) == ""
    assert json.loads(render_sarif([]))["runs"][0]["results"] == []


def test_a_name_that_is_no_text_is_escaped() -> None:
    broken = replace(FOUND, span=Span("a\udcff.yaml", 1, 1, 1, 1))
    assert json.loads(render_json([broken]))["findings"][0]["path"] == "a\udcff.yaml"
    for render in (render_json, render_github, render_sarif):
        render([broken]).encode()


def test_brackets_make_no_link_in_sarif() -> None:
    found = error("PT001", Span.at("a.yaml"), "[甲](http://192.0.2.1) \\", "")
    (result,) = json.loads(render_sarif([found]))["runs"][0]["results"]
    assert result["message"]["text"] == "\\[甲\\](http://192.0.2.1) \\\\"


@pytest.mark.parametrize("text", ["::error::甲", "  ::set-env name=a::b", "甲 ##[add-path]乙"])
def test_nothing_is_a_command_of_a_runner(text: str) -> None:
    found = error("PT001", Span.at("a.yaml"), f"{text}\n{text}", text)
    for line in render_text([found], {"a.yaml": [text]}, color=False).splitlines():
        assert not line.strip().startswith("::")
        assert "##[" not in line
    assert visible(text).strip()[:2] != "::"
    assert "##[" not in visible(text)
