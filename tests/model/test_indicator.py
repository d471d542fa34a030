from __future__ import annotations

import pytest

from ptgen.model.indicator import target


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
    ],
)
def test_values_are_read(text: str, operator: str, numbers: str, unit: str) -> None:
    read = target(text)
    assert (read.operator, read.numbers, read.unit, read.text) == (operator, numbers, unit, text)
    assert read.numeric == bool(numbers)
