"""What is wrong with an edition is told at its place, with what to write."""

import pytest

from tests.core.layout.made import BASE, load_from

CASES = [
    ("金额: {小数: '12'}", 10, "“小数”应为小数的位数"),
    ("金额: {小数: ''}", 10, "“小数”应为小数的位数"),
    ("金额: {小数: 7}", 10, "“小数”应为小数的位数"),
    ("指标值: {符号: {≥x: a}}", 12, "不认识的键“≥x”"),
    ("经费情况说明: {章节: {项目概况: 甲}}", 15, "不认识的键“项目概况”"),
    ("绩效目标表: {行高: nan}", 13, "“行高”超出了范围"),
    ("绩效目标表: {行高: inf}", 13, "“行高”超出了范围"),
    ("绩效目标表: {行高: -1}", 13, "“行高”超出了范围"),
    ("绩效目标表: {纸张: {规格: A5}}", 18, "“规格”不能是“A5”"),
    ("绩效目标表: {纸张: {页边距: [20, 20, 20]}}", 14, "“页边距”项数不够"),
    ("绩效目标表: {纸张: {页边距: [20, 20, 20, 120]}}", 32, "“页边距第 4 项”超出了范围"),
    ("绩效目标表: {纸张: {横向: 对}}", 18, "“横向”应为 是 或 否"),
    ("绩效目标表: {标题位置: 表中}", 15, "“标题位置”不能是“表中”"),
    ("绩效目标表: {段: {项目: {列宽: [0, 1]}}}", 23, "“列宽第 1 项”超出了范围"),
    ("绩效目标表: {段: {项目: {行: [[]]}}}", 22, "这一行有 0 格，列宽有 4 列"),
    ("绩效目标表: {段: {指标: {每项: [a]}}}", 18, "“每项”有 1 格，列宽有 5 列"),
    ("绩效目标表: {段: {指标: {每项: [a, ^, b, c, d]}}}", 26, "“每项”里不能写“^”"),
    ("绩效目标表: {段: {甲: }}", 13, "“甲”没有填写"),
    ("绩效目标表: {段顺序: [项目, 资金, 项目]}", 15, "段“项目”写了不止一次"),
    ("字段: {主管部门: {说明: 甲}}", 6, "“主管部门”本来就有"),
    ("指标字段: {权重: {}}", 8, "“权重”本来就有"),
    ("字段: {甲: {类型: 选项}}", 6, "“甲”没有写有哪些选项"),
    ("字段: {甲: {类型: 文}}", 14, "“类型”不能是“文”"),
    ("指标体系: {产出指标: {数量指标: 要}}", 21, "“数量指标”不能是“要”"),
    ("必填: 主管部门", 5, "“必填”应为列表"),
]


@pytest.mark.parametrize(("text", "column", "message"), CASES)
def test_what_is_wrong_is_told_at_its_place(text: str, column: int, message: str) -> None:
    loaded = load_from({"own": f"名称: 甲\n继承: base\n{text}\n", "base": BASE})
    assert loaded is not None
    assert loaded.layout is None
    found = [(one.span.line, one.span.column, one.message) for one in loaded.diagnostics]
    assert found[0] == (3, column, message)
    assert all(one.hint for one in loaded.diagnostics)


def test_limits_are_named() -> None:
    loaded = load_from({"own": "继承: base\n绩效目标表: {行高: 300}\n", "base": BASE})
    assert loaded is not None
    assert [one.hint for one in loaded.diagnostics] == ["不能大于 200"]


def test_a_chain_has_a_limit() -> None:
    chain = {f"a{step}": f"继承: a{step + 1}\n" for step in range(14)}
    loaded = load_from({**chain, "own": "继承: a0\n", "a14": BASE})
    assert loaded is not None
    assert loaded.diagnostics == ()
    longer = {**chain, "own": "继承: a0\n", "a14": "继承: a15\n", "a15": BASE}
    loaded = load_from(longer)
    assert loaded is not None
    ((message,),) = [[one.message for one in loaded.diagnostics]]
    assert message == "“继承”超过 16 层"


def test_an_edition_below_may_be_unreadable() -> None:
    loaded = load_from({"own": "继承: a\n", "a": "名称: [\n"})
    assert loaded is not None
    assert [(one.code, one.span.path) for one in loaded.diagnostics] == [("PT001", "a/layout.yaml")]
