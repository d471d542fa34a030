from __future__ import annotations

import pytest

from ptgen.compare.changes import Direction, Kind
from ptgen.compare.indicators import compare_indicators, direction
from ptgen.core.model.indicator import Indicator, target

W, S, U, E = Direction.WEAKER, Direction.STRONGER, Direction.UNCLEAR, Direction.SAME


@pytest.mark.parametrize(
    ("old", "new", "name", "expected"),
    [
        ("≥95%", "≥90%", "系统运行率", W),
        ("≥90%", "≥95%", "系统运行率", S),
        ("=100%", "≥100%", "系统运行率", W),
        ("=100%", "=95%", "系统运行率", W),
        ("=90%", "≥95%", "系统运行率", S),
        ("=100%", "≥95%", "系统运行率", W),
        ("≥95%", "＞95%", "系统运行率", S),
        ("≥95%", "较高", "系统运行率", W),
        ("较高", "≥95%", "系统运行率", S),
        ("较高", "高", "系统运行率", U),
        (">=95%", "≥95%", "系统运行率", E),
        ("≥95%", "≥95.00(%)", "系统运行率", E),
        ("≤5次", "≤10次", "有效投诉", W),
        ("≤10次", "≤5次", "有效投诉", S),
        ("=5次", "=3次", "有效投诉", S),
        ("=0", "=1", "安全事故发生次数", W),
        ("≤30万元", "=31万元", "成本指标项目成本", W),
        ("≤3天", "≤2天", "办结时限", S),
        ("≥95%", "≤95%", "系统运行率", U),
        ("=5次", "≤5次", "有效投诉", W),
        ("≤5次", "=5次", "有效投诉", S),
        ("≤5次", "<5次", "有效投诉", S),
        ("2-3人", "2-5人", "驻场人数", W),
        ("2-3人", "3-4人", "驻场人数", S),
        ("≥1,000人次", "≥900人次", "受益人次", W),
        ("≥95%", "≥90次", "系统运行率", U),
    ],
)
def test_whether_a_target_was_lowered(old: str, new: str, name: str, expected: Direction) -> None:
    assert direction(target(old), target(new), name) is expected


@pytest.mark.parametrize("name", ["系统运行率", "有效投诉"])
@pytest.mark.parametrize("pair", [("≥95%", "≥90%"), ("=5", "≥5"), ("=5", "=3"), ("≤5", "≤6")])
def test_the_reverse_is_the_opposite(pair: tuple[str, str], name: str) -> None:
    opposite = {W: S, S: W}
    there = direction(target(pair[0]), target(pair[1]), name)
    assert direction(target(pair[1]), target(pair[0]), name) is opposite[there]


def indicator(
    name: str, value: str, level2: str = "质量指标", weight: str | None = None
) -> Indicator:
    return Indicator("产出指标", level2, name, target(value), weight)


def test_added_removed_renamed_moved_and_weighed() -> None:
    old = (
        indicator("系统运行率", "=100%"),
        indicator("故障处理及时率", "≥90%"),
        indicator("巡检次数", "≥12次", "数量指标"),
        indicator("完成时间", "年底前"),
        indicator("业务覆盖率", "=100%", weight="10"),
    )
    new = (
        indicator("系统运行率", "=100%"),
        indicator("故障处理率", "≥90%"),
        indicator("完成时间", "年底前", "时效指标"),
        indicator("业务覆盖率", "=100%", weight="5"),
        indicator("用户好评", "≥3条", "数量指标"),
    )
    found = {change.name.now: change for change in compare_indicators(old, new, lambda *_: None)}
    assert set(found) == {"故障处理率", "巡检次数", "完成时间", "业务覆盖率", "用户好评"}
    assert found["故障处理率"].name.old == "故障处理及时率"
    assert found["巡检次数"].kind is Kind.REMOVED
    assert found["用户好评"].kind is Kind.ADDED
    assert found["完成时间"].moved_from == "产出指标/质量指标"
    assert [(one.label, one.old, one.new) for one in found["业务覆盖率"].fields] == [
        ("权重", "10", "5")
    ]


def test_an_indicator_of_another_kind_with_a_like_name_is_another() -> None:
    late = indicator("故障处理及时率", "≥90%", "时效指标")
    good = indicator("故障处理率", "≥90%", "质量指标")
    for old, new in ((late, good), (good, late)):
        found = compare_indicators((old,), (new,), lambda *_: None)
        assert sorted(one.kind for one in found) == [Kind.ADDED, Kind.REMOVED]
