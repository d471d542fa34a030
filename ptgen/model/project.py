"""Stage model: one project as its author wrote it, every text unchanged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ptgen.model.indicator import Indicator, IndicatorTree, flatten
from ptgen.model.prose import Prose, prose
from ptgen.source.nodes import Plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"(?:19|20|21)\d{2}", re.ASCII)


class Method(StrEnum):
    """How an item's amount is known (方式)."""

    COMPUTED = "测算"
    ESTIMATED = "估算"
    ACTUAL = "按实结算"
    RESERVED = "预留"
    CUT = "核减"


class DocumentKind(StrEnum):
    """A document of a project (文书)."""

    NARRATIVE = "经费情况说明"
    FORM = "绩效目标表"


class TotalScope(StrEnum):
    """What 项目资金总额 counts: the budget year or all years (资金总额口径)."""

    YEAR = "年度"
    ALL = "全周期"


def _day(value: Plain) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise PydanticCustomError("day", "not a day")


def _optional_day(value: Plain) -> date | None:
    return None if value is None else _day(value)


def _year(value: Plain) -> int:
    if isinstance(value, str) and _YEAR.fullmatch(value.strip().removesuffix("年")):
        return int(value.strip().removesuffix("年"))
    raise PydanticCustomError("year", "not a year")


def _by_year(value: Plain) -> Plain:
    """Whether years are written, and each once: ``2022`` and ``2022年`` are the same."""
    if not isinstance(value, dict) or not value:
        raise PydanticCustomError("by_year", "no years")
    if len({key.strip().removesuffix("年") for key in value}) < len(value):
        raise PydanticCustomError("by_year_twice", "a year twice")
    return value


def _each_once(value: tuple[DocumentKind, ...]) -> tuple[DocumentKind, ...]:
    if len(set(value)) < len(value):
        raise PydanticCustomError("twice", "one twice")
    return value


Year = Annotated[int, PlainValidator(_year, json_schema_input_type=int)]
Day = Annotated[date | None, PlainValidator(_optional_day, json_schema_input_type=date | None)]
Amount = Annotated[str, Field(min_length=1)]
ByYear = Annotated[dict[Year, Amount], BeforeValidator(_by_year)]
OptionalProse = Annotated[
    Prose | None,
    PlainValidator(lambda value: None if value is None else prose(value)),
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Plain) -> Plain:
        """A key that may be left out may be left open."""
        if not isinstance(value, dict):
            return value
        needed = {field.alias for field in cls.model_fields.values() if field.is_required()}
        return {key: one for key, one in value.items() if one is not None or key in needed}


class LineItem(_Model):
    """A line of the budget: a formula or a list of items, never both."""

    name: str = Field(alias="名称", min_length=1, title="名称")
    formula: Amount | None = Field(
        None, alias="测算", title="测算", description="算式，如 34次*2000元/场"
    )
    method: Method = Field(Method.COMPUTED, alias="方式", title="方式")
    years: ByYear | None = Field(
        None, alias="分年", title="分年", description="各年的份额或金额，加起来等于本项"
    )
    note: str | None = Field(None, alias="说明", title="说明", description="印在说明文字里")
    remark: str | None = Field(
        None, alias="备注", title="备注", description="印在预算明细表的备注栏"
    )
    approved: Amount | None = Field(None, alias="核定金额", title="核定金额")
    items: tuple[LineItem, ...] | None = Field(None, alias="明细", title="明细")

    @model_validator(mode="after")
    def _one_of(self) -> LineItem:
        if (self.formula is None) == (not self.items):
            raise PydanticCustomError("item_both" if self.items else "item_neither", "one of two")
        return self


class Funding(_Model):
    """Where the money comes from beside this year's appropriation (资金来源)."""

    carried_over: Amount | None = Field(None, alias="上年结转资金", title="上年结转资金")
    other: Amount | ByYear | None = Field(None, alias="其他资金", title="其他资金")


class Titles(_Model):
    """Titles that replace the layout's (文书标题)."""

    narrative: str | None = Field(None, alias="经费情况说明")
    form: str | None = Field(None, alias="绩效目标表")


class Project(_Model):
    """One project. Keys that only some layouts print are extra fields, see ``further``."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(alias="项目名称", min_length=1, title="项目名称")
    year: Year = Field(alias="年度", title="预算年度", examples=[2022])
    layout: str = Field(alias="版式", title="版式", examples=["shanghai-district-2022"])
    department: str | None = Field(None, alias="主管部门", title="主管部门")
    implementer: str | None = Field(None, alias="实施单位", title="实施单位")
    documents: Annotated[tuple[DocumentKind, ...], AfterValidator(_each_once)] = Field(
        (DocumentKind.NARRATIVE, DocumentKind.FORM), alias="文书", title="文书", min_length=1
    )
    titles: Titles = Field(Titles(), alias="文书标题", title="文书标题")
    start: Day = Field(None, alias="计划开始日期", title="计划开始日期")
    end: Day = Field(None, alias="计划完成日期", title="计划完成日期")
    overview: OptionalProse = Field(None, alias="项目概述", title="项目概述")
    grounds: OptionalProse = Field(None, alias="立项依据", title="立项依据")
    body: OptionalProse = Field(None, alias="实施主体", title="实施主体")
    plan: OptionalProse = Field(None, alias="实施方案", title="实施方案")
    period: OptionalProse = Field(None, alias="实施周期", title="实施周期")
    arrangement: OptionalProse = Field(None, alias="年度预算安排", title="年度预算安排")
    performance: OptionalProse = Field(None, alias="绩效目标", title="绩效目标")
    budget: tuple[LineItem, ...] = Field(alias="预算", title="预算", min_length=1)
    approved: Amount | None = Field(None, alias="核定金额", title="核定金额")
    funding: Funding = Field(Funding(), alias="资金来源", title="资金来源")
    quarters: tuple[Amount, Amount, Amount, Amount] | None = Field(
        None, alias="季度用款计划", title="季度用款计划"
    )
    total_scope: TotalScope = Field(TotalScope.YEAR, alias="资金总额口径", title="资金总额口径")
    total_goal: str | None = Field(None, alias="项目总目标", title="项目总目标")
    annual_goal: str | None = Field(None, alias="年度总体目标", title="年度总体目标")
    indicator_tree: IndicatorTree = Field({}, alias="绩效指标", title="绩效指标")

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators in the author's order."""
        return flatten(self.indicator_tree)

    @property
    def further(self) -> Mapping[str, Plain]:
        """Extra fields as written, declared by the layout."""
        return self.__pydantic_extra__ or {}

    @property
    def proses(self) -> tuple[tuple[str, Prose], ...]:
        """The key and content of each prose field that has one, in the order of the narrative."""
        found = ((name, getattr(self, name)) for name in _PROSE_FIELDS)
        return tuple((key_of(name), value) for name, value in found if value is not None)


def key_of(field: str) -> str:
    """The key in the file of a field of :class:`Project`."""
    return str(Project.model_fields[field].alias)


_PROSE_FIELDS = ("overview", "grounds", "body", "plan", "period", "arrangement", "performance")
PROSE_KEYS: tuple[str, ...] = tuple(key_of(name) for name in _PROSE_FIELDS)
PROJECT_KEYS: tuple[str, ...] = tuple(key_of(name) for name in Project.model_fields)
