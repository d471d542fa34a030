from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ptgen.core.budget.named import AMOUNT_NAMES, named_amounts
from tests.projects import content_of, with_budget

ITEMS = "- {名称: 设备, 测算: 10万元, 分年: {2022: 6万元, 2023: 4万元}}\n"
FUNDING = """\
资金来源: {上年结转资金: 1万元, 其他资金: {2022: 2万元, 2023: 5000元}}
资金总额口径: 全周期
"""


def test_each_name_on_the_form_has_its_amount(tmp_path: Path) -> None:
    amounts = named_amounts(content_of(tmp_path, with_budget(ITEMS) + FUNDING).budget)
    assert tuple(amounts) == AMOUNT_NAMES
    assert amounts == {
        "项目资金总额": Decimal(100_000),
        "全周期资金总额": Decimal(100_000),
        "年度资金申请总额": Decimal(60_000),
        "财政资金": Decimal(75_000),
        "当年财政资金": Decimal(40_000),
        "当年财政拨款": Decimal(30_000),
        "上年结转资金": Decimal(10_000),
        "其他资金": Decimal(20_000),
        "其他资金总额": Decimal(25_000),
        "核定金额": None,
        "核定差额": None,
    }


def test_what_was_approved_less_what_is_computed(tmp_path: Path) -> None:
    items = ITEMS.replace("10万元", "10万元, 核定金额: 5.9万元")
    budget = content_of(tmp_path, f"{with_budget(items)}{FUNDING}核定金额: 10.2万元\n").budget
    assert named_amounts(budget)["核定差额"] == Decimal(2_000)
    assert [item.excess for item in budget.items] == [Decimal(-1_000)]
