"""Stage prose: a text that does more than name amounts, computed by Jinja's immutable sandbox.

Only names, attributes, items, text and number constants, ``+``, ``-`` and the amount filters may
stand inside: what cannot loop, call or grow needs no limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ptgen.diagnostics import nearest
from ptgen.money import fixed
from ptgen.prose.sandbox import FILTERS, Context, Expanded, NotAnAmountError, ProseFault, Value

MAX_EXPRESSION = 300
_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Add,
    nodes.Sub,
    nodes.Neg,
)


def _printed(value: Value) -> Value:
    if isinstance(value, Decimal):
        return fixed(value)
    if isinstance(value, (str, int, StrictUndefined)):
        return value
    raise NotAnAmountError("not a text")


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    # The text goes into values that every renderer escapes by itself: escaping here would show.
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        finalize=_printed,
        keep_trailing_newline=True,
    )
    environment.filters = dict(FILTERS)
    environment.tests = {}
    environment.globals = {}
    return environment


def expand(text: str, context: Context) -> Expanded:
    """The computed text, or the text as it is with the faults."""
    faults = tuple(_faults(text, context))
    if faults:
        return Expanded(text, faults)
    try:
        return Expanded(_environment().from_string(text).render(context))
    except (TemplateError, NotAnAmountError, TypeError, ArithmeticError, RecursionError):
        return Expanded(text, (_unprintable(text, context),))


def _faults(text: str, context: Context) -> Iterator[ProseFault]:
    for sign in re.finditer(r"\{%|\{#", text):
        hint = "正文里只能写 {{ 名称 }} 或 {{ 名称 | 万元 }}"
        yield ProseFault(f"不能使用“{sign.group()}”", hint, *sign.span())
        return
    for expression in _EXPRESSION.finditer(text):
        if len(expression.group()) > MAX_EXPRESSION:
            yield ProseFault("“{{ }}”里的内容太长", "只写名称和过滤器", *expression.span())
            return
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as failure:
        yield _syntax(text, failure)
        return
    except RecursionError:
        yield ProseFault("“{{ }}”里的内容太复杂", "只写名称和过滤器", 0, len(text))
        return
    yield from tuple(_forbidden(text, tree)) or _undefined(text, tree, context)


def _syntax(text: str, failure: TemplateSyntaxError) -> ProseFault:
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: failure.lineno - 1])
    at = text.find("{{", before)
    start = at if at >= 0 else max(text.find("{{"), 0)
    hint = "写成 {{ 年度资金申请总额 | 万元 }}，两边各两个花括号"
    return ProseFault("“{{ }}”里的内容看不懂", hint, start, start + 2)


def _forbidden(text: str, tree: nodes.Template) -> Iterator[ProseFault]:
    for used in tree.find_all(nodes.Filter):
        if used.name not in FILTERS:
            start = max(text.find(used.name, _line_start(text, used.lineno)), 0)
            hint = f"可用的有：{'、'.join(FILTERS)}"
            yield ProseFault(f"没有“{used.name}”这种写法", hint, start, start + len(used.name))
            return
    for node in tree.find_all(nodes.Node):
        if not _is_allowed(node):
            start = _line_start(text, node.lineno)
            at = text.find("{{", start)
            hint = "只能写名称、“.”、加减和过滤器 元、万元、千分、大写"
            yield ProseFault("“{{ }}”里不能这样计算", hint, max(at, 0), max(at, 0) + 2)
            return


def _is_allowed(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        return _is_plain(node)
    if isinstance(node, nodes.Const):
        return isinstance(node.value, (str, int))
    return isinstance(node, _ALLOWED)


def _is_plain(node: nodes.Filter) -> bool:
    return not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)


def _undefined(text: str, tree: nodes.Template, context: Context) -> Iterator[ProseFault]:
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
        name, known = _missing(node, context)
        if name is None:
            continue
        start = max(text.find(name, _line_start(text, node.lineno)), 0)
        near = nearest(name, known)
        hint = f"是不是“{near}”？" if near else f"可用的有：{'、'.join(known[:20])}"
        yield ProseFault(f"没有叫“{name}”的数据", hint, start, start + len(name), True)


def _missing(node: nodes.Node, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """The name that a lookup does not find, and those that it could have found."""
    if isinstance(node, nodes.Name):
        return (None if node.name in context else node.name), tuple(context)
    if not isinstance(node, (nodes.Getattr, nodes.Getitem)):
        return None, ()
    base = _value(node.node, context)
    key = _key(node)
    if not isinstance(base, Mapping) or key in base:
        return None, ()
    return key, tuple(base)


def _value(node: nodes.Node, context: Context) -> Value:
    if isinstance(node, nodes.Name):
        return context.get(node.name)
    if isinstance(node, (nodes.Getattr, nodes.Getitem)):
        base = _value(node.node, context)
        return base.get(_key(node)) if isinstance(base, Mapping) else None
    return None


def _key(node: nodes.Getattr | nodes.Getitem) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return str(node.arg.value) if isinstance(node.arg, nodes.Const) else ""


def _unprintable(text: str, context: Context) -> ProseFault:
    for expression in _EXPRESSION.finditer(text):
        name = expression.group(1).split("|")[0].strip()
        if name in context and context[name] is None:
            message = f"“{name}”没有填写"
            return ProseFault(message, "先填写它，或去掉这处引用", *expression.span())
    at = text.find("{{")
    hint = "元、万元、千分、大写 只用于金额；金额只能加减"
    return ProseFault("“{{ }}”里的内容算不出来", hint, at, at + 2)


def _line_start(text: str, line: int) -> int:
    return sum(len(part) + 1 for part in text.split("\n")[: line - 1])
