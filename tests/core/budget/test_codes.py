from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ptgen.core.budget.codes import sums_by_code
from tests.projects import content_of, with_budget

ITEMS = """\
- 名称: 运维
  经济分类: 30227
  政府采购: 是
  明细:
    - {名称: 软件, 测算: 4万元, 分年: {2022: 50%, 2023: 50%}}
    - {名称: 租用, 测算: 2万元, 经济分类: 30214, 政府采购: 否}
- {名称: 其他, 测算: 1万元}
- {名称: 核减, 测算: 5000元, 方式: 核减, 经济分类: 30227}
"""


def test_the_sums_add_up_to_the_budget(tmp_path: Path) -> None:
    budget = content_of(tmp_path, with_budget(ITEMS)).budget
    sums = sums_by_code(budget)
    assert [(one.code, one.name) for one in sums] == [
        ("30214", "租赁费"),
        ("30227", "委托业务费"),
        ("", ""),
    ]
    amounts = [[one.amount, one.annual, one.procured] for one in sums]
    assert [[int(amount or 0) for amount in row] for row in amounts] == [
        [20_000, 20_000, 0],
        [35_000, 15_000, 40_000],
        [10_000, 10_000, 0],
    ]
    assert sum(one.amount for one in sums) == budget.all_years
    assert sum(one.annual or 0 for one in sums) == budget.annual


def test_of_a_group_with_its_own_split_nobody_said_what_falls_to_a_code(tmp_path: Path) -> None:
    split = ITEMS.replace("  明细:", "  分年: {2022: 3万元, 2023: 3万元}\n  明细:")
    split = split.replace(", 分年: {2022: 50%, 2023: 50%}", "")
    sums = sums_by_code(content_of(tmp_path, with_budget(split)).budget)
    assert [one.annual for one in sums] == [None, None, Decimal(10_000)]
    same = split.replace(", 经济分类: 30214", "")
    sums = sums_by_code(content_of(tmp_path, with_budget(same)).budget)
    assert [(one.code, one.annual) for one in sums] == [
        ("30227", Decimal(25_000)),
        ("", Decimal(10_000)),
    ]


def test_without_codes_there_are_no_sums(tmp_path: Path) -> None:
    assert sums_by_code(content_of(tmp_path).budget) == ()
