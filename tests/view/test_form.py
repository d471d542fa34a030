from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.view.document import Form, Heading
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.table import Cell, CellKind, Table
from tests.projects import PROJECT, UNIT, content_of, load_all, write_project


def uncovered(table: Table) -> set[tuple[int, int]]:
    """Places of the grid that are covered by no cell or by more than one."""
    seen: dict[tuple[int, int], int] = {}
    for row in table.rows:
        for cell in row.cells:
            for line in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    seen[line, column] = seen.get((line, column), 0) + 1
    places = {
        (line, column) for line in range(len(table.rows)) for column in range(len(table.widths))
    }
    return {place for place in places | set(seen) if seen.get(place) != 1 or place not in places}


def test_uncovered_finds_a_hole_and_an_overlap(tmp_path: Path) -> None:
    table = form_of(content_of(tmp_path)).table
    assert uncovered(Table(table.widths, table.rows[:-1])) != set()
    assert uncovered(Table(table.widths, (*table.rows, table.rows[-1]))) != set()


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_form_is_cell_for_cell_that_of_2022(tmp_path: Path) -> None:
    text = PROJECT + "资金来源: {上年结转资金: 1万}\n"
    form = form_of(content_of(tmp_path, text))
    assert (form.title, form.subtitle) == ("财政项目支出绩效目标填报表", "（2022年度）")
    assert rows(form.table) == [
        ["项目名称", "设备运行与维护", "项目类别", "经常性项目"],
        ["主管部门", "某区城市运行中心", "实施单位", "某区城市运行中心"],
        ["计划开始日期", "2022-01-01", "计划完成日期", "2022-12-31"],
        ["项目资金\n（元）", "项目资金总额", "100000.00", "年度资金申请总额", "100000"],
        ["其中：财政资金", "100000", "其中：当年财政拨款", "90000"],
        ["上年结转资金", "10000"],
        ["其他资金", "0", "其他资金", "0"],
        ["项目\n绩效\n目标", "项目总目标\n（2022 年- 2022年）", "年度总目标"],
        ["保障系统运行。", "本年内系统不中断。"],
        ["", "一级指标", "二级指标", "三级指标", "年度指标值"],
        ["绩效\n指标", "产出指标", "数量指标", "维护设备数量", ">=26台"],
        ["质量指标", "系统运行率", "=100%"],
        ["效益指标", "社会效益指标", "故障处理率", "=100%"],
        ["满意度指标", "服务对象满意度指标", "受益群体满意度", ">=85%"],
    ]


def test_every_place_of_the_grid_is_covered_once(tmp_path: Path) -> None:
    table = form_of(content_of(tmp_path)).table
    assert uncovered(table) == set()
    for part in table.parts():
        assert uncovered(part) == set()


def cell(table: Table, text: str) -> Cell:
    return next(cell for row in table.rows for cell in row.cells if cell.text == text)


def test_merged_cells_span_their_groups(tmp_path: Path) -> None:
    table = form_of(content_of(tmp_path)).table
    assert (cell(table, "项目资金\n（元）").rows, cell(table, "其中：财政资金").rows) == (4, 2)
    assert (cell(table, "产出指标").rows, cell(table, "绩效\n指标").rows) == (2, 4)


def test_no_line_is_drawn_between_the_blank_head_and_the_label_under_it(tmp_path: Path) -> None:
    table = form_of(content_of(tmp_path)).table
    assert cell(table, "").open_below
    assert cell(table, "绩效\n指标").open_above


def test_the_head_row_repeats_and_cuts_the_table(tmp_path: Path) -> None:
    table = form_of(content_of(tmp_path)).table
    assert table.head == (9, 10)
    first, second = table.parts()
    assert [len(first.rows), len(second.rows), second.head] == [9, 5, (0, 1)]


def test_open_dates_are_blank_and_the_period_is_the_budget_year(tmp_path: Path) -> None:
    text = PROJECT.replace("计划开始日期: 2022-01-01", "计划开始日期:").replace(
        "计划完成日期: 2022-12-31", "计划完成日期:"
    )
    table = form_of(content_of(tmp_path, text)).table
    assert rows(table)[2] == ["计划开始日期", "", "计划完成日期", ""]
    assert cell(table, "项目总目标\n（2022 年- 2022年）").rows == 1


def test_a_project_may_have_its_own_title(tmp_path: Path) -> None:
    text = PROJECT + "文书标题: {绩效目标表: 财政项目支出绩效目标申报表}\n"
    assert form_of(content_of(tmp_path, text)).title == "财政项目支出绩效目标申报表"


@pytest.mark.parametrize("count", [1, 60])
def test_any_number_of_indicators_fits(tmp_path: Path, count: int) -> None:
    many = "".join(f"      指标{index}: ≥{index}台\n" for index in range(1, count + 1))
    text = PROJECT.replace("      维护设备数量: ≥26台\n", many)
    table = form_of(content_of(tmp_path, text)).table
    assert uncovered(table) == set()
    assert cell(table, "数量指标").rows == count


OWN = "名称: 我区版\n继承: shanghai-district-2022\n绩效目标表:\n  标题位置: 表内\n"


def own_form(folder: Path, layout: str = OWN, text: str = PROJECT) -> Form:
    """The form of an edition whose title stands in the table."""
    there = folder / "templates" / "own"
    there.mkdir(parents=True)
    (there / "layout.yaml").write_text(layout, "utf-8")
    return form_of(content_of(folder, text, UNIT.replace("shanghai-district-2022", "own")))


def test_title_and_subtitle_may_have_rows_of_their_own(tmp_path: Path) -> None:
    form, above = own_form(tmp_path), form_of(content_of(tmp_path))
    first, second = (row.cells for row in form.table.rows[:2])
    assert [(cell.kind, cell.text, cell.bold) for cell in (*first, *second)] == [
        (CellKind.TITLE, form.title, False),
        (CellKind.SUBTITLE, form.subtitle, True),
    ]
    assert {cell.columns for cell in (*first, *second)} == {len(form.table.widths)}
    assert uncovered(form.table) == set()
    assert rows(form.table)[2:] == rows(above.table)
    assert (form.title, form.subtitle, form.info) == (above.title, above.subtitle, above.info)
    assert (form.table.titles, above.table.titles) == (2, 0)


def test_title_rows_are_not_repeated(tmp_path: Path) -> None:
    table = own_form(tmp_path).table
    assert table.head == (11, 12)
    first, second = table.parts()
    assert (first.titles, second.titles) == (2, 0)


def test_without_subtitle_the_title_has_the_only_row(tmp_path: Path) -> None:
    text = PROJECT + "文书标题: {绩效目标表: 申报表}\n"
    table = own_form(tmp_path, OWN + "  副标题:\n", text).table
    assert rows(table)[:2] == [["申报表"], ["项目名称", "设备运行与维护", "项目类别", "经常性项目"]]
    assert (table.titles, table.head) == (1, (10, 11))


def test_what_was_left_open_prints_as_nothing_in_an_editions_texts(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "own"
    own.mkdir(parents=True)
    (own / "layout.yaml").write_text(
        "名称: 我区版\n继承: shanghai-district-2022\n必填: []\n"
        "经费情况说明: {标题: '{{ 主管部门 }}说明', 章节: {立项依据: '{{ 年度 }}年依据'}}\n"
        "绩效目标表:\n  标题: '表{{ 核定金额 | 万元(2) }}'\n  副标题: '{{ 项目类别 }}副题'\n",
        "utf-8",
    )
    unit = "年度: 2022\n版式: own\n"
    content = content_of(tmp_path, PROJECT, unit)
    form, narrative = form_of(content), narrative_of(content)
    assert (form.title, form.subtitle, narrative.title) == ("表", "副题", "说明")
    assert "2022年依据" in {block.text for block in narrative.blocks if isinstance(block, Heading)}
    (own / "layout.yaml").write_text(
        "名称: 我区版\n继承: shanghai-district-2022\n"
        "绩效目标表: {标题: '{{ 核定金额 - 其他资金 }}'}\n",
        "utf-8",
    )
    (loaded,) = load_all(write_project(tmp_path, PROJECT, unit + "项目类别: 甲\n"))
    assert [(one.code, one.span.path, one.span.line) for one in loaded.diagnostics] == [
        ("PT121", loaded.file.unit_path, 2)
    ]
