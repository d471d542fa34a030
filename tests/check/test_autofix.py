"""Mending: only what was found changes, and a second time nothing does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ptgen.check.autofix import apply_fixes
from ptgen.check.engine import check
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from tests.check.conftest import SOUND, load_all

PIECES = st.sampled_from(
    ["<p>", "</p>", "&nbsp;", "&amp;lt;", "１２", "５０％", "松委（2017）195号", "[2020]3号",
     "甲,乙", "甲  乙", "　　", "{{ 项目名称 }}", "《甲》", "说明", "'", '"', "\\", "# x", ": "]
)  # fmt: skip


def _found(start: int, end: int, new: str | None) -> Diagnostic:
    return Diagnostic("PT407", Severity.HINT, Span("a", 2, start, 2, end), "甲", "", new)


def test_replacements_keep_everything_else_of_the_file() -> None:
    text = "a: 甲 # 注\r\nb: １２，３４\r\n"
    new, done = apply_fixes(text, [_found(4, 6, "12"), _found(7, 9, "34")])
    assert new == "a: 甲 # 注\r\nb: 12，34\r\n"
    assert len(done) == 2


def test_of_two_that_overlap_the_first_is_replaced() -> None:
    new, done = apply_fixes("a\nabcdef", [_found(2, 5, "X"), _found(3, 6, "Y")])
    assert new == "a\naXef"
    assert len(done) == 1


def test_a_finding_without_replacement_changes_nothing() -> None:
    assert apply_fixes("a\nabc", [_found(1, 2, None)]) == ("a\nabc", ())


def test_places_outside_the_text_change_nothing() -> None:
    assert apply_fixes("a\nabc", [_found(3, 9, "X")]) == ("a\nabc", ())


def _mend_all(text: str) -> str:
    for _ in range(10):
        new, done = apply_fixes(text, check(load_all({"a.yaml": text})))
        if not done:
            break
        text = new
    return text


@given(st.lists(PIECES, max_size=8), st.sampled_from(["|\n  {}", '"{}"', "'{}'", "{}", "甲\n  {}"]))
def test_mending_twice_is_mending_once(pieces: list[str], form: str) -> None:
    text = SOUND + "项目概述: " + form.format("".join(pieces)) + "\n"
    once = _mend_all(text)
    assert _mend_all(once) == once
    # What could be read before can be read after: nothing is broken by mending.
    before = {one.code for one in check(load_all({"a.yaml": text}))}
    after = {one.code for one in check(load_all({"a.yaml": once}))}
    assert after <= before
