"""One project: what it is, what it asks for, and what that is made of."""

from __future__ import annotations

from dataclasses import dataclass

from ptgen.core.budget.named import named_amounts
from ptgen.core.loader import Content, Loaded
from ptgen.core.money import ZERO, grouped
from ptgen.serve.snapshot import Reading
from ptgen.serve.views.budget_tree import Node, tree_of
from ptgen.serve.views.composition import Composition, composition
from ptgen.serve.views.findings import Row, rows_of
from ptgen.serve.views.overview import Link, name_of, project_files
from ptgen.serve.views.preview import Preview, previews_of


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of a project; without amounts when they cannot be computed."""

    name: str
    key: str
    facts: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    tree: tuple[Node, ...]
    chart: Composition | None
    previews: tuple[Preview, ...]
    files: tuple[Link, ...]


def shown_project(loaded: Loaded, reading: Reading, faces: str) -> Shown:
    """Everything about a project."""
    content = loaded.content
    budgeted = content if loaded.sound else None
    return Shown(
        name=name_of(loaded),
        key=loaded.file.key,
        facts=(*(_facts(content) if content is not None else ()), ("文件", loaded.file.path)),
        amounts=() if budgeted is None else _amounts(budgeted),
        rows=rows_of(reading.findings_of(loaded), reading),
        tree=() if budgeted is None else tree_of(budgeted),
        chart=None if budgeted is None else chart_of(budgeted),
        previews=previews_of(loaded, reading, faces),
        files=project_files(loaded, reading),
    )


def chart_of(content: Content) -> Composition:
    """What the amount of the budget year is made of, by the lines of the first level."""
    items = enumerate(content.budget.items, 1)
    return composition(
        [(item.name, f"#item-{number}", item.annual or ZERO) for number, item in items]
    )


def _facts(content: Content) -> tuple[tuple[str, str], ...]:
    project = content.project
    days = [day.isoformat() if day else "待定" for day in (project.start, project.end)]
    facts = (
        ("年度", str(project.year)),
        ("版式", project.layout),
        ("主管部门", project.department or ""),
        ("实施单位", project.implementer or ""),
        ("起止日期", " 至 ".join(days)),
    )
    return tuple((label, value) for label, value in facts if value)


def _amounts(content: Content) -> tuple[tuple[str, str], ...]:
    """Those of the two totals always, the others where they are not zero."""
    amounts = named_amounts(content.budget)
    totals = ("年度资金申请总额", "项目资金总额")
    others = ["上年结转资金", "其他资金", "当年财政拨款", "核定金额"]
    if amounts["当年财政拨款"] == amounts["年度资金申请总额"]:
        others.remove("当年财政拨款")
    shown = (*totals, *(name for name in others if amounts[name]))
    return tuple((name, grouped(amounts[name] or ZERO)) for name in shown)
