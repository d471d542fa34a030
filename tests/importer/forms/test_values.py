"""What is printed in a cell: amounts, days, values of indicators, units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ptgen.core.layout.model import ValueFormat
from ptgen.importer.forms.values import amount_in, days_in, joined, text_of, unit_in, value_in
from ptgen.importer.forms.vocabulary.labels import bare


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("4,100,000.00", "元", "4100000.00"),
        ("410", "万元", "4100000"),
        ("410 万元", "元", "4100000"),
        ("４１０．５万", "", "4105000.0"),
        ("¥1,000", "元", "1000"),
        ("10891.615675", "万元", "108916156.75"),
        ("1.2亿元", "万元", "120000000"),
        ("-5", "元", "-5"),
        ("1,00", "元", None),
        ("1.000.000", "元", None),
        ("约5万", "元", None),
        ("", "元", None),
    ],
)
def test_amounts_are_exact(text: str, unit: str, amount: str | None) -> None:
    assert amount_in(text, unit) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "text",
    ["2024-03-01", "2024/3/1", "2024.03.01", "2024年3月1日", "20240301", "２０２４年３月１日"],
)
def test_days_in_all_writings(text: str) -> None:
    assert days_in(text) == (date(2024, 3, 1),)


def test_what_is_no_day_is_none() -> None:
    assert days_in("2024-02-30") == ()
    assert days_in("2024年3月") == ()
    assert days_in("2024-01-01至2024-12-31") == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("≥85.00 (%)", "≥85%"),
        ("＞=85.50(%)", "≥85.5%"),
        ("≧95%", "≥95%"),
        ("=2.00-3.00(人)", "=2-3人"),
        ("100.00(%)", "100.00(%)"),
        ("<p>达标</p>", "达标"),
        ("1600人、200人", "1600人、200人"),
        ("0起", "0起"),
    ],
)
def test_values_of_indicators(text: str, value: str) -> None:
    style = ValueFormat.model_validate({"小数": "2", "单位加括号": "是"})
    assert value_in(text, style) == value


def test_texts_without_tags_and_broken_words() -> None:
    assert text_of("<p>一。</p><p>二。<br/>三。</p>") == "一。\n二。\n三。"
    assert text_of("a<b，c>d") == "a<b，c>d"
    assert joined("“12345”热线联系 率") == "“12345”热线联系率"
    assert joined("Wi-Fi 上网 率") == "Wi-Fi 上网率"


def test_labels_and_their_units() -> None:
    assert [bare(one) for one in ("一、项目资金（元）：", "其中：财政拨款", "2025年度目标")] == [
        "项目资金",
        "财政拨款",
        "年度目标",
    ]
    assert [
        unit_in(one) for one in ("项目资金\n（万元）", "单位：元", "人数（人）", "万元以上")
    ] == ["万元", "元", "", ""]
