"""Stage prose: every text of a project that computes, by its path in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ptgen.diagnostics import Diagnostic, error, few
from ptgen.model.line import LineItem
from ptgen.model.project import Project
from ptgen.model.prose import texts as prose_texts
from ptgen.prose.sandbox import Context, ProseFault, expand
from ptgen.source.nodes import Loc, Scalar, find, value_span
from ptgen.source.nodes import Mapping as Nodes

MAX_EXPRESSIONS = 1000
MAX_LETTERS = 1_000_000
"""What the texts of one project may hold of ``{{ }}``, and how long they may become by it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The computed texts by path; a text that computes nothing stands for itself."""

    expanded: Mapping[Loc, str]

    def at(self, loc: Loc, written: str) -> str:
        """The final text for what is ``written`` at a path."""
        return self.expanded.get(loc, written)


def written_texts(project: Project) -> Iterator[tuple[Loc, str]]:
    """Every text of the project that may compute, with its path in the file."""
    for key, value in project.proses:
        yield from prose_texts(value, (key,))
    for key, goal in (("项目总目标", project.total_goal), ("年度总体目标", project.annual_goal)):
        if goal is not None:
            yield (key,), goal
    titles = (("经费情况说明", project.titles.narrative), ("绩效目标表", project.titles.form))
    for key, title in titles:
        if title is not None:
            yield ("文书标题", key), title
    for index, item in enumerate(project.budget):
        yield from _item_texts(item, ("预算", index))


def _item_texts(item: LineItem, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if item.note is not None:
        yield (*loc, "说明"), item.note
    if item.remark is not None:
        yield (*loc, "备注"), item.remark
    for index, child in enumerate(item.items or ()):
        yield from _item_texts(child, (*loc, "明细", index))


def expand_project(
    project: Project, context: Context, root: Nodes
) -> tuple[Texts, tuple[Diagnostic, ...]]:
    """All computed texts, and the findings at their places."""
    expanded: dict[Loc, str] = {}
    found = tuple(few(_expanding(project, context, root, expanded)))
    return Texts(MappingProxyType(expanded)), found


def _expanding(
    project: Project, context: Context, root: Nodes, expanded: dict[Loc, str]
) -> Iterator[Diagnostic]:
    """Put each computed text into ``expanded``; stop where the texts compute or grow too much."""
    expressions = letters = 0
    for loc, text in written_texts(project):
        if "{" not in text:
            continue
        expressions += text.count("{{")
        if expressions > MAX_EXPRESSIONS:
            message = f"文字里的“{{{{ }}}}”超过 {MAX_EXPRESSIONS} 处"
            yield error("PT111", value_span(root, loc), message, "请减少，或分成几个项目")
            return
        result = expand(text, context)
        expanded[loc] = result.text
        yield from (located(fault, loc, root) for fault in result.faults)
        letters += len(result.text)
        if letters > MAX_LETTERS:
            message = f"文字里的“{{{{ }}}}”填写以后，总长超过 {MAX_LETTERS} 个字"
            yield error("PT111", value_span(root, loc), message, "请减少对长文字的引用")
            return


def located(fault: ProseFault, loc: Loc, root: Nodes) -> Diagnostic:
    """A fault as a finding at its place in the file."""
    node = find(root, loc)
    span = value_span(root, loc)
    if isinstance(node, Scalar):
        lead = len(node.text) - len(node.text.lstrip())
        span = node.place(fault.start + lead, fault.end + lead)
    return error("PT103" if fault.undefined else "PT111", span, fault.message, fault.hint)
