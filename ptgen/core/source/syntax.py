"""Explain a YAML syntax error by its usual cause."""

import re
from collections.abc import Iterator, Sequence

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ptgen.core.diagnostics import Diagnostic, Span, error
from ptgen.core.source.nodes import Node, Scalar

# The sign at fault is the group "at"; the first cause that a line shows is told.
_CAUSES = (
    (
        r"(?:: +|- +)(?P<at>\{\{)",
        "值以“{{{{”开头，会被当作格式记号",
        "给整个值加引号，或在前面写几个字",
    ),
    (
        r"(?:: +|- +)(?P<at>[\[{])[^\[\]{}]*[\]}]\s*[^\s#,\]}]",
        "值以“{at}”开头，会被当作格式记号",
        "请给值加上引号",
    ),
    (
        r"(?:^|: +|- +)(?P<at>>(?!\d?[+-]?\d?\s*(?:#|$)))",
        "值以“>”开头，会被当作格式记号",
        '写“≥85%”，或给值加引号：">=85%"',
    ),
    (
        r"(?:^|: +|- +)(?P<at>[%@`*&!]|\|(?!\d?[+-]?\d?\s*(?:#|$)))",
        "值以“{at}”开头，会被当作格式记号",
        "请给值加上引号",
    ),
    (
        r"^\s*(?:- +)*(?P<name>[^\s:：#\"'|>\d/][^\s:：#\"'|>/]{0,19})(?P<at>:)(?=[^\s/:])",
        "冒号后面缺少空格",
        "写成“{name}: 值”",
    ),
    (
        r"(?:: +|- +)(?:\"[^\"]*\"|'[^']*')\s*(?P<at>[^\s#,\]}:\"'])",
        "引号后面还有文字",
        "整个值放进单引号：'…'，或改用中文引号“”",
    ),
)
_WORDS = (
    ("found character that cannot start", "这里的字符不能作为值的开头", ""),
    ("mapping values are not allowed", "这里不能再出现“键: 值”", ""),
    ("block sequence entries are not allowed", "这里不能写列表", "列表的每项另起一行，以“- ”开头"),
    ("mapping keys are not allowed", "这里不能写“? ”", "以“?”开头的文字请加引号"),
    ("could not find expected ':'", "缺少“键: 值”的冒号", ""),
    ("did not find expected ',' or ']'", "方括号没有写完整，缺少“,”或“]”", ""),
    ("did not find expected ',' or '}'", "花括号没有写完整，缺少“,”或“}”", ""),
    ("did not find expected key", "缩进与上文不齐，或上一行没有写完", ""),
    ("did not find expected '-' indicator", "列表项的“-”与上文不齐", ""),
    ("did not find expected <document start>", "“...”以后不能再写内容", "删去“...”这一行"),
    ("did not find expected node content", "这里缺少内容，或括号没有写完整", ""),
    ("found unexpected end of stream", "引号或括号没有写完整", ""),
    ("found unexpected document indicator", "引号里的文字不能从“---”或“...”开始一行", ""),
    ("found unexpected ':'", "括号里的冒号后面缺少空格", ""),
    ("found unknown escape character", "双引号里的“\\”不能这样用", "改用单引号，或写成“\\\\”"),
    ("found invalid Unicode character escape", "双引号里的“\\”不能这样用", ""),
    ("did not find expected hexdecimal number", "双引号里的“\\”不能这样用", ""),
    ("did not find expected comment or line break", "“|”“>”后面不能直接写内容", "内容另起一行"),
    ("found undefined tag handle", "不能使用 YAML 标签", "以“!”开头的文字请加引号"),
    ("found duplicate anchor", "锚点“&”重名", "以“&”开头的文字请加引号"),
)
# An amount with separators for thousands, with what is written up to the next entry.
_SEPARATED = re.compile(r"[^,}\]]*?\d{1,3}(?:,\d{3})+(?!\d)[^,}\]]*")
_FRONT, _BACK = re.compile(r"(?<!\d)\d{1,3}$"), re.compile(r"\d{3}(?!\d)")
_UNCLOSED = ("found unexpected end of stream", "did not find expected ','")
_HINT = "请核对这一行和上一行的缩进、冒号、引号和括号"


def explain(
    failure: YAMLError, path: str, lines: tuple[str, ...], texts: Sequence[range] = ()
) -> Diagnostic:
    """PT001 with the cause by name: a tab, a full-width colon, a sign that YAML reads otherwise.

    ``texts`` are ranges of lines (0-based) in which nothing can be wrong: those of block texts.
    """
    if not isinstance(failure, MarkedYAMLError) or failure.problem_mark is None:
        return error("PT001", Span.at(path), "YAML 无法读取", _HINT)
    line, column = failure.problem_mark.line, failure.problem_mark.column
    context = failure.context_mark
    for index in _around(line, line if context is None else context.line, len(lines)):
        cause = None if any(index in text for text in texts) else usual_cause(path, index, lines)
        if cause is not None:
            return cause
    problem = str(failure.problem or "")
    said, hint = next(
        ((words, hint) for start, words, hint in _WORDS if start in problem), ("YAML 无法读取", "")
    )
    # What is never closed is met at the end of the file: point at where it was opened.
    if context is not None and context.line < line and problem.startswith(_UNCLOSED):
        line, column = context.line, context.column
    at = min(line, max(len(lines) - 1, 0))
    span = Span(path, at + 1, column + 1, at + 1, column + 2)
    return error("PT001", span, said, hint or _HINT)


def misread_key(key: Scalar, value: Node) -> Diagnostic | None:
    """PT001 for a key that YAML reads, but that was not meant: full-width blanks and colons."""
    if key.style != "plain" or key.span.line != key.span.end_line:
        return None
    column = next((at for at, letter in enumerate(key.text) if letter.isspace()), 0)
    message, hint = "键的旁边有全角空格", "请改为半角空格"
    if key.text == key.text.strip() and key.text[:2] not in ("-\u3000", "-\xa0"):
        name, colon, rest = key.text.partition("：")
        if not (colon and isinstance(value, Scalar) and value.blank):
            return None
        column, message = len(name), "键后面是全角冒号“：”"
        hint = f"写成“{name}: {rest}”，半角冒号后空一格"
    return _at(key.span.path, key.span.line - 1, key.span.column - 1 + column, message, hint)


def cut_entry(before: Node, key: Scalar, value: Node, line: str) -> Diagnostic | None:
    """PT001 for an entry without a value: inside braces the comma of a text parts two entries.

    ``226,145`` becomes 226 and the key ``145``, ``含税, 不含运费`` becomes 含税 and the key
    ``不含运费``. ``before`` is the value of the entry before, ``line`` the line of the key.
    """
    if not (isinstance(before, Scalar) and isinstance(value, Scalar)):
        return None
    first, at = before.span, key.span
    between = line[first.end_column - 1 : at.column - 1] if first.end_line == at.line else ""
    plain = before.style == key.style == "plain" and value.blank and value.style == "plain"
    if (
        between.strip() != ","
        or not plain
        or not before.text
        or line[at.end_column - 1 :][:1] == ":"
    ):
        return None
    number = _SEPARATED.match(line, first.column - 1) if between == "," else None
    if not (number and _FRONT.search(before.text) and _BACK.match(key.text)):
        number = None
    said = number.group().strip() if number else line[first.column - 1 : at.end_column - 1]
    span = Span(first.path, first.line, first.column, first.line, first.column + len(said))
    hint = f"加引号写成 '{said}'" + (f"，或不写逗号：{said.replace(',', '')}" if number else "")
    return error("PT001", span, f"花括号里的逗号把“{said}”分成了几项", hint)


def _around(line: int, first: int, count: int) -> Iterator[int]:
    seen = (line, line - 1, first, *range(max(first, line - 20), line))
    return (index for index in dict.fromkeys(seen) if 0 <= index < count)


def usual_cause(path: str, index: int, lines: tuple[str, ...]) -> Diagnostic | None:
    """PT001 for a line (0-based) in which something stands that YAML reads otherwise."""
    for pattern, message, hint in _CAUSES:
        match = re.search(pattern, lines[index])
        if match:
            said = match.groupdict()
            return _at(path, index, match.start("at"), message.format(**said), hint.format(**said))
    return None


def _at(path: str, index: int, column: int, message: str, hint: str) -> Diagnostic:
    return error("PT001", Span(path, index + 1, column + 1, index + 1, column + 2), message, hint)
