"""The amounts of the published narratives, typed from them, against what ptgen computes."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from ptgen.check.engine import check, examine
from ptgen.core.diagnostics import Severity
from ptgen.core.loader import Content, Loaded
from ptgen.view.document import ListItem
from ptgen.view.figures import BREAK
from ptgen.view.narrative import narrative_of

# What the items come to in the budget year and in all years, and the published amount where the
# source contradicts them; all in 元.
TOTALS = [
    ("songjiang-2022/01-equipment", "1131964", "1212664", "1132300"),
    ("songjiang-2022/02-legal-advice", "30000", "30000", None),
    ("songjiang-2022/03-network-operation", "661900", "1323800", "576000"),
    ("songjiang-2022/04-training", "73840", "73840", "75000"),
    ("songjiang-2022/05-research", "200000", "200000", None),
    ("songjiang-2022/06-publicity", "1010000", "1010000", "1020000"),
    ("songjiang-2022/07-network-construction", "103033072.20", "138683072.20", "2793072.20"),
    ("guangfulin-2022/01-community-governance", "430000", "430000", None),
    ("guangfulin-2022/02-community-service", "430000", "430000", None),
]

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

# Every single amount of the narratives in its order, in 万元 or in 元 as published there.
SINGLE = {
    "01-equipment": "50万 6.24万 17万 3.6万 0.36万 1.26万 2.8464万 15.36万 2.4万 2.3万 "
    "3万 0.8万 5.5万 0.6万 10万",
    "02-legal-advice": "3万",
    "03-network-operation": "30万 15万 20万 23.42万 8.96万 35万",
    "04-training": "4000 4800 1200 24000 15000 11040 13800",
    "05-research": "10万 3万 3万 2万 2万",
    "06-publicity": "68000 51000 51000 330000 50000 125000 115000 10万 84000 36000",
    "07-network-construction": "279.30722万 2905万 3353万 3166万 1067万 2106万 842万 150万",
}

# Calculations as published, which the narratives print the same way; only the hire of the car is
# spelled 7000元/月，7000*12个月=84000元 in the source.
CALCULATIONS = {
    "04-training": [
        "4000元/天*1人=4000元",
        "80人*60元/本=4800元",
        "80人*15元/人=1200元",
        "4000元/天*6人=24000元",
        "30*100*5=15000元",
        "920人*12元/本=11040元",
        "920人*15元/人=13800元",
    ],
    "06-publicity": [
        "34次*2000元/场=68000元",
        "34次*300元/人*5人=51000元",
        "34次*1500元/次=51000元",
        "30000人*11元/人=330000元",
        "2500人*50元/本=125000元",
        "2300人*50元/本=115000元",
        "7000元/月*12个月=84000元",
    ],
}

# Published amounts that the source's own parts contradict: published, computed, in 元.
CONTRADICTIONS = {
    "01-equipment": [("451600", "451264"), ("1132300", "1131964")],
    "03-network-operation": [("576000", "661900")],
    "04-training": [("40000", "39000"), ("25000", "24840"), ("75000", "73840")],
    "06-publicity": [("250000", "240000"), ("1020000", "1010000")],
    "07-network-construction": [("2793072.2", "103033072.2")],
}


def yuan(text: str) -> Decimal:
    """An amount of the tables above in 元."""
    return Decimal(text.removesuffix("万")) * (10_000 if text.endswith("万") else 1)


@pytest.mark.parametrize(("key", "annual", "whole", "approved"), TOTALS)
def test_totals_are_what_the_items_come_to(
    key: str, annual: str, whole: str, approved: str | None, examples: dict[str, Content]
) -> None:
    budget = examples[key].budget
    assert (budget.annual, budget.all_years) == (yuan(annual), yuan(whole))
    assert budget.approved == (None if approved is None else yuan(approved))


@pytest.mark.parametrize("key", ITEMS)
def test_items_are_as_published(key: str, examples: dict[str, Content]) -> None:
    items = [(item.name, item.amount, item.annual) for item in examples[key].budget.items]
    assert items == [(name, yuan(amount), yuan(part)) for name, amount, part in ITEMS[key]]


@pytest.mark.parametrize("stem", SINGLE)
def test_single_amounts_are_as_published(stem: str, examples: dict[str, Content]) -> None:
    lines = examples[f"songjiang-2022/{stem}"].budget.walk()
    amounts = [line.amount for line in lines if not line.items]
    assert amounts == [yuan(text) for text in SINGLE[stem].split()]


@pytest.mark.parametrize("stem", CALCULATIONS)
def test_calculations_are_printed_as_published(stem: str, examples: dict[str, Content]) -> None:
    blocks = narrative_of(examples[f"songjiang-2022/{stem}"]).blocks
    said = "\n".join(block.text for block in blocks if isinstance(block, ListItem))
    printed = re.findall(r"[^。\n]*=[\d.]+元", said.replace(BREAK, ""))
    assert printed == CALCULATIONS[stem]


def test_narratives_are_numbered_as_published(examples: dict[str, Content]) -> None:
    titles = [
        narrative_of(content).title
        for key, content in sorted(examples.items())
        if key.startswith("songjiang-2022/")
    ]
    assert titles == [f"项目经费情况说明{number}" for number in range(1, 8)]


def test_the_published_total_of_the_volume_is_met(examples: dict[str, Content]) -> None:
    budgets = [content.budget for key, content in examples.items() if key.startswith("songjiang")]
    approved = sum((budget.approved or budget.annual for budget in budgets), Decimal(0))
    assert len(budgets) == 7
    assert f"{approved / 10000:.2f}" == "582.64"


def test_every_contradiction_of_the_sources_is_found_and_nothing_else_is_an_error(
    loaded: tuple[Loaded, ...],
) -> None:
    outcome = examine(loaded)
    told = (*outcome.findings, *outcome.ignored)
    errors = [one for one in told if one.severity is Severity.ERROR]
    assert {one.code for one in errors} == {"PT204"}
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in errors:
        stem = one.span.path.rpartition("/")[2].removesuffix(".yaml")
        found.setdefault(stem, []).append(tuple(re.findall(r"([\d.]+) 元", one.message)[:2]))
    assert found == CONTRADICTIONS


def test_comments_silence_every_contradiction_of_the_sources(loaded: tuple[Loaded, ...]) -> None:
    assert [one for one in check(loaded) if one.severity is Severity.ERROR] == []
