"""The form of an edition: its paper and the cells of its grid."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ptgen.core.model.keys import key, needed
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

    label: str | None = key("标签", "固定的文字，可用 {{ 年度 }} 等", "项目名称")
    value: str | None = key("值", "印一个键的值", "项目名称")
    amount: str | None = key("金额", "印一个算出的金额，或几个金额的和、差", "年度资金申请总额")
    text: str | None = key("正文", "印一段文字，靠左", "项目总目标")
    ratio: str | None = key(
        "比例", "印一个金额占另一个的百分比，或一个单位是 % 的键", "当年财政拨款 / 年度资金申请总额"
    )
    group: Literal["一级指标", "二级指标", "一级项"] | None = key(
        "分组", "同一级指标、同一个一级项相连的格合并，只写在“每项”里", "一级指标"
    )
    align: CellAlign | None = key("对齐", "文字靠哪边", "中")
    bold: YesNo | None = key("加粗", "是否加粗；标签缺省加粗", "否")
    decimals: Decimals | None = key("小数", "这一格的金额几位小数", "2")
    format: str = key("格式", "照这个样子印金额或日期", "250万", "2026/1/1", default="")
    line_below: YesNo = key("下线", "下面是否画线", "否", default=True)


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

    widths: tuple[Width, ...] = needed(
        "列宽", "各列的宽，按比例", [20.5, 32, 15, 32.5], min_length=1
    )
    rows: tuple[RowSpec, ...] = key(
        "行",
        "各行的格；^ 与上面的格合并，< 与左边的格合并",
        [["项目名称", {"值": "项目名称"}]],
        default=(),
    )
    head: tuple[RowSpec, ...] = key(
        "表头", "每页重复的行", [["一级指标", "二级指标", "三级指标", "指标值"]], default=()
    )
    each: RowSpec | None = key(
        "每项",
        "每个指标一行，或预算的每一项一行",
        [{"分组": "一级指标"}, {"分组": "二级指标"}, {"值": "三级指标"}, {"值": "指标值"}],
    )
    source: Literal["绩效指标", "预算"] = key(
        "取自", "“每项”是绩效指标还是预算的项", "预算", default="绩效指标"
    )
    level: ItemLevel = key(
        "层级",
        "印预算的哪些项：只印第一级，只印最细的一级，还是各级都印",
        "末级",
        default=ItemLevel.FIRST,
    )
    total: RowSpec | None = key(
        "合计行", "预算各项的合计；{金额: 金额} 是各行之和", ["合计", {"金额": "金额"}, ""]
    )
    total_first: YesNo = key("合计在前", "合计行印在各项的前面", "是", default=False)
    empty_groups: YesNo = key("空组", "指标体系里的组，项目没有指标的也印一行", "是", default=False)
    ruled: YesNo = key(
        "边框", "写 否，这一段不画线，如表上面的“填报单位”、表下面的签字", "否", default=True
    )

    def cells(self) -> Iterator[tuple[Loc, CellSpec]]:
        """All cells with their paths below the band."""
        for name, rows in (("行", self.rows), ("表头", self.head)):
            for row, line in enumerate(rows):
                yield from (((name, row, at), cell) for at, cell in enumerate(line))
        for name, line in (("每项", self.each or ()), ("合计行", self.total or ())):
            yield from (((name, at), cell) for at, cell in enumerate(line))


# What is left of the smallest sheet is wide enough for a form.
Margin = Annotated[float, Field(gt=0, le=70)]


class Paper(LayoutPart):
    """The sheet and its margins in mm (纸张)."""

    size: Literal["A4", "A3"] = key("规格", "纸的大小", "A4", default="A4")
    landscape: YesNo = key("横向", "横着放", "否", default=False)
    margins: tuple[Margin, Margin, Margin, Margin] = key(
        "页边距", "上、右、下、左，毫米", [25, 20, 20, 20], default=(25, 20, 20, 20)
    )


class FormLayout(LayoutPart):
    """The form's grid (绩效目标表)."""

    title: str = needed("标题", "表的标题", "财政项目支出绩效目标填报表")
    subtitle: str = key("副标题", "标题下面一行", "（{{ 年度 }}年度）", default="")
    title_place: TitlePlace = key(
        "标题位置", "标题和副标题印在表的上面，还是各占表内一行", "表内", default=TitlePlace.ABOVE
    )
    paper: Paper = key(
        "纸张", "纸的大小、方向和页边距", {"规格": "A4", "横向": "否"}, default=Paper()
    )
    row_height: float = key("行高", "每行至少多高，磅", 22, default=0, ge=0, le=200)
    continued: str = key(
        "续页", "合并的格换页以后再印一次名称，后面加这几个字；不写就只印名称", "（续）", default=""
    )
    bands: dict[str, Band] = needed(
        "段",
        "表由几段组成，每段有自己的列",
        {"项目": {"列宽": [30, 70], "行": [["项目名称", {"值": "项目名称"}]]}},
        min_length=1,
    )
    order: tuple[str, ...] = key(
        "段顺序", "各段的次序；不写则按“段”里的次序", ["项目", "资金", "目标", "指标"], default=()
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
