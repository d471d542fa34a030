"""Stage prose: one text with ``{{ … }}`` is computed over a context, or its faults are told.

Most texts hold nothing but names and amount filters and are computed here; the rest by
:mod:`ptgen.prose.jinja`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ptgen.money import fixed, grouped, in_capitals, in_wan, plain


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a name has no figure: why, and what may be named in its place."""

    message: str
    hint: str


Value = str | int | Decimal | None | Withheld | Mapping[str, "Value"]
Context = Mapping[str, Value]

_OPENING = re.compile(r"\{\{|\{%|\{#")
_SIMPLE = re.compile(
    r"\{\{[ \n]{0,9}(?P<name>[^\W\d]\w{0,30})[ \n]{0,9}(?:\|[ \n]{0,9}(?P<filter>元|万元|千分|大写)[ \n]{0,9})?\}\}"
)


MAX_OUTPUT = 200_000
"""Characters of one computed text."""


@dataclass(frozen=True, slots=True)
class ProseFault:
    """What is wrong at ``text[start:end]``; ``undefined`` when a name is not known."""

    message: str
    hint: str
    start: int
    end: int
    undefined: bool = False


@dataclass(frozen=True, slots=True)
class Expanded:
    """The computed text, and the faults that kept it from being computed."""

    text: str
    faults: tuple[ProseFault, ...] = ()


def too_long(text: str) -> ProseFault:
    """Why a text is not computed that would be longer than :data:`MAX_OUTPUT`."""
    message = f"“{{{{ }}}}”填写以后超过 {MAX_OUTPUT} 个字"
    return ProseFault(message, "请减少对长文字的引用", 0, len(text))


class NotAnAmountError(Exception):
    """An amount filter met something else."""


def _amount(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise NotAnAmountError("not an amount")
    return value


FILTERS = {
    "元": lambda value: f"{plain(_amount(value))}元",
    "万元": lambda value: f"{in_wan(_amount(value))}万元",
    "千分": lambda value: grouped(_amount(value)),
    "大写": lambda value: in_capitals(_amount(value)),
}


def expand(text: str, context: Context) -> Expanded:
    """``安排{{ 年度资金申请总额 | 万元 }}`` becomes ``安排113.1964万元``.

    Amounts without a filter print as ``1131964.00``. A text that cannot be computed comes back
    as it is, with the faults.
    """
    if _OPENING.search(text) is None:
        return Expanded(text)
    simple = _simply(text, context)
    if isinstance(simple, ProseFault):
        return Expanded(text, (simple,))
    if simple is not None:
        return Expanded(simple)
    # Jinja takes a fifth of the time that ptgen needs to start.
    from ptgen.prose import jinja  # noqa: PLC0415

    return jinja.expand(text, context)


def _simply(text: str, context: Context) -> str | ProseFault | None:
    """The text when it holds nothing but known names with a filter: most texts need no Jinja.

    ``None`` when Jinja has to look at it.
    """
    parts: list[str] = []
    at = length = 0
    for match in _SIMPLE.finditer(text):
        value = context.get(match["name"])
        if value is None or isinstance(value, (Mapping, Withheld)):
            return None
        if match["filter"] is None:
            word = fixed(value) if isinstance(value, Decimal) else str(value)
        elif isinstance(value, Decimal):
            word = FILTERS[match["filter"]](value)
        else:
            return None
        parts.extend((text[at : match.start()], word))
        length += len(word)
        if length > MAX_OUTPUT:
            return too_long(text)
        at = match.end()
    rest = "".join((*parts[::2], text[at:]))
    return None if "{" in rest or "}" in rest else "".join((*parts, text[at:]))
