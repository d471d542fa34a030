"""The names that ``{{ … }}`` may use: the project's fields and every amount."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.budget.named import named_amounts
from ptgen.core.model.project import Project
from ptgen.core.money import by_year
from ptgen.core.prose.values import Context, Value, Withheld

FIELD_NAMES = (
    "项目名称",
    "年度",
    "版式",
    "主管部门",
    "实施单位",
    "计划开始日期",
    "计划完成日期",
    "开始年",
    "结束年",
    "项目数",
)


YEAR_NAMES = ("年度", "开始年", "结束年", "项目数")
"""Those of them that are whole numbers."""


def context_of(project: Project, budget: Budget) -> Context:
    """Names in Chinese as on the form.

    ``预算`` holds the items by name, each with 金额, 本年, 测算, 分年 and its 明细; ``分年`` the
    amounts by year. Dates are ISO texts; what was left open is ``None``. Below a group that says
    its own split over years, 本年 and 分年 are withheld.
    """
    fields: dict[str, Value] = {
        "项目名称": project.name,
        "年度": project.year,
        "版式": project.layout,
        "主管部门": project.department,
        "实施单位": project.implementer,
        "计划开始日期": project.start.isoformat() if project.start else None,
        "计划完成日期": project.end.isoformat() if project.end else None,
        "开始年": project.start.year if project.start else project.year,
        "结束年": project.end.year if project.end else project.year,
        "项目数": 1,
    }
    for key, value in project.further.items():
        fields[key] = value if isinstance(value, str) else None
    fields |= {key: one.text for key, one in budget.quantities if not one.money}
    return MappingProxyType(fields | amounts(budget))


def amounts(budget: Budget) -> dict[str, Value]:
    """Every computed amount by its name on the form."""
    return {
        **named_amounts(budget),
        "分年": {str(year): amount for year, amount in budget.years},
        "季度": {str(index): amount for index, amount in enumerate(budget.quarters, 1)},
        "预算": _items(budget.items),
    }


def _items(items: tuple[ItemAmount, ...], split_at: str = "") -> Mapping[str, Value]:
    """By name; of items with the same name none, since a text would not say which it means.

    ``split_at`` is the group above that says its own split over years, if one does.
    """
    names = Counter(item.name for item in items)
    return {item.name: _item(item, split_at) for item in items if names[item.name] == 1}


def _item(item: ItemAmount, split_at: str) -> Value:
    years: dict[str, Value] = {str(year): amount for year, amount in item.years}
    unsaid = Withheld(
        f"“{item.name}”没有分年的金额：“分年”写在上级“{split_at}”",
        f"写“{split_at}”的金额，或把“分年”改写到“{split_at}”的各项",
    )
    return {
        "名称": item.name,
        "金额": item.amount,
        "本年": unsaid if item.annual is None else item.annual,
        "测算": item.item.formula,
        "核定金额": item.approved,
        "分年": unsaid if item.annual is None else years,
        "明细": _items(item.items, item.name if item.item.years is not None else split_at),
        **{key: value for key, value in item.item.further.items() if isinstance(value, str)},
        **{key: one.value if one.money else one.text for key, one in item.quantities},
    }


def volume_context(projects: Sequence[tuple[Project, Budget]]) -> Context:
    """What the opening of a volume may name: how many projects and units, and their sums.

    A unit is counted by 实施单位. 核定合计 counts 核定金额 where a project has one, else what was
    computed for the year. Projects of different years have sums by year alone.
    """
    units = {project.implementer or project.department or "" for project, _ in projects}
    sums = {
        "合计": by_year((project.year, budget.annual) for project, budget in projects),
        "核定合计": by_year((project.year, budget.counted) for project, budget in projects),
    }
    context: dict[str, Value] = {"项目数": len(projects), "单位数": len(units)}
    for name, years in sums.items():
        listed_years = "、".join(f"{year}年" for year, _ in years)
        context[name] = years[0][1]
        if len(years) > 1:
            message = f"各项目的年度不同（{listed_years}），“{name}”不能跨年度相加"
            hint = f"按年度写：{{{{ 年度{name}['{years[0][0]}'] | 万元 }}}}"
            context[name] = Withheld(message, hint)
        context[f"年度{name}"] = {str(year): amount for year, amount in years}
    return MappingProxyType(context)
