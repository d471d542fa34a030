"""Sentences as budget offices write them, and by hand the items that they mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ptgen.importer.narrative.items import NarrativeItem, items_of, items_of_clauses, quarters_of
from ptgen.importer.narrative.outline import outline
from tests.importer.sources import paragraphs


def read(text: str) -> list[tuple[object, ...]]:
    return [_shown(one) for one in items_of(outline(paragraphs(text)), 2022)]


def _shown(one: NarrativeItem) -> tuple[object, ...]:
    """Name, formula, what is printed where it is another amount, and what else is said."""
    printed = None if one.printed == one.amount else one.printed
    further = (one.method, dict(one.years), one.remark)
    inner = [_shown(inside) for inside in one.items]
    return one.name, one.formula, printed, *further, inner


def leaf(name: str, formula: str, method: str = "", remark: str = "") -> tuple[object, ...]:
    return name, formula, None, method, {}, remark, []


def test_a_sum_with_a_word_on_how_it_is_settled() -> None:
    assert read("（1）硬件保障费,共50万，按实际结算。") == [leaf("硬件保障费", "50万", "按实结算")]


def test_the_formula_behind_the_sum_and_the_part_of_this_year() -> None:
    text = (
        "（1）800兆对讲机延保服务，共6.24万。延保服务 80*7800*10%=6.24万元。"
        "（合同周期为2022.1.1-2022.12.31，尾款计划2023年支付，2022年预算申请3.12万）"
    )

    years = {2022: "3.12万", 2023: "3.12万元"}
    assert read(text) == [("800兆对讲机延保服务", "80*7800*10%", None, "", years, "", [])]


def test_parts_in_a_sentence_that_do_not_add_up_to_its_sum() -> None:
    text = (
        "（1）信息平台租用费,共45.16万。主要包括通讯资费、 移动专线费、短信回访约 17万/年（按月支付）；"
        "12345录音回访月租费 3.6万/年;来电名片业务约 0.36万/年（按月支付）；"
        "记录仪租费1.26万/年及专线租费 2.8464万/年；800兆通讯费 15.36万/年(年付）；"
        "防汛专线费共2.4万（年付）；其他预留约2.3万。"
    )

    (item,) = read(text)

    assert item[:3] == ("信息平台租用费", "", Decimal("451600.00"))
    assert item[-1] == [
        leaf("通讯资费、移动专线费、短信回访", "17万/年", "估算", "按月支付"),
        leaf("12345录音回访月租费", "3.6万/年"),
        leaf("来电名片业务", "0.36万/年", "估算", "按月支付"),
        leaf("记录仪租费", "1.26万/年"),
        leaf("专线租费", "2.8464万/年"),
        leaf("800兆通讯费", "15.36万/年", "", "年付"),
        leaf("防汛专线费", "2.4万", "", "年付"),
        leaf("其他", "2.3万", "预留"),
    ]


def test_parts_before_their_sum_and_a_sum_without_its_unit() -> None:
    text = (
        "（1）平台运维（一期），开发维护23.42万、软件维护8.96万、设施维护35万，共67.38万。\n"
        "（2）平台建设（二期），硬件购置约2905万、软件开发约3353万，共约6258。"
        "（预留到2023年支付，2022年预算申请4000万）"
    )

    first, second = read(text)

    assert first[-1] == [
        leaf("开发维护", "23.42万"), leaf("软件维护", "8.96万"), leaf("设施维护", "35万")]  # fmt: skip
    assert first[2] is None
    assert second[0] == "平台建设（二期）"
    assert second[2:5] == (None, "", {2022: "4000万", 2023: "2258万元"})


def test_lines_below_a_head_are_its_details() -> None:
    text = """\
        （1）城运推广  12万
        结合需求安排如下（17个街镇）：
        场地费用：34次*2000元/场=68000元
        人工费用：34次*300元/人*5人=51000元（每场次5人，每人300元）；
        （2）值班保障  10万
        按实结算
        （3）车辆租用  12万
        车辆租赁费：7000元/月，7000*12个月=84000元
        油费：36000元
        """

    first, second, third = read(text)

    assert first[:3] == ("城运推广", "", Decimal("120000.00"))
    assert first[-1] == [
        leaf("场地费用", "34次*2000元/场"),
        leaf("人工费用", "34次*300元/人*5人", "", "每场次5人，每人300元"),
    ]
    assert second == leaf("值班保障", "10万", "按实结算")
    assert third[-1] == [
        leaf("车辆租赁费", "7000*12个月", "", "7000元/月"),
        leaf("油费", "36000元"),
    ]


def test_numbered_lists_inside_of_lists() -> None:
    text = "1.培训费\n（1）讲课费，2万元\n（2）场地费，预留1万元\n2.印刷费，3万元。"

    assert read(text) == [
        (
            "培训费",
            "",
            None,
            "",
            {},
            "",
            [leaf("讲课费", "2万元"), leaf("场地费", "1万元", "预留")],
        ),
        leaf("印刷费", "3万元"),
    ]


@pytest.mark.parametrize(
    "line", ["以上合计5万元，全部列入2022年预算。", "（3）合计：5万元", "总计 5万元"]
)
def test_sums_are_no_items(line: str) -> None:
    found = read(f"（1）甲费，2万元\n（2）乙费，3万元\n{line}")

    assert [one[0] for one in found] == ["甲费", "乙费"]


def test_part_of_a_sum_makes_no_details() -> None:
    assert read("（1）设备购置，共50万元，其中进口件5万元、备件3万元。")[0][:2] == (
        "设备购置",
        "50万元",
    )


def test_years_that_do_not_add_up_are_doubtful_and_not_written() -> None:
    text = "（1）运维，10万元。2022年申请3万元，2023年安排5万元。"
    (item,) = items_of(outline(paragraphs(text)), 2022)

    assert item.years == ()
    assert "不等于" in item.doubts[0]


def test_a_remainder_without_a_year_is_put_in_the_next_one_with_a_doubt() -> None:
    (item,) = items_of(outline(paragraphs("（1）运维，10万元。2022年申请3万元。")), 2022)

    assert item.years == ((2022, "3万元"), (2023, "7万元"))
    assert "2023" in item.doubts[0]


def test_a_price_alone_is_doubtful() -> None:
    (item,) = items_of(outline(paragraphs("（1）租费，3000元/月。")), 2022)

    assert item.doubts == ("原文只有单价",)


SENTENCE = "外协费：支付给外单位的费用，10万元左右，按合同付款；人员经费：用于加班，3万元左右；其他费用，2万元左右。"


def test_sentences_without_a_list_are_items_where_they_make_the_known_sum() -> None:
    found = items_of_clauses([SENTENCE], 2022, Decimal(150000))

    assert [(one.name, one.formula, one.method) for one in found] == [
        ("外协费", "10万元", "估算"), ("人员经费", "3万元", "估算"), ("其他费用", "2万元", "估算")]  # fmt: skip
    assert items_of_clauses([SENTENCE], 2022, Decimal(160000)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "本项目预算55800元，其中：线路租费36000元（3000元/月×12月），设备维护19800元。",
        "一是线路租费36000元（3000元/月×12月）；二是设备维护￥19800。合计5.58万元。",
    ],
)
def test_sums_and_their_parts_in_one_sentence(text: str) -> None:
    found = items_of_clauses([text], 2022, Decimal(55800))

    assert [(one.name, one.computed) for one in found] == [
        ("线路租费", Decimal(36000)), ("设备维护", Decimal(19800))]  # fmt: skip
    assert found[0].formula == "3000元/月×12月"


def test_what_else_a_line_says_is_kept_with_its_amounts() -> None:
    (item,) = items_of(outline(paragraphs("1. 会议费：会议3场，每场1万元，共3万元。")), 2022)

    assert (item.formula, item.note) == ("3万元", "会议3场，每场1万元")


def test_a_plan_by_quarters() -> None:
    text = "季度用款计划：一季度25万元，二季度30万元，三季度30万元，四季度28.23万元。"

    assert quarters_of(text) == ("25万元", "30万元", "30万元", "28.23万元")
    assert quarters_of("一季度25万元，二季度30万元") == ()
