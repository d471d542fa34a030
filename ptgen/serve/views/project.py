"""What a page says of a project beside what its author wrote."""

from __future__ import annotations

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.budget.named import AMOUNT_NAMES, named_amounts
from ptgen.core.loader import Content, Loaded
from ptgen.core.money import ZERO, grouped
from ptgen.serve.views.composition import Composition, composition


def facts_of(loaded: Loaded) -> tuple[tuple[str, str], ...]:
    """Names and values: what the project is, as far as it can be read, and its file."""
    facts: dict[str, str | None] = {}
    if loaded.content is not None:
        project = loaded.content.project
        days = [day.isoformat() if day else "待定" for day in (project.start, project.end)]
        facts = {
            "年度": str(project.year),
            "版式": project.layout,
            "主管部门": project.department,
            "实施单位": project.implementer,
            "起止日期": " 至 ".join(days),
        }
    facts["文件"] = loaded.file.path
    return tuple((name, value) for name, value in facts.items() if value)


def totals_of(content: Content) -> tuple[tuple[str, str], ...]:
    """Names and amounts: the two totals always, the others where they are not zero."""
    amounts = named_amounts(content.budget)
    further = [name for name in amounts if name not in AMOUNT_NAMES]
    others = ["上年结转资金", "其他资金", *further, "当年财政拨款", "核定金额", "核定差额"]
    if amounts["当年财政拨款"] == amounts["年度资金申请总额"]:
        others.remove("当年财政拨款")
    names = ("年度资金申请总额", "项目资金总额", *(name for name in others if amounts[name]))
    return tuple((name, grouped(amounts[name] or ZERO)) for name in names)


def chart_of(content: Content) -> Composition:
    """What the amount of the budget year is made of, by the lines of the first level."""
    items = enumerate(content.budget.items, 1)
    return composition(
        [(item.name, f"#item-{number}", item.annual or ZERO) for number, item in items]
    )


def approved_of(item: ItemAmount) -> str:
    """What was approved for a line, and how far that is from what was computed."""
    if item.approved is None:
        return ""
    excess = item.excess or ZERO
    which = "多" if excess > 0 else "少"
    behind = f"，比算出的{which} {grouped(abs(excess))} 元" if excess else ""
    return f"核定 {grouped(item.approved)} 元{behind}"


def years_of(item: ItemAmount) -> str:
    """What a line comes to in all years, where that is not its amount of the budget year."""
    if item.annual is None:
        return f"各年合计 {grouped(item.amount)} 元"
    if not item.split:
        return ""
    years = "、".join(f"{year}年 {grouped(amount)} 元" for year, amount in item.years)
    return f"各年合计 {grouped(item.amount)} 元：{years}"
