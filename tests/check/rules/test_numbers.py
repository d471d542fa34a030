"""What counts as a number in the value of an indicator."""

from __future__ import annotations

import pytest

from ptgen.check.rules.indicators.numbers import says_number
from tests.check.conftest import BASE, ITEMS, Checked

NUMBERS = (
    "≥26台", "不低于50%", "=100.00(%)", "2-3人", "2025年12月底前", "每天7×24小时", "90分以上", "①",
    "百分之八十", "百分之百", "达到百分之九十五以上", "千分之三", "三分之二以上", "每年一次", "两次以上",
    "全年不少于三场", "十二个月", "半年内完成", "第三季度末", "八成以上", "三十余人", "零投诉", "零事故",
    "翻一番", "半数以上", "上半年完成", "二十四小时内", "五个工作日", "一百二十人", "１００％", "一户一档",
    "12345次", "12345热线接通率95%", "每季度一次", "一年两次", "百分百", "三个工作日内办结",
)  # fmt: skip
WORDS = (
    "规范", "及时", "有所改善", "统一", "一致", "一次性", "一次性通过", "进一步提高", "万无一失", "一流", "十分满意",
    "第一时间", "千家万户", "提升12345热线服务质量", "5G网络覆盖", "“十四五”规划", "符合《2025年工作要点》",
    "一网通办", "一站式服务", "统一规范", "健全", "无事故", "全年", "长期", "逐年提高", "全部完成", "一定程度改善",
    "保持街镇前列", "不再因阅览受损", "连年可比", "按时", "百姓满意", "A4", "三重一大", "优良中低差",
)  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_counted(text: str) -> None:
    assert says_number(text)


@pytest.mark.parametrize("text", WORDS)
def test_words_are_not(text: str) -> None:
    assert not says_number(text)


def _codes(checked: Checked, values: tuple[str, ...]) -> set[str]:
    text = f"{BASE}{ITEMS}文书: [经费情况说明]\n绩效指标:\n  产出指标:\n    数量指标:\n"
    text += "".join(f"      指标{index}: {value}\n" for index, value in enumerate(values))
    return {one.code for one in checked(text)} & {"PT306", "PT312"}


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (("不低于50%", "百分之八十", "每年一次"), set()),
        (("规范", "及时", "统一"), {"PT306", "PT312"}),
        (("规范", "百分之八十"), {"PT306"}),
        (("规范", "及时", "≥80人"), {"PT306", "PT312"}),
    ],
)
def test_both_rules_count_the_same(
    checked: Checked, values: tuple[str, ...], codes: set[str]
) -> None:
    assert _codes(checked, values) == codes
