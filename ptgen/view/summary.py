"""The sheets of 汇总.xlsx: all projects, line items and indicators of a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.budget.codes import CodeSum, added, sums_by_code
from ptgen.core.budget.named import named_amounts
from ptgen.core.loader import Content
from ptgen.view.document import Info
from ptgen.view.narrative import info_of

SheetValue = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether it holds amounts in 元, and whether the total row adds it up."""

    head: str
    amount: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with a head row; amounts are exact numbers in 元.

    ``years`` are those of which each has a total row, by the column 年度; none where one total
    row adds up all.
    """

    name: str
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
    projects = tuple(_project(number, content) for number, content in enumerate(contents, 1))
    years = tuple(sorted({content.project.year for content in contents}))
    years = years if len(years) > 1 else ()
    items = tuple(row for content in contents for row in _items(content, dated=bool(years)))
    texts = ("年度", *_ITEM_TEXTS) if years else _ITEM_TEXTS
    indicators = tuple(row for content in contents for row in _indicators(content))
    return Summary(
        info_of(contents[0], title),
        (
            Sheet("项目", _PROJECTS, projects, years),
            Sheet("预算明细", _columns(texts, _ITEM_AMOUNTS, _ITEM_NOTES), items, years),
            Sheet("绩效指标", _INDICATORS, indicators),
            *_codes(contents, years),
        ),
    )


def _codes(contents: Sequence[Content], years: tuple[int, ...]) -> Iterator[Sheet]:
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
        yield Sheet(
            "经济分类", _columns(("年度",) * bool(years) + _CODE_TEXTS, _CODE_AMOUNTS), rows, years
        )


def _code_row(one: CodeSum) -> tuple[SheetValue, ...]:
    code, name = (one.code, one.name) if one.code else ("（未写）", "")
    return (code, name, one.amount, one.annual, one.procured)


def _project(number: int, content: Content) -> tuple[SheetValue, ...]:
    project, amounts = content.project, named_amounts(content.budget)
    return (
        number,
        project.name,
        project.department,
        project.implementer,
        project.year,
        project.start.isoformat() if project.start else None,
        project.end.isoformat() if project.end else None,
        *(amounts[column.head] for column in _PROJECTS if column.amount),
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
    texts = [
        None if text is None else content.texts.at((*item.loc, key), text).strip()
        for key, text in (("说明", own.note), ("备注", own.remark))
    ]
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
            one.weight,
        )
