"""Cut parts out of a YAML file's text or put parts in; the rest stays to the letter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ptgen.check.rules.file.pending import TO_CHECK, TO_FILL
from ptgen.core.diagnostics import Span
from ptgen.core.source import nodes
from ptgen.core.source.edits import Edit, is_flow
from ptgen.core.source.nodes import Entry, Node, Scalar, plain
from ptgen.core.source.parse import read


@dataclass(frozen=True, slots=True)
class YamlText:
    """A file's text in lines, with the nodes that were read from it."""

    lines: tuple[str, ...]
    root: nodes.Mapping

    @property
    def has_references(self) -> bool:
        """Whether a part of the file stands for several (``*name``): it cannot be cut."""
        places = [scalar.span for _, scalar in nodes.scalars(self.root) if not scalar.blank]
        return len(set(places)) < len(places)

    def slice_of(self, first: Span, last: Span) -> str:
        """The text from the start of one span to the end of another, on one line or several."""
        if first.line == last.end_line:
            return self.lines[first.line - 1][first.column - 1 : last.end_column - 1]
        inner = self.lines[first.line : last.end_line - 1]
        head = self.lines[first.line - 1][first.column - 1 :]
        return "\n".join([head, *inner, self.lines[last.end_line - 1][: last.end_column - 1]])

    def begins_line(self, entry: Entry) -> bool:
        """Whether nothing but blanks stands before a key."""
        line = self.lines[entry.key.span.line - 1]
        return not line[: entry.key.span.column - 1].strip()

    def without_lines(self, first: Span, value: Node, comment: str = "") -> Edit:
        """Cut the lines from a key or a dash to the end of its value, and say why."""
        end = self.last_line(value, first.column - 1)
        lead = " " * (first.column - 1)
        text = f"{lead}# {TO_CHECK}：{comment}\n" if comment else ""
        return Edit(Span(first.path, first.line, 1, end + 1, 1), text)

    def other_value(self, entry: Entry, value: str) -> Edit:
        """Another value, in one line, in place of a list or mapping."""
        if is_flow(entry.value, self.lines):
            return Edit(entry.value.span, value)
        span = entry.key.span
        end = self.last_line(entry.value, span.column - 1)
        lead = self.lines[span.line - 1][: span.column - 1]
        return Edit(Span(span.path, span.line, 1, end + 1, 1), f"{lead}{entry.key.text}: {value}\n")

    def last_line(self, node: Node, column: int) -> int:
        """The last line (1-based) of a node whose key or dash stands in a column (0-based)."""
        block = isinstance(node, Scalar) and node.style in ("literal", "folded")
        # The end of what has no closing sign is told where the next thing begins.
        open_ended = block or not (isinstance(node, Scalar) or is_flow(node, self.lines))
        end = node.span.end_line - (1 if open_ended else 0)
        while end > node.span.line:
            line = self.lines[end - 1]
            lead = len(line) - len(line.lstrip())
            outside = line.lstrip().startswith("#") and (not block or lead <= column)
            if line.strip() and not outside:
                break
            end -= 1
        return end

    def dash_of(self, item: Node) -> Span | None:
        """The place of the ``-`` before an item; ``None`` where it is on a line of its own."""
        line = self.lines[item.span.line - 1]
        lead = line[: item.span.column - 1]
        if lead.strip() != "-":
            return None
        return Span.at(item.span.path, item.span.line, lead.index("-") + 1)

    def rewritten_flow(self, item: nodes.Mapping, new: Mapping[str, str | None]) -> Edit:
        """A mapping in braces with other values; ``None`` takes a key away."""
        kept = [
            self.slice_of(entry.key.span, entry.value.span)
            if entry.key.text not in new
            else f"{entry.key.text}: {new[entry.key.text]}"
            for entry in item.entries
            if new.get(entry.key.text, "") is not None
        ]
        known = {entry.key.text for entry in item.entries}
        added = [f"{key}: {value}" for key, value in new.items() if key not in known and value]
        return Edit(item.span, "{" + ", ".join([*kept, *added]) + "}")

    def note(self, line: int, comment: str) -> Edit:
        """A comment above a line (1-based)."""
        text = self.lines[line - 1]
        lead = text[: len(text) - len(text.lstrip())]
        return Edit(Span.at("", line), f"{lead}# {TO_CHECK}：{comment}\n")


def without_overlaps(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits without those whose place another one cuts."""
    kept = tuple(dict.fromkeys(edits))
    return tuple(edit for edit in kept if not any(is_inside(edit.span, one.span) for one in kept))


def is_inside(span: Span, other: Span) -> bool:
    """Whether a place is a part of another one; not what is put in right before it."""
    first, last = (other.line, other.column), (other.end_line, other.end_column)
    at, end = (span.line, span.column), (span.end_line, span.end_column)
    before = at == end == first
    return span != other and first <= at and end <= last and not before


def in_steps(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Insertions at one place become one, in their order; behind what is cut at that place."""
    cuts = [edit for edit in edits if edit.span != Span.at("", edit.span.line)]
    lines: dict[Span, str] = {}
    for edit in edits:
        if edit not in cuts:
            lines[edit.span] = lines.get(edit.span, "") + edit.text
    return (*cuts, *(Edit(span, text) for span, text in lines.items()))


EXAMPLE = f"  # {TO_FILL}"
"""Stands behind each value of an example."""


def marked(text: str, notes: Iterable[tuple[int, str]]) -> str:
    """The text with ``# 请核对：…`` above lines (1-based), several notes of a line joined.

    The comments stand at the top of the file where a comment in front of the line would belong to
    a text that goes on over several lines.
    """
    by_line: dict[int, list[str]] = {}
    for at, note in notes:
        noted = by_line.setdefault(at, [])
        if note not in noted:
            noted.append(note)
    if not by_line:
        return text
    lines = text.split("\n")
    made: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in by_line:
            lead = line[: len(line) - len(line.lstrip())]
            made.append(f"{lead}{_comment(by_line[number])}")
        made.append(line)
    result = "\n".join(made)
    before, after = read(text.encode(), "").root, read(result.encode(), "").root
    if before is not None and after is not None and plain(before) == plain(after):
        return result
    return "\n".join([*(_comment(noted) for noted in by_line.values()), "", text])


def _comment(notes: list[str]) -> str:
    return f"# {TO_CHECK}：{'；'.join(notes)}"
