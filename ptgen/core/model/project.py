"""One project as its author wrote it, every text unchanged."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import AfterValidator, ConfigDict, PlainValidator
from pydantic_core import PydanticCustomError

from ptgen.core.model.edition_keys import (
    AnnualGoal,
    DetailTable,
    EntryTitles,
    Headings,
    WantedOnePage,
    YearlyTable,
)
from ptgen.core.model.indicator import Indicator, IndicatorTree, flatten
from ptgen.core.model.keys import key, keys_of, needed
from ptgen.core.model.line import Amount, ByYear, Day, ItemKey, LineItem, Written, Year
from ptgen.core.model.prose import Prose, prose


class DocumentKind(StrEnum):
    """A document of a project (文书)."""

    NARRATIVE = "经费情况说明"
    FORM = "绩效目标表"


class TotalScope(StrEnum):
    """What 项目资金总额 counts: the budget year or all years (资金总额口径)."""

    YEAR = "年度"
    ALL = "全周期"


_Choice = TypeVar("_Choice", bound=StrEnum)


def _each_once(value: tuple[_Choice, ...]) -> tuple[_Choice, ...]:
    if len(set(value)) < len(value):
        raise PydanticCustomError("twice", "one twice")
    return value


OptionalProse = Annotated[
    Prose | None, PlainValidator(lambda value: None if value is None else prose(value))
]


class Funding(Written):
    """Where the money comes from beside this year's appropriation (资金来源).

    Kinds of funds that only some layouts have are kept as extra fields.
    """

    model_config = ConfigDict(extra="allow")

    carried_over: Amount | None = key("上年结转资金", "上年没有用完、结转到本年的资金", "1万元")
    other: Amount | ByYear | None = key(
        "其他资金", "财政以外的资金；跨年的可以按年写", "2万元", {"2026": "1万元", "2027": "3万元"}
    )


FUNDING_KEYS = keys_of(Funding)


class Titles(Written):
    """Titles that replace the layout's (文书标题)."""

    narrative: str | None = key(
        "经费情况说明", "代替版式规定的标题", "项目经费情况说明", title="经费情况说明的标题"
    )
    form: str | None = key(
        "绩效目标表", "代替版式规定的标题", "财政项目支出绩效目标申报表", title="绩效目标表的标题"
    )


class Project(Written):
    """One project. Keys that only some layouts print are extra fields, see ``further``."""

    model_config = ConfigDict(extra="allow")

    name: str = needed("项目名称", "印在各份文书上，同一文件夹里不能重名", "业务培训", min_length=1)
    year: Year = needed("年度", "编哪一年的预算，四位数字", 2026, title="预算年度")
    layout: str = needed(
        "版式", "用哪一版表格；ptgen layouts 列出可用的版式", "shanghai-district-2023"
    )
    department: str | None = key("主管部门", "主管的部门，写全称", "某区某局")
    implementer: str | None = key("实施单位", "实施项目的单位，写全称", "某区某中心")
    documents: Annotated[tuple[DocumentKind, ...], AfterValidator(_each_once)] = key(
        "文书",
        "生成哪些文书；不写时两份都生成",
        ["经费情况说明", "绩效目标表"],
        ["绩效目标表"],
        default=(DocumentKind.NARRATIVE, DocumentKind.FORM),
        min_length=1,
        json_schema_extra={"uniqueItems": True},
    )
    titles: Titles = key(
        "文书标题",
        "改文书的标题；不写时用版式规定的",
        {"绩效目标表": "财政项目支出绩效目标申报表"},
        default=Titles(),
    )
    headings: Headings
    entry_titles: EntryTitles = None
    detail_table: DetailTable = None
    yearly_table: YearlyTable = None
    one_page: WantedOnePage = None
    start: Day = key("计划开始日期", "写成 2026-01-01；未定的留空，表上印成空格", "2026-01-01")
    end: Day = key("计划完成日期", "写成 2026-12-31；跨年的项目写最后一年的日期", "2026-12-31")
    overview: OptionalProse = key(
        "项目概述",
        "做什么、为什么做、花多少钱；{{ }} 里引用数据，金额不必再写一遍",
        "开展{{ 项目名称 }}，申请资金{{ 年度资金申请总额 | 万元 }}。",
    )
    grounds: OptionalProse = key(
        "立项依据",
        "文件依据和工作需要；“- ”开头的列表印成（1）（2）…",
        {"文件依据": ["《某区某局年度工作要点》"], "工作需要": "按年度工作计划立项。"},
    )
    body: OptionalProse = key("实施主体", "由哪个部门实施", "办公室")
    plan: OptionalProse = key(
        "实施方案",
        "分几步做，每步什么时候做、怎样付款、怎样验收",
        ["第二季度集中组织一次，共2天。", "结束后考核，结果存档。"],
    )
    period: OptionalProse = key("实施周期", "不写时由起止日期得出", "2026年4月至6月。")
    arrangement: OptionalProse = key(
        "年度预算安排",
        "不写时由预算各项得出，金额和算式都在内",
        "申请资金{{ 年度资金申请总额 | 万元 }}。",
    )
    performance: OptionalProse = key("绩效目标", "不写时印版式的固定句子", "（具体见绩效目标表）")
    budget: tuple[LineItem, ...] = needed(
        "预算",
        "一项一行，合计由程序计算",
        [{"名称": "师资费", "测算": "4000元/天*2天"}],
        min_length=1,
    )
    approved: Amount | None = key(
        "核定金额", "批准或公布的金额；与算出的不符时检查会指出，不改任何一边", "11600元"
    )
    funding: Funding = key(
        "资金来源",
        "上年结转资金和其他资金，其余是当年财政拨款",
        {"上年结转资金": "1000元", "其他资金": "2000元"},
        default=Funding(),
    )
    quarters: tuple[Amount, Amount, Amount, Amount] | None = key(
        "季度用款计划",
        "四个季度的金额，加起来等于年度资金申请总额",
        ["0元", "11600元", "0元", "0元"],
    )
    total_scope: TotalScope | None = key(
        "资金总额口径",
        "项目资金总额算本年的（年度）还是各年的（全周期）；不写就照版式，跨年的项目要写",
        "全周期",
    )
    item_keys: Annotated[tuple[ItemKey, ...], AfterValidator(_each_once)] = key(
        "明细必填",
        "预算的每一项都要写的键；一般写在 unit.yaml 里",
        ["经济分类", "政府采购"],
        default=(),
        json_schema_extra={"uniqueItems": True},
    )
    total_goal: str | None = key(
        "项目总目标",
        "整个项目要达到什么，印在绩效目标表上",
        "提高工作人员的业务能力，使办事更规范。",
    )
    annual_goal: AnnualGoal = None
    indicator_tree: IndicatorTree = key(
        "绩效指标",
        "一级指标、二级指标、三级指标名称，冒号后写指标值，如 ≥85%",
        {"产出指标": {"数量指标": {"培训人数": "≥80人"}}},
        default={},
    )

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators in the author's order."""
        return flatten(self.indicator_tree)

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
PROJECT_KEYS = keys_of(Project)
