"""Compute one text with ``{{ … }}`` over a context, or return its faults."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from ptgen.core.diagnostics import Fault, FaultError, nearest
from ptgen.core.prose.expression import (
    SPELLING,
    Constant,
    Filtered,
    Name,
    Negative,
    Node,
    Sum,
    names,
    parse,
)
from ptgen.core.prose.values import (
    FILTERS,
    UNKNOWN,
    UNREADABLE,
    Context,
    Value,
    Withheld,
    filtered,
    printed,
)

MAX_OUTPUT = 200_000
"""Characters of one computed text."""
MAX_FAULTS = 50
"""Faults told of one text."""
_OPENING = re.compile(r"\{\{|\{%|\{#|｛|(?<!\{)\{[^{}]*\}")
# Braces that are full width, or have a blank between them.
_WIDE = re.compile(
    r"(?:\{\s*｛|｛\s*[{｛]|\{\s+\{)(?P<inside>[^{}｛｝]*)(?:[}｝]\s*[}｝]|(?P<open>$))"
    r"|\{\{(?P<half>[^{}｛｝]*)(?:｝\s*[}｝]|\}\s*｝|\}\s+\})"
)
_SINGLE = re.compile(r"(?<![{$])[{｛](?P<inside>[^{}｛｝]{1,60})[}｝](?!\})")
_STRAIGHT = str.maketrans("“”‘’｜．（）［］－＋", "\"\"''|.()[]-+")
_STATEMENT = re.compile(r"\{%|\{#")


@dataclass(frozen=True, slots=True)
class Expanded:
    """The computed text, or the text as it is with the faults that kept it from being computed."""

    text: str
    faults: tuple[Fault, ...] = ()


def computes(text: str) -> bool:
    """Whether a text holds anything that would have to be computed."""
    return _OPENING.search(text) is not None


def expand(text: str, context: Context) -> Expanded:
    """``安排{{ 年度资金申请总额 | 万元 }}`` becomes ``安排113.1964万元``.

    Amounts without a filter print as ``1131964.00``. A text that cannot be computed comes back
    as it is, with the faults.
    """
    if not computes(text):
        return Expanded(text)
    made: list[str] = []
    faults = tuple(itertools.islice(_filled(text, context, made), MAX_FAULTS))
    return Expanded(text, faults) if faults else Expanded("".join(made))


def _wide(text: str, context: Context) -> Iterator[Fault]:
    """Braces that compute nothing, though they were meant to: full width, apart, or single."""
    for match in _WIDE.finditer(text):
        inside = match["half"] if match["inside"] is None else match["inside"]
        new = None if match["open"] == "" else f"{{{{{inside.translate(_STRAIGHT)}}}}}"
        message = "花括号是全角的，或中间有空格，不会换成数据"
        yield Fault(UNREADABLE, message, SPELLING, *match.span(), new)
    for match in _SINGLE.finditer(_WIDE.sub(lambda one: "\0" * len(one.group()), text)):
        source = match["inside"].translate(_STRAIGHT)
        try:
            known = [name for name in names(_parsed(source)) if name.base is None]
        except FaultError:
            continue
        if known and all(name.name in context for name in known):
            message = "花括号只有一层，不会换成数据"
            yield Fault(UNREADABLE, message, SPELLING, *match.span(), f"{{{{{source}}}}}")


def _filled(text: str, context: Context, made: list[str]) -> Iterator[Fault]:
    """Put the pieces of the computed text into ``made``; the faults."""
    if wide := tuple(_wide(text, context)):
        yield from wide
        return
    sign = _STATEMENT.search(text)
    if sign is not None:
        hint = "正文里只能写 {{ 名称 }} 或 {{ 名称 | 万元 }}"
        yield Fault(UNREADABLE, f"不能使用“{sign.group()}”", hint, *sign.span())
        return
    at = length = 0
    strip = False
    for start, end in _expressions(text):
        inside = text[start + 2 : end - 2]
        before, after = inside.startswith("-"), inside.endswith("-")
        literal = text[at:start].lstrip() if strip else text[at:start]
        made.append(literal.rstrip() if before else literal)
        source = inside[1 if before else 0 : -1 if after and len(inside) > 1 else None]
        first = start + 2 + (1 if before else 0)
        word = _computed(source, context)
        if isinstance(word, str):
            made.append(word)
        else:
            faults = tuple(_moved(fault, source, first, (start, end)) for fault in word)
            yield from _straightened(text, source, (start, end)) or faults
        length += sum(map(len, made[-2:]))
        if length > MAX_OUTPUT:
            message = f"“{{{{ }}}}”填写以后超过 {MAX_OUTPUT} 个字"
            yield Fault(UNREADABLE, message, "请减少对长文字的引用", 0, len(text))
            return
        at, strip = end, after
    rest = text[at:]
    made.append(rest.lstrip() if strip else rest)
    if "{{" in rest:
        opening = at + rest.index("{{")
        yield Fault(UNREADABLE, "“{{”没有配对的“}}”", SPELLING, opening, opening + 2)


def _expressions(text: str) -> Iterator[tuple[int, int]]:
    """Where each ``{{`` with the next ``}}`` behind it stands; ``re`` would look far for each."""
    at = text.find("{{")
    while at >= 0:
        end = text.find("}}", at + 2)
        if end < 0:
            return
        yield at, end + 2
        at = text.find("{{", end + 2)


def _straightened(text: str, source: str, place: tuple[int, int]) -> tuple[Fault, ...]:
    """The one fault of an expression that only has signs in full width or quotes that curl."""
    straight = source.translate(_STRAIGHT)
    try:
        _parsed(straight)
    except FaultError:
        return ()
    if straight == source:
        return ()
    message = "“{{ }}”里的引号、括号或竖线是全角的"
    new = text[place[0] : place[1]].replace(source, straight)
    return (Fault(UNREADABLE, message, f"写成“{new}”", *place, new),)


def _moved(fault: Fault, source: str, first: int, whole: tuple[int, int]) -> Fault:
    """The fault at its place in the text; one of the whole expression takes in its braces."""
    if (fault.start, fault.end) == (0, len(source)):
        return replace(fault, start=whole[0], end=whole[1])
    return replace(fault, start=first + fault.start, end=first + fault.end)


# The texts of a unit's projects name the same amounts: most were read before.
_parsed = lru_cache(maxsize=1024)(parse)


def _computed(source: str, context: Context) -> str | tuple[Fault, ...]:
    try:
        node = _parsed(source)
        unknown = tuple(fault for name in names(node) for fault in _unknown(name, context))
        return unknown or _printed(_value(node, context))
    except FaultError as failure:
        return (failure.fault,)
    except (_NotComputableError, ArithmeticError):
        return (_why_not(node, source, context),)


class _NotComputableError(Exception):
    """A value is not what is done with it."""


def _printed(value: Value) -> str:
    if value is None or isinstance(value, (Mapping, Withheld)):
        raise _NotComputableError
    return printed(value)


def _value(node: Node, context: Context) -> Value:
    match node:
        case Constant(value):
            return value
        case Name():
            return _found(node, context)
        case Negative(inner):
            number = _value(inner, context)
            if isinstance(number, (int, Decimal)):
                return -number
        case Sum(left, right, minus):
            return _added(_value(left, context), _value(right, context), minus=minus)
        case Filtered(inner, name, places):
            amount = _value(inner, context)
            if isinstance(amount, Decimal):
                return filtered(amount, name, places)
            if amount == "":  # what was left open prints as nothing in a layout's texts
                return ""
    raise _NotComputableError


def _added(left: Value, right: Value, *, minus: bool) -> Value:
    if isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal)):
        return left - right if minus else left + right
    if isinstance(left, str) and isinstance(right, str) and not minus:
        return left + right
    raise _NotComputableError


def _found(name: Name, context: Context) -> Value:
    base = context if name.base is None else _found(name.base, context)
    return base.get(name.name) if isinstance(base, Mapping) else None


def _unknown(name: Name, context: Context) -> Iterator[Fault]:
    """The first step of a name that is not there; what was left open has no parts to be told."""
    if name.base is not None:
        inner = tuple(_unknown(name.base, context))
        if inner:
            yield from inner
            return
    value = _found(name, context)
    if isinstance(value, Withheld):
        yield Fault(UNREADABLE, value.message, value.hint, name.start, name.end)
        return
    base = context if name.base is None else _found(name.base, context)
    if base is None:
        return
    # A text or an amount has no parts.
    known = tuple(base) if isinstance(base, Mapping) else ()
    if name.name not in known:
        near = nearest(name.name, known)
        hint = f"是不是“{near}”？" if near else f"可用的有：{'、'.join(known[:20])}"
        hint = hint if known else "它的上一级没有下级，去掉“.”和后面的部分"
        yield Fault(UNKNOWN, f"没有叫“{name.name}”的数据", hint, name.start, name.end)


def _why_not(node: Node, source: str, context: Context) -> Fault:
    """Why an expression cannot be printed although every name in it is known."""
    hint = f"{'、'.join(FILTERS)} 只用于金额；金额只能加减"
    message = "“{{ }}”里的内容算不出来"
    for name in names(node):
        value = _found(name, context)
        if value is None:
            message, hint = f"“{name.name}”没有填写", "先填写它，或去掉这处引用"
            break
        if isinstance(value, Mapping):
            choices = "、".join(list(value)[:20])
            hint = f"“{name.name}”有几项，要写出其中一项：{choices}"
            break
    return Fault(UNREADABLE, message, hint, 0, len(source))
