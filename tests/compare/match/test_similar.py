"""How alike two names are: the share of pairs of characters that they have in common."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ptgen.compare.match.similar import by_likeness, likeness


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("维护费", "维护费", Fraction(1)),
        ("维护费", "维 护 费", Fraction(1)),
        ("维护费", "会议", Fraction(0)),
        ("甲乙", "甲丙", Fraction(1, 3)),
        ("甲乙", "丙乙", Fraction(1, 3)),
        ("", "甲", Fraction(0)),
    ],
)
def test_likeness(one: str, other: str, alike: Fraction) -> None:
    assert likeness(one, other) == likeness(other, one) == alike


def test_the_most_alike_are_matched_first_and_each_once() -> None:
    old, new = ("甲乙丙", "甲乙丁"), ("甲乙丁", "甲乙丙", "戊己庚")
    assert sorted(by_likeness(old, new, likeness)) == [(0, 1), (1, 0)]
    assert by_likeness(old, ("戊己庚",), likeness) == []
