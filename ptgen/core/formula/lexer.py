"""Stage formula: the text of a formula becomes tokens with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

MAX_LENGTH = 500

# One character for one, so that a place in the folded text is the place in the author's.
_FOLD = str.maketrans(
    "０１２３４５６７８９．，＋－−–＊×✕·／÷（）％　［］【】[]＝",
    "0123456789.,+---****//()% ()()()=",
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?(?![\d,]*,)", re.ASCII)
_SCALE = re.compile(r"\s*(万亿|[万亿]+|%)")
_UNIT = re.compile(r"\s*([^\s\d+\-*/(),.%=]+)")
_PER = re.compile(r"\s*/\s*([^\s\d+\-*/(),.%=]+)")
_DIGITS = frozenset("0123456789")
_WORDS_FOR_NUMBERS = re.compile(
    r"[零〇一二两三四五六七八九十百千兆壹贰叁肆伍陆柒捌玖拾佰仟多余来几]+"
)
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a formula cannot be read, at ``text[start:end]``; ``meaning``: it reads, but is wrong."""

    message: str
    hint: str
    start: int
    end: int
    meaning: bool = False


class FormulaError(Exception):
    """Carries a fault out of the recursive descent."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its scale applied and its unit words: ``2000元/场`` is 2000, 元 per 场."""

    value: Fraction
    scaled: bool
    units: tuple[str, ...]
    per: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sign:
    """An operator or bracket: one of ``+ - * / ( )``."""

    sign: str
    start: int
    end: int


Token = Number | Sign


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a formula; raises :class:`FormulaError`."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(Fault(f"算式超过 {MAX_LENGTH} 个字", "请拆成几项明细", 0, len(text)))
    return tuple(_scan(text.translate(_FOLD)))


def _scan(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
        elif sign in "+-*/()":
            yield Sign(sign, at, at + 1)
            at += 1
        elif sign in _DIGITS:
            number = _number(text, at)
            yield number
            at = number.end
        else:
            raise FormulaError(_strange(text, at))


def _number(text: str, start: int) -> Number:
    match = _NUMBER.match(text, start)
    if match is None:
        bad = re.compile(r"[\d,.]+").match(text, start)
        end = bad.end() if bad else start + 1
        hint = "千分位逗号每三位一个，如 1,132,300；小数点只有一个"
        raise FormulaError(Fault(f"数字“{text[start:end]}”写得不对", hint, start, end))
    whole, _, part = match.group().replace(",", "").partition(".")
    value = Fraction(int(whole + part), 10 ** len(part)) if part else Fraction(int(whole))
    at = match.end()
    if text[at : at + 1] in (",", "."):
        raise FormulaError(
            Fault("数字后面多了标点", "算式里只写数字、单位和 + - * / ( )", at, at + 1)
        )
    scaled = False
    scale = _SCALE.match(text, at)
    if scale:
        at = scale.end()
        scaled = scale.group(1) != "%"
        value = value * _scale(scale, start)
    units: list[str] = []
    unit = _UNIT.match(text, at)
    if unit:
        units.append(_unit(unit.group(1), *unit.span(1)))
        at = unit.end()
    per: list[str] = []
    while (slash := _PER.match(text, at)) is not None:
        per.append(_unit(slash.group(1), *slash.span(1)))
        at = slash.end()
    return Number(value, scaled, tuple(units), tuple(per), start, at)


def _scale(match: re.Match[str], start: int) -> Fraction:
    word = match.group(1)
    if word == "%":
        return Fraction(1, 100)
    if word not in _SCALES:
        fault = Fault(f"数位“{word}”重复", "写成万、亿或万亿", start, match.end())
        raise FormulaError(fault)
    return Fraction(_SCALES[word])


def _unit(word: str, start: int, end: int) -> str:
    if word.startswith("元") and word != "元":
        hint = "去掉元后面的字；估计的金额写“方式: 估算”"
        raise FormulaError(Fault(f"看不懂“{word[1:]}”", hint, start + 1, end))
    if "元" in word and word != "元":
        hint = "金额的单位写元、万元或亿元"
        raise FormulaError(Fault(f"不认识的金额单位“{word}”", hint, start, end))
    if word in ("x", "X"):
        raise FormulaError(Fault(f"乘号写成了字母“{word}”", "乘号写 * 或 ×", start, end))
    if word in ("e", "E"):
        hint = "不写科学计数法，数位写成万、亿或万亿"
        raise FormulaError(Fault(f"看不懂“{word}”", hint, start, end))
    if word in ("w", "W", "万", "亿") or _WORDS_FOR_NUMBERS.fullmatch(word.strip("万亿")):
        hint = "数字写成阿拉伯数字，数位写成万、亿或万亿，如 500万元"
        raise FormulaError(Fault(f"看不懂数位“{word}”", hint, start, end))
    if any(letter in "万亿" for letter in word) or not all(
        letter.isalpha() or letter in "㎡㎥°²³" for letter in word
    ):
        hint = "算式里只写数字、单位和 + - * / ( )，文字写到“说明”里"
        raise FormulaError(Fault(f"看不懂“{word}”", hint, start, end))
    # 12个月 is counted in 月.
    return word[1:] if word.startswith("个") and len(word) > 1 else word


def _strange(text: str, at: int) -> Fault:
    end = at + 1
    while end < len(text) and not text[end].isspace() and text[end] not in "+-*/()0123456789":
        end += 1
    word = text[at:end]
    hint = "算式里只写数字、单位和 + - * / ( )，文字写到“说明”里"
    if word.startswith(("约", "共", "计", "合计")):
        hint = "去掉这个字；估计的金额写“方式: 估算”"
    elif word.startswith("="):
        hint = "不写等号和得数，得数由程序计算"
    elif word.startswith(("¥", "￥", "$")):
        hint = "去掉货币符号，金额的单位写元、万元或亿元"
    elif _WORDS_FOR_NUMBERS.match(word):
        hint = "数字写成阿拉伯数字，如 5万元"
    return Fault(f"看不懂“{word}”", hint, at, end)
