"""The sheets of 汇总.xlsx: all projects, line items and indicators of a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.budget.codes import CodeSum, added, sums_by_code
from ptgen.core.budget.named import named_amounts
from ptgen.core.loader import Content
from ptgen.core.money import ZERO
from ptgen.view.document import Info
from ptgen.view.narrative import info_of

SheetValue = str | Decimal | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether it holds amounts in 元, and whether the total row adds it up."""

    head: str
    amount: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with a head row; amounts are exact numbers in 元.

    ``author`` is the unit that fills it in. ``years`` are those of which each has a total row, by
    the column 年度; none where one total row adds up all.
    """

    name: str
    title: str
    author: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[SheetValue, ...], ...]
    years: tuple[int, ...] = ()

    @property
    def totalled(self) -> bool:
        """Whether a total row ends it."""
        return any(column.added for column in self.columns)


@dataclass(frozen=True, slots=True)
class Summary:
    """A workbook of lists."""

    info: Info
    sheets: tuple[Sheet, ...]


def _columns(
    texts: Sequence[str], amounts: Sequence[str], others: Sequence[str] = ()
) -> tuple[Column, ...]:
    return (
        *(Column(head) for head in texts),
        *(Column(head, amount=True, added=True) for head in amounts),
        *(Column(head) for head in others),
    )


_SPACE = "\u3000" * 8
SIGNATURES = f"填报人：{_SPACE}审核人：{_SPACE}填报日期："
"""The line below a list, for those who fill it in and who look it through."""
_NUMBER = re.compile(r"\d+(\.\d+)?")
_PROJECTS = _columns(
    ("序号", "项目名称", "主管部门", "实施单位", "年度", "计划开始日期", "计划完成日期"),
    (
        "项目资金总额",
        "年度资金申请总额",
        "当年财政拨款",
        "上年结转资金",
        "其他资金",
        "全周期资金总额",
        "核定金额",
        "核定差额",
    ),
)
_ITEM_TEXTS = ("项目名称", "上级项", "名称", "测算", "方式")
_ITEM_AMOUNTS, _ITEM_NOTES = ("金额", "本年申请"), ("说明", "备注")
_SPLIT_ABOVE = "“分年”写在这一级，以下各项没有本年申请"
_CODE_TEXTS, _CODE_AMOUNTS = ("经济分类", "科目"), ("金额", "本年申请", "其中政府采购")
_INDICATORS = _columns(
    ("项目名称", "一级指标", "二级指标", "三级指标", "计算符号", "指标值", "计量单位", "权重"), ()
)


def summary_of(contents: Sequence[Content], title: str) -> Summary:
    """The three lists of a folder's projects; ``contents`` is not empty."""
    columns = _project_columns(contents)
    projects = tuple(
        _project(number, content, columns) for number, content in enumerate(contents, 1)
    )
    years = tuple(sorted({content.project.year for content in contents}))
    years = years if len(years) > 1 else ()
    items = tuple(row for content in contents for row in _items(content, dated=bool(years)))
    texts = ("年度", *_ITEM_TEXTS) if years else _ITEM_TEXTS
    indicators = tuple(row for content in contents for row in _indicators(content))
    when = f"{years[0]}—{years[-1]}年度" if years else f"{contents[0].project.year}年度"
    author = _author(contents)
    item_columns = _columns(texts, _ITEM_AMOUNTS, _ITEM_NOTES)
    return Summary(
        info_of(contents[0], title),
        (
            Sheet("项目", f"{when}项目汇总表", author, columns, projects, years),
            Sheet("预算明细", f"{when}项目预算明细表", author, item_columns, items, years),
            Sheet("绩效指标", f"{when}项目绩效指标表", author, _INDICATORS, indicators),
            *_codes(contents, years, f"{when}项目经济分类汇总表", author),
        ),
    )


def _project_columns(contents: Sequence[Content]) -> tuple[Column, ...]:
    """The columns of all projects, the editions' kinds of funds before 其他资金."""
    kinds = dict.fromkeys(kind.name for content in contents for kind in content.budget.kinds)
    at = next(at for at, column in enumerate(_PROJECTS) if column.head == "其他资金")
    return (*_PROJECTS[:at], *_columns((), tuple(kinds)), *_PROJECTS[at:])


def _author(contents: Sequence[Content]) -> str:
    """The unit of all projects, or the department over them where they have several."""
    for units in (
        {one.project.implementer for one in contents},
        {one.project.department for one in contents},
    ):
        if len(units) == 1:
            return units.pop() or ""
    return ""


def _codes(
    contents: Sequence[Content], years: tuple[int, ...], title: str, author: str
) -> Iterator[Sheet]:
    """The sums by economic code, where any item has one."""
    sums: dict[tuple[int, str], CodeSum] = {}
    for content in contents:
        year = content.project.year if years else 0
        for one in sums_by_code(content.budget):
            sums[year, one.code] = added(sums.get((year, one.code)), one)
    rows = tuple(
        (*((year,) if years else ()), *_code_row(sums[year, code]))
        for year, code in sorted(sums, key=lambda key: (key[0], not key[1], key[1]))
    )
    if rows:
        texts = ("年度", *_CODE_TEXTS) if years else _CODE_TEXTS
        yield Sheet("经济分类", title, author, _columns(texts, _CODE_AMOUNTS), rows, years)


def _code_row(one: CodeSum) -> tuple[SheetValue, ...]:
    code, name = (one.code, one.name) if one.code else ("（未写）", "")
    return (code, name, one.amount, one.annual, one.procured)


def _project(number: int, content: Content, columns: Sequence[Column]) -> tuple[SheetValue, ...]:
    project, amounts = content.project, named_amounts(content.budget)
    return (
        number,
        project.name,
        project.department,
        project.implementer,
        project.year,
        project.start,
        project.end,
        *(amounts.get(column.head, ZERO) for column in columns if column.amount),
    )


def _items(content: Content, *, dated: bool) -> Iterator[tuple[SheetValue, ...]]:
    """The lines that have a formula: groups are told in 上级项, so that a sum counts once.

    A group that says its own split over years has a line for its 本年申请, its items have none.
    """
    for item in content.budget.items:
        for line in _lines(content, item, ()):
            yield (content.project.year, *line) if dated else line


def _lines(
    content: Content, item: ItemAmount, above: tuple[str, ...]
) -> Iterator[tuple[SheetValue, ...]]:
    own, place = item.item, " / ".join(above)
    name = content.project.name
    texts = [content.texts.note(item, key) or None for key in _ITEM_NOTES]
    if item.items:
        if own.years is not None:
            method = own.method.value
            yield (name, place, item.name, _SPLIT_ABOVE, method, None, item.annual, *texts)
        for child in item.items:
            yield from _lines(content, child, (*above, item.name))
        return
    formula = (own.formula or "").strip()
    yield (name, place, item.name, formula, own.method.value, item.amount, item.annual, *texts)


def _indicators(content: Content) -> Iterator[tuple[SheetValue, ...]]:
    for one in content.project.indicators:
        target = one.target
        exact = bool(target.operator) and target.numeric
        yield (
            content.project.name,
            one.level1,
            one.level2,
            one.name,
            target.operator if exact else "定性",
            target.numbers if exact else target.text,
            target.unit if exact else "",
            number_of(one.weight or ""),
        )


def number_of(text: str) -> SheetValue:
    """The number that a text is, else the text."""
    return Decimal(text) if _NUMBER.fullmatch(text) else text or None
