"""Keys beyond the models that an edition adds to projects, indicators and lines of the budget."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

from ptgen.core.model.keys import key
from ptgen.core.model.line import YesNo


class FieldKind(StrEnum):
    """What may stand in such a field."""

    TEXT = "文字"
    NUMBER = "数字"
    CHOICE = "选项"


_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?", re.ASCII)
_FOLD = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
_SCALED = re.compile(r"[十百千万亿]+元?")
LONGEST_NUMBER = 30
"""Digits; nothing counted has more."""
_MONEY = {"元": "元", "万元": "万元", "亿元": "亿元", "万": "万元", "亿": "亿元"}


def number_in(text: str, unit: str) -> Decimal | None:
    """The number before a unit that may be left out: ``30%``, ``30``, ``1,200人``."""
    digits = text.strip().translate(_FOLD).removesuffix(unit).strip()
    return Decimal(digits.replace(",", "")) if _NUMBER.fullmatch(digits) else None


class FieldSpec(BaseModel):
    """What may stand behind a key that an edition adds (字段, 指标字段, 预算字段)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choices: tuple[str, ...] = key(
        "选项", "可以填的值；不写就是随意填", ["经常性项目", "一次性项目"], default=()
    )
    kind: FieldKind = key("类型", "填的是文字、数字还是选项", "文字", default=FieldKind.TEXT)
    unit: str = key(
        "单位",
        "填的是带这个单位的数；元、万元是金额，可以写算式，能加减，能印在“金额”“比例”里",
        "万元",
        "%",
        "人",
        default="",
    )
    added: YesNo = key("相加", "预算各项的金额是否加成合计；单价等写 否", "否", default=True)
    description: str = key(
        "说明", "这个键填什么，编辑器和 ptgen new 会显示", "项目是年年有还是只做一次", default=""
    )
    sample: str = key("示例", "在 ptgen new 里写的示例", "信息科", default="")

    @field_validator("unit")
    @classmethod
    def _known(cls, unit: str) -> str:
        unit = unit.strip().translate(_FOLD)
        if _SCALED.fullmatch(unit) and unit not in _MONEY:
            raise PydanticCustomError("money_unit", "no unit of amounts")
        return unit

    @property
    def example(self) -> str:
        """What may be written there, for a new project and for editors."""
        first = self.choices[0] if self.choices else ""
        number = "1" if self.kind is FieldKind.NUMBER else "…"
        return self.sample or first or (f"1{self.unit}" if self.unit else number)

    @property
    def numeric(self) -> bool:
        """Whether a number has to stand there."""
        return (self.kind is FieldKind.NUMBER or bool(self.unit)) and not self.choices

    @property
    def money(self) -> str:
        """The unit that a bare number has where an amount has to stand there; else nothing."""
        return "" if self.choices else _MONEY.get(self.unit, "")


def with_unit(text: str, spec: FieldSpec) -> str:
    """The text with its unit, where a bare number is written for one with a unit."""
    bare = bool(spec.unit) and not spec.choices and number_in(text, "") is not None
    return f"{text.strip()}{spec.unit}" if bare else text


FieldSpecs = Mapping[str, FieldSpec]
"""The keys that an edition adds, each with what may stand there."""


class Counted(StrEnum):
    """Which of the sums on the form a kind of funds of an edition is a part of (资金种类)."""

    FISCAL = "财政资金"
    OTHER = "其他资金"
    APART = "单列"


@dataclass(frozen=True, slots=True)
class Declared:
    """All that an edition adds to a project's keys: of the project, its parts, its funds.

    ``blank_groups``: a group of indicators may be left open, since it prints all the same.
    """

    fields: FieldSpecs = field(default_factory=dict)
    indicator_fields: FieldSpecs = field(default_factory=dict)
    item_fields: FieldSpecs = field(default_factory=dict)
    funding: Mapping[str, Counted] = field(default_factory=dict)
    blank_groups: bool = False
