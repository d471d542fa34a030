"""An index of a file by lines: which keys and values stand in each."""

from __future__ import annotations

from dataclasses import dataclass

from ptgen.core.source.nodes import Node, Scalar, Sequence
from ptgen.core.source.parse import Source


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a file that was read.

    ``scalars`` are the keys and values that have a part in a line (1-based); ``telling`` is for
    each line (0-based) the first one at or below it that says something.
    """

    scalars: dict[int, list[Scalar]]
    telling: tuple[int, ...]

    @classmethod
    def of(cls, source: Source) -> SourceLines:
        """Looked through once, in time linear in the file."""
        scalars: dict[int, list[Scalar]] = {}
        seen: set[int] = set()  # what an alias repeats is where it stands
        waiting: list[Node] = [] if source.nodes is None else [source.nodes]
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, Scalar):
                for line in range(node.span.line, node.span.end_line + 1):
                    scalars.setdefault(line, []).append(node)
            elif isinstance(node, Sequence):
                waiting.extend(node.items)
            else:
                waiting.extend(part for entry in node.entries for part in (entry.key, entry.value))
        telling = [len(source.lines)]
        for index in reversed(range(len(source.lines))):
            text = source.lines[index].strip()
            telling.append(index if text and not text.startswith("#") else telling[-1])
        return cls(scalars, tuple(reversed(telling)))

    def at(self, line: int) -> list[Scalar]:
        """The keys and values that have a part in a line."""
        return self.scalars.get(line, [])

    def inside_text(self, line: int, column: int) -> bool:
        """Whether a ``#`` stands in a value; behind the sign of a block it is a comment."""
        for scalar in self.at(line):
            span = scalar.span
            block = scalar.style in ("literal", "folded")
            if block and span.line == line:
                continue
            if (span.line, span.column) <= (line, column) < (span.end_line, span.end_column):
                return True
        return False
