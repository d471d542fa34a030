"""How much one project may hold, so that its documents can be drawn in time.

The longest of the published projects has 12 items, 14 indicators and 4,000 characters of prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ptgen.core.diagnostics import Diagnostic, error
from ptgen.core.model.line import LineItem
from ptgen.core.model.project import Project
from ptgen.core.model.prose import texts
from ptgen.core.source.nodes import Mapping, key_span

MAX_ITEMS = 1000
MAX_INDICATORS = 1000
MAX_PARAGRAPHS = 3000
MAX_LETTERS = 300_000


def too_much(project: Project, root: Mapping) -> Iterator[Diagnostic]:
    """PT005 for what is more than a document can show."""
    hint = "请拆成几个项目"
    items = _count(project.budget)
    if items > MAX_ITEMS:
        message = f"预算有 {items} 项，超过 {MAX_ITEMS} 项"
        yield error("PT005", key_span(root, ("预算",)), message, hint)
    if len(project.indicators) > MAX_INDICATORS:
        message = f"绩效指标有 {len(project.indicators)} 个，超过 {MAX_INDICATORS} 个"
        yield error("PT005", key_span(root, ("绩效指标",)), message, hint)
    goals = [goal for goal in (project.total_goal, project.annual_goal) if goal]
    written = [text for _, value in project.proses for _, text in texts(value)] + goals
    paragraphs = sum(text.strip().count("\n") + 1 for text in written)
    letters = sum(map(len, written))
    first = next((key for key, _ in project.proses), "项目总目标")
    if paragraphs > MAX_PARAGRAPHS:
        message = f"正文有 {paragraphs} 段，超过 {MAX_PARAGRAPHS} 段"
        yield error("PT005", key_span(root, (first,)), message, hint)
    if letters > MAX_LETTERS:
        message = f"正文有 {letters} 个字，超过 {MAX_LETTERS} 个字"
        yield error("PT005", key_span(root, (first,)), message, hint)


def _count(items: Sequence[LineItem]) -> int:
    return sum(1 + _count(item.items or ()) for item in items)
