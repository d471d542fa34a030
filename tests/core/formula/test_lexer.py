"""Numbers, scales and units, each with its place."""

from fractions import Fraction

import pytest

from ptgen.core.diagnostics import FaultError
from ptgen.core.formula.lexer import Number, Sign, tokens


def number(text: str) -> Number:
    (token,) = tokens(text)
    assert isinstance(token, Number)
    return token


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", 50),
        ("1,132,300", 1132300),
        ("1，132，300.50", Fraction("1132300.5")),
        ("０１２３４５６７８９", 123456789),
        ("5万", 50_000),
        ("5 万", 50_000),
        ("1.5亿", 150_000_000),
        ("2万亿", 2 * 10**12),
        ("10%", Fraction(1, 10)),
        ("１０％", Fraction(1, 10)),
        ("0.1", Fraction(1, 10)),
        ("007", 7),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction) -> None:
    assert number(text).value == value


@pytest.mark.parametrize(
    ("text", "units", "per"),
    [
        ("34次", ("次",), ()),
        ("2000元/场", ("元",), ("场",)),
        ("50元/人/天", ("元",), ("人", "天")),
        ("12个月", ("月",), ()),
        ("3个", ("个",), ()),
        ("1.5万㎡", ("㎡",), ()),
        ("80/部", (), ("部",)),
        ("20 人", ("人",), ()),
        ("10千字", ("千字",), ()),
        ("3百分点", ("百分点",), ()),
    ],
)
def test_units_are_words(text: str, units: tuple[str, ...], per: tuple[str, ...]) -> None:
    assert (number(text).units, number(text).per) == (units, per)


def test_signs_of_both_widths_are_the_same() -> None:
    found = tokens("（1＋2）×3÷4－5＊6／7")
    signs = "".join(token.sign for token in found if isinstance(token, Sign))
    assert signs == "(+)*/-*/"
    assert "".join(one.sign for one in tokens("[【（") if isinstance(one, Sign)) == "((("


def test_places_are_the_authors() -> None:
    text = "３４次 × ２，０００元／场"
    places = [text[token.start : token.end] for token in tokens(text)]
    assert places == ["３４次", "×", "２，０００元／场"]


@pytest.mark.parametrize(
    ("text", "word", "message"),
    [
        ("3*1,00", "1,00", "数字“1,00”写得不对"),
        ("3*1,0000", "1,0000", "数字“1,0000”写得不对"),
        ("3*12345,678", "12345,678", "数字“12345,678”写得不对"),
        ("3*1.5.3", ".", "数字后面多了标点"),
        ("3*5万万", "5万万", "数位“万万”重复"),
        ("3*5千", "千", "看不懂数位“千”"),
        ("3*5百万", "百万", "看不懂数位“百万”"),
        ("3*5多万", "多万", "看不懂数位“多万”"),
        ("3*5w", "w", "看不懂数位“w”"),
        ("3*5%万", "万", "看不懂数位“万”"),
        ("3x4", "x", "乘号写成了字母“x”"),
        ("3*5千元", "千元", "不认识的金额单位“千元”"),
        ("3*5元整", "整", "看不懂“整”"),
        ("3*5元【含税】", "含税", "看不懂“含税”"),
        ("3*5元；", "；", "看不懂“；”"),
        ("3*5人！", "人！", "看不懂“人！”"),
        ("3*约5元", "约", "看不懂“约”"),
        ("3*五万元", "五万元", "看不懂“五万元”"),
        ("3*¥5", "¥", "看不懂“¥”"),
        ("3*5元=15元", "=", "看不懂“=”"),
        ("3*5元＝15元", "=", "看不懂“=”"),
        ("3*٣元", "٣元", "看不懂“٣元”"),
        ("3*²", "²", "看不懂“²”"),
        ("3*.5", ".", "看不懂“.”"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(text: str, word: str, message: str) -> None:
    with pytest.raises(FaultError) as told:
        tokens(text)
    fault = told.value.fault
    folded = text.replace("＝", "=")
    assert (folded[fault.start : fault.end], fault.message) == (word, message)
    assert fault.hint
    assert fault.code == "PT201"
