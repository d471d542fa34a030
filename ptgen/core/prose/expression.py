"""Parse what stands inside ``{{ … }}`` into a tree of names, constants and filters.

Grammar: ``sum = product (("+" | "-") product)*``, ``product = term (("*" | "/") term)*`` where
products are allowed, else ``term``; ``term = "-" term | first filter*``,
``first = (name | number | text | "(" sum ")") part*``, ``part = "." name | "[" constant "]"``,
``filter = "|" name ["(" [number] ")"]``. What cannot loop, call or grow needs no limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ptgen.core.diagnostics import FaultError
from ptgen.core.prose.values import FILTERS, MAX_PLACES, SCALES, UNREADABLE

MAX_LENGTH = 300
MAX_SIGNS = 40
_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[^\W\d]\w*)|(?P<float>\d+\.\d+)|(?P<number>\d+)
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<sign>\S))""",
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r"\s*(?P<name>\w+)")
_COUNTED = frozenset("+-*/.[(|")
# Signs and words of languages that compute; they are understood, and refused.
_REFUSED = frozenset("*/%~=!<>[](),:|")
_WORDS = frozenset(
    ("and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None")
)
SPELLING = "写成 {{ 年度资金申请总额 | 万元 }}，两边各两个花括号"


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number or a text."""

    value: int | str


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``[start:end]`` of the source; with ``base`` a part of what that names."""

    name: str
    start: int
    end: int
    base: Name | None = None


@dataclass(frozen=True, slots=True)
class Negative:
    """The opposite of a number."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """Two numbers, or two texts, put together."""

    left: Node
    right: Node
    minus: bool


@dataclass(frozen=True, slots=True)
class Product:
    """Two numbers multiplied, or divided."""

    left: Node
    right: Node
    divided: bool


@dataclass(frozen=True, slots=True)
class Filtered:
    """An amount as a filter prints it."""

    inner: Node
    filter: str
    places: int | None


Node = Constant | Name | Negative | Sum | Product | Filtered


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


_END = _Token("end", "", 0, 0)


def names(node: Node) -> Iterator[Name]:
    """The names in an expression from left to right, each with the bases that it has."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, (Sum, Product)):
        yield from names(node.left)
        yield from names(node.right)
    elif isinstance(node, (Negative, Filtered)):
        yield from names(node.inner)


def parse(source: str, *, products: bool = False) -> Node:
    """The tree of an expression; raises :class:`FaultError` with a place in ``source``.

    ``products``: it may multiply and divide.
    """
    if len(source) > MAX_LENGTH:
        raise _fault("“{{ }}”里的内容太长", "只写名称和过滤器", source)
    tokens = tuple(_tokens(source))
    if sum(token.kind == "sign" and token.text in _COUNTED for token in tokens) > MAX_SIGNS:
        raise _fault("“{{ }}”里的内容太复杂", "只写名称和过滤器", source)
    return _Descent(source, tokens, products=products).whole()


def _fault(message: str, hint: str, source: str) -> FaultError:
    return FaultError(UNREADABLE, message, hint, 0, len(source))


def _tokens(source: str) -> Iterator[_Token]:
    at = 0
    after_point = False
    while (match := (_PART if after_point else _TOKEN).match(source, at)) or after_point:
        if match is None:
            after_point = False
            continue
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], *match.span(kind))
        after_point = kind == "sign" and match[kind] == "."
        at = match.end()


class _Descent:
    def __init__(self, source: str, tokens: tuple[_Token, ...], *, products: bool) -> None:
        self._source = source
        self._products = products
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Node:
        node = self._sum()
        if self._next is not _END:
            raise self._unexpected()
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self, *kinds: str) -> _Token:
        token = self._next
        if token.kind not in kinds or (token.kind == "name" and token.text in _WORDS):
            raise self._unexpected()
        self._at += 1
        return token

    def _took(self, signs: str) -> str | None:
        """The next token where it is one of these signs, which is then taken."""
        token = self._next
        if token.kind != "sign" or token.text not in signs:
            return None
        self._at += 1
        return token.text

    def _expect(self, sign: str) -> None:
        if self._took(sign) is None:
            raise self._unexpected()

    def _unexpected(self) -> FaultError:
        """Whether what stands here computes too much, or makes no sense at all."""
        token = self._next
        known = token.text in (_REFUSED if token.kind == "sign" else _WORDS)
        if known or token.kind == "float":
            return self._refused()
        return _fault("“{{ }}”里的内容看不懂", SPELLING, self._source)

    def _refused(self) -> FaultError:
        hint = f"只能写名称、“.”、加减和过滤器 {'、'.join(FILTERS)}"
        return _fault("“{{ }}”里不能这样计算", hint, self._source)

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._took("+-"):
            node = Sum(node, self._product(), sign == "-")
        return node

    def _product(self) -> Node:
        node = self._term()
        while self._products and (sign := self._took("*/")):
            node = Product(node, self._term(), sign == "/")
        return node

    def _term(self, *, filters: bool = True) -> Node:
        node = Negative(self._term(filters=False)) if self._took("-") else self._first()
        while filters and self._took("|"):
            node = self._filtered(node)
        return node

    def _first(self) -> Node:
        node: Node
        if self._took("("):
            node = self._sum()
            self._expect(")")
        else:
            token = self._take("name", "number", "text")
            if token.kind == "name":
                node = Name(token.text, token.start, token.end)
            else:
                node = Constant(_value(token))
        while sign := self._took(".["):
            if not isinstance(node, Name):
                raise self._refused()
            node = self._part(node, sign)
        return node

    def _part(self, base: Name, sign: str) -> Name:
        if sign == ".":
            token = self._take("name", "number")
            return Name(token.text, token.start, token.end, base)
        if self._next.kind == "name":
            raise self._refused()
        token = self._take("number", "text")
        self._expect("]")
        quotes = 1 if token.kind == "text" else 0
        return Name(str(_value(token)), token.start + quotes, token.end - quotes, base)

    def _filtered(self, inner: Node) -> Filtered:
        token = self._take("name")
        if token.text not in FILTERS:
            hint = f"可用的有：{'、'.join(FILTERS)}"
            message = f"没有“{token.text}”这种写法"
            raise FaultError(UNREADABLE, message, hint, token.start, token.end)
        places = None
        if self._took("("):
            if self._next.kind == "number":
                places = self._places(token.text)
            self._expect(")")
        return Filtered(inner, token.text, places)

    def _places(self, name: str) -> int:
        token = self._take("number")
        if name not in SCALES:
            hint = f"只有 {'、'.join(SCALES)} 后面可以写小数的位数，如 万元(2)"
            raise FaultError(UNREADABLE, f"“{name}”后面不写位数", hint, token.start, token.end)
        if len(token.text) > 1 or int(token.text) > MAX_PLACES:
            message = f"小数的位数不能是 {token.text}"
            hint = f"写 0 到 {MAX_PLACES}，如 万元(2)"
            raise FaultError(UNREADABLE, message, hint, token.start, token.end)
        return int(token.text)


def _value(token: _Token) -> int | str:
    if token.kind == "number":
        return int(token.text)
    return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
