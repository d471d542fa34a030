from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.core.layout.model import AmountFormat
from ptgen.core.money import shares_of
from ptgen.view.figures import amount_text
from ptgen.view.printed import printed_amounts
from tests.projects import content_of, with_budget

WAN = AmountFormat.model_validate({"单位": "万元", "小数": "2"})
YUAN = AmountFormat.model_validate({"小数": "2"})


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
