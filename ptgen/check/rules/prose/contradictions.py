"""PT406: names of project or unit, or a period, in the prose that are not those of the fields."""

import re

from ptgen.check.rule import Findings, Rule, RuleContext, Severity, folded
from ptgen.core.source.nodes import Scalar

RULE = Rule("PT406", "正文与字段矛盾", Severity.WARNING, "正文里的项目、单位或日期与字段不一致")

_PROJECT = re.compile(
    r"拟[^。；\n]{0,40}?实施(?P<name>[^。；\n：{}]{2,40}?)(?:这一|这个)?项目(?=[，。；、])"
)
_UNIT = re.compile(
    r"由(?P<name>[^，。；、：{}\n]{6,40}?(?:中心|办公室|委员会|局|处|所|院|站|队|办事处|政府))"
    r"(?:具体|组织|牵头)*(?:负责)?(?:组织)?实施"
)
_DAY = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日")
_ASIDE = re.compile(r"[（(][^）)]*[）)]|[“”\"‘’]")


def find(context: RuleContext) -> Findings:
    """Each at its place in the prose."""
    for loc, scalar in context.passages:
        if loc[0] == "项目概述" and context.has("项目名称"):
            yield from _project(context, scalar)
        if loc[0] in ("实施主体", "项目概述"):
            yield from _unit(context, scalar)
        if loc[0] == "实施周期":
            yield from _period(context, scalar)


def _project(context: RuleContext, scalar: Scalar) -> Findings:
    name = context.project.name
    for match in _PROJECT.finditer(scalar.text):
        if not _alike(match["name"], name):
            span = scalar.place(*match.span("name"))
            message = f"正文说实施“{match['name']}”项目，项目名称是“{name}”"
            yield RULE.at(span, message, "写成“{{ 项目名称 }}”就不会不一致")


def _alike(one: str, other: str) -> bool:
    one, other = _ASIDE.sub("", folded(one)), _ASIDE.sub("", folded(other))
    one, other = one.removesuffix("项目"), other.removesuffix("项目")
    return one in other or other in one


def _unit(context: RuleContext, scalar: Scalar) -> Findings:
    unit = context.project.implementer
    for match in _UNIT.finditer(scalar.text) if unit else ():
        name = match["name"]
        # Only full names are compared: an abbreviation, or another unit, begins otherwise.
        if unit and name[:6] == unit[:6] and not _alike(name, unit) and not _short(name, unit):
            span = scalar.place(*match.span("name"))
            message = f"正文写“{name}”，实施单位是“{unit}”"
            yield RULE.at(span, message, "请统一单位名称，或写成“{{ 实施单位 }}”")


def _short(name: str, unit: str) -> bool:
    """Whether all characters of a name stand in the unit's in this order: an abbreviation."""
    rest = iter(unit)
    return all(letter in rest for letter in name)


def _period(context: RuleContext, scalar: Scalar) -> Findings:
    start, end = context.project.start, context.project.end
    days = list(_DAY.finditer(scalar.text))
    if start is None or end is None or len(days) != 2:
        return
    for match, key, field in zip(days, ("计划开始日期", "计划完成日期"), (start, end), strict=True):
        if tuple(map(int, match.groups())) != (field.year, field.month, field.day):
            span = scalar.place(*match.span())
            message = f"正文写 {match.group()}，{key}是 {field}"
            yield RULE.at(span, message, "请核对日期")
