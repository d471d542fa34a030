"""The form of an edition: its paper and the cells of its grid."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ptgen.core.model.line import YesNo
from ptgen.core.model.shapes import decimals
from ptgen.core.source.nodes import Loc, Plain


class LayoutPart(BaseModel):
    """What every part of an edition has in common: it is frozen and knows its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_DECIMALS = ("去零", "原样", "0", "1", "2", "3", "4", "5", "6")


def _decimals(value: Plain) -> Plain:
    if isinstance(value, str) and value in _DECIMALS:
        return value
    raise PydanticCustomError("decimals", "wrong")


Decimals = Annotated[str, BeforeValidator(_decimals), WithJsonSchema(decimals())]


class CellAlign(StrEnum):
    """Words for alignment (对齐)."""

    LEFT = "左"
    CENTER = "中"
    RIGHT = "右"


class TitlePlace(StrEnum):
    """Where title and subtitle stand: above the table or in its first rows (标题位置)."""

    ABOVE = "表上"
    INSIDE = "表内"


class ItemLevel(StrEnum):
    """Which lines of the budget have a row (层级)."""

    FIRST = "一级"
    LAST = "末级"
    ALL = "全部"


class CellSpec(LayoutPart):
    """A cell: exactly one of its six kinds of content; ``^`` and ``<`` merge."""

    label: str | None = Field(
        None, alias="标签", description="固定的文字，可用 {{ 年度 }} 等", examples=["项目名称"]
    )
    value: str | None = Field(None, alias="值", description="印一个键的值", examples=["项目名称"])
    amount: str | None = Field(
        None,
        alias="金额",
        description="印一个算出的金额，或几个金额的和、差",
        examples=["年度资金申请总额"],
    )
    text: str | None = Field(
        None, alias="正文", description="印一段文字，靠左", examples=["项目总目标"]
    )
    ratio: str | None = Field(
        None,
        alias="比例",
        description="印一个金额占另一个的百分比，或一个单位是 % 的键",
        examples=["当年财政拨款 / 年度资金申请总额"],
    )
    group: Literal["一级指标", "二级指标", "一级项"] | None = Field(
        None,
        alias="分组",
        description="同一级指标、同一个一级项相连的格合并，只写在“每项”里",
        examples=["一级指标"],
    )
    align: CellAlign | None = Field(None, alias="对齐", description="文字靠哪边", examples=["中"])
    bold: YesNo | None = Field(
        None, alias="加粗", description="是否加粗；标签缺省加粗", examples=["否"]
    )
    decimals: Decimals | None = Field(
        None, alias="小数", description="这一格的金额几位小数", examples=["2"]
    )
    format: str = Field(
        "",
        alias="格式",
        description="照这个样子印金额或日期",
        examples=["250万", "2026/1/1"],
    )
    line_below: YesNo = Field(True, alias="下线", description="下面是否画线", examples=["否"])


MERGE_UP = "^"
MERGE_LEFT = "<"


def _cell(value: Plain) -> Plain:
    if value is None:
        return {"标签": ""}
    return {"标签": value} if isinstance(value, str) else value


AnyCell = Annotated[CellSpec, BeforeValidator(_cell, json_schema_input_type=CellSpec | str | None)]
RowSpec = tuple[AnyCell, ...]
Width = Annotated[float, Field(gt=0, le=1000)]


class Band(LayoutPart):
    """A part of the form with columns of its own; its rows are plain or one for each of a list."""

    widths: tuple[Width, ...] = Field(
        alias="列宽", min_length=1, description="各列的宽，按比例", examples=[[20.5, 32, 15, 32.5]]
    )
    rows: tuple[RowSpec, ...] = Field(
        (),
        alias="行",
        description="各行的格；^ 与上面的格合并，< 与左边的格合并",
        examples=[[["项目名称", {"值": "项目名称"}]]],
    )
    head: tuple[RowSpec, ...] = Field(
        (),
        alias="表头",
        description="每页重复的行",
        examples=[[["一级指标", "二级指标", "三级指标", "指标值"]]],
    )
    each: RowSpec | None = Field(
        None,
        alias="每项",
        description="每个指标一行，或预算的每一项一行",
        examples=[
            [{"分组": "一级指标"}, {"分组": "二级指标"}, {"值": "三级指标"}, {"值": "指标值"}]
        ],
    )
    source: Literal["绩效指标", "预算"] = Field(
        "绩效指标", alias="取自", description="“每项”是绩效指标还是预算的项", examples=["预算"]
    )
    level: ItemLevel = Field(
        ItemLevel.FIRST,
        alias="层级",
        description="印预算的哪些项：只印第一级，只印最细的一级，还是各级都印",
        examples=["末级"],
    )
    total: RowSpec | None = Field(
        None,
        alias="合计行",
        description="预算各项的合计；{金额: 金额} 是各行之和",
        examples=[["合计", {"金额": "金额"}, ""]],
    )
    total_first: YesNo = Field(
        False, alias="合计在前", description="合计行印在各项的前面", examples=["是"]
    )
    empty_groups: YesNo = Field(
        False,
        alias="空组",
        description="指标体系里的组，项目没有指标的也印一行",
        examples=["是"],
    )
    ruled: YesNo = Field(
        True,
        alias="边框",
        description="写 否，这一段不画线，如表上面的“填报单位”、表下面的签字",
        examples=["否"],
    )

    def cells(self) -> Iterator[tuple[Loc, CellSpec]]:
        """All cells with their paths below the band."""
        for key, rows in (("行", self.rows), ("表头", self.head)):
            for row, line in enumerate(rows):
                yield from (((key, row, at), cell) for at, cell in enumerate(line))
        for key, line in (("每项", self.each or ()), ("合计行", self.total or ())):
            yield from (((key, at), cell) for at, cell in enumerate(line))


# What is left of the smallest sheet is wide enough for a form.
Margin = Annotated[float, Field(gt=0, le=70)]


class Paper(LayoutPart):
    """The sheet and its margins in mm (纸张)."""

    size: Literal["A4", "A3"] = Field("A4", alias="规格", description="纸的大小", examples=["A4"])
    landscape: YesNo = Field(False, alias="横向", description="横着放", examples=["否"])
    margins: tuple[Margin, Margin, Margin, Margin] = Field(
        (25, 20, 20, 20),
        alias="页边距",
        description="上、右、下、左，毫米",
        examples=[[25, 20, 20, 20]],
    )


class FormLayout(LayoutPart):
    """The form's grid (绩效目标表)."""

    title: str = Field(
        alias="标题", description="表的标题", examples=["财政项目支出绩效目标填报表"]
    )
    subtitle: str = Field(
        "", alias="副标题", description="标题下面一行", examples=["（{{ 年度 }}年度）"]
    )
    title_place: TitlePlace = Field(
        TitlePlace.ABOVE,
        alias="标题位置",
        description="标题和副标题印在表的上面，还是各占表内一行",
        examples=["表内"],
    )
    paper: Paper = Field(
        Paper(),
        alias="纸张",
        description="纸的大小、方向和页边距",
        examples=[{"规格": "A4", "横向": "否"}],
    )
    row_height: float = Field(
        0, alias="行高", ge=0, le=200, description="每行至少多高，磅", examples=[22]
    )
    continued: str = Field(
        "",
        alias="续页",
        description="合并的格换页以后再印一次名称，后面加这几个字；不写就只印名称",
        examples=["（续）"],
    )
    bands: dict[str, Band] = Field(
        alias="段",
        min_length=1,
        description="表由几段组成，每段有自己的列",
        examples=[{"项目": {"列宽": [30, 70], "行": [["项目名称", {"值": "项目名称"}]]}}],
    )
    order: tuple[str, ...] = Field(
        (),
        alias="段顺序",
        description="各段的次序；不写则按“段”里的次序",
        examples=[["项目", "资金", "目标", "指标"]],
    )

    def label_of(self, name: str) -> str | None:
        """The label before a value or amount in its row, without breaks; ``None`` without it."""
        for band in self.bands.values():
            for row in band.rows:
                label = None
                for cell in row:
                    if name in (cell.amount, cell.value, cell.text):
                        return label
                    if cell.label and cell.label not in (MERGE_UP, MERGE_LEFT):
                        label = "".join(cell.label.split())
        return None
