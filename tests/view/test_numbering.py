from __future__ import annotations

import pytest

from ptgen.view.numbering import chinese, heading_number, list_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (7, "七"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (35, "三十五"),
        (99, "九十九"),
        (100, "100"),
    ],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese(number) == text


def test_headings_are_numbered_by_level() -> None:
    assert [heading_number(level, 2) for level in (1, 2, 3)] == ["二、", "（二）", "2."]


def test_lists_are_numbered_by_level() -> None:
    assert [list_number(level, 3) for level in (1, 2, 3)] == ["（3）", "3）", "③"]
    assert list_number(3, 21) == "21."
