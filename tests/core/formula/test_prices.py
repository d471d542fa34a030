from __future__ import annotations

from fractions import Fraction

import pytest

from ptgen.core.formula.prices import prices


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("200人*2天*550元/人/天", [("550元/人/天", 550, "人 天")]),
        ("200人天 * 0.06万元/人日", [("0.06万元/人日", 600, "人 天")]),
        ("3*(340元/人/天+130元/人天)*20人", [("340元/人/天+130元/人天", 470, "人 天")]),
        ("3*(340元/人/天+130元/人)*20人", [("340元/人/天", 340, "人 天"), ("130元/人", 130, "人")]),
        ("5课时*800元/课时+200元", [("800元/课时", 800, "学时"), ("200元", 200, "")]),
        ("(20+30)*2000元/场", [("2000元/场", 2000, "场")]),
        ("23.42万+8.96万", []),
        ("约3万元", []),
    ],
)
def test_the_prices_of_a_formula_and_what_they_are_per(
    formula: str, found: list[tuple[str, int, str]]
) -> None:
    got = [(formula[one.start : one.end], one.value, one.per) for one in prices(formula)]
    assert got == [(text, Fraction(value), frozenset(per.split())) for text, value, per in found]


def test_a_price_without_units_is_per_what_it_is_multiplied_by() -> None:
    (price,) = prices("80人*2天*600元")
    assert price.is_per(frozenset({"人", "天"}))
    assert price.is_per(frozenset({"人"}))
    assert not price.is_per(frozenset({"人", "次"}))
    (bare,) = prices("80*2*600元")
    assert not bare.is_per(frozenset())


def test_what_is_no_formula_has_no_prices() -> None:
    assert len(prices("(" * 16 + "1元/人" + ")" * 16)) == 1
    for text in ("(" * 240 + "1元/人" + ")" * 240, "3(2元/人)", "(2元/人", "2元/人)", "550元/人/"):
        assert prices(text) == ()
