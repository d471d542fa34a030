from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.core.model.indicator import flatten, target


@pytest.mark.parametrize(
    ("text", "operator", "numbers", "unit"),
    [
        ("≥85%", "≥", "85", "%"),
        (">=2场", "≥", "2", "场"),
        ("=2-3人", "=", "2-3", "人"),
        ("=100.00 (%)", "=", "100.00", "%"),
        ("=100.00(%)", "=", "100.00", "%"),
        ("100.00(%)", "", "100.00", "%"),
        ("0起", "", "0", "起"),
        ("≤5.00(%)", "≤", "5.00", "%"),
        ("=0", "=", "0", ""),
        ("＞1,000台", ">", "1,000", "台"),
        ("规范", "", "", ""),
        ("保持街镇前列", "", "", ""),
        ("≥", "", "", ""),
        ("＞＝２场", "≥", "2", "场"),
        ("⩽５％", "≤", "5", "%"),
        ("=>3次", "≥", "3", "次"),
        ("=100 %", "=", "100", "%"),
        ("2～3人", "", "2-3", "人"),
        ("2至3人", "", "2-3", "人"),
        ("≥1.5万人次", "≥", "1.5", "万人次"),
        ("2022-01-01", "", "", ""),
        ("2022年1-12月", "", "", ""),
        ("≥85%(含)", "", "", ""),
        ("≥-5", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_values_are_read(text: str, operator: str, numbers: str, unit: str) -> None:
    read = target(text)
    assert (read.operator, read.numbers, read.unit, read.text) == (operator, numbers, unit, text)
    assert read.numeric == bool(numbers)


@given(st.text(max_size=40) | st.text("=≥≤<>＞0123456789.,-~至%()（） 人", max_size=20))
def test_any_text_is_a_value(text: str) -> None:
    read = target(text)
    assert read.text == text.strip()
    assert bool(read.high) <= bool(read.low)
    assert read.numeric or not (read.operator or read.unit)


def test_no_indicators_are_none() -> None:
    assert flatten({}) == ()
    assert flatten({"产出指标": {"数量指标": {}}}) == ()
