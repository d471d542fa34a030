"""A user's Word template, filled by docxtpl in our sandbox.

docxtpl repairs what Word does to ``{{ }}`` and ``{% %}``, which it cuts into runs, and fills the
body, the headers and the footers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NoReturn

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import TemplateSyntaxError
from jinja2.exceptions import UndefinedError
from lxml import etree

from ptgen.read.package import MAX_BYTES, parse_part
from ptgen.render.docx.package import W, read_parts, write_parts
from ptgen.render.docx.styles import table_styles
from ptgen.render.docx.text import visible
from ptgen.render.docx.untrusted import MAIN_PART, UntrustedError, check_story
from ptgen.render.errors import TemplateError
from ptgen.render.limits import bounded, is_bug, line_in
from ptgen.render.look.styles import related_parts
from ptgen.render.template import BLOCK_NAMES, LanguageError, Sandbox
from ptgen.render.template_folders import read_template

_QUOTED: Final = re.compile(r"'([^']*)'")
_COMPILED: Final = "<template>"  # what Jinja calls a template without a file
_EXCERPT: Final = 30
_MAX_SOURCE: Final = 2**20
_MAX_BRACES: Final = 1000
"""docxtpl's patterns take quadratic time over what a stranger may have written."""


class WordTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A Word template; raises :class:`TemplateError` when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.BytesIO(write_parts(read_parts(read_template(path, MAX_BYTES), path))))
        self.path = path
        with bounded(path):
            try:
                opened = self.open()
            except Exception as error:
                message = "Word 模板的内部结构不完整；请用 Word 或 WPS 打开后另存为 .docx"
                raise TemplateError(path, None, message) from error
            self._check_sources(opened)
            self.tables = table_styles(opened.styles.element, path)
            margins = related_parts(opened.part, RT.HEADER, RT.FOOTER)
            self.prints_in_margins = any("{" in part.blob.decode() for part in margins)
            """Whether headers or footers have marks, so that they differ by document."""

    def open(self) -> Document:
        """Return the template itself."""
        return docx.Document(self.template_file)

    def fill(self, names: Mapping[str, object]) -> Document:
        """Return a new document with the values of ``names``; raise :class:`TemplateError`."""
        self.is_rendered = True  # so docxtpl opens the file anew, after a fault too
        self.render(names, jinja_env=Sandbox(visible))
        made: Document = self.docx
        return made

    def patch_xml(self, src_xml: str) -> str:
        """Return the source of a part for Jinja, a line for each of the part's paragraphs."""
        patched = super().patch_xml(re.sub(r"\s*<w:p([ >])", r"\n<w:p\1", src_xml))
        # Where docxtpl has put a bare tag in a paragraph's place, the line break goes inside. Where
        # the paragraph is still there, docxtpl puts a line break before it again.
        return re.sub(r"\n<w:p([ >])", r"<w:p\1", re.sub(r"\n(\{[{%]) ", r"\1\n", patched))

    def render_xml_part(
        self, src_xml: str, part: Part, context: Mapping[str, object], jinja_env: Sandbox
    ) -> str:
        """Return the XML of a part with the values of ``context``; raise :class:`TemplateError`."""

        def fail(line: int | None, message: str, error: Exception) -> NoReturn:
            raise self._fault(part, src_xml, line, message) from error

        try:
            xml: str = super().render_xml_part(src_xml, part, context, jinja_env)
        except TemplateSyntaxError as error:
            fail(
                error.lineno,
                "的模板标记有误；请检查括号是否成对、每个 for 和 if 是否有 endfor 和 endif，"
                "标记里不能用 %",
                error,
            )
        except LanguageError as error:
            fail(error.line, error.message, error)
        except UndefinedError as error:
            unknown = (_QUOTED.findall(str(error)) or [""])[-1]
            message = (
                f"用了没有的名称「{unknown}」；可用的名称有：{'、'.join(context)}，"
                f"内容里每一块有：{'、'.join(BLOCK_NAMES)}"
            )
            fail(line_in(error, _COMPILED), message, error)
        except Exception as error:
            if is_bug(error, self.path):
                raise
            if isinstance(error, RecursionError):
                fail(None, "模板标记里的括号套得过深；请写得简单些", error)
            fail(line_in(error, _COMPILED), "不能填写；请检查其中的名称和过滤器", error)
        self._check_filled(part, src_xml, xml)
        return xml

    def _check_filled(self, part: Part, source: str, xml: str) -> None:
        """Raise :class:`TemplateError` when marks have made a part what it may not be."""
        try:
            root = parse_part(xml.encode())
            check_story(part.partname.membername, root)
        except etree.XMLSyntaxError as error:
            message = (
                "填写后不是完好的 Word 内容；{%p … %} 须各占一段，for、if 与 endfor、endif 须成对"
            )
            raise self._fault(part, source, None, message) from error
        except UntrustedError as error:
            raise self._fault(part, source, None, f"填写以后：{error}") from error
        if next(root.iterfind(f".//{W}t/*"), None) is not None:
            message = "表格不能放在文字中间；请写成 {{p 块.表格 }}，单独占一段"
            raise self._fault(part, source, None, message)

    def fix_tables(self, xml: str) -> etree._Element:
        """Return the tree of the body; leave its tables alone."""
        return parse_part(xml.encode())

    def render_properties(self, *_arguments: object) -> None:
        """Leave the properties alone: ptgen writes its own."""

    def render_footnotes(self, *_arguments: object) -> None:
        """Leave footnotes alone: a template's marks stand in its body, headers and footers."""

    def _check_sources(self, opened: Document) -> None:
        main = opened.part
        if main.element.find(f"{W}body") is None:
            message = "里没有 Word 的正文；请用 Word 或 WPS 打开后另存为 .docx"
            raise TemplateError(self.path, None, message)
        for part in (main, *related_parts(main, RT.HEADER, RT.FOOTER)):
            source = part.blob.decode()
            if len(source) > _MAX_SOURCE or source.count("{") > _MAX_BRACES:
                name = part.partname.membername
                message = f"Word 模板的 {name} 过长，或标记过多；请只留下版式，正文由项目文件给出"
                raise TemplateError(self.path, None, message)

    def _fault(self, part: Part, source: str, line: int | None, message: str) -> TemplateError:
        """Return the error of a line of a part, with the paragraph's number and its words."""
        if line is None:
            return TemplateError(self.path, None, message)
        lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", source).split("\n")
        words = re.sub(r"<[^>]*>", "", lines[line - 1]).strip(" {%}")
        paragraph = max(line - 1, 1)  # the part's first line stands before its first paragraph
        where = "" if part.partname.membername == MAIN_PART else "页眉或页脚"
        message = f"{where}第 {paragraph} 段「{words[:_EXCERPT]}」{message}"
        return TemplateError(self.path, paragraph, message)
