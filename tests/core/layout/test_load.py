from __future__ import annotations

from collections.abc import Mapping

import pytest

from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import disk_files
from ptgen.core.layout.load import load
from ptgen.core.layout.model import Layout
from tests.core.layout.made import BASE, load_from


def found(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    loaded = load_from(files)
    assert loaded is not None
    assert (loaded.layout is None) == bool(loaded.diagnostics)
    return loaded.diagnostics


@pytest.mark.parametrize("name", disk_files(()).layouts())
def test_every_built_in_edition_loads(name: str) -> None:
    loaded = load(name, disk_files(()).layout)
    assert loaded is not None
    assert loaded.diagnostics == ()


def test_an_edition_changes_only_what_differs() -> None:
    own = "名称: 我区版\n继承: base\n绩效目标表: {标题: 绩效目标申报表}\n必填: [主管部门]\n"
    loaded = load_from({"own": own, "base": BASE})
    assert loaded is not None
    assert loaded.layout is not None
    assert (loaded.layout.title, loaded.layout.form.title) == ("我区版", "绩效目标申报表")
    assert loaded.layout.required == ("主管部门",)
    assert "指标" in loaded.layout.form.bands
    assert [source.path for source in loaded.sources] == ["own/layout.yaml", "base/layout.yaml"]


def test_a_blank_key_takes_away() -> None:
    own = "名称: 我区版\n继承: base\n字段: {项目类别: }\n必填: []\n绩效目标表: {段: {项目: }}\n"
    loaded = load_from({"own": own, "base": BASE})
    assert loaded is not None
    assert loaded.layout is not None, loaded.diagnostics
    assert "项目" not in loaded.layout.form.bands


def test_there_may_be_no_such_edition() -> None:
    assert load_from({}) is None
    assert load_from({"../own": BASE}, "../own") is None


@pytest.mark.parametrize(
    ("own", "code", "line", "column", "said"),
    [
        ("继承: own\n", "PT104", 1, 5, "成了圈：own → own"),
        ("继承: nowhere\n", "PT104", 1, 5, "没有版式“nowhere”"),
        ("继承: base\n名字: x\n", "PT002", 2, 1, "不认识的键“名字”"),
        ("继承: base\n绩效目标表: {行高: 高}\n", "PT102", 2, 13, "应为数字"),
        ("继承: base\n金额: {单位: 角}\n", "PT102", 2, 10, "单位"),
        ("继承: base\n金额: {小数: 两位}\n", "PT102", 2, 10, "小数"),
        (
            "继承: base\n绩效目标表:\n  段:\n    甲:\n      列宽: [1, 1]\n      行:\n        - [甲]\n",
            "PT121",
            7,
            12,
            "这一行有 1 格，列宽有 2 列",
        ),
        (
            "继承: base\n绩效目标表:\n  段:\n    甲:\n      列宽: [1, 1]\n      行:\n        - [^, 乙]\n",
            "PT121",
            7,
            12,
            "没有可以合并的格子",
        ),
        (
            "继承: base\n绩效目标表:\n  段:\n    甲:\n      列宽: [1, 1]\n      行:\n        - [甲, <]\n        - [^, 乙]\n",
            "PT121",
            8,
            12,
            "不成长方形",
        ),
        ("继承: base\n必填: [主管部们]\n", "PT121", 2, 6, "不认识的键“主管部们”"),
        ("继承: base\n绩效目标表: {段顺序: [项目, 签字]}\n", "PT121", 2, 19, "没有叫“签字”的段"),
        ("名称: [\n", "PT001", 2, 1, "没有写完整"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    own: str, code: str, line: int, column: int, said: str
) -> None:
    wrong = found({"own": own, "base": BASE})
    assert (code, line, column) in {(one.code, one.span.line, one.span.column) for one in wrong}
    assert any(said in one.message and one.hint for one in wrong)


def test_a_longer_circle_is_told() -> None:
    (one,) = found({"own": "继承: a\n", "a": "继承: b\n", "b": "继承: a\n"})
    assert "own → a → b → a" in one.message


BAND = "继承: base\n绩效目标表:\n  段:\n    甲:\n      列宽: [1]\n      "


@pytest.mark.parametrize(
    ("rest", "column", "said"),
    [
        ("行: [[{值: 项目名城}]]\n", 16, "没有叫“项目名城”的数据"),
        ("行: [[{金额: 项目名称}]]\n", 17, "没有叫“项目名称”的数据"),
        ("行: [[{正文: 年度总目标}]]\n", 17, "没有叫“年度总目标”的数据"),
        ('行: [["共{{ 年杜 }}年"]]\n', 17, "没有叫“年杜”的数据"),
        ('行: [[{标签: "{{ 年度 | 万万 }}"}]]\n', 26, "没有“万万”这种写法"),
        ("行: [[{标签: 甲, 值: 年度}]]\n", 13, "不是正好一样"),
        ("行: [[{分组: 一级指标}]]\n", 13, "只能写在“每项”里"),
        ("每项: [{值: 绩效标准}]\n", 16, "没有叫“绩效标准”的数据"),
    ],
)
def test_an_unknown_name_in_a_cell_is_told_at_its_place(rest: str, column: int, said: str) -> None:
    wrong = found({"own": BAND + rest, "base": BASE})
    assert [(one.code, one.span.line, one.span.column) for one in wrong] == [("PT121", 6, column)]
    assert said in wrong[0].message


def test_an_unknown_name_in_a_title_is_told() -> None:
    own = "继承: base\n绩效目标表: {副标题: '（{{ 年杜 }}）'}\n"
    (one,) = found({"own": own, "base": BASE})
    assert (one.code, one.span.line) == ("PT121", 2)


def test_a_declared_field_may_be_named() -> None:
    own = BAND + "行: [[{值: 项目编码}]]\n字段: {项目编码: {}}\n"
    assert found({"own": own, "base": BASE}) == ()


def test_the_division_of_weights_goes_by_the_groups_that_are_there() -> None:
    loaded = load("national-weighted", disk_files(()).layout)
    assert loaded is not None
    assert loaded.layout is not None
    weights = loaded.layout.weights
    assert weights is not None
    assert weights.groups_for({"成本指标", "产出指标", "效益指标", "满意度指标"})["产出指标"] == 40
    assert weights.groups_for({"产出指标", "效益指标", "满意度指标"})["产出指标"] == 50
    assert {sum(groups.values()) for groups in (weights.groups, *weights.others)} == {weights.total}


TAKEN_AWAY = {
    "heading": ("经费情况说明: {{章节: {{实施周期: {}}}}}\n", "何时"),
    "subtitle": ("绩效目标表: {{副标题: {}}}\n", "（副）"),
    "field": ("字段: {{项目编号: {}}}\n", "{说明: 编号}"),
    "field of indicators": ("指标字段: {{绩效标准: {}}}\n", "{说明: 标准}"),
    "group": ("指标体系: {{产出指标: {}}}\n", "{数量指标: 可选}"),
    "group in a group": ("指标体系: {{效益指标: {{生态效益指标: {}}}}}\n", "必填"),
    "band": ("绩效目标表: {{段: {{目标: {}}}}}\n", "{列宽: [1], 行: [[甲]]}"),
    "head of a band": ("绩效目标表: {{段: {{指标: {{表头: {}}}}}}}\n", "[[甲, 乙, 丙, 丁, 戊]]"),
    "rule": ("规则: {{PT312: {}}}\n", "关"),
    "weights": ("权重: {}\n", "{合计: 90}"),
    "operator": ("指标值: {{符号: {{≥: {}}}}}\n", "不少于"),
}


@pytest.mark.parametrize(("key", "value"), TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_what_is_taken_away_stays_away_over_three_levels(key: str, value: str) -> None:
    def layout(*written: str | None) -> Layout:
        """The edition of a chain above ours, the nearest first; ``None`` says nothing of the key."""
        names = [f"level{number}" for number in range(len(written))]
        files = {
            name: f"名称: 版\n继承: {above}\n{'' if said is None else key.format(said)}"
            for name, above, said in zip(names, [*names[1:], "base"], written, strict=True)
        }
        loaded = load_from({**files, "base": BASE}, names[0])
        assert loaded is not None
        assert loaded.layout is not None, loaded.diagnostics
        return loaded.layout.model_copy(update={"extends": None})

    away = layout("", value)
    assert away != layout(value)
    assert layout("", value, value) == layout("", None, value) == away
    assert layout(None, "", value) == layout("", "", value) == layout("", "", value, value) == away
    assert layout(value, "", value) == layout(value, "")


def test_a_blank_key_that_nothing_has_is_told() -> None:
    wrong = found({"own": "继承: middle\n副题:\n", "middle": "继承: base\n", "base": BASE})
    assert [(one.code, one.span.path, one.span.line) for one in wrong] == [
        ("PT002", "own/layout.yaml", 2)
    ]
