from __future__ import annotations

from decimal import Decimal

import pytest

from tests.compare.making import PATH, change, changes
from tests.projects import PROJECT

MORE = """\
资金来源: {上年结转资金: 1万元, 其他资金: 2万元}
核定金额: 10万元
季度用款计划: [2.5万, 2.5万, 2.5万, 2.5万]
"""


def test_funding_and_approved_amount() -> None:
    found = change(
        PROJECT + MORE,
        PROJECT + MORE.replace("1万元", "3万元").replace("核定金额: 10", "核定金额: 9"),
    )
    assert [(one.label, str(one.amounts.difference)) for one in found.funding] == [
        ("当年财政拨款", "-20000.00"),
        ("上年结转资金", "20000.00"),
    ]
    assert found.approved is not None
    assert found.approved.difference == Decimal("-10000.00")
    assert found.excess is not None
    assert (found.excess.old, found.excess.new) == (Decimal("0.00"), Decimal("-10000.00"))
    assert not found.totals.differ


def test_the_excess_of_what_was_approved_changes_with_what_is_computed() -> None:
    old = PROJECT.replace("测算: 10万元", "测算: 10万元\n    核定金额: 10.5万元")
    found = change(
        old + "核定金额: 10万元\n", old.replace("算: 10", "算: 11") + "核定金额: 10万元\n"
    )
    assert found.approved is None
    assert found.excess is not None
    assert found.excess.new == Decimal("-10000.00")
    (field,) = found.items[0].fields
    assert (field.label, field.old, field.new) == ("核定差额", "5000 元", "-5000 元")


def test_short_values_and_dates() -> None:
    new = PROJECT.replace("计划完成日期: 2022-12-31\n", "计划完成日期: 2022-11-30\n") + MORE
    assert [(one.label, one.old, one.new) for one in change(PROJECT, new).fields] == [
        ("计划完成日期", "2022-12-31", "2022-11-30"),
        ("季度用款计划", None, "2.5万、2.5万、2.5万、2.5万"),
    ]


def test_a_text_that_follows_from_an_amount_is_told_apart() -> None:
    new = PROJECT.replace("10万元", "11万元").replace("按季度结算", "按月结算")
    found = {one.label: one.computed for one in change(PROJECT, new).texts}
    assert found == {"项目概述": True, "实施方案": False}


def test_a_text_that_reads_the_same_is_no_change() -> None:
    old = PROJECT.replace("{{ 项目名称 }}", "设备运行与维护")
    found = changes({PATH: old}, {PATH: PROJECT})
    assert (found.projects, found.respelled) == ((), (PATH,))


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        (
            "立项依据: 按工作需要立项。",
            "立项依据:\n  文件依据:\n    - 按工作需要立项。",
            "立项依据",
        ),
        ("项目总目标: 保障系统运行。", "项目总目标: 保障系统不间断运行。", "项目总目标"),
        ("年度总体目标: 本年内系统不中断。\n", "", "年度总体目标"),
        (
            "实施主体: 信息管理科",
            "文书标题: {绩效目标表: 目标表}\n实施主体: 信息管理科",
            "文书标题：绩效目标表",
        ),
    ],
)
def test_prose_goals_and_titles(old: str, new: str, label: str) -> None:
    assert old in PROJECT
    found = changes({PATH: PROJECT}, {PATH: PROJECT.replace(old, new)})
    assert [one.label for one in found.projects[0].texts] == [label]


def test_a_renamed_project_in_its_file() -> None:
    found = change(PROJECT, PROJECT.replace("项目名称: 设备", "项目名称: 机房设备"))
    assert (found.name.old, found.name.new) == ("设备运行与维护", "机房设备运行与维护")


def test_added_and_removed_projects_count_whole() -> None:
    found = changes({}, {PATH: PROJECT})
    (one,) = found.projects
    assert (one.kind.value, one.totals.annual.old, one.totals.annual.percent) == (
        "added",
        None,
        None,
    )
    assert found.totals.annual.difference == Decimal("100000.00")
    assert [item.kind.value for item in one.items] == ["added"]


def test_changes_that_projects_share_are_told_once() -> None:
    old = {
        f"projects/unit/0{number}.yaml": PROJECT + f"项目概述: 甲{number}\n" for number in range(3)
    }
    old = {path: text.replace("项目概述: 拟实施", "实施周期: 拟实施") for path, text in old.items()}
    new = {path: text + "实施单位: 某处\n" for path, text in old.items()}
    (folder,) = changes(old, new).folders
    assert folder.projects == ()
    assert [(one.label, one.new, len(one.projects)) for one in folder.shared] == [
        ("实施单位", "某处", 3)
    ]


def test_years_are_not_added_up() -> None:
    later = PROJECT.replace("2022", "2023") + "年度: 2023\n"
    old = {PATH: PROJECT, "projects/unit/02.yaml": later.replace("设备", "机房")}
    new = {PATH: later, "projects/unit/02.yaml": old["projects/unit/02.yaml"].replace("10", "12")}
    found = changes(old, new)
    assert [(one.label, str(one.amounts.old), str(one.amounts.new)) for one in found.years] == [
        ("2022年", "100000.00", "None"),
        ("2023年", "100000.00", "220000.00"),
    ]
    (folder,) = found.folders
    assert (folder.years, folder.annual) == (("2022", "2023"), None)


def test_one_year_is_told_as_ever() -> None:
    found = changes({PATH: PROJECT}, {PATH: PROJECT.replace("10万元", "12万元")})
    assert [one.label for one in found.years] == ["2022年"]
    (folder,) = found.folders
    assert folder.annual == found.totals.annual
