"""The keys of a project that its edition may write too, for all projects that use it."""

from enum import StrEnum
from typing import Annotated

from pydantic import WithJsonSchema

from ptgen.core.model.keys import key, needed
from ptgen.core.model.line import Written, YesNo
from ptgen.core.model.shapes import headings


class EntryStyle(StrEnum):
    """How an entry ``- 施工单位: 某某公司`` of a numbered list prints (列表小标题)."""

    STOP = "句号"
    COLON = "冒号"
    PARAGRAPH = "另起一段"


SAME_GOAL = "同总目标"
"""Written for 年度总体目标: it is that of the whole project, and says so."""

# These stand in a project, a unit or an edition.
DetailTable = Annotated[
    YesNo | None, key("预算明细表", "经费情况说明里是否附预算明细表；不写就附", "否")
]
YearlyTable = Annotated[
    YesNo | None, key("分年支出计划表", "经费情况说明里是否附各年支出的表；不写就照版式", "否")
]
Headings = Annotated[
    dict[str, str],
    WithJsonSchema(headings()),
    key(
        "章节标题",
        "改经费情况说明里各章的标题，左边是章节的键，右边是印的标题",
        {"项目概述": "项目概况"},
        default={},
    ),
]
EntryTitles = Annotated[
    EntryStyle | None,
    key(
        "列表小标题",
        "列表项“- 小标题: 内容”怎样印：句号（小标题。内容）、冒号（小标题：内容）、另起一段；不写就是句号",
        "冒号",
    ),
]
AnnualGoal = Annotated[
    str | None,
    key(
        "年度总体目标",
        f"本年要达到什么，不要和项目总目标写成一样；本来就一样的写“{SAME_GOAL}”",
        "完成一次集中培训，参训人员考核合格。",
    ),
]
EDITION_KEYS = ("章节标题", "列表小标题", "预算明细表", "分年支出计划表", "年度总体目标", "一页")
"""The keys of a project that an edition may write for all projects that use it."""


class OnePage(Written):
    """The form is to fit one page, its type no smaller than this (一页)."""

    smallest: float = needed(
        "最小字号", "表里的字最小缩到几磅；缩到这么小仍排不下，就不缩，照常分页", 7, ge=5, le=20
    )


ONE_PAGE_KEY = "一页"
WantedOnePage = Annotated[
    OnePage | None,
    key(ONE_PAGE_KEY, "绩效目标表排在一页里：字和行高一起缩小，缩到刚好排得下", {"最小字号": 7}),
]
"""In a project, a unit file or an edition."""
