from __future__ import annotations

import textwrap
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.budget.compute import compute
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.model.fields import Declared
from ptgen.core.model.project import TotalScope
from ptgen.core.model.read import read_project
from ptgen.core.money import total
from ptgen.core.source.parse import read

HEAD = "项目名称: 甲\n年度: 2022\n版式: shanghai-district-2022\n"


def budget_of(text: str) -> tuple[Budget, tuple[Diagnostic, ...]]:
    source = read((HEAD + textwrap.dedent(text)).encode(), "a.yaml")
    assert source.root is not None, source.diagnostics
    project, wrong = read_project(source.root, Declared())
    assert project is not None, wrong
    return compute(project, source.root)


def right(text: str) -> Budget:
    budget, found = budget_of(text)
    assert found == ()
    return budget


def amounts(*yuan: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in yuan)


def wrong(text: str) -> list[tuple[str, int, int, str]]:
    _, found = budget_of(text)
    return [(one.code, one.span.line, one.span.column, one.message) for one in found]


def test_items_add_up_exactly() -> None:
    budget = right("预算: [{名称: a, 测算: 0.1元}, {名称: b, 测算: 0.2元}]\n")
    assert (budget.annual, budget.total, budget.all_years) == (Decimal("0.30"),) * 3
    many = ", ".join("{名称: a, 测算: 0.01}" for _ in range(1000))
    assert right(f"预算: [{many}]\n").annual == Decimal("10.00")


def test_groups_are_the_sums_of_their_items_at_any_depth() -> None:
    budget = right("""\
        预算:
          - 名称: 一
            明细:
              - {名称: 甲, 测算: 3万}
              - 名称: 乙
                明细: [{名称: 丙, 测算: 1万}, {名称: 丁, 测算: 0.5万, 方式: 核减}]
        """)
    assert [(item.name, item.amount) for item in budget.walk()] == [
        ("一", Decimal(35000)),
        ("甲", Decimal(30000)),
        ("乙", Decimal(5000)),
        ("丙", Decimal(10000)),
        ("丁", Decimal(-5000)),
    ]


def test_a_cut_group_counts_negative_with_all_below_it() -> None:
    budget = right("""\
        预算:
          - {名称: 费用, 测算: 9万}
          - {名称: 压减, 方式: 核减, 明细: [{名称: 甲, 测算: 1万}, {名称: 乙, 测算: 2万}]}
        """)
    assert tuple(item.amount for item in budget.walk()) == amounts(90000, -30000, -10000, -20000)
    assert budget.annual == 60000


@pytest.mark.parametrize(
    "years",
    ["{2022: 50%, 2023: 50%}", "{2022年: 3.12万, 2023年: 3.12万元}", "{2023: 1/2*100%, 2022: 50%}"],
)
def test_a_split_by_shares_or_amounts(years: str) -> None:
    budget = right(f"预算:\n  - {{名称: 延保, 测算: 80*7800*10%, 分年: {years}}}\n")
    assert budget.years == ((2022, Decimal("31200.00")), (2023, Decimal("31200.00")))
    assert (budget.annual, budget.total, budget.all_years) == amounts(31200, 31200, 62400)


def test_the_total_may_count_all_years() -> None:
    budget = right(
        "资金总额口径: 全周期\n预算: [{名称: a, 测算: 10万, 分年: {2022: 40%, 2023: 60%}}]\n"
    )
    assert (budget.total, budget.annual, budget.fiscal, budget.appropriation) == amounts(
        100000, 40000, 100000, 40000
    )


def test_items_of_a_split_group_have_no_yearly_amounts() -> None:
    budget = right("""\
        预算:
          - 名称: 运维
            分年: {2022: 9979万, 2023: 3460万}
            明细: [{名称: a, 测算: 2905万}, {名称: b, 测算: 3353万}, {名称: c, 测算: 7181万}]
        """)
    (group,) = budget.items
    assert (group.annual, group.amount) == amounts(99790000, 134390000)
    assert [(item.amount, item.annual, item.years) for item in group.items] == [
        (Decimal(29050000), None, ()),
        (Decimal(33530000), None, ()),
        (Decimal(71810000), None, ()),
    ]
    assert (budget.annual, budget.all_years) == amounts(99790000, 134390000)


def test_nothing_below_a_split_group_has_yearly_amounts() -> None:
    budget = right("""\
        预算:
          - 名称: 全部
            明细:
              - {名称: 甲, 测算: 1万}
              - 名称: 乙
                分年: {2022: 50%, 2023: 50%}
                明细: [{名称: 丙, 方式: 核减, 明细: [{名称: 丁, 测算: 1万}]}, {名称: 戊, 测算: 5万}]
        """)
    assert [(item.name, item.annual) for item in budget.walk()] == [
        ("全部", Decimal(30000)),
        ("甲", Decimal(10000)),
        ("乙", Decimal(20000)),
        ("丙", None),
        ("丁", None),
        ("戊", None),
    ]
    assert budget.years == ((2022, Decimal(30000)), (2023, Decimal(20000)))


def test_the_edition_says_what_the_total_counts_and_the_project_overrides_it() -> None:
    text = HEAD + "预算: [{名称: a, 测算: 10万, 分年: {2022: 40%, 2023: 60%}}]\n"
    for own, edition, expected in (
        ("", TotalScope.ALL, 100000),
        ("", TotalScope.YEAR, 40000),
        ("资金总额口径: 年度\n", TotalScope.ALL, 40000),
        ("资金总额口径: 全周期\n", TotalScope.YEAR, 100000),
    ):
        source = read((text + own).encode(), "a.yaml")
        assert source.root is not None
        project, _ = read_project(source.root, Declared())
        assert project is not None
        budget, _ = compute(project, source.root, edition)
        assert budget.total == expected


def test_a_sum_of_a_cut_says_in_words_how_far_it_is_from_the_line() -> None:
    text = (
        "预算: [{名称: a, 测算: 6.6万}, {名称: b, 测算: 5, 方式: 核减, 分年: {2022: 3, 2023: 3}}]"
    )
    assert wrong(text) == [("PT205", 4, 48, "“分年”合计 6 元，比本项 5 元多出 1 元")]


def test_funding_is_taken_from_the_totals() -> None:
    budget = right("资金来源: {上年结转资金: 1万, 其他资金: 2万}\n预算: [{名称: a, 测算: 10万}]\n")
    assert (budget.fiscal, budget.appropriation, budget.carried_over, budget.other) == amounts(
        80000, 70000, 10000, 20000
    )


def test_other_funds_may_be_given_by_year() -> None:
    text = "资金总额口径: 全周期\n资金来源: {其他资金: {2022: 1万, 2023: 3万}}\n"
    budget = right(text + "预算: [{名称: a, 测算: 10万, 分年: {2022: 5万, 2023: 5万}}]\n")
    assert (budget.other, budget.other_total, budget.fiscal, budget.appropriation) == amounts(
        10000, 40000, 60000, 40000
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("预算: [{名称: a, 测算: 约5万}]", ("PT201", 4, 18, "看不懂“约”")),
        ("预算: [{名称: a, 测算: 3元*5元}]", ("PT202", 4, 18, "两个金额不能相乘")),
        ("预算: [{名称: a, 测算: 0}]", ("PT207", 4, 18, "“a”的金额不大于零")),
        (
            "预算: [{名称: a, 测算: 1元/3}]",
            ("PT203", 4, 18, "算得的金额不是整分，四舍五入为 0.33 元"),
        ),
        (
            "预算: [{名称: a, 测算: 4000元/天*6人}]",
            ("PT208", 4, 18, "单价按“天”计，却没有乘“天”数"),
        ),
        (
            "预算: [{名称: a, 测算: 5, 分年: {2022: 50%, 2023: 40%}}]",
            ("PT205", 4, 21, "“分年”合计 90%，不是 100%"),
        ),
        (
            "预算: [{名称: a, 测算: 5, 分年: {2022: 50%, 2023: 70%}}]",
            ("PT205", 4, 21, "“分年”合计 120%，不是 100%"),
        ),
        (
            "预算: [{名称: a, 测算: 5, 分年: {2022: 50%, 2023: 2}}]",
            ("PT205", 4, 21, "“分年”里份额和金额混用"),
        ),
        (
            "预算: [{名称: a, 测算: 5, 分年: {2022: 2, 2023: 2}}]",
            ("PT205", 4, 21, "“分年”合计 4 元，比本项 5 元少 1 元"),
        ),
        (
            "预算: [{名称: a, 测算: 5, 分年: {2022: 五, 2023: 2}}]",
            ("PT201", 4, 32, "数字写成了汉字"),
        ),
        (
            "预算: [{名称: a, 分年: {2022: 100%}, 明细: [{名称: b, 测算: 5, 分年: {2022: 5}}]}]",
            ("PT205", 4, 52, "“分年”写了两次"),
        ),
        (
            "预算: [{名称: a, 测算: 5}]\n资金来源: {其他资金: 6}",
            ("PT206", 5, 1, "当年财政拨款成了负数（-1 元）：结转和其他资金超过了总额"),
        ),
        (
            "预算: [{名称: a, 测算: 5}]\n季度用款计划: [1, 1, 1, 1]",
            ("PT205", 5, 1, "季度用款计划合计 4 元，比年度资金申请总额 5 元少 1 元"),
        ),
        (
            "预算: [{名称: a, 测算: 5}]\n资金来源: {其他资金: -6}",
            ("PT207", 5, 14, "“其他资金”不能是负数"),
        ),
        (
            "预算: [{名称: a, 测算: 5}]\n资金来源: {上年结转资金: -6}",
            ("PT207", 5, 16, "“上年结转资金”不能是负数"),
        ),
        (
            "预算: [{名称: a, 测算: 5}]\n资金来源: {其他资金: {2023年: 约1}}",
            ("PT201", 5, 22, "看不懂“约”"),
        ),
        (
            "预算: [{名称: a, 测算: 5}]\n季度用款计划: [9, -4, 0, 0]",
            ("PT207", 5, 13, "“季度用款计划”不能是负数"),
        ),
        (
            "预算: [{名称: a, 测算: 999999万亿}, {名称: b, 测算: 999999万亿}]",
            ("PT202", 4, 1, "各项合计的金额太大"),
        ),
        ("预算: [{名称: a, 测算: -5}]", ("PT207", 4, 18, "“a”的金额不大于零")),
        ("预算: [{名称: a, 测算: ' 约5万'}]", ("PT201", 4, 20, "看不懂“约”")),
        ("预算:\n  - 名称: a\n    测算: |\n      5万*\n", ("PT201", 7, 9, "算式没有写完")),
        ("预算: [{名称: a, 测算: 5}]\n核定金额: 五元", ("PT201", 5, 7, "数字写成了汉字")),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, expected: tuple[str, int, int, str]) -> None:
    assert expected in wrong(text + "\n")


def test_an_amount_that_cannot_be_read_counts_nothing() -> None:
    budget, found = budget_of("预算: [{名称: a, 测算: 约5}, {名称: b, 测算: 2}]\n")
    assert (budget.annual, len(found)) == (Decimal(2), 1)
    assert [item.annual for item in budget.items] == [Decimal(0), Decimal(2)]


def test_a_split_that_is_wrong_leaves_all_to_the_budget_year() -> None:
    budget, _ = budget_of("预算: [{名称: a, 测算: 5, 分年: {2022: 1, 2023: 1}}]\n")
    assert budget.years == ((2022, Decimal(5)),)


def test_a_year_in_which_nothing_falls_is_zero() -> None:
    budget = right("预算: [{名称: a, 测算: 5, 方式: 核减, 分年: {2022: 0, 2023: 5}}]\n")
    (item,) = budget.items
    assert [str(part) for _, part in item.years] == ["0.00", "-5.00"]
    assert item.split


def test_quarters_may_plan_the_whole_year() -> None:
    budget = right("季度用款计划: [1, 0, 2.5, 1.5]\n预算: [{名称: a, 测算: 5}]\n")
    assert total(list(budget.quarters)) == budget.annual


def test_what_was_approved_is_kept_beside_what_is_computed() -> None:
    text = "核定金额: 4\n预算: [{名称: a, 核定金额: 3, 明细: [{名称: b, 测算: 5, 核定金额: 2}]}]\n"
    budget = right(text)
    assert (budget.approved, [item.approved for item in budget.walk()]) == (
        Decimal(4),
        [Decimal(3), Decimal(2)],
    )
    assert budget.annual == 5


fen = st.integers(1, 10**9).map(lambda amount: Decimal(amount).scaleb(-2))


def consistent(item: ItemAmount) -> bool:
    """Whether years add up to the item, and the items below to it, year by year if they have any."""
    whole = item.annual is None or total([part for _, part in item.years]) == item.amount
    if not item.items:
        return whole
    below = total([child.amount for child in item.items]) == item.amount
    unsaid = [child for child in item.items if child.annual is None]
    if unsaid or item.item.years is not None:
        by_year = len(unsaid) == len(item.items) and not any(child.years for child in item.items)
    else:
        by_year = all(
            total([dict(child.years).get(year, Decimal(0)) for child in item.items]) == part
            for year, part in item.years
        )
    return whole and below and by_year and all(consistent(child) for child in item.items)


@settings(max_examples=150)
@given(st.lists(fen, min_size=1, max_size=6), st.integers(1, 99), st.booleans())
def test_parts_add_up_whatever_the_amounts(lines_of: list[Decimal], share: int, cut: bool) -> None:
    lines = ", ".join(f"{{名称: a, 测算: {amount}}}" for amount in lines_of)
    method = ", 方式: 核减" if cut else ""
    years = f"{{2022: {share}%, 2023: {100 - share}%}}"
    budget = right(
        f"预算:\n  - {{名称: 组, 分年: {years}, 明细: [{lines}]{method}}}\n  - {{名称: b, 测算: 900亿}}\n"
    )
    assert all(consistent(item) for item in budget.items)
    annual = [item.annual for item in budget.items if item.annual is not None]
    assert (len(annual), total(annual)) == (2, budget.annual)
    assert total([item.amount for item in budget.items]) == budget.all_years


years_of_three = st.tuples(st.integers(-50, 150), st.integers(-50, 150)).map(
    lambda two: (*two, 100 - sum(two))
)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(fen, st.booleans()), min_size=1, max_size=5),
    st.lists(st.tuples(fen, st.booleans()), min_size=1, max_size=3),
    years_of_three,
)
def test_a_split_over_cuts_and_groups_adds_up(
    outer: list[tuple[Decimal, bool]], inner: list[tuple[Decimal, bool]], shares: tuple[int, ...]
) -> None:
    def lines(made: list[tuple[Decimal, bool]]) -> str:
        return ", ".join(
            f"{{名称: a, 测算: {amount}{', 方式: 核减' if cut else ''}}}" for amount, cut in made
        )

    years = ", ".join(f"{year}: {share}%" for year, share in enumerate(shares, 2021))
    nested = f"{{名称: c, 明细: [{lines(inner)}]}}"
    budget, _ = budget_of(
        f"预算: [{{名称: 组, 分年: {{{years}}}, 明细: [{lines(outer)}, {nested}]}}]\n"
    )
    assert all(consistent(item) for item in budget.items)
    assert total([amount for _, amount in budget.years]) == budget.all_years


def test_consistent_finds_a_part_too_many() -> None:
    (item,) = right("预算: [{名称: a, 测算: 5, 分年: {2022: 2, 2023: 3}}]\n").items
    assert consistent(item)
    broken = ItemAmount(
        item.item, item.loc, item.amount, item.annual, item.years[:1], item.formula, ()
    )
    assert not consistent(broken)
    (group,) = right("预算: [{名称: a, 明细: [{名称: b, 测算: 5}]}]\n").items
    assert consistent(group)
    assert not consistent(replace(group, years=((2022, Decimal(4)), (2023, Decimal(1)))))
    (split,) = right("预算: [{名称: a, 分年: {2022: 5}, 明细: [{名称: b, 测算: 5}]}]\n").items
    assert not consistent(replace(split, items=group.items))
