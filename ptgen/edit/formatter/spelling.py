"""Spell single values canonically: signs, digits, blanks, quotes, blocks."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ptgen.core.diagnostics import FaultError, Span
from ptgen.core.formula.lexer import Sign, Token, tokens
from ptgen.core.source.edits import Edit, is_flow
from ptgen.core.source.nodes import Loc, Mapping, Node, Plain, Scalar, plain
from ptgen.core.source.parse import read

_HALF = str.maketrans("０１２３４５６７８９．，＋－＊／（）％　", "0123456789.,+-*/()% ")
_SIGNS = (
    (re.compile(r"^\s*(?:>=|=>|≧)\s*"), "≥"),
    (re.compile(r"^\s*(?:<=|=<|≦)\s*"), "≤"),
    (re.compile(r"^\s*[=＝]\s*"), "="),
    (re.compile(r"^\s*[>＞]\s*"), ">"),
    (re.compile(r"^\s*[<＜]\s*"), "<"),
)
_AMOUNT_KEYS = ("测算", "核定金额", "分年", "资金来源", "季度用款计划")
_UNSAFE = re.compile(r"[:#,\[\]{}\"'\\]|^[-?>|%@`&*!~=<\s]|\s$|^$|\s{2}")
# What an editor would not take for a text (YAML 1.2 core schema).
_TYPED = re.compile(
    r"(?:[-+.]?\d[\d_.,:eExXoO+-]*|null|true|false|yes|no|on|off|是|否)", re.IGNORECASE
)
_WORD = re.compile(r"true|false|yes|no|on|off|是|否|null", re.IGNORECASE)


def spelling_edits(root: Mapping, lines: Sequence[str]) -> Iterator[Edit]:
    """The edits that make each value of a file canonical; the values mean the same."""
    yield from _of(root, (), lines, flow=False, indent=0)


def _of(node: Node, loc: Loc, lines: Sequence[str], *, flow: bool, indent: int) -> Iterator[Edit]:
    if isinstance(node, Scalar):
        edit = _scalar(node, loc, lines, flow=flow, indent=indent)
        if edit is not None:
            yield edit
        return
    flow = flow or is_flow(node, lines)
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key.style in ("single", "double") and _on_one_line(entry.key):
                yield Edit(entry.key.span, _written(entry.key.text, entry.key.style))
            inner = entry.key.span.column - 1 + 2
            yield from _of(entry.value, (*loc, entry.key.text), lines, flow=flow, indent=inner)
    else:
        for index, item in enumerate(node.items):
            yield from _of(item, (*loc, index), lines, flow=flow, indent=indent + 2)


def _on_one_line(scalar: Scalar) -> bool:
    return scalar.span.line == scalar.span.end_line


def _scalar(
    node: Scalar, loc: Loc, lines: Sequence[str], *, flow: bool, indent: int
) -> Edit | None:
    if node.blank or node.style in ("literal", "folded") or not _on_one_line(node):
        return None
    text = canonical(node.text, loc)
    if node.style == "double" and "\n" in text and not flow and loc and isinstance(loc[-1], str):
        fits = text.strip("\n") == text.rstrip("\n") and not text.startswith(" ")
        return _block(node, text, lines[node.span.line - 1], indent) if fits else None
    written = _written(text, node.style)
    return None if node.style == "plain" and written == node.text else Edit(node.span, written)


def _block(node: Scalar, text: str, line: str, indent: int) -> Edit:
    """A text of several paragraphs, one a line; a comment behind it stays on the first line."""
    body = "\n".join(f"{' ' * indent}{one}".rstrip() for one in text.strip("\n").split("\n"))
    span = node.span
    comment = line[span.end_column - 1 :].strip()
    whole = Span(span.path, span.line, span.column, span.line, len(line) + 1)
    return Edit(whole, f"|{f'  {comment}' if comment else ''}\n{body}")


def canonical(text: str, loc: Loc) -> str:
    """The text of a value at a path, spelled the one way."""
    if _is_amount(loc):
        return _blanks(re.sub(r"\s+", " ", text.translate(_HALF)).strip())
    if _is_target(loc):
        return _target(text)
    return text


def _blanks(text: str) -> str:
    """A formula with one blank on both sides of every operator, or with none at all.

    None inside a number with its unit, nor beside brackets and signs of a number.
    """
    try:
        found = tokens(text)
    except FaultError:
        return text
    parts = [re.sub(r"\s+", "", text[token.start : token.end]) for token in found]
    binary = [
        index > 0
        and isinstance(token, Sign)
        and token.sign not in "()"
        and not _opens(found[index - 1])
        for index, token in enumerate(found)
    ]
    gaps = [text[one.end : other.start] for one, other in pairwise(found)]
    spaced = any(gap and (binary[index] or binary[index + 1]) for index, gap in enumerate(gaps))
    return "".join(
        f" {part} " if spaced and between else part
        for part, between in zip(parts, binary, strict=True)
    )


def _opens(token: Token) -> bool:
    """Whether what follows is the sign of a number, no operator."""
    return isinstance(token, Sign) and token.sign != ")"


def _target(text: str) -> str:
    for pattern, sign in _SIGNS:
        if pattern.match(text):
            return pattern.sub(sign, text).translate(_HALF).rstrip()
    return text


def _is_amount(loc: Loc) -> bool:
    keys = [step for step in loc if isinstance(step, str)]
    return bool(keys) and any(key in _AMOUNT_KEYS for key in keys[-2:])


def _is_target(loc: Loc) -> bool:
    return bool(loc) and loc[0] == "绩效指标" and (len(loc) == 4 or loc[-1] == "指标值")


def spelled(text: str, *, flow: bool = False) -> str:
    """A new value: plain where YAML reads it as this text and no editor as a truth, else quoted."""
    written = f"k: {{k: {text}}}\n" if flow else f"k: {text}\n"
    expected: Plain = {"k": {"k": text}} if flow else {"k": text}
    root = None if _WORD.fullmatch(text) else read(written.encode(), "").root
    safe = root is not None and plain(root) == expected and "#" not in text
    return text if safe else json.dumps(text, ensure_ascii=False)


def _written(text: str, style: str) -> str:
    """Plain where YAML reads it back as the same text, else in quotes."""
    if style == "plain":
        safe = not re.search(r"^[>|%@`&*!]", text)
    else:
        safe = not _UNSAFE.search(text) and _TYPED.fullmatch(text) is None
    root = read(f"k: {text}\n".encode(), "").root if safe else None
    same = root is not None and plain(root) == {"k": text}
    return text if same else json.dumps(text, ensure_ascii=False)
