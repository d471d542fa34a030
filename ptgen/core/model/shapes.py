"""The shapes of values as JSON Schema, for editors.

YAML gives editors typed values where ptgen reads text: wherever a text may stand, a number or a
truth value may. ``patternErrorMessage`` is what language servers show instead of the pattern.
"""

from typing import Final

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

SCALAR: Final = ("string", "number", "boolean")
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY: Final = (
    "[0-9]{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|[0-9]{4}-(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|[0-9]{4}-02-(?:0[1-9]|1[0-9]|2[0-8])"
    f"|{_LEAP}-02-29"
)


def digits(maximum: float | None, *, zero: bool) -> str:
    """The pattern of a number in quotes, up to a maximum of one digit and zeros (70, 1000)."""
    some = "" if zero else "(?=.*[1-9])"
    if maximum is None:
        return rf"^\s*{some}[0-9]+\.?[0-9]*\s*$"
    lead, places = int(str(int(maximum))[0]), len(str(int(maximum))) - 1
    below = f"[0-9]{{1,{places}}}" + (f"|[1-{lead - 1}][0-9]{{{places}}}" if lead > 1 else "")
    return rf"^\s*{some}0*(?:(?:{below})(?:\.[0-9]*)?|{int(maximum)}(?:\.0*)?)\s*$"


DIGITS: Final = digits(None, zero=True)


def scalar(**more: Json) -> dict[str, Json]:
    """A text, or what YAML takes for a number or a truth."""
    return {"type": list(SCALAR), **more}


def amount() -> dict[str, Json]:
    """An amount or a formula: not empty; what it means is for ``ptgen check``."""
    return scalar(pattern=r"\S", patternErrorMessage="不能是空的")


def year() -> dict[str, Json]:
    """``2022``, or ``2022年``."""
    return {
        "type": ["integer", "string"],
        "minimum": 1900,
        "maximum": 2199,
        "pattern": r"^\s*(?:19|20|21)[0-9]{2}年?\s*$",
        "patternErrorMessage": "写四位数字，如 2022",
    }


def day() -> dict[str, Json]:
    """A day that there is, or nothing."""
    return {
        "type": ["string", "null"],
        "pattern": rf"^\s*(?!0000)(?:{_DAY})\s*$",
        "patternErrorMessage": "不是日期，写成 2022-01-01",
    }


def by_year() -> dict[str, Json]:
    """An amount or a share for each of some years."""
    return {
        "type": "object",
        "propertyNames": {"pattern": r"^\s*(?:19|20|21)[0-9]{2}年?\s*$"},
        "additionalProperties": amount(),
        "minProperties": 1,
    }


def yes_no() -> dict[str, Json]:
    """是 and 否, and what YAML has for them."""
    return {"enum": ["是", "否", True, False, "yes", "no", "on", "off", "1", "0", 1, 0]}


def headings() -> dict[str, Json]:
    """A text for each chapter of the narrative that has another heading."""
    return {"type": "object", "additionalProperties": scalar()}


def decimals() -> dict[str, Json]:
    """How many decimals, or one of two words."""
    return {"enum": ["去零", "原样", *(str(places) for places in range(7)), *range(7)]}
