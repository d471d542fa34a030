"""Formats shown by an example: ``250万`` for amounts, ``2026/1/1`` for days."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

_AMOUNT = re.compile(
    r"(?P<whole>\d[\d,]*)(?:\.(?P<places>\d{1,6}))?\s*(?P<suffix>万元|万|元|)", re.ASCII
)
_DAY = re.compile(
    r"\d{4}(?P<first>\D{0,2})(?P<month>\d{1,2})"
    r"(?:(?P<second>\D{0,2})(?P<day>\d{1,2}))?(?P<last>\D{0,2})",
    re.ASCII,
)
_UNITS: Mapping[str, str] = MappingProxyType({"万": "万元", "万元": "万元", "元": "元"})


def amount_format(example: str) -> dict[str, str] | None:
    """The keys of 金额 by which an amount prints as in the example; ``None`` if it shows none.

    Without decimals in the example as many are printed as the amount needs; without a unit in it
    the unit stays as it is.
    """
    found = _AMOUNT.fullmatch(example.strip())
    if found is None:
        return None
    suffix = found["suffix"]
    return {
        **({"单位": _UNITS[suffix]} if suffix else {}),
        "小数": str(len(found["places"])) if found["places"] else "去零",
        "千分位": "是" if "," in found["whole"] else "否",
        "后缀": suffix,
    }


def is_day_format(example: str) -> bool:
    """Whether an example shows how to print a day."""
    return _DAY.fullmatch(example.strip()) is not None


def day_text(day: date, example: str) -> str:
    """The day as in the example; without one ``2026-01-01``."""
    found = _DAY.fullmatch(example.strip())
    if found is None:
        return day.isoformat()
    text = f"{day.year}{found['first']}{day.month:0{len(found['month'])}}"
    if found["day"] is not None:
        text += f"{found['second']}{day.day:0{len(found['day'])}}"
    return text + found["last"]
