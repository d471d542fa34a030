"""Decode the bytes of a file, or say which encoding they have."""

import re
import unicodedata
from itertools import islice

from ptgen.core.diagnostics import Diagnostic, Span, error, few
from ptgen.core.source.conflicts import conflicts

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CHINESE = ("gbk", "gb18030")
MAX_BYTES = 2 * 1024 * 1024

# What YAML and XML both refuse, and what turns the direction of reading or hides in a line.
_FORBIDDEN = re.compile(
    # Variation selectors only after what has variants: ideographs, signs and emoji (UTS 37, 51).
    "(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
    "|(?<![\u00a9\u00ae\u203c-\u3299\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff])[\ufe00-\ufe0f]"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb"
    "\ufffe\uffff\U0001d173-\U0001d17a\U0001bca0-\U0001bca3\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def hidden_letter(text: str) -> str | None:
    """The name (``U+202E``) of the first letter that no file may hold."""
    match = _FORBIDDEN.search(text)
    return None if match is None else f"U+{ord(match.group()):04X}"


def decode(data: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file; empty when there are findings.

    Findings: too large (over :data:`MAX_BYTES`), not UTF-8, a byte-order mark, control
    characters, characters that are not seen or that turn the direction of reading, and conflicts
    that git left.
    """
    whole = Span.at(path)
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f} MB"
        return "", (error("PT005", whole, f"文件过大（{size}）", "一个项目一个文件，不超过 2 MB"),)
    if data.startswith(b"\xef\xbb\xbf"):
        hint = "请另存为“UTF-8（无 BOM）”，或用 ptgen check --fix 去掉"
        return "", (error("PT004", whole, "文件带有 BOM 标记", hint),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as failure:
        return "", (_not_utf8(data, path, failure),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = (*_forbidden(text, path), *few(conflicts(text, path)))
    return ("" if found else text), found


def _not_utf8(data: bytes, path: str, failure: UnicodeDecodeError) -> Diagnostic:
    line = data.count(b"\n", 0, failure.start) + 1
    span = Span.at(path, line)
    if data[:2] in _UTF16:
        hint = "请用编辑器另存为 UTF-8（记事本里不要选“Unicode”）"
        return error("PT004", Span.at(path), "文件是 UTF-16 编码，不是 UTF-8", hint)
    for name in _CHINESE:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        message = f"文件是 {name.upper()} 编码，不是 UTF-8"
        return error("PT004", span, message, "请用编辑器另存为 UTF-8，或用 ptgen check --fix 转换")
    return error("PT004", span, "文件不是 UTF-8 编码的文本", "请用编辑器另存为 UTF-8")


def recoded(data: bytes) -> str | None:
    """The text of bytes in another encoding, line ends as they are.

    ``None`` where it is not certain what they say.
    """
    for name in ("utf-8-sig", *(("utf-16",) if data[:2] in _UTF16 else ()), *_CHINESE):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def _forbidden(text: str, path: str) -> list[Diagnostic]:
    found = []
    for match in islice(_FORBIDDEN.finditer(text), 20):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        span = Span(path, line, column, line, column + 1)
        name = f"U+{ord(match.group()):04X}"
        new = "" if unicodedata.category(match.group()) == "Cf" else None
        found.append(error("PT004", span, f"有不可见的字符（{name}）", "请删去这个字符", new))
    return found
