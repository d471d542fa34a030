"""Writings that look like a finding of a rule and are none, beyond those of the gallery."""

import pytest

from tests.check.conftest import BASE, ITEMS, SCOPE, SOUND, Checked


def _indicators(checked: Checked, group: str, name: str, value: str) -> set[str]:
    level1 = "满意度指标" if "满意" in group else "效益指标" if "效益" in group else "产出指标"
    text = BASE + ITEMS + "文书: [经费情况说明]\n"
    text += f'绩效指标:\n  {level1}:\n    {group}: {{"{name}": "{value}", 设备数: ≥2台}}\n'
    return {found.code for found in checked(text)}


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        ("社会效益指标", "费用使用合理规范", "规范"),
        ("时效指标", "服务及时性", "及时"),
        ("数量指标", "法律顾问人数", "=2-3人"),
        ("数量指标", "工作服覆盖率", "=100.00(%)"),
        ("数量指标", "服务时间", "每天7×24小时"),
        ("社会效益指标", "有责投诉数", "=0.00(个)"),
        ("社会效益指标", "有责投诉处理率", "≥95%"),
        ("社会效益指标", "安全事故下降率", "≥10%"),
        ("成本指标", "财政资金节约", "≥90%"),
        ("成本指标", "单位成本", "≤300元"),
        ("经济效益指标", "业务收入增长率", "≥150%"),
        ("经济效益指标", "带动投资", "≥500万元"),
        ("质量指标", "培训满意度测评份数", "≥200份"),
        ("服务对象满意度指标", "就业、创业人员满意率", "≥90.00(%)"),
        ("时效指标", "完成时间", "2022年12月底前"),
        ("社会效益指标", "居民事务及时处理率", "=100%"),
    ],
)
def test_right_indicators_are_left_alone(
    checked: Checked, group: str, name: str, value: str
) -> None:
    assert _indicators(checked, group, name, value) == set()


@pytest.mark.parametrize(
    ("group", "name", "value", "code"),
    [
        ("社会效益指标", "有责投诉数", "0起", "PT310"),
        ("服务对象满意度指标", "补贴企业满意度", "100.00(%)", "PT310"),
        ("服务对象满意度指标", "服务对象满意度指标", "满意度", "PT305"),
        ("社会效益指标", "维修响应及时性", "及时", "PT311"),
        ("质量指标", "居民满意度", "≥85%", "PT311"),
        ("社会效益指标", "市民投诉件数", "≥10件", "PT309"),
        ("数量指标", "场地租赁单价", "≥10个", "PT309"),
        ("成本指标", "场地投入", "≥5万元", "PT309"),
        ("质量指标", "验收合格率", "≥101%", "PT307"),
        ("质量指标", "*", "=100%", "PT302"),
        ("质量指标", "合格率", "待填", "PT302"),
    ],
)
def test_wrong_indicators_are_told(
    checked: Checked, group: str, name: str, value: str, code: str
) -> None:
    assert _indicators(checked, group, name, value) == {code}


@pytest.mark.parametrize(
    "text",
    [
        "沪松府办〔2021〕3号文，《贯彻落实〈意见〉三年行动计划（2020-2022年）》。",
        "1）全力保障；2）负责检测（含软件、硬件）；\n  a）其他。",
        "设备（2022）年底前安装在门牌3号，版本（2018版）。",
        "中心拟于2022年1月（至2022年12月）实施设备运行项目，由区城运中心信息管理科负责实施。",
        "IT环境, Raydata；比例为3:2，1,132,300元；a < b && c > d。",
        "合同周期为2022年3月1日至2023年2月28日，2022年6月1日前验收。",
    ],
)
def test_right_sentences_are_left_alone(checked: Checked, text: str) -> None:
    assert checked(SOUND + f"项目概述: |\n  {text}\n") == ()


def test_a_multi_year_project_may_reach_beyond_its_year(checked: Checked) -> None:
    text = SOUND.replace("测算: 30万元", "测算: 30万元, 分年: {2022: 50%, 2023: 50%}") + SCOPE
    assert checked(text.replace("2022-12-31", "2023-02-28")) == ()


def test_names_of_other_folders_may_be_the_same(checked: Checked) -> None:
    assert checked({"a/x.yaml": SOUND, "b/x.yaml": SOUND}) == ()


def test_files_that_differ_only_in_case_overwrite_each_other(checked: Checked) -> None:
    other = SOUND.replace("设备运行", "其他")
    found = checked({"a/x.yaml": SOUND, "a/X.yaml": other})
    assert [(one.code, one.span.path) for one in found] == [
        ("PT108", "a/X.yaml"),
        ("PT108", "a/x.yaml"),
    ]


def test_forms_of_a_character_are_one_file(checked: Checked) -> None:
    other = SOUND.replace("设备运行", "其他")
    found = checked({"a/\u00e9.yaml": SOUND, "a/e\u0301.yaml": other})
    assert [one.code for one in found] == ["PT108", "PT108"]


def test_a_key_inside_a_text_is_told_behind_texts_without_one(checked: Checked) -> None:
    texts = (
        "项目概述: 一句话。\n立项依据: |\n  一段话。\n实施方案: |\n  分两步。\n  实施周期: 全年\n"
    )
    told = [(one.code, one.span.line) for one in checked(SOUND + texts) if one.code == "PT016"]
    assert told == [("PT016", SOUND.count("\n") + 6)]
