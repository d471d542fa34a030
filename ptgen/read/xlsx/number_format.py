"""A number as a workbook shows it in one of Excel's formats."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

_PIECE = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(AM/PM|上午/下午)|(General)|([ymdhs]+)|([0#?][0#?,.]*)|(.)',
    re.IGNORECASE,
)
_CUT = re.compile(r"[0#?,]*[0#?][!\\](.)([0#?]+)(,*)")
_WIDE = Context(prec=700)
_LAST_DAY = 2958466  # the first of January of the year 10000
_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)


def formatted(number: float, code: str) -> str:
    """Return the number in a format such as ``#,##0.00``, ``0%`` or ``yyyy-mm-dd``."""
    value = Decimal(repr(number))
    section, value = _section(code, value)
    bare = _DATE.sub("", section)
    if not value.is_finite() or re.search(r"E[+-]|[?#0]/", bare, re.IGNORECASE):
        return _plain(value)  # powers and fractions as the whole number
    if re.search(r"[ymdhs]", bare, re.IGNORECASE):
        return _dated(number, section) if 0 <= number < _LAST_DAY else _plain(value)
    if section == "@" or not re.search(r"[0#?]|General", section):
        return _plain(value) if section in ("@", "") else _literal(section)
    value *= 100 ** bare.count("%")
    if cut := _CUT.search(section):  # as 0!.0, which shows 万元 with one decimal
        sign, last, commas = cut.groups()
        shown = _digits(value, "0" * (len(last) + 1) + commas)
        shown = f'"{shown[: -len(last)]}{sign}{shown[-len(last) :]}"'
        return _literal(section[: cut.start()] + shown + section[cut.end() :])
    text, done = "", False
    for match in _PIECE.finditer(section):
        literal, escaped, _, general, _, digits, other = match.groups()
        if (digits or general) and not done:
            text += _plain(value) if general else _digits(value, digits)
            done = True
        elif not digits:
            text += literal or escaped or other or ""
    return text.strip()


def _section(code: str, value: Decimal) -> tuple[str, Decimal]:
    """Return the part of a format for a number of this sign, and the number as it prints there."""
    sections = re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])+', code.replace(";;", "; ;")) or [
        ""
    ]
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _literal(section: str) -> str:
    return "".join(
        match[1] or match[2] or match[7] or "" for match in _PIECE.finditer(section)
    ).strip()


def _digits(value: Decimal, pattern: str) -> str:
    value /= 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    pattern = pattern.rstrip(",")
    whole, _, fraction = pattern.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _WIDE)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    least = whole.replace(",", "").count("0")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    first, _, rest = text.partition(".")
    first = first.zfill(least) if least else first.lstrip("0")
    while rest and fraction[len(rest) - 1] in "#?" and rest.endswith("0"):
        rest = rest[:-1]
    return sign + first + (f".{rest}" if rest else "")


def _plain(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    text = f"{Decimal(f'{value:.11g}').normalize():f}" if abs(value) < 10**11 else f"{value:f}"
    return text.removesuffix(".0")


def _dated(number: float, section: str) -> str:
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(number * 86400))  # noqa: DTZ001  a day has no zone
    text = ""
    hours = False
    for match in _PIECE.finditer(section):
        literal, escaped, half, _, letters, _, other = match.groups()
        if not letters:
            text += literal or escaped or other or (f"{moment:%p}" if half else "")
            continue
        kind, wide = letters[0].lower(), len(letters) > 1
        seconds = re.match(r"[^ymdh]*s", section[match.end() :], re.IGNORECASE)
        if kind == "m" and (hours or seconds):
            value = moment.minute
        else:
            value = {
                "y": moment.year if len(letters) > 2 else moment.year % 100,
                "m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second,
            }[kind]  # fmt: skip
        hours = kind == "h"
        text += f"{value:02d}" if wide else str(value)
    return text.strip()
