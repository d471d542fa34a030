"""An edition of the documents as its layout.yaml describes it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ptgen.core.layout.form import Decimals, FormLayout, LayoutPart
from ptgen.core.layout.formats import amount_format, is_day_format
from ptgen.core.model.edition_keys import (
    AnnualGoal,
    DetailTable,
    EntryTitles,
    Headings,
    WantedOnePage,
    YearlyTable,
)
from ptgen.core.model.fields import Counted, Declared, FieldSpec
from ptgen.core.model.keys import key, needed
from ptgen.core.model.line import YesNo
from ptgen.core.model.project import TotalScope
from ptgen.core.source.nodes import Plain


class AmountFormat(LayoutPart):
    """How amounts are printed in the form (金额)."""

    unit: Literal["元", "万元"] = key("单位", "表上的金额以什么为单位", "元", default="元")
    decimals: Decimals = key(
        "小数", "几位小数；去零是去掉末尾的零，原样是照作者写的", "2", "去零", default="2"
    )
    grouped: YesNo = key("千分位", "整数部分每三位加逗号", "是", default=False)
    suffix: str = key("后缀", "印在数字后面的字", "万", default="", max_length=8)
    format: str = key(
        "格式",
        "照这个样子印，代替单位、小数、千分位、后缀；没有小数的例子，有几位印几位",
        "250万",
        "2,500,000.00",
        default="",
    )

    @field_validator("format")
    @classmethod
    def _shows_an_amount(cls, value: str) -> str:
        if value and amount_format(value) is None:
            raise PydanticCustomError("amount_format", "wrong")
        return value

    @model_validator(mode="before")
    @classmethod
    def _as_shown(cls, value: Plain) -> Plain:
        example = value.get("格式") if isinstance(value, dict) else None
        shown = amount_format(example) if isinstance(example, str) else None
        return {**value, **shown} if shown and isinstance(value, dict) else value

    def shown_as(self, example: str) -> AmountFormat:
        """The format that an example shows, this one without."""
        shown = amount_format(example)
        return self if shown is None else AmountFormat.model_validate({"单位": self.unit, **shown})


class ValueFormat(LayoutPart):
    """How indicator values are printed (指标值): only values with an operator are changed."""

    operators: dict[str, str] = key(
        "符号", "指标值的符号印成什么", {"≥": ">=", "≤": "<="}, default={}
    )
    decimals: Decimals = key("小数", "指标值印几位小数", "原样", "2", default="原样")
    wrapped: YesNo = key("单位加括号", "单位放在括号里，如 ≥85.00(%)", "否", default=False)


class NarrativeLayout(LayoutPart):
    """The narrative's title, its sections with their headings, and the fixed sentence."""

    title: str = needed("标题", "说明的标题", "项目经费情况说明")
    sections: dict[str, str] = needed(
        "章节",
        "哪些键各成一章，标题是什么",
        {"项目概述": "项目概述", "立项依据": "立项依据"},
        min_length=1,
    )
    performance: str = needed(
        "绩效目标",
        "项目没有写绩效目标时印的句子",
        "（包括总目标、年度目标、分解目标等，具体见表格）",
    )
    yearly: YesNo = key("分年支出计划", "是否附各年支出的表", "是", default=False)


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


class WeightScheme(LayoutPart):
    """What the weights of the indicators add up to, in all and by first-level group (权重)."""

    total: Decimal = key(
        "合计", "全部指标的权重加起来是多少", "90", default=Decimal(100), gt=0, le=1000
    )
    groups: dict[str, Decimal] = key(
        "分类", "各一级指标的权重", {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, default={}
    )
    others: tuple[dict[str, Decimal], ...] = key(
        "其他分类",
        "一级指标不同时的分法",
        [{"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}],
        default=(),
    )

    def groups_for(self, present: Collection[str]) -> dict[str, Decimal]:
        """The division for a project that has these first-level groups: the nearest one."""
        return min((self.groups, *self.others), key=lambda groups: len(set(groups) ^ set(present)))


def _funds(value: Plain) -> Plain:
    """The kinds of funds; those of a list, or without a word, count by themselves."""
    if isinstance(value, list):
        return {str(name): Counted.APART.value for name in value}
    if isinstance(value, dict):
        return {name: Counted.APART.value if one is None else one for name, one in value.items()}
    return value


_Kinds = dict[str, Counted]
Funds = Annotated[_Kinds, BeforeValidator(_funds, json_schema_input_type=_Kinds | tuple[str, ...])]


def _day_format(value: str) -> str:
    if value and not is_day_format(value):
        raise PydanticCustomError("day_format", "wrong")
    return value


DayFormat = Annotated[str, AfterValidator(_day_format)]


class Layout(LayoutPart):
    """One edition, resolved: what it extends is merged in."""

    title: str = needed("名称", "这个版式叫什么", "上海市区级 2023 年版")
    source: str = key("来源", "表格从哪里来", "某区公开的 2023 年绩效目标表", default="")
    series: str = key(
        "系列",
        "同一张表各年版共有的名称；不继承。建项目时取同系列里起用年度最近的一版",
        "上海市区级",
        default="",
    )
    since: int | None = key("起用年度", "从哪个预算年度起用这一版；不继承", 2026, ge=1900, le=2199)
    extends: str | None = key(
        "继承", "在哪个版式上改；写了的代替原来的，留空的去掉", "shanghai-district-2022"
    )
    required: tuple[str, ...] = key("必填", "哪些键必须写", ["主管部门", "实施单位"], default=())
    fields: dict[str, FieldSpec] = key(
        "字段",
        "项目文件里增加的键",
        {"项目类别": {"选项": ["经常性项目", "一次性项目"]}},
        default={},
    )
    indicator_fields: dict[str, FieldSpec] = key(
        "指标字段", "指标的长写法里增加的键", {"绩效标准": {"说明": "按什么标准"}}, default={}
    )
    item_fields: dict[str, FieldSpec] = key(
        "预算字段", "预算的一项里增加的键", {"前两年实际执行数": {"单位": "万元"}}, default={}
    )
    funding: Funds = key(
        "资金种类",
        "资金来源里增加的种类，各自归入财政资金、其他资金，还是单列；只列名称就是单列",
        {"上级资金": "财政资金", "单位资金": "单列"},
        ["上级资金", "单位资金"],
        default={},
    )
    amount: AmountFormat = key(
        "金额", "金额怎样印", {"单位": "元", "小数": "2", "千分位": "是"}, default=AmountFormat()
    )
    day_format: DayFormat = key("日期格式", "照这个样子印日期", "2026/1/1", default="")
    total_scope: TotalScope = key(
        "资金总额口径",
        "表上的项目资金总额算本年的（年度）还是各年的（全周期）；项目自己写了的以项目为准",
        "全周期",
        default=TotalScope.YEAR,
    )
    value: ValueFormat = key(
        "指标值", "指标值怎样印", {"小数": "2", "单位加括号": "是"}, default=ValueFormat()
    )
    narrative: NarrativeLayout = needed("经费情况说明", "说明的标题和章节", {"分年支出计划": "是"})
    headings: Headings
    entry_titles: EntryTitles = None
    detail_table: DetailTable = None
    yearly_table: YearlyTable = None
    annual_goal: AnnualGoal = None
    form: FormLayout = needed("绩效目标表", "表的标题、纸张和格子", {"纸张": {"规格": "A4"}})
    one_page: WantedOnePage = None
    dictionary: dict[str, dict[str, Need]] = key(
        "指标体系", "一级、二级指标，必填还是可选", {"产出指标": {"数量指标": "必填"}}, default={}
    )
    weights: WeightScheme | None = key("权重", "带权重的表，权重合计多少、怎样分", {"合计": 100})
    rules: dict[RuleCode, RuleLevel] = key(
        "规则", "检查规则在这个版式里算什么级别", {"PT312": "关"}, default={}
    )

    @property
    def declared(self) -> Declared:
        """What it adds to the keys of a project."""
        blank = any(band.empty_groups for band in self.form.bands.values())
        return Declared(self.fields, self.indicator_fields, self.item_fields, self.funding, blank)
