"""Numbers of headings and lists, by GB/T 9704-2012, 7.3.3 (一、 （一） 1. （1）)."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def chinese(number: int) -> str:
    """``一``, ``十二``, ``三十``: 1 to 99 in Chinese; other numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def heading_number(level: int, number: int) -> str:
    """``一、``, ``（一）``, ``1.`` for levels 1 to 3."""
    if level == 1:
        return f"{chinese(number)}、"
    return f"（{chinese(number)}）" if level == 2 else f"{number}."


def list_number(level: int, number: int) -> str:
    """``（1）``, ``1）``, ``①`` for levels 1 to 3."""
    if level == 1:
        return f"（{number}）"
    if level == 2:
        return f"{number}）"
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"{number}."
