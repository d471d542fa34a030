"""Stage render: what a user's template may say and which names it may print, Word and HTML alike.

In comes a document value; out come the names that a template's author writes. Templates run in
Jinja's sandbox: they see final strings, every one of them escaped, and nothing of Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ptgen.view.document import Block, Document, Form, Heading, ListItem, Paragraph
from ptgen.view.table import Table

BLOCK_NAMES: Final = ("种类", "级别", "编号", "文字", "表题", "表格")
"""What each block of a narrative has, empty where it does not apply."""

_HEADINGS: Final = ("一级标题", "二级标题", "三级标题")
_FILTERS: Final = ("default", "d", "length", "count", "first", "last", "trim")
_MAX_LOOPS: Final = 2
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


def sandbox(printed: Callable[[object], object] | None = None) -> ImmutableSandboxedEnvironment:
    """Jinja as templates see it: sandboxed, escaping, strict about names, no functions.

    ``printed`` turns a value into what stands for it in the format.
    """
    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printed,
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


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
    """What a template may print, under the names that its author writes."""
    if isinstance(document, Form):
        return {
            "标题": document.title,
            "副题": document.subtitle,
            "表格": draw_table(document.table),
        }
    return {
        "标题": document.title,
        "内容": tuple(_block_names(block, draw_table) for block in document.blocks),
    }


def _block_names(block: Block, draw_table: DrawTable) -> dict[str, Value]:
    return dict.fromkeys(BLOCK_NAMES, "") | _own(block, draw_table)


def _own(block: Block, draw_table: DrawTable) -> dict[str, Value]:
    if isinstance(block, Heading):
        kind = _HEADINGS[block.level - 1]
        return {"种类": kind, "级别": block.level, "编号": block.number, "文字": block.text}
    if isinstance(block, ListItem):
        return {"种类": "编号列表", "级别": block.level, "编号": block.number, "文字": block.text}
    if isinstance(block, Paragraph):
        return {"种类": "正文", "文字": block.text}
    return {"种类": "表格", "表题": block.caption, "表格": draw_table(block.table)}
