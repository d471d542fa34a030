"""Split the text of a formula into tokens with their places in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ptgen.core.diagnostics import FaultError

MAX_LENGTH = 500

# One character for one, so that a place in the folded text is the place in the author's.
_FOLD = str.maketrans(
    "０１２３４５６７８９．，＋－−–＊×✕·／÷（）％　［］【】[]＝",
    "0123456789.,+---****//()% ()()()=",
)
_UNIT = r"[^\s\d+\-*/(),.%=]+"
_RULES: Mapping[str, re.Pattern[str]] = {
    "sign": re.compile(r"[+\-*/()]"),
    "number": re.compile(
        r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?(?![\d,]*,)", re.ASCII
    ),
    "digits": re.compile(r"[\d,.]+"),
    "scale": re.compile(r"\s*(万亿|[万亿]+|%)"),
    "unit": re.compile(rf"\s*({_UNIT})"),
    "per": re.compile(rf"\s*/\s*({_UNIT})"),
    "other": re.compile(r"\S[^\s0-9+\-*/()]*"),
}
_DIGITS = frozenset("0123456789")
_WORDS_FOR_NUMBERS = re.compile(
    r"[零〇一二两三四五六七八九十百千兆壹贰叁肆伍陆柒捌玖拾佰仟多余来几]+"
)
_SCALES = {
    "%": Fraction(1, 100),
    "万": Fraction(10**4),
    "亿": Fraction(10**8),
    "万亿": Fraction(10**12),
}
_ALLOWED = "算式里只写数字、单位和 + - * / ( )"
UNREADABLE = "PT201"


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
    """The tokens of a formula; raises :class:`FaultError`."""
    if len(text) > MAX_LENGTH:
        raise _unreadable(f"算式超过 {MAX_LENGTH} 个字", "请拆成几项明细", 0, len(text))
    return tuple(_scan(text.translate(_FOLD)))


def _unreadable(message: str, hint: str, start: int, end: int) -> FaultError:
    return FaultError(UNREADABLE, message, hint, start, end)


def _scan(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        token: Token
        if text[at].isspace():
            at += 1
            continue
        if text[at] in _DIGITS:
            token = _number(text, at)
        elif _RULES["sign"].match(text, at):
            token = Sign(text[at], at, at + 1)
        else:
            raise _strange(text, at)
        yield token
        at = token.end


def _number(text: str, start: int) -> Number:
    """``number scale? unit? per*``."""
    match = _RULES["number"].match(text, start)
    if match is None:
        end = start + len(_RULES["digits"].findall(text, start)[0])
        hint = "千分位逗号每三位一个，如 1,132,300；小数点只有一个"
        raise _unreadable(f"数字“{text[start:end]}”写得不对", hint, start, end)
    whole, _, part = match.group().replace(",", "").partition(".")
    value = Fraction(int(whole + part), 10 ** len(part)) if part else Fraction(int(whole))
    at = match.end()
    if text[at : at + 1] in (",", "."):
        raise _unreadable("数字后面多了标点", _ALLOWED, at, at + 1)
    scale = _RULES["scale"].match(text, at)
    if scale:
        at = scale.end()
        if scale[1] not in _SCALES:
            raise _unreadable(f"数位“{scale[1]}”重复", "写成万、亿或万亿", start, at)
        value *= _SCALES[scale[1]]
    units: list[str] = []
    per: list[str] = []
    unit = _RULES["unit"].match(text, at)
    if unit:
        units.append(_unit(unit))
        at = unit.end()
    while (unit := _RULES["per"].match(text, at)) is not None:
        per.append(_unit(unit))
        at = unit.end()
    scaled = scale is not None and scale[1] != "%"
    return Number(value, scaled, tuple(units), tuple(per), start, at)


def _unit(match: re.Match[str]) -> str:
    word, (start, end) = match[1], match.span(1)
    if word.startswith("元") and word != "元":
        hint = "去掉元后面的字；估计的金额写“方式: 估算”"
        raise _unreadable(f"看不懂“{word[1:]}”", hint, start + 1, end)
    if "元" in word and word != "元":
        hint = "金额的单位写元、万元或亿元"
        raise _unreadable(f"不认识的金额单位“{word}”", hint, start, end)
    if word in ("x", "X"):
        raise _unreadable(f"乘号写成了字母“{word}”", "乘号写 * 或 ×", start, end)
    if word in ("e", "E"):
        hint = "不写科学计数法，数位写成万、亿或万亿"
        raise _unreadable(f"看不懂“{word}”", hint, start, end)
    if word in ("w", "W", "万", "亿") or _WORDS_FOR_NUMBERS.fullmatch(word.strip("万亿")):
        hint = "数字写成阿拉伯数字，数位写成万、亿或万亿，如 500万元"
        raise _unreadable(f"看不懂数位“{word}”", hint, start, end)
    if not all(letter.isalpha() or letter in "㎡㎥°²³" for letter in word) or set(word) & {*"万亿"}:
        raise _unreadable(f"看不懂“{word}”", f"{_ALLOWED}，文字写到“说明”里", start, end)
    # 12个月 is counted in 月.
    return word[1:] if word.startswith("个") and len(word) > 1 else word


def _strange(text: str, at: int) -> FaultError:
    match = _RULES["other"].match(text, at)
    end = match.end() if match else at + 1
    word = text[at:end]
    hint = f"{_ALLOWED}，文字写到“说明”里"
    if word.startswith(("约", "共", "计", "合计")):
        hint = "去掉这个字；估计的金额写“方式: 估算”"
    elif word.startswith("="):
        hint = "不写等号和得数，得数由程序计算"
    elif word.startswith(("¥", "￥", "$")):
        hint = "去掉货币符号，金额的单位写元、万元或亿元"
    elif _WORDS_FOR_NUMBERS.match(word):
        hint = "数字写成阿拉伯数字，如 5万元"
    return _unreadable(f"看不懂“{word}”", hint, at, end)
