"""Say what a formula that cannot be read was meant to be, where that is certain."""

import re
from collections.abc import Callable
from fractions import Fraction

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_DIGITS |= {sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")} | {"两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}
_NUMERAL = re.compile(rf"(?<![\d.%])[{''.join((*_DIGITS, *_PLACES, *_SECTIONS))}]+")
_QUOTES = "“”‘’\"'"
_RESULT = re.compile(r"^(?P<formula>.+?)[=＝](?P<result>[^=＝]+)$")

Read = Callable[[str], Fraction | None]
"""The value of a formula; ``None`` where it cannot be read."""


def corrected(text: str, read: Read) -> tuple[str, str] | None:
    """What is wrong, and the formula as it was meant: without quotes, in digits, no result."""
    for change, message in ((_without_quotes, "算式放在了引号里"), (_in_digits, "数字写成了汉字")):
        meant = change(text)
        if meant != text and read(meant) is not None:
            return message, meant
    result = _RESULT.match(text)
    if result is not None:
        formula = result["formula"].rstrip()
        value = read(formula)
        if value is not None and value == read(result["result"].strip()):
            return "算式后面写了得数", formula
    return None


def wrong_result(text: str, read: Read) -> Fraction | None:
    """What a formula comes to whose result is written behind it and is another."""
    result = _RESULT.match(text)
    if result is None:
        return None
    value, written = read(result["formula"].rstrip()), read(result["result"].strip())
    return value if value is not None and written is not None and value != written else None


def _without_quotes(text: str) -> str:
    inner = text.strip()
    return inner.strip(_QUOTES).strip() if inner[:1] in _QUOTES else text


def _in_digits(text: str) -> str:
    """``三万元`` is ``3万元``, ``两千元`` ``2000元``; 整 behind an amount goes."""
    changed = _NUMERAL.sub(lambda match: _written(match.group()), text)
    return changed if changed == text else re.sub(r"元整$", "元", changed.strip())


def _written(words: str) -> str:
    """The number in digits, with 万 or 亿 where it is a whole number of them."""
    number = _number(words)
    if number is None:
        return words
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if number and number % size == 0:
            return f"{number // size}{sign}"
    return str(number)


def _number(words: str) -> int | None:
    """``一百二十万`` is 1200000; ``None`` for what is not said in full (三万五)."""
    whole = section = 0
    digit: int | None = None
    last = 10**9
    for sign in words:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
            last = 1 if digit == 0 else last
        elif sign in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[sign]
            digit, last = None, _PLACES[sign]
        else:
            section += digit or 0
            if not section and not whole:
                return None
            size = _SECTIONS[sign]
            whole = whole + section * size if whole >= size else (whole + section) * size
            section, digit, last = 0, None, _SECTIONS[sign]
    if digit and last not in (1, 10, 10**9):
        return None  # 三万五 is 35000 in speech and 30005 by the signs
    return whole + section + (digit or 0)
