"""What moved a sum, and whether the change says why."""

from __future__ import annotations

import pytest

from ptgen.compare.drivers import drivers, new_reserves
from tests.compare.making import PATH, changes
from tests.projects import PROJECT, with_budget

SPLIT = with_budget("- {名称: 设备, 测算: 10万元, 分年: {2022: 50%, 2023: 50%}}\n")
RESERVE = with_budget("- {名称: 机动, 测算: 1万元, 方式: 预留}\n- {名称: 设备, 测算: 9万元}\n")
NOTED = PROJECT.replace("测算: 10万元", "测算: 12万元\n    说明: 增加两台。")


@pytest.mark.parametrize(
    ("old", "new", "names", "explained"),
    [
        (PROJECT, PROJECT.replace("10万元", "12万元"), ["热线设备维护"], False),
        (PROJECT, NOTED, ["热线设备维护"], True),
        (SPLIT + "资金总额口径: 年度\n", SPLIT + "资金总额口径: 全周期\n", [], True),
        (PROJECT, None, ["设备运行与维护"], True),
        (None, PROJECT, ["设备运行与维护"], True),
    ],
)
def test_what_moved_the_sum(
    old: str | None, new: str | None, names: list[str], *, explained: bool
) -> None:
    found = drivers(changes(*({} if one is None else {PATH: one} for one in (old, new))))
    assert [one.name for one in found] == names
    assert all(one.explained is explained for one in found)


def test_a_reserve_needs_a_reason_unless_its_project_is_new() -> None:
    for old, explained in ((PROJECT, False), (None, True)):
        (one,) = new_reserves(changes({} if old is None else {PATH: old}, {PATH: RESERVE}))
        assert (one.name, one.explained) == ("机动", explained)
