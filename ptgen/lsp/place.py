"""Tell where in a file a place is: put a mark there and read the file with it.

So what stands around the place means what it means for a check. The lines that keep a file from
being read are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ptgen.core.prose.expression import MAX_LENGTH
from ptgen.core.source.nodes import Entry, Loc, Mapping, Node, Scalar, Sequence
from ptgen.lsp.buffers import Buffer
from ptgen.lsp.checking import readable

_MARK = "\ue000"
_COLON_BEHIND = re.compile(r"[^,{}\[\]]*[:：]")


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """Where a place is.

    ``loc`` are the keys and indices above a key (``in_key``), or with it where its value stands.
    ``start`` is the column (0-based) where the key or the value begins; ``name`` is the whole key
    and ``siblings`` are those beside it.
    """

    loc: Loc
    in_key: bool
    start: int
    name: str = ""
    siblings: frozenset[str] = frozenset()

    @property
    def of_key(self) -> Loc:
        """The path of the key at the place, or of the one whose value is there."""
        return (*self.loc, self.name) if self.in_key else self.loc


def place_at(buffer: Buffer, row: int, column: int) -> CursorPlace | None:
    """The place at a line and a column, both 0-based; ``None`` where the file cannot be read."""
    line = buffer.lines[row]
    before, behind = line[:column], line[column:]
    marks = [_MARK, f"{_MARK}: "]
    begun = before[max(before.rfind(sign) for sign in ",{[") + 1 :]
    if not _COLON_BEHIND.match(behind) and ": " not in begun:
        marks.reverse()  # a key that is begun has no colon yet
    for mark in marks:
        lines = [*buffer.lines[:row], before + mark + behind, *buffer.lines[row + 1 :]]
        root, _ = readable(replace(buffer, text="\n".join(lines)))
        place = None if root is None else next(_marked(root, ()), None)
        if place is not None:
            return place
    return None


def expression_at(line: str, column: int) -> tuple[int, str] | None:
    """Where what stands in ``{{ }}`` around a column begins, and what it is; ``None`` outside."""
    start = line.rfind("{{", max(column - MAX_LENGTH, 0), column)
    if start < 0 or "}}" in line[start:column]:
        return None
    end = line.find("}}", column)
    return start + 2, line[start + 2 : end if end >= 0 else len(line)]


def _marked(node: Node, loc: Loc) -> Iterator[CursorPlace]:
    """The place of the mark below a node."""
    if isinstance(node, Scalar):
        if _MARK in node.text:
            yield CursorPlace(loc, False, node.span.column - 1)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _marked(item, (*loc, index))
    else:
        for entry in node.entries:
            if _MARK in entry.key.text:
                yield _of_key(entry, node, loc)
            yield from _marked(entry.value, (*loc, entry.key.text))


def _of_key(entry: Entry, mapping: Mapping, loc: Loc) -> CursorPlace:
    beside = frozenset(one.key.text for one in mapping.entries if one is not entry)
    name = entry.key.text.replace(_MARK, "").strip()
    return CursorPlace(loc, True, entry.key.span.column - 1, name, beside)
