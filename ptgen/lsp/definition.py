"""Where something is defined: names in ``{{ }}``, values of unit.yaml, editions, projects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ptgen.core.diagnostics import Span
from ptgen.core.filesystem import shown
from ptgen.core.loader import UNIT_FILE
from ptgen.core.source.nodes import Scalar, find, key_span, value_span
from ptgen.core.source.parse import read
from ptgen.lsp.checking import Analysis, FileKind
from ptgen.lsp.expressions import name_at, place_of
from ptgen.lsp.place import expression_at, place_at


def definitions(analysis: Analysis, row: int, column: int) -> Iterator[Span]:
    """The places that define what stands at a line and column (0-based)."""
    line = analysis.buffer.lines[row]
    inside = expression_at(line, column)
    if inside is not None:
        steps = name_at(inside[1], column - inside[0])
        loaded = analysis.loaded
        if steps and loaded is not None and loaded.root is not None:
            loc = place_of(steps, loaded)
            # A line of the budget is where its name is, a key of the project where that is.
            item = value_span(loaded.root, (*loc, "名称"))
            yield item if len(loc) > 1 else key_span(loaded.root, loc)
        return
    place = place_at(analysis.buffer, row, column)
    loc = () if place is None else place.of_key
    node = find(analysis.root, loc) if analysis.root is not None and loc else None
    text = node.text.strip() if isinstance(node, Scalar) else ""
    if loc in (("版式",), ("继承",)):
        file = analysis.files.layout(text)
        yield from () if file is None else (Span.at(file.path),)
    elif loc[:2] == ("汇编", "顺序") and text:
        yield from _project(analysis, text)
    elif len(loc) == 1 and analysis.kind is FileKind.PROJECT:
        yield from _in_unit(analysis, str(loc[0]))


def _project(analysis: Analysis, stem: str) -> Iterator[Span]:
    path = shown(Path(analysis.buffer.path).with_name(f"{Path(stem).name}.yaml"))
    if analysis.files.read(path) is not None:
        yield Span.at(path)


def _in_unit(analysis: Analysis, key: str) -> Iterator[Span]:
    """The same key in the unit's file."""
    path = shown(Path(analysis.buffer.path).with_name(UNIT_FILE))
    data = analysis.files.read(path)
    root = None if data is None else read(data, path).root
    entry = None if root is None else root.get(key)
    if entry is not None:
        yield entry.key.span
