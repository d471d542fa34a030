"""Find what YAML reads, but other than it is seen: joined lines, comments, anchors."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ptgen.core.diagnostics import Diagnostic, Span, error, shortened
from ptgen.core.source.nodes import Node, Scalar
from ptgen.core.source.slips import DASHES

CODE = "PT008"
_COMMENT = re.compile(r"\s+(?P<said>#(?!\s*(?:ptgen\b|待填写|请核对))[^\s#!].*)$")
_ITEM = re.compile(rf"(?:[{DASHES}]\s+\S|[{DASHES}][^\s\d.\-－–—]|\* )")
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:[、．)）]|\.(?!\d))|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"(?![条款项类])|[①-⑳])"
)
_LABEL = re.compile(
    r"(?!(?!(?:19|20|21)\d\d:)\d+[:：]\d)[^\s：:，。；、“”《》]{1,24}[：:](?P<rest>.*)$"
)
_ENTRY = re.compile(r"(?:- +)?[^\s:：#，。；]{1,20}:(?: |$)")
_ENDING = "。；;：:"
_BRACKETS = re.compile(r"(?:｛(?!｛)[^｛｝]|［).*[：:，,].*[｝］]")


def misread_scalar(scalar: Scalar, lines: Sequence[str]) -> Diagnostic | None:
    """PT008 for a text of which something is lost or run together; ``lines`` are the file's."""
    if lost := _comment(scalar, lines):
        return lost
    if scalar.style == "plain" and scalar.text[:1] in DASHES and _ITEM.match(scalar.text):
        hint = "“-”后面空一格，才是列表的一项；要印出“-”就加引号"
        return _at(scalar, scalar.span.line, lines, "“-”后面缺少空格，没有成为列表", hint)
    if scalar.style == "plain" and _BRACKETS.fullmatch(scalar.text):
        message = "全角的括号没有成为“键: 值”或列表"
        return _at(scalar, scalar.span.line, lines, message, "括号、冒号、逗号都改为半角")
    if scalar.style == "literal" or scalar.span.end_line == scalar.span.line:
        return None
    return _joined(scalar, lines)


def _comment(scalar: Scalar, lines: Sequence[str]) -> Diagnostic | None:
    """What stands behind a blank and ``#`` is a comment, also where it was meant as text."""
    span = scalar.span
    if scalar.style != "plain" or span.end_line > len(lines):
        return None
    line = lines[span.end_line - 1]
    start = span.end_column - 1
    # A value that is blank ends where the colon does, a key where its name does.
    match = _COMMENT.match(line, start)
    if match is None:
        return None
    at = Span(span.path, span.end_line, match.start("said") + 1, span.end_line, match.end() + 1)
    said = shortened(match["said"], 20)
    message = f"“{said}”成了注释，不会印出来"
    return error(CODE, at, message, "要印出来，就给整个值加引号；本来是注释的，在“#”后面空一格")


def _joined(scalar: Scalar, lines: Sequence[str]) -> Diagnostic | None:
    """Lines that look like a list, like keys or like paragraphs, and are read as one text."""
    span = scalar.span
    first = span.line if scalar.style == "folded" else span.line - 1
    written = [line.strip() for line in lines[first : span.end_line]]
    if scalar.style != "folded":
        written[0] = lines[first][span.column - 1 :].strip()
    told = [(first + at + 1, line) for at, line in enumerate(written) if line]
    for (_, above), (number, line) in pairwise(told):
        quoted = scalar.style in ("single", "double")
        if quoted and _ENTRY.match(line):
            return _at(
                scalar, number, lines, "这一行还在上面的引号里", "请核对上面的引号有没有写完"
            )
        if _ITEM.match(line):
            hint = "列表的每项另起一行、上下对齐，以“- ”开头；上一行是小标题的，用半角冒号“:”"
            return _at(scalar, number, lines, "这一行没有成为列表的一项，和上一行连成了一句", hint)
        numbered = _NUMBERED.match(line)
        if numbered and (above[-1] in _ENDING or _NUMBERED.match(above)):
            return _paragraphs(scalar, number, lines, f"“{numbered.group()}”")
    labels = [_LABEL.match(line) for _, line in told]
    if len(told) > 1 and scalar.style == "plain" and all(labels):
        number, line = told[1]
        hint = "小标题用半角冒号“:”，后面空一格；各成一段的，在上面的键后面写“|”"
        return _at(scalar, number, lines, "这一行和上一行连成了一句", hint)
    opening = labels[0] if labels else None
    if len(told) > 1 and opening and not opening["rest"] and _deeper(told, lines):
        hint = "小标题用半角冒号“:”"
        return _at(scalar, told[0][0], lines, "这一行没有成为小标题，和下一行连成了一句", hint)
    return None


def _deeper(told: Sequence[tuple[int, str]], lines: Sequence[str]) -> bool:
    """Whether the second line is more indented than the first."""
    one, other = (lines[number - 1] for number, _ in told[:2])
    return len(other) - len(other.lstrip()) > one.find(told[0][1])


def _paragraphs(scalar: Scalar, number: int, lines: Sequence[str], sign: str) -> Diagnostic:
    """Numbered lines: each is a paragraph once the key above has ``|``, which may be put there."""
    message = f"第 {number} 行的{sign}和上一行连成了一段"
    hint = "各成一段的，在上面的键后面写“|”，文字另起一行；或写成以“- ”开头的列表"
    found = _at(scalar, number, lines, message, hint)
    above = scalar.span.line - 2
    key = lines[above].rstrip() if above >= 0 else ""
    if scalar.style != "plain" or not key.endswith(":") or "#" in key:
        return found
    span = Span(scalar.span.path, above + 1, len(key), above + 1, len(key) + 1)
    return replace(found, span=span, replacement=": |")


def _at(scalar: Scalar, number: int, lines: Sequence[str], message: str, hint: str) -> Diagnostic:
    line = lines[number - 1]
    start = len(line) - len(line.lstrip())
    span = Span(scalar.span.path, number, start + 1, number, len(line.rstrip()) + 1)
    return error(CODE, span, message, hint)


def unused_anchor(name: str, node: Node, line: str) -> Diagnostic | None:
    """PT008 for ``&A 区``: YAML takes the first word for the name of what follows."""
    if not isinstance(node, Scalar):
        return None
    span = node.span
    at = line.rfind(f"&{name}", 0, span.column + len(name)) + 1
    place = Span(span.path, span.line, max(at, 1), span.line, max(at, 1) + len(name) + 1)
    return error(CODE, place, f"“&{name}”被当作格式记号，不会印出来", "以“&”开头的文字请加引号")
