"""No input ends in a traceback: any bytes, and projects with anything in any place."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ptgen.check.engine import check
from ptgen.report.findings.github import render_github
from ptgen.report.findings.json import render_json
from ptgen.report.findings.sarif import render_sarif
from ptgen.report.findings.text import render_text
from tests.check.conftest import SOUND, load_all

WORDS = st.sampled_from(
    ["", "~", "[]", "{}", "甲", "1", "-1", "0", "2022", "2022-01-01", "1/0", "{{ 年度 }}",
     "{{ 预算 }}", "[1, 2]", "{a: b}", "{2022: 50%, 2023: 50%}", "[{名称: 甲, 测算: 1}]",
     "[{名称: 甲, 明细: [{名称: 乙, 测算: 1元}], 分年: {2022: 1}}]", "9" * 40, "≥100%", "<p>",
     "{产出指标: {数量指标: {甲: ≥1}}}", "{产出指标: {数量指标: 甲}}", "《（", "!x", "*x", "&x 1"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["项目名称", "年度", "版式", "主管部门", "项目类别", "计划开始日期", "计划完成日期", "预算",
     "核定金额", "资金来源", "季度用款计划", "资金总额口径", "绩效指标", "项目概述", "文书",
     "文书标题", "实施周期", "项目总目标", "年度总体目标", "不认识", "汇编"]
)  # fmt: skip


def _look_at(data: bytes) -> None:
    loaded = load_all({"a.yaml": data})
    found = check(loaded)
    lines = {source.path: source.lines for project in loaded for source in project.sources}
    assert render_text(found, lines, color=True).isprintable() or found
    for render in (render_json, render_github, render_sarif):
        render(found).encode()


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"a: \x00")
@example("a: \u202e".encode())
@example(b"&a [*a, *a]")
@example(b"? [a]\n: b")
@example(b"- " * 30)
@example(b"%YAML 9.9\n---\na")
def test_any_bytes(data: bytes) -> None:
    _look_at(data)


@settings(max_examples=150)
@given(st.dictionaries(KEYS, WORDS, max_size=6))
def test_projects_with_anything_anywhere(entries: dict[str, str]) -> None:
    kept = [line for line in SOUND.split("\n") if line.split(":")[0] not in entries]
    if "预算" in entries or "绩效指标" in entries:
        kept = kept[:8]
    text = "\n".join([*kept, *(f"{key}: {value}" for key, value in entries.items())])
    _look_at(text.encode())


@settings(max_examples=100)
@given(st.integers(0, len(SOUND) - 1), st.text(max_size=6))
def test_a_sound_project_with_something_typed_into_it(at: int, typed: str) -> None:
    _look_at((SOUND[:at] + typed + SOUND[at:]).encode("utf-8", "surrogatepass"))
