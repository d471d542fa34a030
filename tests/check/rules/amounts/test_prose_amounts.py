"""Which amounts in prose are taken for the project's: the near misses matter most."""

import pytest

from tests.check.conftest import BASE, INDICATORS, Checked

ITEMS = """\
预算:
  - 名称: 租用费
    明细:
      - {名称: 通讯费, 测算: 17万元}
      - {名称: 应急费, 测算: 281264元}
  - 名称: 延保服务
    测算: 80部*7800元/部*10%
    分年: {2022: 50%, 2023: 50%}
"""


def _found(checked: Checked, sentence: str) -> list[str]:
    text = BASE + INDICATORS + ITEMS + f"年度预算安排: |\n  {sentence}\n"
    return [found.message for found in checked(text) if found.code == "PT210"]


@pytest.mark.parametrize(
    "sentence",
    [
        "租用费，共45.16万。",
        "租用费，共计45.16万元（按月支付）。",
        "延保服务，2022年预算申请3.13万元。",
        "年度资金申请总额为500000元。",
        "安排资金１２０万元，用于运维。",
        "全部费用共20万；",
        "本年度预算资金：1,132,300元。",
    ],
)
def test_an_amount_that_nothing_comes_to_is_told(checked: Checked, sentence: str) -> None:
    assert len(_found(checked, sentence)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "租用费，共45.13万元，精确到分为共451264.00元。",
        "延保服务共6.24万，2022年预算申请3.12万，2023年安排3.12万元。",
        "本年申请资金{{ 年度资金申请总额 | 万元 }}，共48万元。",
        "2021年预算安排50万元，2020年共60万元。",
        "上年预算50万元，以往年度共120万元，明年预算80万元。",
        "合同金额共120万元，中标价合计98万元。",
        "按照松委（2017）195号文件，共有《共50万元的办法》一份。",
        "预留建设费用的25%，共占40%。",
        "超出部分按照800元/份收取，预算单价7000元/月，每年预算安排3万元。",
        "每场次共300元，人均预算500元。",
        "预算约50万元，共50万元左右，总额不超过60万元，申请不低于10万元。",
        "预算3-5万元，合计10至20万元。",
        "共3万人，预算30000人，共34场次，计划发展关注用户约3万人。",
        "软件开发维护30万、产品软件维护15万、硬件设备维护20万。",
        "场地费用：34次*2000元/场=68000元。",
        "公共20万元的设备。",
        "补助标准共50万元，财政收入合计300万元。",
    ],
)
def test_other_amounts_are_left_alone(checked: Checked, sentence: str) -> None:
    assert _found(checked, sentence) == []


def test_the_nearest_computed_amount_is_named(checked: Checked) -> None:
    (message,) = _found(checked, "租用费，共45.16万。")
    assert message == "正文写 45.16万，算出的“租用费”是 45.1264 万元"


def test_the_precision_written_is_the_precision_compared(checked: Checked) -> None:
    assert _found(checked, "租用费，共45.1万元。") == []
    assert _found(checked, "租用费，共45.12万元。") != []


def test_nothing_is_compared_with_amounts_that_could_not_be_read(checked: Checked) -> None:
    text = BASE + INDICATORS + ITEMS.replace("17万元", "17万万元") + "项目概述: 共1万元。\n"
    assert [found.code for found in checked(text)] == ["PT201"]
