"""What a project, its unit or its edition may say about how the documents print."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.check.engine import check_project
from ptgen.view.document import Heading, ListItem, Narrative, Paragraph, TableBlock
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.editions import form_text, loaded_with, narrative_with
from tests.projects import PROJECT, UNIT, content_of, load_all, write_project


def captions(narrative: Narrative) -> list[str]:
    return [block.caption for block in narrative.blocks if isinstance(block, TableBlock)]


def chapters(narrative: Narrative) -> list[str]:
    return [b.text for b in narrative.blocks if isinstance(b, Heading) and b.level == 1]


@pytest.mark.parametrize("place", ["project", "unit", "edition"])
def test_tables_of_the_narrative_are_switched_off_and_on(tmp_path: Path, place: str) -> None:
    said = "预算明细表: 否\n分年支出计划表: 是\n"
    assert captions(narrative_with(tmp_path, "")) == ["预算明细表"]
    assert captions(narrative_with(tmp_path, said, place)) == ["分年支出计划表"]


def test_a_project_says_otherwise_than_its_unit(tmp_path: Path) -> None:
    text = PROJECT + "预算明细表: 是\n"
    narrative = narrative_of(content_of(tmp_path, text, UNIT + "预算明细表: 否\n"))
    assert captions(narrative) == ["预算明细表"]


@pytest.mark.parametrize("place", ["project", "unit", "edition"])
def test_chapters_have_other_headings(tmp_path: Path, place: str) -> None:
    said = '章节标题: {项目概述: "{{ 年度 }}年项目概况", 绩效目标: 目标}\n'
    made = chapters(narrative_with(tmp_path, said, place))
    assert (made[0], made[1], made[-1]) == ("2022年项目概况", "立项依据", "目标")


@pytest.mark.parametrize("place", ["project", "unit", "edition"])
def test_a_heading_of_no_chapter_is_told_at_its_key(tmp_path: Path, place: str) -> None:
    loaded = loaded_with(tmp_path, "章节标题: {项目概况: 项目概述}\n", place)
    (found,) = (one for one in loaded.diagnostics if one.code == "PT002")
    assert found.message == "不认识的键“项目概况”"
    assert found.hint == "是不是“项目概述”？"
    assert found.span.column == 8
    assert not loaded.sound


@pytest.mark.parametrize("place", ["project", "unit", "edition"])
def test_the_goal_of_the_year_is_declared_to_be_that_of_the_project(
    tmp_path: Path, place: str
) -> None:
    project = PROJECT.replace("年度总体目标: 本年内系统不中断。\n", "")
    loaded = loaded_with(tmp_path, "年度总体目标: 同总目标\n", place, project)
    assert loaded.content is not None
    cells = [c.text for row in form_of(loaded.content).table.rows for c in row.cells]
    assert cells.count("保障系统运行。") == 2
    assert "同总目标" not in cells
    assert "PT405" not in {one.code for one in check_project(loaded)}


def test_goals_that_are_equal_without_a_word_are_a_finding(tmp_path: Path) -> None:
    text = PROJECT.replace("本年内系统不中断。", "保障系统运行。")
    (loaded,) = load_all(write_project(tmp_path, text))
    (found,) = (one for one in check_project(loaded) if one.code == "PT405")
    assert "年度总体目标: 同总目标" in found.hint


@pytest.mark.parametrize("place", ["project", "unit", "edition"])
@pytest.mark.parametrize(
    ("style", "lines"),
    [
        ("句号", ["（1）施工单位。某某公司"]),
        ("冒号", ["（1）施工单位：某某公司"]),
        ("另起一段", ["（1）施工单位", "某某公司"]),
    ],
)
def test_entries_with_a_title_print_as_is_said(
    tmp_path: Path, place: str, style: str, lines: list[str]
) -> None:
    project = PROJECT.replace("  - 按季度结算。\n", "  - 施工单位: 某某公司\n")
    narrative = narrative_with(tmp_path, f"列表小标题: {style}\n", place, project)
    made = [
        f"{b.number}{b.text}" if isinstance(b, ListItem) else b.text
        for b in narrative.blocks
        if isinstance(b, (ListItem, Paragraph))
    ]
    at = made.index(lines[0])
    assert made[at : at + len(lines)] == lines


def test_another_word_is_told_with_those_that_can_be_written(tmp_path: Path) -> None:
    loaded = loaded_with(tmp_path, "列表小标题: 分号\n")
    (found,) = (one for one in loaded.diagnostics if one.code == "PT102")
    assert "句号、冒号、另起一段" in found.hint


def test_the_tables_of_a_form_alone_need_no_switch(tmp_path: Path) -> None:
    assert form_text(tmp_path, "预算明细表: 否\n") == form_text(tmp_path, "")


TABLE = """\
项目名称: 设备运行与维护
实施方案:
  - 分两批培训。
  - 表格:
      - [批次, 时间, 人数]
      - [第一批, "{{ 年度 }}年4月", 40]
      - [第二批, "{{ 年度 }}年9月", '35']
  - 结束后考核。
预算:
  - {名称: 培训, 测算: 10万元}
"""


def table_of(narrative: Narrative) -> TableBlock:
    tables = (block for block in narrative.blocks if isinstance(block, TableBlock))
    return next(block for block in tables if block.caption != "预算明细表")


def test_rows_under_the_word_table_are_one(tmp_path: Path) -> None:
    narrative = narrative_of(content_of(tmp_path, TABLE))
    rows = table_of(narrative).table.rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["批次", "时间", "人数"],
        ["第一批", "2022年4月", "40"],
        ["第二批", "2022年9月", "35"],
    ]
    items = [f"{b.number}{b.text}" for b in narrative.blocks if isinstance(b, ListItem)]
    assert items[:2] == ["（1）分两批培训。", "（2）结束后考核。"]


def test_a_table_has_a_caption_and_widths(tmp_path: Path) -> None:
    written = TABLE.replace(
        "      - [批次", "      标题: 培训安排\n      列宽: [1, 2, 1]\n      行:\n      - [批次"
    )
    block = table_of(narrative_of(content_of(tmp_path, written)))
    assert block.caption == "培训安排"
    first, second, third = block.table.widths
    assert abs(second - 2 * first) <= 2
    assert abs(first - third) <= 2


def test_a_sub_heading_of_that_name_stays_one(tmp_path: Path) -> None:
    text = "项目名称: 甲\n实施方案:\n  表格: 见附件。\n预算:\n  - {名称: 乙, 测算: 1元}\n"
    narrative = narrative_of(content_of(tmp_path, text))
    assert any(isinstance(b, Heading) and b.text == "表格" for b in narrative.blocks)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[第一批, ", "[第一批, 上午, ", 6, "有 4 格，第一行有 3 格"),
        ("[第一批, ", "[{甲: 乙}, ", 6, "应为一行的各格"),
        ("- [批次, 时间, 人数]", "- 批次", 5, "应为一行的各格"),
    ],
)
def test_rows_that_are_no_table_are_told_at_their_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    (loaded,) = load_all(write_project(tmp_path, TABLE.replace(old, new)))
    (found,) = (one for one in loaded.diagnostics if one.code == "PT102")
    assert words in found.message
    assert found.span.line == line
