"""Stage prose: a text that does more than name amounts, computed by Jinja's immutable sandbox.

Only names, attributes, items, text and number constants, ``+``, ``-`` and the amount filters may
stand inside: what cannot loop, call or grow needs no limits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from jinja2 import TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError

from ptgen.diagnostics import nearest
from ptgen.prose.environment import environment
from ptgen.prose.sandbox import (
    FILTERS,
    MAX_OUTPUT,
    Context,
    Expanded,
    NotAnAmountError,
    ProseFault,
    Value,
    Withheld,
    too_long,
)

MAX_EXPRESSION = 300
MAX_DEPTH = 40
MAX_FAULTS = 50
"""Faults told of one text."""
_ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Add,
    nodes.Sub,
    nodes.Neg,
)


_LOOKUPS = (nodes.Name, nodes.Getattr, nodes.Getitem)
_SPELLING = "写成 {{ 年度资金申请总额 | 万元 }}，两边各两个花括号"
_FAILURES = (TemplateError, NotAnAmountError, TypeError, ArithmeticError, RecursionError)


def expand(text: str, context: Context) -> Expanded:
    """The computed text, or the text as it is with the faults."""
    faults = tuple(_faults(text, context))
    if faults:
        return Expanded(text, faults)
    try:
        made = _bounded(environment().from_string(text).generate(context))
        return Expanded(text, (too_long(text),)) if made is None else Expanded(made)
    except _FAILURES:
        return Expanded(text, (_unprintable(text, context),))


def _bounded(pieces: Iterator[str]) -> str | None:
    """The pieces in one, or nothing as soon as they are longer than a text may be."""
    kept: list[str] = []
    length = 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > MAX_OUTPUT:
            return None
    return "".join(kept)


def _expressions(text: str) -> Iterator[tuple[int, int]]:
    """Where each ``{{`` with the next ``}}`` behind it stands; ``re`` would look far for each."""
    at = text.find("{{")
    while at >= 0:
        end = text.find("}}", at + 2)
        if end < 0:
            return
        yield at, end + 2
        at = text.find("{{", end + 2)


def _faults(text: str, context: Context) -> Iterator[ProseFault]:
    return itertools.islice(_all_faults(text, context), MAX_FAULTS)


def _all_faults(text: str, context: Context) -> Iterator[ProseFault]:
    for sign in re.finditer(r"\{%|\{#", text):
        hint = "正文里只能写 {{ 名称 }} 或 {{ 名称 | 万元 }}"
        yield ProseFault(f"不能使用“{sign.group()}”", hint, *sign.span())
        return
    end = 0
    for start, end in _expressions(text):
        yield from _of_expression(text[start:end], start, context)
    at = text.find("{{", end)
    if at >= 0:
        yield ProseFault("“{{”没有配对的“}}”", _SPELLING, at, at + 2)


def _of_expression(text: str, at: int, context: Context) -> Iterator[ProseFault]:
    """The faults of one ``{{ … }}`` that stands at a place."""
    whole = at, at + len(text)
    if len(text) > MAX_EXPRESSION:
        yield ProseFault("“{{ }}”里的内容太长", "只写名称和过滤器", *whole)
        return
    try:
        tree = environment().parse(text)
        depth = _depth(tree)
    except TemplateSyntaxError:
        yield ProseFault("“{{ }}”里的内容看不懂", _SPELLING, *whole)
        return
    except RecursionError:
        depth = MAX_DEPTH + 1
    if depth > MAX_DEPTH:
        yield ProseFault("“{{ }}”里的内容太复杂", "只写名称和过滤器", *whole)
        return
    unknown = next((one.name for one in tree.find_all(nodes.Filter) if one.name not in FILTERS), "")
    if unknown:
        start = at + text.index(unknown, text.index("|"))
        hint = f"可用的有：{'、'.join(FILTERS)}"
        yield ProseFault(f"没有“{unknown}”这种写法", hint, start, start + len(unknown))
    elif not all(_is_allowed(node) for node in tree.find_all(nodes.Node)):
        hint = "只能写名称、“.”、加减和过滤器 元、万元、千分、大写"
        yield ProseFault("“{{ }}”里不能这样计算", hint, *whole)
    else:
        yield from _lookup_faults(text, at, tree, context)


def _depth(node: nodes.Node) -> int:
    return 1 + max((_depth(child) for child in node.iter_child_nodes()), default=0)


def _is_allowed(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        return not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
    if isinstance(node, nodes.Const):
        return type(node.value) in (str, int)
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        return False
    if isinstance(node, (nodes.Getattr, nodes.Getitem)):
        return isinstance(node.node, _LOOKUPS)
    return isinstance(node, _ALLOWED)


def _lookup_faults(
    text: str, at: int, tree: nodes.Template, context: Context
) -> Iterator[ProseFault]:
    """Names that are not known, and those that have no figure."""
    seen: dict[str, int] = {}
    for node in tree.find_all(_LOOKUPS):
        value = _value(node, context)
        if isinstance(value, Withheld):
            yield ProseFault(value.message, value.hint, at, at + len(text))
            continue
        name, known = _missing(node, context)
        if name is None:
            continue
        # The same name once more stands behind the first.
        found = text.find(name, seen.get(name, 0))
        seen[name] = found + len(name)
        start = at + max(found, 0)
        near = nearest(name, known)
        hint = f"是不是“{near}”？" if near else f"可用的有：{'、'.join(known[:20])}"
        hint = hint if known else "它的上一级没有下级，去掉“.”和后面的部分"
        yield ProseFault(f"没有叫“{name}”的数据", hint, start, start + len(name), True)


def _missing(node: nodes.Node, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """The name that a lookup does not find, and those that it could have found."""
    if isinstance(node, nodes.Name):
        return (None if node.name in context else node.name), tuple(context)
    if not isinstance(node, (nodes.Getattr, nodes.Getitem)):
        return None, ()
    base = _value(node.node, context)
    key = _key(node)
    if isinstance(base, Mapping):
        return (None if key in base else key), tuple(base)
    # A text or an amount has no parts: what Python would find there is not for authors.
    return (None if base is None or isinstance(base, Withheld) else key), ()


def _value(node: nodes.Node, context: Context) -> Value:
    if isinstance(node, nodes.Name):
        return context.get(node.name)
    if isinstance(node, (nodes.Getattr, nodes.Getitem)):
        base = _value(node.node, context)
        return base.get(_key(node)) if isinstance(base, Mapping) else None
    return None


def _key(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return ""


def _unprintable(text: str, context: Context) -> ProseFault:
    """Why and where a text cannot be printed although every name in it is known."""
    for span in _expressions(text):
        try:
            environment().from_string(text[slice(*span)]).render(context)
        except _FAILURES:
            return _at_expression(text[slice(*span)], span, context)
    return ProseFault("“{{ }}”里的内容算不出来", _SPELLING, 0, len(text))


def _at_expression(expression: str, span: tuple[int, int], context: Context) -> ProseFault:
    hint = "元、万元、千分、大写 只用于金额；金额只能加减"
    for node in environment().parse(expression).find_all(_LOOKUPS):
        value = _value(node, context)
        name = node.name if isinstance(node, nodes.Name) else _key(node)
        if value is None:
            message = f"“{name}”没有填写"
            return ProseFault(message, "先填写它，或去掉这处引用", *span)
        if isinstance(value, Mapping):
            choices = "、".join(list(value)[:20])
            hint = f"“{name}”有几项，要写出其中一项：{choices}"
        break
    return ProseFault("“{{ }}”里的内容算不出来", hint, *span)
