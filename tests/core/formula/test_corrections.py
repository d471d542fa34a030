"""Amounts in words are given back in digits where the words say one number, and only there."""

import pytest

from ptgen.core.diagnostics import Fault
from ptgen.core.formula.evaluate import parse


def meant(text: str) -> str | None:
    """The formula that is proposed for one that cannot be read."""
    found = parse(text)
    assert isinstance(found, Fault), found
    return found.replacement


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("五元", "5元"),
        ("十元", "10元"),
        ("十五元", "15元"),
        ("二十元", "20元"),
        ("九十九元", "99元"),
        ("一百零五元", "105元"),
        ("一百二十元", "120元"),
        ("三千零四十元", "3040元"),
        ("两千元", "2000元"),
        ("三万元", "3万元"),
        ("一万两千元", "12000元"),
        ("三万零五元", "30005元"),
        ("三万零五百元", "30500元"),
        ("一百二十万元", "120万元"),
        ("一亿元", "1亿元"),
        ("一亿两千万元", "12000万元"),
        ("一万亿元", "10000亿元"),
        ("一万二千亿元", "12000亿元"),
        ("二亿三千万零六十元", "230000060元"),
        ("壹佰贰拾叁万肆仟伍佰陆拾柒元整", "1234567元"),
        ("二十人*三百元", "20人*300元"),
        ("“3万元”", "3万元"),
    ],
)
def test_words_are_given_back_in_digits(words: str, digits: str) -> None:
    assert meant(words) == digits
    assert not isinstance(parse(digits), Fault)


@pytest.mark.parametrize(
    "words", ["三万五元", "三百五元", "三千五元", "一亿五元", "万元", "一二元"]
)
def test_words_that_may_say_two_numbers_are_left_alone(words: str) -> None:
    assert meant(words) is None
