"""The edition of 2023, cell for cell as it was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.core.layout.form import TitlePlace
from ptgen.view.form import form_of
from ptgen.view.table import Align, CellKind, Table
from tests.core.layout.made import load_from
from tests.projects import PROJECT, UNIT, content_of

UNIT_2023 = UNIT.replace("district-2022", "district-2023").replace(
    "项目类别: 经常性项目", "项目性质: 经常性项目\n项目类别: 特定目标类"
)


def test_the_form_is_that_of_2023(tmp_path: Path) -> None:
    text = PROJECT.replace("故障处理率: =100%", "有责投诉数: 0起").replace("≥85%", "100.00(%)")
    form = form_of(content_of(tmp_path, text, UNIT_2023))
    assert [[cell.text for cell in row.cells] for row in form.table.rows] == [
        ["财政项目支出绩效目标填报表"],
        ["（2022年度）"],
        ["项目名称", "设备运行与维护", "项目性质", "经常性项目", "项目类别", "特定目标类"],
        ["主管部门", "某区城市运行中心", "实施单位", "某区城市运行中心"],
        ["计划开始日期", "2022-01-01", "计划完成日期", "2022-12-31"],
        ["项目资金\n（元）", "项目资金总额", "100,000.00", "年度资金申请总额", "100,000.00"],
        ["其中：财政资金", "100,000.00", "其中：当年财政拨款", "100,000.00"],
        ["上年结转资金", "0.00"],
        ["其他资金", "0.00", "其他资金", "0.00"],
        ["项目\n绩效\n目标", "项目总目标", "年度总体目标"],
        ["保障系统运行。", "本年内系统不中断。"],
        ["", "一级指标", "二级指标", "三级指标", "年度(/项目)指标值"],
        ["绩效\n指标", "产出指标", "数量指标", "维护设备数量", "≥26.00(台)"],
        ["质量指标", "系统运行率", "=100.00(%)"],
        ["效益指标", "社会效益指标", "有责投诉数", "0起"],
        ["满意度指标", "服务对象满意度指标", "受益群体满意度", "100.00(%)"],
    ]


def form_table(folder: Path) -> Table:
    return form_of(content_of(folder, unit=UNIT_2023)).table


def edges(table: Table, row: int) -> list[int]:
    """Where the columns of a row end, in dxa from the left edge."""
    ends = [cell.column + cell.columns for cell in table.rows[row].cells]
    return [sum(table.widths[:end]) for end in ends]


def test_the_columns_meet_as_published(tmp_path: Path) -> None:
    """Eight columns: labels and amounts of the funding end where fields above them end."""
    table = form_table(tmp_path)
    assert len(table.widths) == 8
    fields, funding, goals, indicators = (edges(table, row) for row in (2, 5, 9, 11))
    assert set(funding) < set(fields)
    assert fields[2] in goals
    assert fields[3] in indicators
    assert fields[0] in indicators


def test_amounts_are_bold_and_what_is_below_them_is_light(tmp_path: Path) -> None:
    table = form_table(tmp_path)
    cells = [cell for row in table.rows for cell in row.cells]
    amounts = [cell for cell in cells if cell.kind is CellKind.AMOUNT]
    assert {(cell.bold, cell.align) for cell in amounts} == {(True, Align.RIGHT)}
    assert [cell.text for cell in cells if cell.bold and cell.text and cell.row > 8] == []


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("shanghai-district-2022", TitlePlace.ABOVE),
        ("shanghai-district-2023", TitlePlace.INSIDE),
        ("shanghai-district-2026", TitlePlace.INSIDE),
        ("national-weighted", TitlePlace.ABOVE),
    ],
)
def test_the_title_stands_in_the_table_since_2023(name: str, place: TitlePlace) -> None:
    folder = builtin_templates()
    files = {path.parent.name: path.read_text("utf-8") for path in folder.glob("*/layout.yaml")}
    loaded = load_from(files, name)
    assert loaded is not None
    assert loaded.layout is not None
    assert loaded.layout.form.title_place is place
