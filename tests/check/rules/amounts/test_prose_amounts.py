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


AGENCIES = """\
预算:
  - {名称: 中介机构服务费, 测算: 418.8万元}
  - {名称: 建筑安装工程费, 测算: 7256.37万元, 分年: {2021: 2256.37万元, 2022: 5000万元}}
  - {名称: 咨询费, 测算: 250万元}
季度用款计划: [1350万元, 1500万元, 1618.6万元, 1200.2万元]
资金来源: {上年结转资金: 30万元}
"""


def _told(checked: Checked, sentence: str, items: str = AGENCIES) -> list[str]:
    text = f"{BASE}资金总额口径: 全周期\n{INDICATORS}{items}实施方案: |\n  {sentence}\n"
    return [found.message for found in checked(text) if found.code == "PT210"]


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("全年中介机构服务费418.00万元。", "“中介机构服务费”是 418.8 万元"),
        ("安排418.00万元用于中介机构服务费。", "“中介机构服务费”是 418.8 万元"),
        ("第三季度用款计划168.60万元。", "第3季度是 1618.6 万元"),
        ("上半年用款2950万元。", "季度用款计划上半年是 2850 万元"),
        ("2022年安排建设资金5500万元。", "最接近的是当年财政拨款 5638.8 万元"),
        ("2021年已安排2356.37万元。", "“建筑安装工程费”2021年是 2256.37 万元"),
        ("项目总投资7825.17万元。", "7925.17 万元"),
        ("施工合同金额7265.37万元。", "“建筑安装工程费” 7256.37 万元"),
        ("其中建安费7255.37万元。", "“建筑安装工程费” 7256.37 万元"),
        ("上年结转资金40万元。", "上年结转资金是 30 万元"),
        ("申请伍仟陆佰陆拾捌万玖仟元整。", "伍仟陆佰陆拾捌万捌仟元整"),
        ("咨询费、中介机构服务费分别为260万元和418.8万元。", "“咨询费”是 250 万元"),
        ("咨询费：5次*50万元/次=260万元。", "等号前的算式是 250 万元"),
    ],
)
def test_what_an_amount_is_said_of_decides(checked: Checked, sentence: str, meant: str) -> None:
    (message,) = _told(checked, sentence)
    assert meant in message


@pytest.mark.parametrize(
    "sentence",
    [
        "总投资0.79亿元，其中建安费约7300万元，中介机构服务费418.80万元。",
        "咨询费和中介机构服务费，共668.8万元。",
        "咨询费250万元，签约后支付40%计100万元，余款150万元年底支付。",
        "2024年项目执行率96.5%，实际支出251万元；上年咨询费240万元。",
        "批复估算投资8000万元，监理中标价为248.8万元。",
        "咨询费按每次50万元计；单笔超过251万元的应当招标，注册资本不低于418万元。",
        "上半年用款2850万元，第三季度用款1618.60万元，第四季度安排1200.2万元。",
        "本年申请财政拨款5638.8万元（大写：伍仟陆佰叁拾捌万捌仟圆正），上年结转资金30万元。",
        "2021年已安排2256.37万元，2022年安排建设资金5000万元。",
        "中介机构服务费首付30%，尾款293.16万元。",
        "中介机构服务费2094万元，本年支付20%。",
    ],
)
def test_what_may_be_right_is_left_alone(checked: Checked, sentence: str) -> None:
    assert _told(checked, sentence) == []


@pytest.mark.parametrize(
    ("indicator", "count"),
    [
        ("项目总成本: ≤8000万元", 1),
        ("项目总成本: ≤7925.17万元", 0),
        ("咨询费成本: ≤260万元", 1),
        ("工程造价: ≤9000万元", 1),
        ("工程造价: ≤7000万元", 0),
        ("项目成本: 控制在8000万元以内", 1),
        ("项目成本: 比上年减少8000万元", 0),
        ("咨询费成本控制: 不超过260万", 1),
        ("咨询费成本控制: ≤240万", 0),
        ("每份报告成本: ≤9000万元", 0),
        ("成本节约: ≥9000万元", 0),
    ],
)
def test_a_cost_above_the_budget_is_told(checked: Checked, indicator: str, count: int) -> None:
    text = f"{BASE}资金总额口径: 全周期\n{AGENCIES}绩效指标: {{产出指标: {{成本指标: {{{indicator}}}}}}}\n"
    assert [one.code for one in checked(text)].count("PT210") == count


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("按合同条款及时拨付资金。", 1),
        ("具体见表格；上年安排5万元。", 1),
        ("申请{{ 年度资金申请总额 | 万元 }}。", 0),
        ("{{ 项目名称 }}按进度拨付。", 1),
        ("中介机构服务费418.8万元。", 0),
        ("中介机构服务费418万元。", 0),
        ("按合同拨付5000万元。", 0),
        ("按合同拨付2256.37万元。", 1),
    ],
)
def test_an_arrangement_without_amounts_is_told(checked: Checked, written: str, count: int) -> None:
    text = f"{BASE}资金总额口径: 全周期\n{INDICATORS}{AGENCIES}年度预算安排: |\n  {written}\n"
    assert [one.code for one in checked(text)].count("PT220") == count


def test_a_share_is_rounded_to_the_unit_that_is_written(checked: Checked) -> None:
    items = "预算:\n  - {名称: 咨询费, 测算: 1000001元}\n  - {名称: 评审费, 测算: 7万元}\n"
    assert _told(checked, "咨询费首付25%，即250000元。", items) == []
    assert len(_told(checked, "咨询费首付25%，即250002元。", items)) == 1
