"""Parse YAML text into nodes with line and column, or findings.

ruamel.yaml's C parser reads; tags, several documents, keys that are not text, keys met twice,
too deep nesting and too many nodes are findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # C has no types
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ptgen.core.diagnostics import Diagnostic, Span, error, few
from ptgen.core.source.decode import decode, hidden_letter
from ptgen.core.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from ptgen.core.source.syntax import cut_number, explain, misread_key, usual_cause

MAX_DEPTH = 24
MAX_NODES = 60_000
MAX_TEXT = 50_000
"""Characters of one text; a section of a published narrative has three thousand."""

_STYLES = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_CHINESE = re.compile(
    "[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its lines for showing, its nodes (``None`` when unreadable).

    Of a key that is written twice the nodes have the first, and there is a finding.
    """

    path: str
    lines: tuple[str, ...]
    root: Mapping | None
    diagnostics: tuple[Diagnostic, ...]


class _StopReadingError(Exception):
    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


def read(data: bytes, path: str) -> Source:
    """The nodes of a YAML file whose top is a mapping; an empty file is an empty mapping."""
    text, found = decode(data, path)
    if found:
        return Source(path, _shown(data, text), None, found)
    lines = tuple(text.split("\n"))
    reader = _NodeReader(path, lines)
    try:
        root = reader.document(text)
    except _StopReadingError as stop:
        return Source(path, lines, None, (*few(reader.found), stop.found))
    except YAMLError as failure:
        wrong = explain(failure, path, lines, reader.texts)
        return Source(path, lines, None, (*few(reader.found), wrong))
    if isinstance(root, Scalar) and root.blank:
        root = Mapping((), root.span)
    if not isinstance(root, Mapping):
        return Source(path, lines, None, (*few(reader.found), _not_a_mapping(root, lines)))
    return Source(path, lines, root, few(reader.found))


def _shown(data: bytes, text: str) -> tuple[str, ...]:
    if text or len(data) > 4 * 1024 * 1024:
        return tuple(text.split("\n"))
    return tuple(data.decode("utf-8", "replace").split("\n"))


def _not_a_mapping(root: Node, lines: tuple[str, ...]) -> Diagnostic:
    cause = usual_cause(root.span.path, root.span.line - 1, lines)
    if cause is not None:
        return cause
    hint = "每行写“键: 值”，冒号用半角并在后面空一格"
    return error("PT001", root.span, "文件不是由“键: 值”组成的", hint)


def _unfolded(text: str, lines: Iterable[str]) -> str:
    """A text over several lines without the spaces that YAML puts between Chinese lines."""
    parts: list[str] = []
    at = 0
    for line in filter(None, lines):
        found = text.find(line, at)
        if found < 0:
            break
        gap = text[at:found]
        if gap == " " and (_CHINESE.match(text[at - 1]) or _CHINESE.match(line)):
            gap = ""
        parts.append(gap + line)
        at = found + len(line)
    return "".join(parts) + text[at:]


@dataclass(slots=True)
class _NodeReader:
    path: str
    lines: tuple[str, ...]
    found: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    texts: list[range] = field(default_factory=list)  # lines (0-based) that hold text, no keys
    nodes: int = 0

    def document(self, text: str) -> Node:
        parser = CParser(text)
        root: Node = Mapping((), Span.at(self.path))
        documents = 0
        while True:
            event = parser.get_event()
            if isinstance(event, StreamEndEvent):
                return root
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(
                        event,
                        "PT006",
                        "一个文件里有几个 YAML 文档",
                        "删去“---”以后的部分，另存一个文件",
                    )
            elif isinstance(event, NodeEvent):
                root = self.node(parser, event, 1)

    def node(self, parser: CParser, event: NodeEvent, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._stop(event, "PT005", f"嵌套超过 {MAX_DEPTH} 层", "请减少层次")
        before = self.nodes
        if isinstance(event, AliasEvent):
            return self._alias(event)
        self._count(event, 1)
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            raise self._stop(
                event,
                "PT006",
                f"不能使用 YAML 标签“{tag.replace('tag:yaml.org,2002:', '!!')}”",
                "去掉标签；以“!”开头的文字请加引号",
            )
        if isinstance(event, ScalarEvent):
            node: Node = self._scalar(event)
        elif isinstance(event, SequenceStartEvent):
            node = self._sequence(parser, event, depth)
        else:
            node = self._mapping(parser, event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before)
        return node

    def _alias(self, event: AliasEvent) -> Node:
        known = self.anchors.get(event.anchor)
        if known is None:
            raise self._stop(
                event, "PT001", f"引用了没有定义的“*{event.anchor}”", "以“*”开头的文字请加引号"
            )
        self._count(event, known[1])
        return known[0]

    def _count(self, event: Event, more: int) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            raise self._stop(
                event, "PT005", f"内容超过 {MAX_NODES} 项", "请拆成几个项目，或减少重复引用"
            )

    def _scalar(self, event: ScalarEvent) -> Scalar:
        style = _STYLES.get(event.style or "", "plain")
        span = self._span(event)
        text: str = event.value
        if len(text) > MAX_TEXT:
            message = f"一段文字超过 {MAX_TEXT} 个字"
            raise self._stop(event, "PT005", message, "请分成几段，或核对引号和缩进")
        if style in ("literal", "folded"):
            self.texts.append(range(span.line, span.end_line - 1))
            self._swallowed(span, text)
        if style == "double" and (name := hidden_letter(text)) is not None:
            message = f"有不可见的字符（{name}）"
            raise self._stop(event, "PT004", message, "请删去“\\”开头的这个字符")
        if style == "literal":
            return Scalar(text, span, style, self._indent(span.line, text))
        if span.end_line > span.line:
            text = _unfolded(text, self._written(span, style))
        return Scalar(text, span, style)

    def _swallowed(self, span: Span, text: str) -> None:
        """``>5`` opens a folded text that is indented by 5: it was meant as a value."""
        written = self.lines[span.line - 1][span.column - 1 :]
        if not text and re.match(r"[>|][1-9]", written):
            message = f"值以“{written[0]}”开头，YAML 另有用处"
            hint = f"给值加引号：'{written.split('#')[0].strip()}'"
            self.found.append(error("PT001", span, message, hint))

    def _written(self, span: Span, style: str) -> Iterator[str]:
        """The lines of a text as they stand in the file, without blanks around and quotes."""
        first, last = span.line - 1, min(span.end_line, len(self.lines)) - 1
        for index in range(first, last + 1):
            line = self.lines[index]
            line = line[: span.end_column - 1] if index == last else line
            line = line[span.column - 1 :] if index == first else line
            if style != "folded" or index > first:
                yield line.strip().strip("'\"") if style in ("single", "double") else line.strip()

    def _indent(self, header: int, text: str) -> int:
        first = next((line for line in text.split("\n") if line.strip()), "")
        for at in range(header, len(self.lines)):
            line = self.lines[at]
            if line.strip():
                return max(len(line) - len(first), 0) if line.endswith(first) else 0
        return 0

    def _sequence(self, parser: CParser, event: Event, depth: int) -> Sequence:
        items = []
        while not isinstance(inner := parser.get_event(), SequenceEndEvent):
            items.append(self.node(parser, inner, depth + 1))
        return Sequence(tuple(items), self._span(event, inner))

    def _mapping(self, parser: CParser, event: Event, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        before: Node = Mapping((), self._span(event))
        while not isinstance(inner := parser.get_event(), MappingEndEvent):
            key = self.node(parser, inner, depth + 1)
            if not isinstance(key, Scalar):
                raise self._stop(
                    inner, "PT006", "键必须是文字", "写成“键: 值”；以“[”“{”开头的文字请加引号"
                )
            value = self.node(parser, parser.get_event(), depth + 1)
            line = self.lines[key.span.line - 1]
            wrong = misread_key(key, value) or cut_number(before, key, value, line)
            before = value
            if wrong is not None:
                raise _StopReadingError(wrong)
            first = entries.get(key.text)
            if first is None:
                entries[key.text] = Entry(key, value)
            else:
                hint = f"第 {first.key.span.line} 行已经有这个键，请删去一处或改名"
                self.found.append(error("PT003", key.span, f"键“{key.text}”重复", hint))
        return Mapping(tuple(entries.values()), self._span(event, inner))

    def _span(self, event: Event, last: Event | None = None) -> Span:
        first, end = event.start_mark, (last or event).end_mark
        return Span(self.path, first.line + 1, first.column + 1, end.line + 1, end.column + 1)

    def _stop(self, event: Event, code: str, message: str, hint: str) -> _StopReadingError:
        return _StopReadingError(error(code, self._span(event), message, hint))
