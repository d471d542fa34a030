"""A line of the budget as its author wrote it, and how its values are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ptgen.core.model import shapes
from ptgen.core.model.keys import key, keys_of, needed
from ptgen.core.source.nodes import Plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"(?:19|20|21)\d{2}", re.ASCII)


class Method(StrEnum):
    """How an item's amount is known (方式)."""

    COMPUTED = "测算"
    ESTIMATED = "估算"
    ACTUAL = "按实结算"
    RESERVED = "预留"
    CUT = "核减"


def _day(value: Plain) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        raise PydanticCustomError("day", "not a day")
    year, month, day = map(int, value.strip().split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        known = year > 0 and 1 <= month <= 12
        said = f"{year}年{month}月没有{day}日" if known else f"没有{year}年{month}月"
        raise PydanticCustomError("no_such_day", "no such day", {"said": said}) from None


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


def _yes_or_no(value: Plain) -> Plain | bool:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


Year = Annotated[int, PlainValidator(_year), WithJsonSchema(shapes.year())]
Day = Annotated[date | None, PlainValidator(_day), WithJsonSchema(shapes.day())]
Amount = Annotated[str, Field(min_length=1), WithJsonSchema(shapes.amount())]
ByYear = Annotated[dict[Year, Amount], BeforeValidator(_by_year), WithJsonSchema(shapes.by_year())]

YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema(shapes.yes_no())]


class Written(BaseModel):
    """What is read from a file: frozen, with known keys, blanks around texts taken away."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Plain) -> Plain:
        """A key that may be left out may be left open."""
        if not isinstance(value, dict):
            return value
        optional = {field.alias for field in cls.model_fields.values() if not field.is_required()}
        if cls.model_config.get("extra") == "allow":
            optional |= value.keys() - {field.alias for field in cls.model_fields.values()}
        return {key: one for key, one in value.items() if one is not None or key not in optional}

    @property
    def further(self) -> Mapping[str, Plain]:
        """The extra fields as written, where there may be any."""
        return self.__pydantic_extra__ or {}


class ItemKey(StrEnum):
    """A key that a unit may require of its items (明细必填)."""

    CODE = "经济分类"
    PROCUREMENT = "政府采购"


class LineItem(Written):
    """A line of the budget: a formula or a list of items, never both.

    Keys that only some layouts print are kept as extra fields and checked against the layout.
    """

    model_config = ConfigDict(extra="allow")

    name: str = needed(
        "名称", "这一项花在什么上，印在说明文字和预算明细表里", "师资费", "材料费", min_length=1
    )
    formula: Amount | None = key(
        "测算",
        "算式，单位是元；数字可带万、亿、%和单位。和“明细”只写一个",
        "4000元/天*2天",
        "34次*2000元/场",
        "50万元",
    )
    method: Method = key(
        "方式", "金额怎样得来；核减写正数，计为减少", "按实结算", default=Method.COMPUTED
    )
    years: ByYear | None = key(
        "分年",
        "各年的份额或金额，加起来等于本项；预算年度的部分就是本年申请",
        {"2026": "50%", "2027": "50%"},
    )
    note: str | None = key("说明", "印在说明文字里，接在这一项的金额后面", "合同履行完毕后支付尾款")
    remark: str | None = key("备注", "印在预算明细表的备注栏", "按月支付")
    approved: Amount | None = key(
        "核定金额", "这一项批准或公布的金额；与算出的不符时检查会指出，不改任何一边", "8000元"
    )
    code: str | None = key(
        "经济分类", "部门预算支出经济分类科目的代码；写在上一级的，其下各项相同", "30227"
    )
    procurement: YesNo | None = key("政府采购", "是否政府采购；写在上一级的，其下各项相同", "是")
    standard: str | None = key(
        "标准依据", "单价按标准的哪一档，或依据什么文件可以超过标准", "会议费 二类"
    )
    items: tuple[LineItem, ...] | None = key(
        "明细",
        "下一级的项，金额由它们相加；和“测算”只写一个",
        [{"名称": "教材费", "测算": "80人*45元/人"}],
    )

    @model_validator(mode="after")
    def _one_of(self) -> LineItem:
        if (self.formula is None) == (not self.items):
            raise PydanticCustomError("item_both" if self.items else "item_neither", "one of two")
        return self


ITEM_KEYS = keys_of(LineItem)
