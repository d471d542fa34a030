"""Which prices are compared with which standard: the near misses matter most."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from ptgen.check.config import read_standards
from ptgen.check.settings import Policy, PricedStandard, Settings
from ptgen.core.source.parse import read
from tests.check.conftest import BASE, INDICATORS, Checked

STANDARDS = """\
标准:
  - {名称: 会议费, 档次: 四类, 上限: 550元/人天, 匹配: [会议, "30215"], 起效: 2016-07-01}
  - {名称: 会议费, 档次: 四类, 上限: 450元/人天, 匹配: [会议, "30215"], 起效: 2013-01-01}
  - {名称: 会议费, 档次: 四类, 上限: 600元/人天, 匹配: [会议, "30215"], 起效: 2024-01-01}
  - {名称: 会议费, 档次: 二类, 上限: 650元/人天, 匹配: [会议, "30215"], 起效: 2016-07-01}
  - {名称: 讲课费, 上限: 500元/学时}
"""


def _standards(text: str = STANDARDS) -> tuple[PricedStandard, ...]:
    root = read(text.encode(), "标准.yaml").root
    assert root is not None
    standards, found = read_standards(root)
    assert found == ()
    return standards


def _found(checked: Checked, item: str) -> list[str]:
    settings = Settings(Policy(standards=_standards()))
    found = checked(f"{BASE}{INDICATORS}预算:\n  - {item}\n", settings)
    return [one.message for one in found if one.code == "PT601"]


@pytest.mark.parametrize(
    "item",
    [
        "{名称: 会议费, 测算: 80人*2天*551元/人/天}",
        "{名称: 会议费, 测算: 160人天*551元/人天}",
        "{名称: 会议费, 测算: 80人*2日*551元}",
        "{名称: 会议费, 测算: 80人*2天*(340元/人/天+300元/人/天)}",
        "{名称: 会议费, 测算: 5000元+80人*2天*551元/人/天}",
        "{名称: 座谈, 测算: 80人*2天*600元/人/天, 经济分类: 30215}",
        "{名称: 活动, 经济分类: 30215, 明细: [{名称: 座谈, 测算: 8人*1天*600元/人/天}]}",
        "{名称: 会议费, 测算: 80人*2天*651元/人/天, 标准依据: 会议费 二类}",
        "{名称: 讲课费, 测算: 8课时*600元/课时}",
    ],
)
def test_a_price_above_its_standard_is_told(checked: Checked, item: str) -> None:
    assert len(_found(checked, item)) == 1


@pytest.mark.parametrize(
    "item",
    [
        "{名称: 会议费, 测算: 80人*2天*550元/人/天}",
        "{名称: 会议费, 测算: 80人*900元/人}",
        "{名称: 会议费, 测算: 2场*8000元/场}",
        "{名称: 会议费, 测算: 9万元}",
        "{名称: 培训费, 测算: 80人*2天*900元/人/天}",
        "{名称: 座谈, 测算: 80人*2天*900元/人/天, 经济分类: 30216}",
        "{名称: 会议费, 测算: 80人*2天*650元/人/天, 标准依据: 二类}",
        "{名称: 会议费, 测算: 80人*2天*900元/人/天, 标准依据: 某府批〔2022〕3号}",
        "{名称: 讲课费, 测算: 8人次*600元/人次}",
    ],
)
def test_other_prices_are_left_alone(checked: Checked, item: str) -> None:
    assert _found(checked, item) == []


def test_the_message_names_the_standard_and_the_grade_that_would_permit(checked: Checked) -> None:
    settings = Settings(Policy(standards=_standards()))
    text = f"{BASE}{INDICATORS}预算:\n  - {{名称: 会议费, 测算: 80人*2天*600元/人/天}}\n"
    (found,) = (one for one in checked(text, settings) if one.code == "PT601")
    assert found.message == "“会议费”单价 600元，高于标准“会议费”四类 550元/人天"
    assert "属于二类（650元/人天）" in found.hint
    assert (found.span.column, found.difference) == (26, Decimal(50))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("标准:\n  - {名称: 会议费}\n", "PT101"),
        ("标准: 会议费\n", "PT102"),
        ("标准:\n  - {名称: 会议费, 上线: 5元/人}\n", "PT002"),
        ("标准:\n  - {名称: 会议费, 上限: 550元}\n", "PT201"),
        ("标准:\n  - {名称: 会议费, 上限: 五百元/人}\n", "PT201"),
        ("标准:\n  - {名称: 会议费, 上限: 550元/人天, 起效: 2016}\n", "PT102"),
    ],
)
def test_a_wrong_standard_is_told_at_its_line(text: str, code: str) -> None:
    root = read(text.encode(), "标准.yaml").root
    assert root is not None
    standards, found = read_standards(root)
    assert (standards, {one.code for one in found} >= {code}) == ((), True)
    assert {one.span.path for one in found} == {"标准.yaml"}


def test_a_limit_is_exact() -> None:
    (one,) = _standards("标准: [{名称: 餐费, 上限: 0.045万元/人日}]\n")
    assert (one.limit, one.per) == (Fraction(450), frozenset({"人", "天"}))
