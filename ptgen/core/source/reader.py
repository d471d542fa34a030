"""Make nodes of the events of ruamel.yaml's C parser.

Tags, several documents, keys that are not text, keys met twice, too deep nesting and too many
nodes are findings.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # C has no types
from ruamel.yaml import events

from ptgen.core.diagnostics import Diagnostic, Span, error
from ptgen.core.source.decode import hidden_letter
from ptgen.core.source.misread import misread_scalar, unused_anchor
from ptgen.core.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from ptgen.core.source.syntax import cut_entry, misread_key, usual_cause

MAX_DEPTH = 24
MAX_NODES = 60_000
MAX_TEXT = 50_000
"""Characters of one text; a section of a published narrative has three thousand."""

MAX_WORD = 1000
"""Characters between which no line can end; drawing takes the square of them."""

_STYLES = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_CHINESE = re.compile(
    "[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)
_WORD = re.compile(rf"[^\s{_CHINESE.pattern[1:-1]}]{{{MAX_WORD + 1}}}")


class StopReadingError(Exception):
    """Nothing behind this finding can be read."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


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
class NodeReader:
    """Reads one file; ``found`` is what is wrong with what could be read."""

    path: str
    lines: tuple[str, ...]
    found: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    unused: dict[str, Node] = field(default_factory=dict)
    texts: list[range] = field(default_factory=list)  # lines (0-based) that hold text, no keys
    nodes: int = 0

    def document(self, text: str) -> Node:
        """The top node; raises ``YAMLError`` and :class:`StopReadingError`."""
        parser = CParser(text)
        root: Node = Mapping((), Span.at(self.path))
        documents = 0
        while True:
            event = parser.get_event()
            if isinstance(event, events.StreamEndEvent):
                for name, node in self.unused.items():
                    wrong = unused_anchor(name, node, self.lines[node.span.line - 1])
                    self.found.extend([wrong] if wrong else [])
                return root
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "删去“---”以后的部分，另存一个文件"
                    raise self._stop(event, "PT006", "一个文件里有几个 YAML 文档", hint)
            elif isinstance(event, events.NodeEvent):
                root = self.node(parser, event, 1)

    def node(self, parser: CParser, event: events.NodeEvent, depth: int) -> Node:
        """The node that begins with an event."""
        if depth > MAX_DEPTH:
            raise self._stop(event, "PT005", f"嵌套超过 {MAX_DEPTH} 层", "请减少层次")
        before = self.nodes
        if isinstance(event, events.AliasEvent):
            return self._alias(event)
        self._count(event, 1)
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            message = f"不能使用 YAML 标签“{tag.replace('tag:yaml.org,2002:', '!!')}”"
            raise self._stop(event, "PT006", message, "去掉标签；以“!”开头的文字请加引号")
        if isinstance(event, events.ScalarEvent):
            node: Node = self._scalar(event)
        elif isinstance(event, events.SequenceStartEvent):
            node = self._sequence(parser, event, depth)
        else:
            node = self._mapping(parser, event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before)
            self.unused[event.anchor] = node
        return node

    def _alias(self, event: events.AliasEvent) -> Node:
        known = self.anchors.get(event.anchor)
        if known is None:
            message = f"引用了没有定义的“*{event.anchor}”"
            raise self._stop(event, "PT001", message, "以“*”开头的文字请加引号")
        self._count(event, known[1])
        self.unused.pop(event.anchor, None)
        return known[0]

    def _count(self, event: events.Event, more: int) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            hint = "请拆成几个项目，或减少重复引用"
            raise self._stop(event, "PT005", f"内容超过 {MAX_NODES} 项", hint)

    def _scalar(self, event: events.ScalarEvent) -> Scalar:
        style = _STYLES.get(event.style or "", "plain")
        span = self._span(event)
        text: str = event.value
        if len(text) > MAX_TEXT:
            message = f"一段文字超过 {MAX_TEXT} 个字"
            raise self._stop(event, "PT005", message, "请分成几段，或核对引号和缩进")
        if _WORD.search(text):
            message = f"超过 {MAX_WORD} 个字连在一起，中间没有空格和汉字，不能分行"
            raise self._stop(event, "PT005", message, "请核对是否多贴了内容，或用空格分开")
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
        scalar = Scalar(text, span, style)
        wrong = misread_scalar(scalar, self.lines)
        self.found.extend([wrong] if wrong else [])
        return scalar

    def _swallowed(self, span: Span, text: str) -> None:
        """``>5`` opens a folded text that is indented by 5: it was meant as a value; so was ``>``."""
        written = self.lines[span.line - 1][span.column - 1 :]
        if not text and re.match(r"[>|][1-9]|>\s*$", written):
            message = f"值以“{written[0]}”开头，会被当作格式记号"
            hint = f"给值加引号：'{written.split('#')[0].strip()}'"
            if written.strip() == ">":
                message, hint = "值只有“>”，读出来是空的", "请写出要达到的值，如 ≥98%，或删去“>”"
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

    def _sequence(self, parser: CParser, event: events.Event, depth: int) -> Sequence:
        items = []
        while not isinstance(inner := parser.get_event(), events.SequenceEndEvent):
            items.append(self.node(parser, inner, depth + 1))
        return Sequence(tuple(items), self._span(event, inner))

    def _mapping(self, parser: CParser, event: events.Event, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        before: Node = Mapping((), self._span(event))
        while not isinstance(inner := parser.get_event(), events.MappingEndEvent):
            key = self.node(parser, inner, depth + 1)
            if not isinstance(key, Scalar):
                opened = usual_cause(self.path, key.span.line - 1, self.lines)
                if opened is not None:
                    raise StopReadingError(opened)
                raise self._stop(
                    inner, "PT006", "键必须是文字", "写成“键: 值”；以“[”“{”开头的文字请加引号"
                )
            value = self.node(parser, parser.get_event(), depth + 1)
            line = self.lines[key.span.line - 1]
            wrong = misread_key(key, value) or cut_entry(before, key, value, line)
            before = value
            if wrong is not None:
                raise StopReadingError(wrong)
            first = entries.get(key.text)
            if first is None:
                entries[key.text] = Entry(key, value)
            else:
                hint = f"第 {first.key.span.line} 行已经有这个键，请删去一处或改名"
                self.found.append(error("PT003", key.span, f"键“{key.text}”重复", hint))
        return Mapping(tuple(entries.values()), self._span(event, inner))

    def _span(self, event: events.Event, last: events.Event | None = None) -> Span:
        first, end = event.start_mark, (last or event).end_mark
        return Span(self.path, first.line + 1, first.column + 1, end.line + 1, end.column + 1)

    def _stop(self, event: events.Event, code: str, message: str, hint: str) -> StopReadingError:
        return StopReadingError(error(code, self._span(event), message, hint))
