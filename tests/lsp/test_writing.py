"""What an editor offers while somebody writes: keys, values, names, fixes, the canonical form."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.filesystem import disk_files, project_file
from ptgen.edit.formatter.run import declared_keys, formatted
from tests.lsp.editor import Editor
from tests.projects import PROJECT, with_budget

BUDGET = """\
- 名称: 师资费
  测算: 4000元/天*2天
- 名称: 资料费
  明细:
    - {名称: 教材费, 测算: 80人*45元/人}
    - 名称: 印刷费
      测算: 1万元
      分年: {2022: 40%, 2023: 60%}
- 名称: 场地费
  测算: 3元*
"""


@pytest.fixture
def uri(editor: Editor, repository: Path) -> str:
    """A project with a group, a split item and one whose formula is not finished."""
    return editor.open(repository / "01.yaml", with_budget(BUDGET))


def test_keys_that_belong_here_and_are_not_there_yet_are_offered(editor: Editor, uri: str) -> None:
    editor.replace(uri, "实施主体: 信息管理科\n", "资\n")
    top = editor.labels(uri, "资‸\n")
    assert {"资金来源", "季度用款计划", "项目类别"} <= set(top)
    assert not {"预算", "项目名称", "测算"} & set(top)
    # The key that only other editions have is not offered.
    assert "项目属性" not in top
    editor.replace(uri, "测算: 3元*", "测算: 3元*\n    方")
    inside = editor.labels(uri, "    方‸\n")
    assert {"方式", "分年", "备注"} <= set(inside)
    assert not {"名称", "测算", "预算"} & set(inside)
    editor.replace(uri, "测算: 80人*45元/人}", "测算: 80人*45元/人, 备}")
    assert "备注" in editor.labels(uri, ", 备‸}")
    assert "名称" not in editor.labels(uri, ", 备‸}")


def test_what_is_chosen_replaces_what_was_begun(editor: Editor, uri: str) -> None:
    editor.replace(uri, "测算: 3元*", "测算: 3元\n    方\n")
    (item,) = [one for one in editor.completions(uri, "    方‸\n") if one.label == "方式"]
    editor.apply(uri, [item.text_edit])
    assert "\n    方式: \n" in editor.texts[uri]
    assert editor.labels(uri, "    方式: ‸\n") == ["测算", "估算", "按实结算", "预留", "核减"]
    (chosen,) = [one for one in editor.completions(uri, "方式: ‸\n") if one.label == "预留"]
    editor.apply(uri, [chosen.text_edit])
    assert "\n    方式: 预留\n" in editor.texts[uri]


def test_values_are_offered(editor: Editor, uri: str, repository: Path) -> None:
    editor.replace(uri, "实施主体:", "项目类别: \n一页: \n预算明细表: \n实施主体:")
    assert editor.labels(uri, "项目类别: ‸\n") == ["经常性项目", "一次性项目"]
    assert editor.labels(uri, "预算明细表: ‸\n") == ["是", "否"]
    editor.replace(uri, "  效益指标:\n    社会效益指标:\n      故障处理率: =100%\n", "")
    editor.replace(uri, "  产出指标:\n", "  \n  产出指标:\n    \n")
    assert "效益指标" in editor.labels(uri, "绩效指标:\n  ‸\n")
    assert "产出指标" not in editor.labels(uri, "绩效指标:\n  ‸\n")
    assert editor.labels(uri, "产出指标:\n    ‸\n") == ["时效指标", "成本指标"]
    editor.replace(uri, "数量指标:\n", "数量指标:\n      \n")
    assert "培训人数: ≥80人" in editor.labels(uri, "数量指标:\n      ‸\n")
    editor.replace(uri, "项目类别: ", "版式: ")
    assert "national-weighted" in editor.labels(uri, "版式: ‸\n")
    config = editor.open(repository.parents[1] / "ptgen.toml", '[check]\nig\nselect = ["PT2"]\n')
    assert "ignore" in editor.labels(config, "ig‸\n")
    assert "PT203" in editor.labels(config, '["PT2‸"]')


def test_names_are_offered_with_their_values(editor: Editor, uri: str) -> None:
    editor.replace(uri, "测算: 3元*", "测算: 3元")
    editor.replace(uri, "项目概述: 拟", "项目概述: {{ 年 }}拟")
    told = {one.label: one.detail for one in editor.completions(uri, "{{ 年‸ }}")}
    assert told["年度资金申请总额"] == "15,603.00元"
    assert told["项目名称"] == "设备运行与维护"
    # The line is no YAML while it is half-written.
    editor.replace(uri, "{{ 年 }}", "{{ 预算['")
    names = {one.label: one.detail for one in editor.completions(uri, "{{ 预算['‸拟")}
    assert set(names) == {"'师资费']", "'资料费']", "'场地费']"}
    assert names["'资料费']"] == "13,600.00元"
    editor.replace(uri, "{{ 预算['", "{{ 预算['资料费'].")
    parts = {one.label: one.detail for one in editor.completions(uri, "['资料费'].‸拟")}
    assert parts["金额"] == "13,600.00元"
    editor.replace(uri, "['资料费'].", "['资料费'].金额 | ")
    filters = {one.label: one.detail for one in editor.completions(uri, "金额 | ‸拟")}
    assert filters == {
        "元": "13600元",
        "万元": "1.36万元",
        "千分": "13,600.00",
        "大写": "壹万叁仟陆佰元整",
    }


def test_names_with_signs_in_them_are_found(editor: Editor, uri: str) -> None:
    editor.replace(uri, "名称: 资料费", "名称: 资料费（含税）.甲")
    editor.replace(
        uri, "项目概述: 拟", "项目概述: 共{{ 预算['资料费（含税）.甲'].明细['教材费']. }}拟"
    )
    parts = {one.label: one.detail for one in editor.completions(uri, "明细['教材费'].‸ }}")}
    assert parts["金额"] == "3,600.00元"


@pytest.mark.parametrize("line", ["a" * 100_000, "甲: " * 40_000])
def test_a_long_line_is_answered_as_well(editor: Editor, repository: Path, line: str) -> None:
    for path, before in (
        (repository / "01.yaml", "项目概述: {{ "),
        (repository.parents[1] / "ptgen.toml", ""),
    ):
        uri = editor.open(path, before + line)
        editor.completions(uri, f"{before}{line}‸")


def test_a_blank_in_a_sentence_offers_nothing(editor: Editor, uri: str) -> None:
    editor.replace(uri, "保障系统运行", "保障 系统运行")
    assert editor.completions(uri, "保障 ‸系统", " ") == []
    assert editor.completions(uri, "项目总目标: ‸保障", " ") == []
    assert editor.completions(uri, "拟实施{{ ‸项目名称", " ") != []


def test_what_a_key_means_and_comes_to_is_shown(editor: Editor, uri: str) -> None:
    formula = editor.hover(uri, "测‸算: 4000元/天*2天")
    assert "算式，单位是元" in formula
    assert "师资费：4000元/天*2天 = 8,000.00元" in formula
    assert "（2022年 4,000.00元，2023年 6,000.00元）" in editor.hover(uri, "测算: 1‸万元")
    assert "印在：绩效目标表的“项目名称”" in editor.hover(uri, "项目‸名称: 设备")
    overview = editor.hover(uri, "项目‸概述: 拟")
    assert "印在：经费情况说明的“项目概述”" in overview
    assert "读作：≥ 26 台" in editor.hover(uri, "维护设备‸数量")
    assert "设备运行与维护" in editor.hover(uri, "拟实施{{ 项目‸名称 }}")
    editor.replace(uri, "测算: 3元*", "测算: 3元")
    assert "印成：1.5603万元" in editor.hover(uri, "{{ 年度资金‸申请总额 | 万元 }}")
    assert "印成：拟实施设备运行与维护项目，申请1.5603万元。" in editor.hover(uri, "项目‸概述: 拟")
    editor.replace(uri, "测算: 3元", "测算: 3元 # ptgen: ignore PT207")
    assert "金额不大于零" in editor.hover(uri, "ignore PT‸207")


def test_amounts_stand_beside_what_is_written(editor: Editor, uri: str) -> None:
    lines = editor.texts[uri].split("\n")
    at = {line.strip(): number for number, line in enumerate(lines, 1)}
    hints = editor.hints(uri)
    assert hints[at["测算: 4000元/天*2天"]] == "= 8,000.00元"
    assert hints[at["- {名称: 教材费, 测算: 80人*45元/人}"]] == "= 3,600.00元"
    # No sum is shown while one of its parts cannot be read.
    assert at["明细:"] not in hints
    editor.replace(uri, "测算: 3元*", "测算: 3元")
    hints = editor.hints(uri)
    assert hints[at["明细:"]].startswith("合计 13,600.00元")
    assert hints[at["预算:"]] == "年度资金申请总额 15,603.00元，各年合计 21,603.00元"


def test_definitions_are_found(editor: Editor, uri: str, repository: Path) -> None:
    lines = editor.texts[uri].split("\n")
    editor.replace(
        uri, "保障系统", "{{ 预算['资料费'].明细['印刷费'].金额 }}{{ 主管部门 }}保障系统"
    )
    (name,) = [number for number, line in enumerate(lines, 1) if "名称: 印刷费" in line]
    assert editor.definition(uri, "明细['印‸刷费']") == [("01.yaml", name)]
    assert editor.definition(uri, "{{ 主管‸部门 }}") == [("unit.yaml", 3)]
    budget = lines.index("预算:") + 1
    assert editor.definition(uri, "{{ 年度资金‸申请总额") == [("01.yaml", budget)]
    editor.replace(uri, "实施主体:", "年度: 2022\n实施主体:")
    assert editor.definition(uri, "年‸度: 2022\n") == [("unit.yaml", 1)]
    unit = editor.open(repository / "unit.yaml")
    assert editor.definition(unit, "shanghai‸-district-2022") == [("layout.yaml", 1)]
    editor.replace(unit, "年度: 2022\n", "年度: 2022\n汇编: {标题: 甲, 顺序: [02]}\n")
    assert editor.definition(unit, "顺序: [0‸2]") == [("02.yaml", 1)]


def test_the_outline_has_the_names_of_the_items(editor: Editor, uri: str) -> None:
    symbols = {one.name: one for one in editor.symbols(uri)}
    assert next(iter(symbols)) == "项目名称"
    assert symbols["项目名称"].detail == "设备运行与维护"
    items = symbols["预算"].children or []
    assert [one.name for one in items] == ["师资费", "资料费", "场地费"]
    for one in (*symbols.values(), *items):
        assert one.range.start <= one.selection_range.start
        assert one.selection_range.end <= one.range.end


def test_fixes_are_offered_where_check_fixes_and_where_it_asks(editor: Editor, uri: str) -> None:
    editor.replace(uri, "项目概述: 拟", "项目概速: 拟")
    editor.replace(uri, "{{ 项目名称 }}", "{{ 项目名 }}")
    editor.replace(uri, "实施主体: 信息管理科", "实施主体：信息管理科")
    editor.replace(uri, "计划开始日期: 2022-01-01", "计划开始日期: 2022年1月1日")
    assert "改成“项目概述”" in editor.actions(uri, "项目‸概速")
    (colon,) = [edits for title, edits in editor.actions(uri, "实施‸主体：").items()]
    editor.apply(uri, colon)
    assert "实施主体: 信息管理科" in editor.texts[uri]
    editor.apply(uri, editor.actions(uri, "项目‸概速")["改成“项目概述”"])
    editor.apply(uri, editor.actions(uri, "{{ 项目‸名 }}")["改成“项目名称”"])
    assert "项目概述: 拟实施{{ 项目名称 }}" in editor.texts[uri]
    editor.replace(uri, "实施主体: ", "实施主体：")
    (edits,) = editor.actions(uri, "项‸目名称", "source.fixAll").values()
    editor.apply(uri, edits)
    assert "实施主体: 信息管理科" in editor.texts[uri]
    assert "计划开始日期: 2022-01-01" in editor.texts[uri]


def test_the_canonical_form_is_that_of_fmt(
    editor: Editor, repository: Path, tmp_path: Path
) -> None:
    text = PROJECT.replace("实施主体: 信息管理科\n", "")
    text = f"实施主体:   信息管理科   # 注\n\n\n{text}".replace("≥26台", "≥２６台")
    files = disk_files([repository])
    file = project_file(repository / "01.yaml")
    expected = formatted(text, file, files, declared_keys(files)).text
    assert expected != text
    for written in (text, text.replace("\n", "\r\n"), text.rstrip("\n")):
        uri = editor.open(repository / "01.yaml", written)
        editor.format(uri)
        assert editor.texts[uri].replace("\r\n", "\n") == expected
        assert ("\r\n" in editor.texts[uri]) == ("\r\n" in written)
        editor.shut(uri)
    layout = editor.open(tmp_path / "templates" / "own" / "layout.yaml", "名称:   甲\n")
    editor.format(layout)
    assert editor.texts[layout] == "名称:   甲\n"


def test_keys_of_layouts_and_units_are_offered_and_explained(
    editor: Editor, repository: Path
) -> None:
    path = repository.parents[1] / "templates" / "own" / "layout.yaml"
    layout = editor.open(path, "名称: 甲\n继承: \n绩效目标表:\n  纸张:\n    规\n")
    assert {"规格", "横向", "页边距"} <= set(editor.labels(layout, "    规‸\n"))
    assert "shanghai-district-2022" in editor.labels(layout, "继承: ‸\n")
    assert "纸的大小、方向和页边距" in editor.hover(layout, "纸‸张")
    unit = editor.open(repository / "unit.yaml", "汇编:\n  标题: 甲\n  \nPDF格式: \n")
    assert editor.labels(unit, "标题: 甲\n  ‸\n") == ["开篇", "顺序"]
    variants = ["pdf/a-2u", "pdf/a-3a", "pdf/a-3u", "pdf/ua-1"]
    assert sorted(editor.labels(unit, "PDF格式: ‸\n")) == variants
    standards = editor.open(repository.parents[1] / "标准.yaml", "标准:\n  - 名称: 甲\n    上\n")
    assert {"上限", "文号"} <= set(editor.labels(standards, "    上‸\n"))
