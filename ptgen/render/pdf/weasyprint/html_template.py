"""A user's HTML template and a document value become HTML text.

What is wrong in a template is a :class:`~ptgen.render.errors.TemplateError` with its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Template, TemplateSyntaxError
from jinja2.exceptions import UndefinedError

from ptgen.render.errors import TemplateError
from ptgen.render.limits import bounded, is_bug, line_in
from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.template import BLOCK_NAMES, LanguageError, Sandbox, names_of
from ptgen.render.template_folders import read_template
from ptgen.view.document import Document

MAX_SOURCE: Final = 2**20
"""Bytes of a template or a style sheet; ours have three thousand."""

Contents = tuple[Mapping[str, str | int], ...] | None
"""The lines of a volume's contents by the names that a template prints."""


@dataclass(frozen=True)
class HtmlTemplate:
    """A template file, compiled."""

    path: Path
    template: Template

    def fill(self, document: Document, tables: TableWriter, contents: Contents = None) -> str:
        """The page as HTML, in a volume with its contents; raises :class:`TemplateError`."""
        names = names_of(document, tables.markup) | {"语言": document.info.language}
        names |= {} if contents is None else {"目录": contents}
        try:
            return self.template.render(names)
        except LanguageError as error:
            raise self._fault(error, error.message) from error
        except UndefinedError as error:
            known = f"可用的名称有：{'、'.join(names)}；内容里每一块有：{'、'.join(BLOCK_NAMES)}"
            raise self._fault(error, f"用了没有的名称（{error}）。{known}") from error
        except Exception as error:
            if is_bug(error, self.path):
                raise
            raise self._fault(error, f"不能填写（{error}）") from error

    def _fault(self, error: Exception, message: str) -> TemplateError:
        return TemplateError(self.path, line_in(error, str(self.path)), message)


def load_template(path: Path) -> HtmlTemplate:
    """The template in a file (UTF-8); raises :class:`TemplateError`."""
    environment = Sandbox()
    with bounded(path):
        try:
            code = environment.compile(read_text(path), str(path), str(path))
        except LanguageError as error:
            raise TemplateError(path, error.line, error.message) from error
        except TemplateSyntaxError as error:
            reason = f"模板标记有误（{error.message}）；请检查括号、for 与 endfor 是否成对"
            raise TemplateError(path, error.lineno, reason) from error
    return HtmlTemplate(path, environment.template_class.from_code(environment, code, {}))


def read_text(path: Path) -> str:
    """The text of a template's file; raises :class:`TemplateError`."""
    data = read_template(path, MAX_SOURCE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TemplateError(path, line, "不是 UTF-8 编码；请另存为 UTF-8") from error
