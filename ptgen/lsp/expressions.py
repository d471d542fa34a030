"""The names inside of ``{{ }}``: which there are at a place, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ptgen.core.diagnostics import FaultError
from ptgen.core.loader import Loaded
from ptgen.core.money import grouped
from ptgen.core.prose.context import context_of
from ptgen.core.prose.expand import expand
from ptgen.core.prose.expression import Name, names, parse
from ptgen.core.prose.values import FILTERS, Context, Value, Withheld
from ptgen.core.source.nodes import Loc

_FILTER = re.compile(r"(?P<base>.*)\|\s*(?P<word>\w*)$", re.DOTALL)
_PART = re.compile(
    r"(?P<base>[^\W\d]\w*(?:\.\w+|\[[^\]]*\])*)(?P<sign>\.|\[\s*['\"]?)(?P<word>[^\]'\".|()]*)$"
)
_WORD = re.compile(r"(?P<word>\w*)$")
_STEP = re.compile(r"\[\s*['\"]([^'\"]*)['\"]\s*\]|(\w+)")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


def context_in(loaded: Loaded | None) -> Context:
    """The names of a project and their values; of one that is not sound those that there are."""
    if loaded is None or loaded.project is None or loaded.budget is None:
        return {}
    if loaded.content is not None:
        return loaded.content.context
    return context_of(loaded.project, loaded.budget)


def offered(source: str, context: Context) -> tuple[int, dict[str, str]]:
    """What may follow the text of an expression: how much of it is begun, and each with its value."""
    if found := _FILTER.match(source):
        printed = {name: result(f"{found['base']}|{name}", context) for name in FILTERS}
        return len(found["word"]), printed
    found = _PART.search(source)
    if found is None:
        word = _WORD.search(source)
        return len(word["word"]) if word else 0, dict(_shown(context))
    steps = [quoted or word for quoted, word in _STEP.findall(found["base"])]
    named = value_at(steps, context)
    parts = named if isinstance(named, Mapping) else {}
    if found["sign"] == ".":
        fitting = {name: one for name, one in parts.items() if _PLAIN_NAME.fullmatch(name)}
        return len(found["word"]), dict(_shown(fitting))
    begun = len(found["sign"]) - 1 + len(found["word"])
    return begun, {f"'{name}']": told for name, told in _shown(parts)}


def result(source: str, context: Context) -> str:
    """What an expression prints; empty where it does not compute."""
    made = expand(f"{{{{{source}}}}}", context)
    return "" if made.faults else made.text


def value_at(steps: Sequence[str], context: Context) -> Value:
    """What a name with its parts stands for; ``None`` where there is none."""
    value: Value = context
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def name_at(source: str, column: int) -> tuple[str, ...]:
    """The steps of the name at a column of an expression; none where there is no name."""
    try:
        inside = [one for one in names(parse(source)) for one in _bases(one)]
    except FaultError:
        return ()
    fitting = [_steps(one) for one in inside if one.start <= column <= one.end]
    return min(fitting, key=len) if fitting else ()


def told(value: Value) -> str:
    """A value for people who write: amounts with 元."""
    if isinstance(value, Withheld):
        return value.message
    if isinstance(value, Mapping) and "金额" in value:
        return told(value["金额"])
    if isinstance(value, Mapping):
        return "、".join(list(value)[:8]) or "没有"
    if value is None:
        return "没有填写"
    return f"{grouped(value)}元" if isinstance(value, Decimal) else str(value)


def place_of(steps: Sequence[str], loaded: Loaded) -> Loc:
    """The path of what a name stands for in its file: a key, or a line of the budget."""
    first, *rest = steps
    loc: Loc = ("季度用款计划",) if first == "季度" else (first,)
    if loaded.budget is None or (loaded.root is not None and loaded.root.get(str(loc[0])) is None):
        return ("预算",)
    lines = loaded.budget.items if first == "预算" else ()
    for step in rest:
        item = next((one for one in lines if one.name == step), None)
        lines, loc = (lines, loc) if item is None else (item.items, item.loc)
    return loc


def _shown(parts: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    return ((name, told(value)) for name, value in parts.items())


def _steps(name: Name) -> tuple[str, ...]:
    return (*(_steps(name.base) if name.base else ()), name.name)


def _bases(name: Name) -> Iterator[Name]:
    yield name
    if name.base is not None:
        yield from _bases(name.base)
