"""The outline of a file, and the amounts shown beside the lines of its budget."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import DocumentSymbol, InlayHint, InlayHintKind, InlayHintParams, SymbolKind

from ptgen.check.engine import context_of
from ptgen.check.settings import Policy
from ptgen.core.diagnostics import Span
from ptgen.core.money import grouped
from ptgen.core.source.nodes import Mapping, Node, Scalar, find, key_span, start
from ptgen.core.source.nodes import Sequence as Items
from ptgen.lsp.buffers import Buffer
from ptgen.lsp.checking import Analysis
from ptgen.lsp.describe import item_text

_DEPTH = 6
_LONGEST = 40


def outline(analysis: Analysis, _params: object) -> list[DocumentSymbol]:
    """The keys of a file and what stands below them."""
    root, lines = analysis.root, analysis.buffer.lines
    if root is None:
        return []
    end = Span.at("", len(lines), len(lines[-1]) + 1)
    return list(_symbols(root, end, analysis.buffer, _DEPTH))


def _symbols(node: Node, end: Span, buffer: Buffer, depth: int) -> Iterator[DocumentSymbol]:
    """Those below a node that ends before ``end``; each ends where the next one begins."""
    parts = tuple(_parts(node))
    for index, (name, place, value) in enumerate(parts):
        own = parts[index + 1][1] if index + 1 < len(parts) else end
        if (own.line, own.column) < (place.end_line, place.end_column):
            continue  # what an alias repeats stands elsewhere
        whole = Span("", place.line, place.column, own.line, own.column)
        below = list(_symbols(value, own, buffer, depth - 1)) if depth > 1 else []
        text = value.text.strip() if isinstance(value, Scalar) else ""
        yield DocumentSymbol(
            name.strip() or "—",
            SymbolKind.Property if isinstance(value, Scalar) else SymbolKind.Object,
            buffer.range(whole),
            buffer.range(place),
            detail=text[:_LONGEST] or None,
            children=below or None,
        )


def _parts(node: Node) -> Iterator[tuple[str, Span, Node]]:
    """The parts of a node by name: items of lists by their 名称 or their number."""
    if isinstance(node, Mapping):
        yield from ((entry.key.text, entry.key.span, entry.value) for entry in node.entries)
    elif isinstance(node, Items):
        for number, item in enumerate(node.items, 1):
            name = item.text("名称") if isinstance(item, Mapping) else ""
            first = start(item)
            place = first if first.line == first.end_line else Span.at("", first.line, first.column)
            yield name or f"第{number}项", place, item


def hints(analysis: Analysis, params: InlayHintParams) -> list[InlayHint]:
    """The amount behind each formula, the sums behind 明细 and 预算, in a range of lines."""
    loaded = analysis.loaded
    if loaded is None or loaded.budget is None or loaded.root is None:
        return []
    buffer = analysis.buffer
    context = context_of(loaded, Policy())
    whole = context is not None and context.whole
    shown: list[tuple[Span, str]] = []
    for item in loaded.budget.walk():
        if item.formula is not None:
            formula = find(loaded.root, (*item.loc, "测算"))
            shown.append((formula.span, f"= {item_text(item)}"))
        elif item.items and whole:
            shown.append((key_span(loaded.root, (*item.loc, "明细")), f"合计 {item_text(item)}"))
    if whole and shown:
        amounts = f"年度资金申请总额 {grouped(loaded.budget.annual)}元"
        if loaded.budget.several_years:
            amounts += f"，各年合计 {grouped(loaded.budget.all_years)}元"
        shown.append((key_span(loaded.root, ("预算",)), amounts))
    first, last, made = params.range.start.line, params.range.end.line, []
    for span, text in shown:
        if span.path == buffer.path and first < span.end_line <= last + 1:
            after = Span.at("", span.end_line, span.end_column + (text[0] != "="))
            place = buffer.range(after).start
            made.append(InlayHint(place, text, InlayHintKind.Type, padding_left=True))
    return made
