from __future__ import annotations

from decimal import Decimal

from ptgen.compare.changes import Kind
from ptgen.compare.fail_if import condition
from tests.compare.making import PATH, budget_change, changes
from tests.projects import with_budget

TRAINING = """\
- 名称: 培训
  测算: 34次*2000元/场
- 名称: 设备
  测算: 10万元
"""


def test_a_formula_is_shown_with_both_spellings_and_the_difference() -> None:
    found = budget_change(TRAINING, TRAINING.replace("34次", "40次"))
    (item,) = found.items
    assert item.kind is Kind.CHANGED
    assert item.formula is not None
    assert (item.formula.old, item.formula.new) == ("34次*2000元/场", "40次*2000元/场")
    assert item.amount.difference == Decimal("12000.00")
    assert item.amount.percent == "17.65"
    assert found.unchanged_items == 1


def test_another_spelling_of_the_same_amount_is_said_to_be_that() -> None:
    found = budget_change(TRAINING, TRAINING.replace("10万元", "100,000元"))
    (item,) = found.items
    assert item.respelled
    assert not found.totals.differ


def test_a_changed_amount_is_not_called_a_spelling() -> None:
    (item,) = budget_change(TRAINING, TRAINING.replace("10万元", "100,001元")).items
    assert not item.respelled


def test_two_items_with_one_name_do_not_collapse() -> None:
    old = "- {名称: 租费, 测算: 1万元}\n- {名称: 租费, 测算: 2万元}\n"
    new = "- {名称: 租费, 测算: 1万元}\n- {名称: 租费, 测算: 3万元}\n"
    (item,) = budget_change(old, new).items
    assert (item.amount.old, item.amount.new) == (Decimal("20000.00"), Decimal("30000.00"))


def test_of_two_items_with_one_name_the_one_that_is_gone_is_told() -> None:
    old = "- {名称: 租费, 测算: 1万元}\n- {名称: 租费, 测算: 2万元}\n"
    (item,) = budget_change(old, "- {名称: 租费, 测算: 2万元}\n").items
    assert (item.kind, item.amount.old) == (Kind.REMOVED, Decimal("10000.00"))


def test_a_renamed_item_is_not_removed_and_added() -> None:
    (item,) = budget_change(TRAINING, TRAINING.replace("名称: 培训", "名称: 业务培训")).items
    assert (item.kind, item.name.old, item.name.new) == (Kind.CHANGED, "培训", "业务培训")
    assert not item.amount.differ


def test_items_that_are_not_alike_are_removed_and_added() -> None:
    found = budget_change(
        TRAINING,
        TRAINING.replace("名称: 培训\n  测算: 34次*2000元/场", "名称: 租车\n  测算: 1万元"),
    )
    assert {item.kind for item in found.items} == {Kind.ADDED, Kind.REMOVED}


GROUPS = """\
- 名称: 甲类
  明细:
    - {名称: 复印机维护, 测算: 3万元}
    - {名称: 打印机维护, 测算: 4万元}
- 名称: 乙类
  明细:
    - {名称: 网络专线, 测算: 5万元}
"""


def test_a_moved_item_stands_in_its_new_group_and_both_groups_add_up() -> None:
    new = """\
- 名称: 甲类
  明细:
    - {名称: 打印机维护, 测算: 4万元}
- 名称: 乙类
  明细:
    - {名称: 网络专线, 测算: 5万元}
    - {名称: 复印机维护, 测算: 3.5万元}
"""
    found = budget_change(GROUPS, new)
    first, second = found.items
    (moved,) = second.items
    assert (moved.kind, moved.moved_from) == (Kind.CHANGED, "甲类")
    assert moved.amount.difference == Decimal("5000.00")
    assert [(one.name, one.amount) for one in first.transfers] == [
        ("复印机维护", Decimal("-30000.00"))
    ]
    assert [one.amount for one in second.transfers] == [Decimal("30000.00")]
    assert (first.amount.difference, second.amount.difference) == (
        Decimal("-30000.00"),
        Decimal("35000.00"),
    )


def test_an_item_that_becomes_a_group_still_adds_up() -> None:
    new = """\
- 名称: 培训
  明细:
    - {名称: 讲课费, 测算: 5万元}
    - {名称: 资料费, 测算: 2万元}
- 名称: 设备
  测算: 10万元
"""
    (item,) = budget_change(TRAINING, new).items
    assert item.amount.difference == Decimal("2000.00")
    assert sum(one.amount.difference for one in item.items) == Decimal("70000.00")
    assert [one.amount for one in item.transfers] == [Decimal("-68000.00")]


def test_method_years_and_note_are_told() -> None:
    old = "- {名称: 延保, 测算: 10万元, 分年: {2022: 50%, 2023: 50%}, 说明: 尾款明年支付}\n"
    new = "- {名称: 延保, 测算: 10万元, 方式: 估算, 分年: {2022: 60%, 2023: 40%}, 说明: 余款明年支付}\n"
    found = budget_change(old, new)
    (item,) = found.items
    assert item.method is not None
    assert (item.method.old, item.method.new) == ("测算", "估算")
    assert [(one.label, one.amounts.difference) for one in item.years] == [
        ("2022年", Decimal("10000.00")),
        ("2023年", Decimal("-10000.00")),
    ]
    assert [one.label for one in item.texts] == ["说明"]
    assert item.annual is not None
    assert item.annual.difference == Decimal("10000.00")
    assert not item.amount.differ
    assert [one.label for one in found.years] == ["2022年", "2023年"]


def test_items_of_a_split_group_have_no_change_of_the_year() -> None:
    old = """\
- 名称: 外包
  分年: {2022: 30%, 2023: 70%}
  明细: [{名称: 维护, 测算: 3万元}, {名称: 巡检, 测算: 1万元}, {名称: 培训, 测算: 1万元}]
- {名称: 设备, 测算: 2万元}
"""
    new = old.replace("3万元", "4万元").replace(", {名称: 培训, 测算: 1万元}", "")
    new += "- {名称: 培训, 测算: 1万元}\n"
    (group, moved) = budget_change(old, new).items
    assert group.annual is None or group.annual.difference == 0
    assert [(one.name.now, one.amount.difference, one.annual) for one in group.items] == [
        ("维护", Decimal(10000), None)
    ]
    assert [(one.annual, one.amount) for one in group.transfers] == [(None, Decimal(-10000))]
    assert moved.moved_from == "外包"


def test_moving_the_split_to_the_group_changes_no_item() -> None:
    old = "- 名称: 外包\n  明细: [{名称: 维护, 测算: 3万元}, {名称: 巡检, 测算: 1万元}]\n"
    new = f"{old}  分年: {{2022: 50%, 2023: 50%}}\n"
    (group,) = budget_change(old, new).items
    assert group.annual is not None
    assert group.annual.difference == Decimal(-20000)
    assert (group.items, group.unchanged) == ((), 2)


def test_a_line_that_becomes_a_split_group_takes_no_part_of_the_year_along() -> None:
    split = "  分年: {2022: 50%, 2023: 50%}\n"
    old = f"- 名称: 延保\n  测算: 4万元\n{split}"
    new = f"- 名称: 延保\n  明细: [{{名称: 甲, 测算: 1万元}}, {{名称: 乙, 测算: 3万元}}]\n{split}"
    (item,) = budget_change(old, new).items
    assert [one.annual for one in item.items] == [None, None]
    assert [(one.annual, one.amount) for one in item.transfers] == [(None, Decimal(-40000))]


def test_a_new_reserve_below_a_split_group_is_told_with_the_amount_of_all_years() -> None:
    old = "- 名称: 外包\n  分年: {2022: 30%, 2023: 70%}\n  明细: [{名称: 维护, 测算: 3万元}]\n"
    new = old.replace("3万元}", "3万元}, {名称: 不可预见费, 测算: 1万元, 方式: 预留}")
    found = changes({PATH: with_budget(old)}, {PATH: with_budget(new)})
    (said,) = condition("new-reserve").check(found, ())
    assert "“不可预见费”各年合计 10,000.00 元" in said.text


def test_codes_procurement_and_grounds_are_told() -> None:
    old = TRAINING.replace("场\n", "场\n  经济分类: 30216\n  政府采购: 否\n")
    new = TRAINING.replace("场\n", "场\n  经济分类: 30227\n  政府采购: 是\n  标准依据: 二类\n")
    (item,) = budget_change(old, new).items
    assert [(one.label, one.old, one.new) for one in item.fields] == [
        ("经济分类", "30216 培训费", "30227 委托业务费"),
        ("政府采购", "否", "是"),
        ("标准依据", None, "二类"),
    ]


def test_another_amount_in_another_group_is_no_move() -> None:
    old = "- {名称: 甲类, 明细: [{名称: 设备维护费, 测算: 3万元}, {名称: 会议, 测算: 1万元}]}\n"
    old += "- {名称: 乙类, 明细: [{名称: 培训, 测算: 1万元}]}\n"
    new = old.replace("{名称: 设备维护费, 测算: 3万元}, ", "")
    for amount, kind in (("3万元", Kind.CHANGED), ("9万元", Kind.ADDED)):
        there = f", {{名称: 设备维护费用, 测算: {amount}}}]}}\n"
        moved = new.replace("{名称: 培训, 测算: 1万元}]}\n", "{名称: 培训, 测算: 1万元}" + there)
        found = budget_change(old, moved)
        group = next(one for one in found.items if one.name.now == "乙类")
        assert [(one.name.now, one.kind) for one in group.items] == [("设备维护费用", kind)]
