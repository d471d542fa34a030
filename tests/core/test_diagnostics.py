"""Findings are values: in a stable order, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.core.diagnostics import (
    Diagnostic,
    Severity,
    Span,
    error,
    has_errors,
    in_order,
    nearest,
    warning,
)


def at(path: str, line: int, column: int = 1) -> Span:
    return Span.at(path, line, column)


def test_findings_come_by_file_place_code_and_text() -> None:
    first = error("PT002", at("a.yaml", 1), "甲")
    second = error("PT001", at("a.yaml", 2), "甲")
    third = error("PT001", at("a.yaml", 2), "乙")
    fourth = warning("PT001", at("b.yaml", 1), "甲")
    found = [fourth, third, second, first, second]
    assert in_order(found) == (first, third, second, fourth)


findings = st.builds(
    Diagnostic,
    st.sampled_from(["PT001", "PT002"]),
    st.sampled_from(list(Severity)),
    st.builds(at, st.sampled_from("ab"), st.integers(1, 3), st.integers(1, 3)),
    st.sampled_from(["甲", "乙"]),
)


@given(st.lists(findings, max_size=8))
def test_each_is_told_once_in_rising_order(found: list[Diagnostic]) -> None:
    ordered = in_order(found)
    assert set(ordered) == set(found)
    assert len(set(ordered)) == len(ordered)
    assert list(ordered) == sorted(ordered, key=lambda one: one.sort_key)


def test_only_an_error_is_an_error() -> None:
    assert not has_errors([])
    assert not has_errors([warning("PT203", at("a", 1), "甲")])
    assert has_errors([warning("PT203", at("a", 1), "甲"), error("PT201", at("a", 1), "甲")])


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("项目概况", ["项目概述", "项目名称"], "项目概述"),
        ("其它资金", ["上年结转资金", "其他资金"], "其他资金"),
        ("--formt", ["--format", "--force"], "--format"),
        ("甲", ["乙", "丙"], None),
        ("甲", [], None),
        ("", ["乙"], None),
    ],
)
def test_the_nearest_word_is_what_was_meant(word: str, known: list[str], near: str | None) -> None:
    assert nearest(word, known) == near
    assert nearest(word, reversed(known)) == near
