"""Stage source: the YAML parser's complaint becomes a sentence that names the usual cause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ptgen.diagnostics import Diagnostic, Span, error

_FULLWIDTH_COLON = re.compile(r"^\s*(?:- +)*([^\s:：#\"'|>,，。]{1,20})(：)")
_NO_SPACE = re.compile(r"^\s*(?:- +)*([^\s:：#\"'|>\d/][^\s:：#\"'|>/]{0,19})(:)(?=[^\s/:])")
_SPECIAL = re.compile(r"(?:^|: +|- +)([%@`*&!]|[>|](?![\s\d+-]|$))")
_WORDS = (
    ("found character that cannot start", "这里的字符不能作为值的开头"),
    ("mapping values are not allowed", "这里不能再出现“键: 值”"),
    ("could not find expected ':'", "缺少“键: 值”的冒号"),
    ("did not find expected ',' or ']'", "方括号没有写完整，缺少“,”或“]”"),
    ("did not find expected ',' or '}'", "花括号没有写完整，缺少“,”或“}”"),
    ("did not find expected key", "缩进与上文不齐，或上一行没有写完"),
    ("did not find expected '-' indicator", "列表项的“-”与上文不齐"),
    ("did not find expected node content", "这里缺少内容，或括号没有写完整"),
    ("found unexpected end of stream", "引号或括号没有写完整"),
    ("found unknown escape character", "双引号里的“\\”不能这样用"),
    ("did not find expected comment or line break", "“|”“>”后面不能直接写内容"),
    ("found undefined tag handle", "不能使用 YAML 标签"),
    ("found duplicate anchor", "锚点“&”重名"),
)
_HINT = "请核对这一行和上一行的缩进、冒号、引号和括号"


def explain(failure: YAMLError, path: str, lines: tuple[str, ...]) -> Diagnostic:
    """PT001 with the cause by name: a tab, a full-width colon, a sign that YAML reads otherwise."""
    if not isinstance(failure, MarkedYAMLError) or failure.problem_mark is None:
        return error("PT001", Span.at(path), "YAML 无法读取", _HINT)
    line, column = failure.problem_mark.line, failure.problem_mark.column
    first = failure.context_mark.line if failure.context_mark is not None else line
    for index in _around(line, first, len(lines)):
        cause = _cause(path, index, lines[index])
        if cause is not None:
            return cause
    problem = str(failure.problem or "")
    said = next((words for start, words in _WORDS if start in problem), "YAML 无法读取")
    at = min(line, max(len(lines) - 1, 0))
    return error("PT001", Span(path, at + 1, column + 1, at + 1, column + 2), said, _HINT)


def _around(line: int, first: int, count: int) -> Iterator[int]:
    seen = (line, line - 1, first, *range(max(first, line - 20), line))
    return (index for index in dict.fromkeys(seen) if 0 <= index < count)


def _cause(path: str, index: int, text: str) -> Diagnostic | None:
    lead = len(text) - len(text.lstrip())
    if "\t" in text[:lead]:
        at = text.index("\t")
        return _at(path, index, at, "缩进用了制表符（Tab）", "请改为空格")
    colon = _FULLWIDTH_COLON.match(text)
    if colon:
        hint = f"写成“{colon.group(1)}: 值”，半角冒号后空一格"
        return _at(path, index, colon.start(2), "键后面是全角冒号“：”", hint)
    special = _SPECIAL.search(text)
    if special:
        sign = special.group(1)
        hint = '写“≥85%”，或给值加引号：">=85%"' if sign == ">" else "请给值加上引号"
        return _at(path, index, special.start(1), f"值以“{sign}”开头，YAML 另有用处", hint)
    missing = _NO_SPACE.match(text)
    if missing:
        hint = f"写成“{missing.group(1)}: 值”"
        return _at(path, index, missing.start(2), "冒号后面缺少空格", hint)
    if "\u3000" in text[:lead]:
        return _at(path, index, text.index("\u3000"), "缩进用了全角空格", "请改为半角空格")
    return None


def _at(path: str, index: int, column: int, message: str, hint: str) -> Diagnostic:
    return error("PT001", Span(path, index + 1, column + 1, index + 1, column + 2), message, hint)
