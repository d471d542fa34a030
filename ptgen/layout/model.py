"""Stage layout: an edition of the documents as its layout.yaml says it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ptgen.model.fields import DeclaredField, DeclaredFields, FieldKind
from ptgen.source.nodes import Plain


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _yes(value: Plain) -> bool | Plain:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


_DECIMALS = ("去零", "原样", "0", "1", "2", "3", "4", "5", "6")


def _decimals(value: Plain) -> Plain:
    if isinstance(value, str) and value in _DECIMALS:
        return value
    raise PydanticCustomError("decimals", "wrong")


YesNo = Annotated[bool, BeforeValidator(_yes, json_schema_input_type=bool | Literal["是", "否"])]
Decimals = Annotated[str, BeforeValidator(_decimals)]


class AmountFormat(_Model):
    """How amounts are printed in the form (金额)."""

    unit: Literal["元", "万元"] = Field("元", alias="单位")
    decimals: Decimals = Field("2", alias="小数")
    grouped: YesNo = Field(False, alias="千分位")


class ValueFormat(_Model):
    """How indicator values are printed (指标值): only values with an operator are changed."""

    operators: dict[str, str] = Field({}, alias="符号")
    decimals: Decimals = Field("原样", alias="小数")
    wrapped: YesNo = Field(False, alias="单位加括号")


class FieldSpec(_Model):
    """A key that the edition adds (字段, 指标字段)."""

    choices: tuple[str, ...] = Field((), alias="选项")
    kind: FieldKind = Field(FieldKind.TEXT, alias="类型")
    description: str = Field("", alias="说明")
    sample: str = Field("", alias="示例")

    @property
    def example(self) -> str:
        """What may be written there, for a new project and for editors."""
        first = self.choices[0] if self.choices else ""
        return self.sample or first or ("1" if self.kind is FieldKind.NUMBER else "…")

    def declared(self, key: str) -> DeclaredField:
        """The field as the model stage knows it."""
        kind = FieldKind.CHOICE if self.choices else self.kind
        return DeclaredField(key, kind, self.choices, self.description, self.example)


class CellAlign(StrEnum):
    """Words for alignment (对齐)."""

    LEFT = "左"
    CENTER = "中"
    RIGHT = "右"


class CellSpec(_Model):
    """A cell: exactly one of label, value, amount, text and group; ``^`` and ``<`` merge."""

    label: str | None = Field(None, alias="标签")
    value: str | None = Field(None, alias="值")
    amount: str | None = Field(None, alias="金额")
    text: str | None = Field(None, alias="正文")
    group: Literal["一级指标", "二级指标"] | None = Field(None, alias="分组")
    align: CellAlign | None = Field(None, alias="对齐")
    bold: YesNo | None = Field(None, alias="加粗")
    decimals: Decimals | None = Field(None, alias="小数")
    line_below: YesNo = Field(True, alias="下线")


MERGE_UP = "^"
MERGE_LEFT = "<"


def _cell(value: Plain) -> Plain:
    if value is None:
        return {"标签": ""}
    return {"标签": value} if isinstance(value, str) else value


AnyCell = Annotated[CellSpec, BeforeValidator(_cell, json_schema_input_type=CellSpec | str | None)]
RowSpec = tuple[AnyCell, ...]
Width = Annotated[float, Field(gt=0, le=1000)]


class Band(_Model):
    """A part of the form with columns of its own; its rows are plain or one for each indicator."""

    widths: tuple[Width, ...] = Field(alias="列宽", min_length=1)
    rows: tuple[RowSpec, ...] = Field((), alias="行")
    head: tuple[RowSpec, ...] = Field((), alias="表头")
    each: RowSpec | None = Field(None, alias="每项")


# What is left of the smallest sheet is wide enough for a form.
Margin = Annotated[float, Field(gt=0, le=70)]


class Paper(_Model):
    """The sheet and its margins in mm (纸张)."""

    size: Literal["A4", "A3"] = Field("A4", alias="规格")
    landscape: YesNo = Field(False, alias="横向")
    margins: tuple[Margin, Margin, Margin, Margin] = Field((25, 20, 20, 20), alias="页边距")


class FormLayout(_Model):
    """The form's grid (绩效目标表)."""

    title: str = Field(alias="标题")
    subtitle: str = Field("", alias="副标题")
    paper: Paper = Field(Paper(), alias="纸张")
    row_height: float = Field(0, alias="行高", ge=0, le=200)
    bands: dict[str, Band] = Field(alias="段", min_length=1)
    order: tuple[str, ...] = Field((), alias="段顺序")


class NarrativeLayout(_Model):
    """The narrative's title, its sections with their headings, and the fixed sentence."""

    title: str = Field(alias="标题")
    sections: dict[str, str] = Field(alias="章节", min_length=1)
    performance: str = Field(alias="绩效目标")
    yearly: YesNo = Field(False, alias="分年支出计划")


RuleCode = Annotated[str, Field(pattern=r"^PT\d{3}$")]


class Need(StrEnum):
    """Whether a group of indicators has to be there."""

    REQUIRED = "必填"
    OPTIONAL = "可选"


class RuleLevel(StrEnum):
    """How much a finding of a rule matters in this edition (规则)."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"
    OFF = "关"


class WeightScheme(_Model):
    """What the weights of the indicators add up to, in all and by first-level group (权重)."""

    total: Decimal = Field(Decimal(100), alias="合计", gt=0, le=1000)
    groups: dict[str, Decimal] = Field({}, alias="分类")
    others: tuple[dict[str, Decimal], ...] = Field((), alias="其他分类")

    def groups_for(self, present: Collection[str]) -> dict[str, Decimal]:
        """The division for a project that has these first-level groups: the nearest one."""
        return min((self.groups, *self.others), key=lambda groups: len(set(groups) ^ set(present)))


class Layout(_Model):
    """One edition, resolved: what it extends is merged in."""

    title: str = Field(alias="名称")
    source: str = Field("", alias="来源")
    extends: str | None = Field(None, alias="继承")
    required: tuple[str, ...] = Field((), alias="必填")
    fields: dict[str, FieldSpec] = Field({}, alias="字段")
    indicator_fields: dict[str, FieldSpec] = Field({}, alias="指标字段")
    amount: AmountFormat = Field(AmountFormat(), alias="金额")
    value: ValueFormat = Field(ValueFormat(), alias="指标值")
    narrative: NarrativeLayout = Field(alias="经费情况说明")
    form: FormLayout = Field(alias="绩效目标表")
    dictionary: dict[str, dict[str, Need]] = Field({}, alias="指标体系")
    weights: WeightScheme | None = Field(None, alias="权重")
    rules: dict[RuleCode, RuleLevel] = Field({}, alias="规则")

    @property
    def declared(self) -> DeclaredFields:
        """The keys that this edition adds to projects and indicators."""
        return DeclaredFields(
            tuple(spec.declared(key) for key, spec in self.fields.items()),
            tuple(spec.declared(key) for key, spec in self.indicator_fields.items()),
        )
