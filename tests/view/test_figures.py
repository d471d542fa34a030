from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.core.layout.model import AmountFormat, ValueFormat
from ptgen.core.model.indicator import target
from ptgen.core.money import shares_of
from ptgen.view.figures import BREAK, amount_text, breakable, printed_amounts, value_text
from tests.projects import content_of, with_budget

PLAIN = AmountFormat.model_validate({"小数": "去零"})
GROUPED = AmountFormat.model_validate({"小数": "2", "千分位": "是"})
YUAN = AmountFormat.model_validate({"小数": "2"})
WAN = AmountFormat.model_validate({"单位": "万元", "小数": "2"})


@pytest.mark.parametrize(
    ("amount", "style", "text"),
    [
        ("1132300.00", PLAIN, "1132300"),
        ("2793072.20", PLAIN, "2793072.2"),
        ("0.00", PLAIN, "0"),
        ("6810000.00", GROUPED, "6,810,000.00"),
        ("-1935.48", GROUPED, "-1,935.48"),
        ("0.00", GROUPED, "0.00"),
        ("1131964.00", WAN, "113.20"),
    ],
)
def test_amounts_as_an_edition_prints_them(amount: str, style: AmountFormat, text: str) -> None:
    assert amount_text(Decimal(amount), style) == text


def test_a_cell_may_ask_for_its_own_decimals() -> None:
    assert amount_text(Decimal("2793072.20"), PLAIN, "2") == "2793072.20"


FORM_2022 = ValueFormat.model_validate({"符号": {"≥": ">=", "≤": "<="}})
FORM_2023 = ValueFormat.model_validate({"小数": "2", "单位加括号": "是"})


@pytest.mark.parametrize(
    ("written", "in_2022", "in_2023"),
    [
        ("≥85%", ">=85%", "≥85.00(%)"),
        (">=85%", ">=85%", "≥85.00(%)"),
        ("=100%", "=100%", "=100.00(%)"),
        ("=2-3人", "=2-3人", "=2.00-3.00(人)"),
        ("≤5%", "<=5%", "≤5.00(%)"),
        ("=0次", "=0次", "=0.00(次)"),
        ("0起", "0起", "0起"),
        ("100.00(%)", "100.00(%)", "100.00(%)"),
        ("规范", "规范", "规范"),
    ],
)
def test_values_as_an_edition_prints_them(written: str, in_2022: str, in_2023: str) -> None:
    assert value_text(target(written), FORM_2022) == in_2022
    assert value_text(target(written), FORM_2023) == in_2023


def test_a_formula_may_break_behind_its_operators() -> None:
    assert breakable("80*7800*10%=62400元") == f"80*{BREAK}7800*{BREAK}10%={BREAK}62400元"
    assert breakable("15.36万元/年") == "15.36万元/年"


@pytest.mark.parametrize("parts", [("0.5", "0.5"), ("33.4", "66.6"), ("0", "7.49"), ("149", "1")])
def test_shares_add_up_to_the_rounded_whole(parts: tuple[str, str]) -> None:
    one, other = (Decimal(part) for part in parts)
    shares = shares_of(one + other, (one, other), Decimal(1))
    assert sum(shares) == (one + other).quantize(Decimal(1), "ROUND_HALF_UP")
    assert all(abs(share - part) < 1 for share, part in zip(shares, (one, other), strict=True))


def test_printed_parts_make_the_printed_whole(tmp_path: Path) -> None:
    """51.50 of 当年财政拨款 and 51.50 of 其他资金 make 103: each would print 0.01, the sum 0.01."""
    text = with_budget("- {名称: 甲, 测算: 103元}\n") + "资金来源: {其他资金: 51.5元}\n"
    budget = content_of(tmp_path, text).budget
    printed = printed_amounts(budget, WAN)
    texts = [
        amount_text(printed[key], WAN) for key in ("年度资金申请总额", "当年财政拨款", "其他资金")
    ]
    assert texts == ["0.01", "0.01", "0.00"]
    assert printed["财政资金"] == printed["当年财政拨款"]
    assert printed["其他资金总额"] == printed["其他资金"]


def test_to_the_fen_nothing_is_changed(tmp_path: Path) -> None:
    text = with_budget("- {名称: 甲, 测算: 103.01元}\n") + "资金来源: {其他资金: 51.5元}\n"
    printed = printed_amounts(content_of(tmp_path, text).budget, YUAN)
    assert (printed["当年财政拨款"], printed["其他资金"]) == (Decimal("51.51"), Decimal("51.50"))
