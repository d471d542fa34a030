"""The language of users' templates and the names that they may print, Word and HTML alike.

Templates run in Jinja's sandbox: they see final strings, every one of them escaped, and nothing of
Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CodeType
from typing import Final

from jinja2 import StrictUndefined, Template, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ptgen.view.document import Block, Document, Form, Heading, ListItem, Paragraph
from ptgen.view.table import Table

BLOCK_NAMES: Final = ("种类", "级别", "编号", "文字", "表题", "表格")
"""What each block of a narrative has, empty where it does not apply."""

_HEADINGS: Final = ("一级标题", "二级标题", "三级标题")
_FILTERS: Final = ("default", "d", "length", "count", "first", "last", "trim")
_TESTS: Final = ("defined", "undefined", "none", "odd", "even")
_LOOP: Final = (
    "index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"
)  # fmt: skip
_MAX_LOOPS: Final = 2
MAX_STEPS: Final = 200_000
"""Rounds of all loops of a template together; a narrative of 3,000 paragraphs takes 3,000."""
MAX_OUTPUT: Final = 16_000_000
"""Characters that a template may become; a form of 1,000 indicators has two million."""
_MAX_MARK: Final = 500
_MAX_MARKS: Final = 1000
_MAX_DEPTH: Final = 20
_MARK: Final = re.compile(r"\{(?=[{%#])")
_KEYWORD: Final = re.compile(r"%[-+]?\s*(end)?(?:for|if)\b")
_STEPS_LEFT: Final = " steps left"  # no template can say a name with a blank
_NAMES_AND_CHOICES: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name,
    nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Test, nodes.Filter,
)  # fmt: skip

DrawTable = Callable[[Table], Markup]
Value = str | int | Markup


class LanguageError(Exception):
    """A template says more than it may: at which line, if known, and why."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class _BoundedTemplate(Template):
    """A template whose loops and output are bounded."""

    def render(self, *args: Mapping[str, object], **names: object) -> str:
        """Return the output; raise :class:`LanguageError` when it is too long."""
        pieces: list[str] = []
        length = 0
        for piece in self.generate(*args, **names, **{_STEPS_LEFT: [MAX_STEPS]}):
            length += len(piece)
            if length > MAX_OUTPUT:
                raise LanguageError(None, f"填写以后超过 {MAX_OUTPUT} 个字；请减少 {{% for %}}")
            pieces.append(piece)
        return "".join(pieces)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja as templates see it: escaping, strict about names, without functions.

    It compiles the language of :func:`check_language` alone. ``a.b`` finds the parts of data and
    nothing of Python's. ``finalize`` turns a value into what stands for it in the format.
    """

    template_class = _BoundedTemplate

    def __init__(self, finalize: Callable[[object], object] | None = None) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=finalize)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters[_STEPS_LEFT] = _counted
        self.tests = {name: self.tests[name] for name in _TESTS}

    def compile(  # type: ignore[override]  # never the source of the code
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
    ) -> CodeType:
        """Compile a template; raise :class:`LanguageError` for what is not of the language."""
        if isinstance(source, str):
            check_marks(source)
        try:
            tree = self.parse(source, name, filename) if isinstance(source, str) else source
            check_language(tree)
            for loop in tree.find_all(nodes.For):
                line = loop.lineno
                loop.iter = nodes.Filter(loop.iter, _STEPS_LEFT, [], [], None, None, lineno=line)
            return super().compile(tree, name, filename)
        except (RecursionError, SyntaxError, ValueError) as error:
            raise LanguageError(None, f"模板编译不了（{error}）；请写得简单些") from error

    def getitem(self, obj: object, argument: object) -> object:
        """Return the part of that name, the item at that place, or what a loop knows."""
        if isinstance(obj, Mapping) and argument in obj:
            found: object = obj[argument]
            return found
        if isinstance(obj, tuple) and isinstance(argument, int) and -1 <= argument < len(obj):
            return obj[argument] if obj else self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, LoopContext) and argument in _LOOP:
            return super().getattr(obj, str(argument))
        return self.undefined(obj=obj, name=str(argument))

    def getattr(self, obj: object, attribute: str) -> object:
        """Return the same."""
        return self.getitem(obj, attribute)


@pass_context
def _counted(context: Context, items: Iterable[object]) -> Iterator[object]:
    """Yield the items of a loop, until all loops have taken :data:`MAX_STEPS`."""
    left = context[_STEPS_LEFT]
    if not isinstance(items, Iterable):
        raise LanguageError(None, "{% for %} 里要写一列内容，如 内容")
    for item in items:
        left[0] -= 1
        if left[0] < 0:
            raise LanguageError(None, f"模板里的循环超过 {MAX_STEPS} 次；请减少 {{% for %}}")
        yield item


def check_marks(source: str) -> None:
    """Refuse marks that take Jinja long to compile: too many, too long, or nested too deep.

    Raises :class:`LanguageError`.
    """
    first, *pieces = _MARK.split(source)
    line, depth = 1 + first.count("\n"), 0
    for count, piece in enumerate(pieces, 1):
        ends = (found for end in ("}}", "%}", "#}") if (found := piece.find(end)) >= 0)
        mark = piece[: min(ends, default=len(piece))]
        word = _KEYWORD.match(mark)
        depth += 0 if word is None else -1 if word[1] else 1
        if not piece.startswith("#") and len(mark) > _MAX_MARK:
            raise LanguageError(line, f"标记超过 {_MAX_MARK} 个字；请写得简单些")
        if depth > _MAX_DEPTH or sum(map(mark.count, "([{|")) > _MAX_DEPTH:
            raise LanguageError(
                line, f"标记套得超过 {_MAX_DEPTH} 层，或一个标记里的括号、过滤器过多；请写得简单些"
            )
        if count > _MAX_MARKS:
            raise LanguageError(line, f"标记超过 {_MAX_MARKS} 个；请用 {{% for %}} 代替重复的写法")
        line += piece.count("\n")


def check_language(tree: nodes.Template) -> None:
    """Refuse all but names, loops and choices: a template lays out, it does not compute.

    Raises :class:`LanguageError`.
    """
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _NAMES_AND_CHOICES):
            raise LanguageError(
                node.lineno, "用了模板不支持的写法；只能用 {{ 名称 }}、{% for %} 和 {% if %}"
            )
    if _loop_depth(tree) > _MAX_LOOPS:
        raise LanguageError(None, f"模板里的循环最多套 {_MAX_LOOPS} 层；请减少 {{% for %}}")


def _loop_depth(node: nodes.Node) -> int:
    inner = max((_loop_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)


def names_of(document: Document, draw_table: DrawTable) -> dict[str, object]:
    """Return what a template may print, under the names that its author writes."""
    if isinstance(document, Form):
        return {
            "标题": document.title,
            "副题": document.subtitle,
            "标题位置": "表内" if document.table.titles else "表上",
            "表格": draw_table(document.table),
        }
    return {
        "标题": document.title,
        "内容": tuple(
            {**dict.fromkeys(BLOCK_NAMES, ""), **_own(block, draw_table)}
            for block in document.blocks
        ),
    }


def _own(block: Block, draw_table: DrawTable) -> dict[str, Value]:
    if isinstance(block, Heading):
        kind = _HEADINGS[block.level - 1]
        return {"种类": kind, "级别": block.level, "编号": block.number, "文字": block.text}
    if isinstance(block, ListItem):
        return {"种类": "编号列表", "级别": block.level, "编号": block.number, "文字": block.text}
    if isinstance(block, Paragraph):
        return {"种类": "正文", "文字": block.text}
    return {"种类": "表格", "表题": block.caption, "表格": draw_table(block.table)}
