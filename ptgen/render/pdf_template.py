"""Stage render: a user's HTML template and a document value become HTML text.

Templates run in Jinja's sandbox: they see final strings, every one of them escaped, and nothing
of Python. What is wrong in one is a :class:`~ptgen.render.errors.TemplateError` with its line.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ptgen.render.errors import TemplateError
from ptgen.render.pdf_table import TableWriter
from ptgen.view.document import Block, Document, Form, Heading, ListItem, Paragraph

BLOCK_NAMES: Final = ("种类", "级别", "编号", "文字", "表题", "表格")
"""What each block of a narrative has, empty where it does not apply."""

_HEADINGS: Final = ("一级标题", "二级标题", "三级标题")
_FILTERS: Final = ("default", "d", "length", "count", "first", "last", "trim", "e", "escape")

Value = str | int | Markup


@dataclass(frozen=True)
class HtmlTemplate:
    """A template file, compiled."""

    path: Path
    template: Template

    def fill(self, document: Document, tables: TableWriter) -> str:
        """The page as HTML; raises :class:`TemplateError`."""
        names = context(document, tables)
        try:
            return self.template.render(names)
        except UndefinedError as error:
            known = f"可用的名称有：{'、'.join(names)}；内容里每一块有：{'、'.join(BLOCK_NAMES)}"
            raise self._fault(error, f"用了没有的名称（{error}）。{known}") from error
        except (JinjaError, TypeError, ValueError, ArithmeticError, OverflowError) as error:
            raise self._fault(error, f"不能填写（{error}）") from error

    def _fault(self, error: Exception, message: str) -> TemplateError:
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == str(self.path)
        ]
        return TemplateError(self.path, lines[-1] if lines else None, message)


def load_template(path: Path) -> HtmlTemplate:
    """The template in a file (UTF-8); raises :class:`TemplateError`."""
    environment = html_environment()
    try:
        code = environment.compile(read_text(path), str(path), str(path))
    except TemplateSyntaxError as error:
        raise TemplateError(
            path,
            error.lineno,
            f"模板标记有误（{error.message}）；请检查括号、for 与 endfor 是否成对",
        ) from error
    return HtmlTemplate(path, Template.from_code(environment, code, {}))


def html_environment() -> ImmutableSandboxedEnvironment:
    """Jinja as HTML templates see it: sandboxed, escaping, strict about names, no functions."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


def read_text(path: Path) -> str:
    """The text of a template's file; raises :class:`TemplateError`."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplateError(path, None, f"读不出这个文件（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise TemplateError(path, line, "不是 UTF-8 编码；请另存为 UTF-8") from error


def context(document: Document, tables: TableWriter) -> Mapping[str, object]:
    """What a template may print, under the names that its author writes."""
    common = {"标题": document.title, "语言": document.info.language}
    if isinstance(document, Form):
        return common | {"副题": document.subtitle, "表格": tables.markup(document.table)}
    return common | {"内容": tuple(_block(block, tables) for block in document.blocks)}


def _block(block: Block, tables: TableWriter) -> Mapping[str, Value]:
    return dict.fromkeys(BLOCK_NAMES, "") | _own(block, tables)


def _own(block: Block, tables: TableWriter) -> dict[str, Value]:
    if isinstance(block, Heading):
        kind = _HEADINGS[block.level - 1]
        return {"种类": kind, "级别": block.level, "编号": block.number, "文字": block.text}
    if isinstance(block, ListItem):
        return {"种类": "编号列表", "级别": block.level, "编号": block.number, "文字": block.text}
    if isinstance(block, Paragraph):
        return {"种类": "正文", "文字": block.text}
    return {"种类": "表格", "表题": block.caption, "表格": tables.markup(block.table)}
