"""The figures of the published documents, typed from them, against what ptgen computes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.view.form import form_of
from ptgen.workspace import Content
from tests.projects import load_all

PROJECTS = Path(__file__).parents[2] / "projects"

# File, name, category, annual and all-year amounts computed from the items, published amount
# where it differs, number of indicators.
PUBLISHED = [
    ("songjiang-2022/01-equipment", "设备运行与维护", "经常性项目", "1131964", "1212664", "1132300", 15),
    ("songjiang-2022/02-legal-advice", "法律咨询与服务", "经常性项目", "30000", "30000", None, 11),
    ("songjiang-2022/03-network-operation", "网络信息系统运行与维护", "经常性项目", "661900", "1323800", "576000", 15),
    ("songjiang-2022/04-training", "业务培训", "经常性项目", "73840", "73840", "75000", 14),
    ("songjiang-2022/05-research", "课题与规划", "经常性项目", "200000", "200000", None, 10),
    ("songjiang-2022/06-publicity", "宣传与推广", "经常性项目", "1010000", "1010000", "1020000", 17),
    ("songjiang-2022/07-network-construction", "网络信息系统开发、升级、建设（历年已批复）", "一次性项目", "103033072.20", "138683072.20", "2793072.20", 14),
    ("guangfulin-2022/01-community-governance", "社区综合治理", "经常性项目", "430000", "430000", None, 16),
    ("guangfulin-2022/02-community-service", "社区综合服务", "经常性项目", "430000", "430000", None, 16),
]  # fmt: skip

# Lines of the budgets as published: amount of all years, part of the budget year.
ITEMS = {
    "songjiang-2022/01-equipment": [
        ("中心硬件设施保障费", "500000", "500000"),
        ("800兆对讲机硬件延保服务", "62400", "31200"),
        ("治理信息平台租用费", "451264", "451264"),
        ("2022年技术外包服务", "99000", "49500"),
        ("热线设备维护", "100000", "100000"),
    ],
    "songjiang-2022/03-network-operation": [
        ("城市网格化综合管理信息系统升级改造运维", "650000", "325000"),
        ("松江区城运平台信息化建设（一期）运维", "673800", "336900"),
    ],
    "songjiang-2022/04-training": [
        ("网格平台科", "10000", "10000"),
        ("热线服务科", "39000", "39000"),
        ("监督指导科", "24840", "24840"),
    ],
    "songjiang-2022/06-publicity": [
        ("城运工作推广", "550000", "550000"),
        ("城运工作材料印刷", "240000", "240000"),
        ("值班值守应急保障", "100000", "100000"),
        ("督查车辆租用", "120000", "120000"),
    ],
    "songjiang-2022/07-network-construction": [
        ("松江区街镇城运中心信息化建设项目", "2793072.20", "2793072.20"),
        ("松江区城运平台信息化建设（二期）", "134390000", "99790000"),
        ("松江区城市体检信息系统", "1500000", "450000"),
    ],
}


@pytest.fixture(scope="module")
def examples() -> dict[str, Content]:
    loaded = load_all(PROJECTS)
    return {one.file.key: one.content for one in loaded if one.content is not None}


def summary(content: Content) -> tuple[str, str, Decimal, Decimal, Decimal | None, int]:
    return (
        content.project.name,
        str(content.project.further["项目类别"]),
        content.budget.annual,
        content.budget.all_years,
        content.budget.approved,
        len(content.project.indicators),
    )


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[0])
def test_projects_are_as_published(
    row: tuple[str, str, str, str, str, str | None, int], examples: dict[str, Content]
) -> None:
    key, name, category, annual, whole, approved, indicators = row
    published = Decimal(approved) if approved is not None else None
    expected = (name, category, Decimal(annual), Decimal(whole), published, indicators)
    assert summary(examples[key]) == expected


@pytest.mark.parametrize("key", ITEMS)
def test_items_are_as_published(key: str, examples: dict[str, Content]) -> None:
    items = [(item.name, item.amount, item.annual) for item in examples[key].budget.items]
    assert items == [(name, Decimal(amount), Decimal(part)) for name, amount, part in ITEMS[key]]


def test_the_published_total_of_the_volume_is_met(examples: dict[str, Content]) -> None:
    budgets = [content.budget for key, content in examples.items() if key.startswith("songjiang")]
    approved = sum((budget.approved or budget.annual for budget in budgets), Decimal(0))
    assert len(budgets) == 7
    assert f"{approved / 10000:.2f}" == "582.64"


def test_titles_and_open_dates_are_as_published(examples: dict[str, Content]) -> None:
    service = examples["guangfulin-2022/02-community-service"]
    assert form_of(service).title == "财政项目支出绩效目标申报表"
    assert (service.project.start, service.project.end) == (None, None)
    assert [kind.value for kind in service.project.documents] == ["绩效目标表"]
    assert form_of(examples["guangfulin-2022/01-community-governance"]).title == (
        "财政项目支出绩效目标填报表"
    )


INDICATORS = [
    "数量指标 工作服覆盖率 =100%",
    "数量指标 “12345”热线现行联系率 =100%",
    "数量指标 工作服制作数量 >=30套",
    "数量指标 巡查记录仪使用数量 >=26台",
    "数量指标 对讲机、巡查用手机使用数量 >=100部",
    "质量指标 服装验收通过率 =100%",
    "质量指标 网格平台案件结案质量 保持街镇前列",
    "质量指标 设备利用率 =100%",
    "时效指标 “多格合一”联勤联动快速、高效处置及时率 =100%",
    "时效指标 “12345”热线工单规定工作日内结案及时率 =100%",
    "时效指标 网格平台案件规定期限内结案及时率 =100%",
    "社会效益指标 公共设施受损案件数 下降",
    "社会效益指标 受助对象重复投诉率 下降",
    "生态效益指标 绿化缺失、绿化受损率 下降",
    "可持续影响指标 落实基层网格化队伍建设，奖惩机制到位 健全",
    "服务对象满意度指标 群众安全感、获得感、满意度 提升",
]


def test_indicators_are_printed_as_published(examples: dict[str, Content]) -> None:
    content = examples["guangfulin-2022/01-community-governance"]
    printed = {cell.text for row in form_of(content).table.rows for cell in row.cells}
    for line, indicator in zip(INDICATORS, content.project.indicators, strict=True):
        level2, name, value = line.split(" ")
        assert (indicator.level2, indicator.name) == (level2, name)
        assert {level2, name, value} <= printed
