"""Amounts that are wrong by orders are told; those that only look odd are not."""

from __future__ import annotations

import pytest

from tests.check.conftest import BASE, INDICATORS, SCOPE, Checked


def _codes(checked: Checked, *lines: str) -> set[str]:
    items = "".join(
        f"  - {{名称: 第{index}项, 测算: {line}}}\n" for index, line in enumerate(lines)
    )
    found = checked(BASE + "预算:\n" + items + INDICATORS)
    return {one.code for one in found if one.code in ("PT208", "PT221", "PT222", "PT223")}


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (("5.5",), {"PT222"}),
        (("5.5元",), {"PT222"}),
        (("99.99元", "30万元"), {"PT222"}),
        (("35000", "3万元"), {"PT222"}),
        (("60000", "12月*5000元/月"), {"PT222"}),
        (("3万*5万",), {"PT221"}),
        (("10万次*0.5万元",), {"PT221"}),
        (("25座*1200元/席",), {"PT208"}),
        (("10台*800元/人",), {"PT208"}),
        (("3000元/月*4个季度",), {"PT208"}),
        (("20人*500元/台",), {"PT208"}),
        (("200元/平方米*30台",), {"PT208"}),
        (("3万元", "5万元", "400万元"), {"PT223"}),
        (("3万元", "5万元", "4万元", "4万元*10000"), {"PT223"}),
    ],
)
def test_what_is_wrong_is_told(checked: Checked, lines: tuple[str, ...], codes: set[str]) -> None:
    assert _codes(checked, *lines) == codes


@pytest.mark.parametrize(
    "lines",
    [
        ("100元",),
        ("35000",),
        ("35000", "40000"),
        ("0.5万元", "100000元"),
        ("20元*3份",),
        ("3万*5",),
        ("1.2万人*0.01万元/人",),
        ("23.42万+8.96万",),
        ("34次*2000元/场",),
        ("80人*60元/本",),
        ("10人*500元/人/天*3天",),
        ("550元/人天*3人*20天",),
        ("100人次*20元/人",),
        ("20元/人次*10人*2次",),
        ("12个月*3000元/月",),
        ("10套*50元/个",),
        ("4辆*3万元/台*1年",),
        ("3万元", "5万元", "200万元"),
        ("3万元", "500万元"),
        ("30万元", "-5万元"),
        ("8000元", "3600元", "5.2万元", "12万元"),
    ],
)
def test_what_is_right_is_not(checked: Checked, lines: tuple[str, ...]) -> None:
    assert _codes(checked, *lines) == set()


def _told(checked: Checked, items: str, code: str) -> list[tuple[int, str]]:
    found = checked(BASE + SCOPE + "预算:\n" + items + INDICATORS)
    return [(one.span.line, one.message) for one in found if one.code == code]


def test_an_item_that_is_too_large_is_told_once(checked: Checked) -> None:
    items = (
        "  - {名称: 甲, 测算: 3万元}\n  - {名称: 乙, 测算: 4万元}\n  - 名称: 丙\n    明细:\n"
        "      - {名称: 丁, 测算: 3万元}\n      - {名称: 戊, 测算: 4万元}\n"
        "      - {名称: 己, 测算: 4万元*10000}\n"
    )
    [(line, message)] = _told(checked, items, "PT223")
    assert line == 17
    assert message == "“己”400000000 元，是同级其他各项的 11428 倍（它们中间的数是 35000 元）"


def test_a_group_is_compared_with_its_siblings(checked: Checked) -> None:
    items = (
        "  - {名称: 甲, 测算: 3万元}\n  - {名称: 乙, 测算: 4万元}\n  - 名称: 丙\n    明细:\n"
        "      - {名称: 丁, 测算: 4万元*10000}\n"
    )
    assert [line for line, _ in _told(checked, items, "PT223")] == [13]


def test_small_amounts_do_not_make_the_others_large(checked: Checked) -> None:
    items = "".join(f"  - {{名称: 第{at}项, 测算: {line}}}\n" for at, line in enumerate("568"))
    items += "  - {名称: 甲, 测算: 3万元}\n  - {名称: 乙, 测算: 4万元}\n"
    assert _told(checked, items, "PT223") == []


def test_one_name_twice_in_one_list_is_told_where_it_is_repeated(checked: Checked) -> None:
    items = (
        "  - {名称: 甲, 测算: 3万元}\n  - {名称: 乙, 测算: 4万元}\n  - {名称: 甲 , 测算: 5万元}\n"
        "  - 名称: 丙\n    明细:\n      - {名称: 甲, 测算: 3万元}\n"
    )
    assert _told(checked, items, "PT224") == [(13, "“甲”在同一级已经有一项（30000 元）")]


def test_a_source_of_money_without_a_unit_is_told(checked: Checked) -> None:
    items = "  - {名称: 甲, 测算: 30万元}\n资金来源: {其他资金: 5.5, 上年结转资金: 1万}\n"
    assert _told(checked, items, "PT222") == [(12, "“其他资金”的 5.5 没有写单位，算作 5.5 元")]
