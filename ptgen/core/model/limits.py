"""How much one project may hold, so that its documents can be drawn in time.

The longest of the published projects has 12 items, 14 indicators and 4,000 characters of prose.
"""

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
    goals = [goal for goal in (project.total_goal, project.annual_goal) if goal]
    written = [text for _, value in project.proses for _, text in texts(value)] + goals
    paragraphs = sum(text.strip().count("\n") + 1 for text in written)
    letters = sum(map(len, written))
    first = next((key for key, _ in project.proses), "项目总目标")
    for key, what, unit, count, most in (
        ("预算", "预算", "项", _count(project.budget), MAX_ITEMS),
        ("绩效指标", "绩效指标", "个", len(project.indicators), MAX_INDICATORS),
        (first, "正文", "段", paragraphs, MAX_PARAGRAPHS),
        (first, "正文", "个字", letters, MAX_LETTERS),
    ):
        if count > most:
            message = f"{what}有 {count} {unit}，超过 {most} {unit}"
            yield error("PT005", key_span(root, (key,)), message, "请拆成几个项目")


def _count(items: Sequence[LineItem]) -> int:
    return sum(1 + _count(item.items or ()) for item in items)
