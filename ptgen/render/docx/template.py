"""Stage render: a docxtpl template is compiled once and then filled many times.

docxtpl repairs what Word does to ``{{ }}`` and ``{% %}`` (it cuts them into runs); Jinja compiles
the outcome. Each document then costs one Jinja rendering and one zip, and has the same canonical
XML as docxtpl's own ``render``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Template, TemplateSyntaxError
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from ptgen.render.blame import is_bug
from ptgen.render.docx.draft import stamped
from ptgen.render.docx.package import (
    MAIN_PART,
    MAX_BYTES,
    STYLES_PART,
    W,
    parse_part,
    read_parts,
)
from ptgen.render.docx.patched_templates import patched
from ptgen.render.docx.styles import TableStyles, table_styles
from ptgen.render.docx.text import visible
from ptgen.render.errors import TemplateError
from ptgen.render.template import (
    BLOCK_NAMES,
    LanguageError,
    check_language,
    counted,
    filled,
    sandbox,
)
from ptgen.render.template_folders import read_template

_HEADER_OR_FOOTER: Final = re.compile(r"word/(header|footer)\d*\.xml$")
_QUOTED: Final = re.compile(r"'([^']*)'")
_EXCERPT: Final = 30
_MAX_SOURCE: Final = 2**20
_MAX_BRACES: Final = 1000
"""docxtpl's patterns take quadratic time over what a stranger may have written."""


def word_environment() -> ImmutableSandboxedEnvironment:
    """Jinja as Word templates see it: sandboxed, escaping, strict about names, no functions."""
    return sandbox(visible)


@dataclass(frozen=True, slots=True)
class _Fields:
    """One part that holds fields: where it stands, its source and what Jinja made of it."""

    path: Path
    name: str
    source: str

    def fault(self, line: int | None, message: str) -> TemplateError:
        """The error of a line of the source, with the paragraph's number and its words."""
        if line is None:
            return TemplateError(self.path, None, message)
        words = re.sub(r"<[^>]*>", "", self.source.splitlines()[line - 1]).strip(" {%}")
        paragraph = max(line - 1, 1)  # the part's first line stands before its first paragraph
        where = "" if self.name == MAIN_PART else "页眉或页脚"
        return TemplateError(
            self.path, paragraph, f"{where}第 {paragraph} 段「{words[:_EXCERPT]}」{message}"
        )

    def compiled(self, environment: ImmutableSandboxedEnvironment) -> Template:
        """The source compiled; raises :class:`TemplateError`."""
        try:
            tree = environment.parse(self.source)
            check_language(tree)
            return environment.from_string(counted(tree))
        except TemplateSyntaxError as error:
            raise self.fault(
                error.lineno,
                "的模板标记有误；请检查括号是否成对、每个 for 和 if 是否有 endfor 和 endif，"
                "标记里不能用 %",
            ) from error
        except LanguageError as error:
            raise self.fault(error.line, error.message) from error
        except RecursionError as error:
            raise self.fault(None, "模板标记里的括号套得过深；请写得简单些") from error

    def filled(self, template: Template, context: Mapping[str, object]) -> etree._Element:
        """The part's tree with the context's values; raises :class:`TemplateError`."""
        try:
            text = filled(template, context)
        except LanguageError as error:
            raise self.fault(error.line, error.message) from error
        except UndefinedError as error:
            unknown = (_QUOTED.findall(str(error)) or [""])[-1]
            raise self.fault(
                _template_line(error),
                f"用了没有的名称「{unknown}」；可用的名称有：{'、'.join(context)}，"
                f"内容里每一块有：{'、'.join(BLOCK_NAMES)}",
            ) from error
        except Exception as error:
            if is_bug(error, self.path):
                raise
            raise self.fault(_template_line(error), "不能填写；请检查其中的名称和过滤器") from error
        try:
            root = parse_part(text.replace("\n<w:p", "<w:p").encode())
        except etree.XMLSyntaxError as error:
            raise self.fault(
                None,
                "填写后不是完好的 Word 内容；{%p … %} 须各占一段，for、if 与 endfor、endif 须成对",
            ) from error
        if self.name == MAIN_PART and root.find(f"{W}body") is None:
            raise self.fault(None, "里没有 Word 的正文；请用 Word 或 WPS 打开后另存为 .docx")
        if next(root.iterfind(f".//{W}t/*"), None) is not None:
            raise self.fault(None, "表格不能放在文字中间；请写成 {{p 块.表格 }}，单独占一段")
        return root


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template that is ready: its parts, those of them that hold fields, and its styles."""

    path: Path
    parts: Mapping[str, bytes]
    fields: tuple[tuple[_Fields, Template], ...]
    tables: TableStyles

    def fill(self, context: Mapping[str, object]) -> dict[str, etree._Element]:
        """The parts that hold fields, filled, as trees by name."""
        return {part.name: part.filled(template, context) for part, template in self.fields}


def load_template(path: Path, *, draft: bool = False) -> WordTemplate:
    """The template at ``path``; raises :class:`TemplateError` when it cannot be used.

    What is made of it as a ``draft`` says so across each page.
    """
    data = read_template(path, MAX_BYTES)
    parts = read_parts(data, path)
    if draft:
        parts = stamped(parts)
    environment = word_environment()
    fields = tuple(
        _Fields(path, name, source)
        for name, text in _sources(parts, path).items()
        if (source := patched(text, data))
        and (name == MAIN_PART or "{{" in source or "{%" in source)
    )
    return WordTemplate(
        path,
        parts,
        tuple((part, part.compiled(environment)) for part in fields),
        table_styles(parts[STYLES_PART], path),
    )


def sources_of(path: Path) -> dict[str, str]:
    """The XML of a template's parts that may hold fields; raises :class:`TemplateError`."""
    return _sources(read_parts(read_template(path, MAX_BYTES), path), path)


def _sources(parts: Mapping[str, bytes], path: Path) -> dict[str, str]:
    sources = {}
    for name, part in parts.items():
        if name != MAIN_PART and not _HEADER_OR_FOOTER.search(name):
            continue
        source = etree.tostring(parse_part(part), encoding="unicode")
        if len(source) > _MAX_SOURCE or source.count("{") > _MAX_BRACES:
            raise TemplateError(
                path, None, f"Word 模板的 {name} 过长，或标记过多；请只留下版式，正文由项目文件给出"
            )
        sources[name] = source
    return sources


def _template_line(error: Exception) -> int | None:
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
