"""Economic codes: unknown ones, and those that a unit requires."""

from __future__ import annotations

import pytest

from tests.check.conftest import BASE, INDICATORS, Checked


def _found(checked: Checked, item: str, more: str = "") -> list[tuple[str, str]]:
    text = f"{BASE}{INDICATORS}{more}预算:\n  - {item}\n"
    return [(one.code, one.hint) for one in checked(text) if one.code.startswith("PT6")]


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("302277", "30227 委托业务费"),
        ("30230", "30231 公务用车运行维护费"),
        ("委托业务", "30227 委托业务费"),
        ("302-27", "30227 委托业务费"),
        ("３０２２７", ""),
        ("甲乙丙", ""),
        ("2号培训费", "30216 培训费"),
        ("30230号码", "30231 公务用车运行维护费"),
    ],
)
def test_the_nearest_right_code_is_named(checked: Checked, code: str, right: str) -> None:
    ((found, hint),) = _found(checked, f"{{名称: 甲, 测算: 1万元, 经济分类: {code}}}")
    assert found == "PT602"
    assert (f"是不是“{right}”" in hint) == bool(right)


@pytest.mark.parametrize("code", ["302", "30227", "31007", "39999"])
def test_known_codes_are_left_alone(checked: Checked, code: str) -> None:
    assert _found(checked, f"{{名称: 甲, 测算: 1万元, 经济分类: {code}}}") == []


REQUIRED = "明细必填: [经济分类, 政府采购]\n"


def test_what_a_unit_requires_may_stand_at_the_group(checked: Checked) -> None:
    group = "{名称: 甲, 经济分类: 30227, 明细: [{名称: 乙, 测算: 1元, 政府采购: 是}, {名称: 丙, 测算: 1元}]}"
    ((code, hint),) = _found(checked, group, REQUIRED)
    assert (code, hint) == ("PT603", "加上“政府采购: 否”，或写在它的上一级")
    assert _found(checked, group.replace("30227,", "30227, 政府采购: 否,"), REQUIRED) == []
    assert _found(checked, group) == []
