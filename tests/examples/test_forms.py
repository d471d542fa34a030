"""Every published form, typed line by line into ``published/``, against the form ptgen fills in.

Only goals are not compared: the examples say them in words of their own. Blanks inside cells are
left out; where a table of the source was torn at the end of a page its groups are put together,
names that it cuts off are whole, and one way of spelling is kept for each edition.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from ptgen.core.loader import Content
from ptgen.view.document import Form
from ptgen.view.form import form_of
from ptgen.view.table import Cell, CellKind, Table
from tests.projects import PROJECT, content_of

LEVELS = ("产出指标", "效益指标", "满意度指标", "成本指标")
FOLDER = Path(__file__).parent / "published"

# The source's totals that its own items contradict, in 元, and what the items come to.
CONTRADICTED = {
    "songjiang-2022/01-equipment": ("1132300", "1131964"),
    "songjiang-2022/03-network-operation": ("576000", "661900"),
    "songjiang-2022/04-training": ("75000", "73840"),
    "songjiang-2022/06-publicity": ("1020000", "1010000"),
    "songjiang-2022/07-network-construction": ("2793072.2", "103033072.2"),
}


def published() -> dict[str, list[str]]:
    """The lines of each form by its project's key."""
    forms: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text("utf-8").strip().split("\n\n"):
            head, *lines = block.split("\n")
            forms[f"{path.stem}/{head.removeprefix('# ')}"] = lines
    return forms


PUBLISHED = published()


def expected(key: str) -> list[str]:
    """The published form with the totals that its items come to."""
    wrong, right = CONTRADICTED.get(key, ("", ""))
    return [line.replace(f" {wrong}", f" {right}") if wrong else line for line in PUBLISHED[key]]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(form: Form) -> list[str]:
    """The form's title, what stands to the right of each label, and the lines of indicators."""
    assert form.table.head is not None
    first, end = form.table.head[1], len(form.table.rows)
    cells = [cell for row in form.table.rows for cell in row.cells]
    filled = [
        f"{bare(_left_of(cell, cells).text)}: {bare(cell.text)}".strip()
        for cell in cells
        if cell.row < first and cell.kind in (CellKind.VALUE, CellKind.AMOUNT)
    ]
    indicators = [" | ".join(_across(row, cells)) for row in range(first, end)]
    return [f"标题: {bare(form.title)}", *filled, *indicators]


def _across(row: int, cells: list[Cell]) -> list[str]:
    """The values in a row, merged ones in each of their rows, from left to right."""
    here = [cell for cell in cells if cell.row <= row < cell.row + cell.rows]
    values = [cell for cell in here if cell.kind is CellKind.VALUE]
    return [bare(cell.text) for cell in sorted(values, key=lambda cell: cell.column)]


def _left_of(cell: Cell, cells: list[Cell]) -> Cell:
    """The label that touches a cell's left side."""
    (label,) = (
        one
        for one in cells
        if one.kind is CellKind.LABEL
        and one.column + one.columns == cell.column
        and one.row <= cell.row < one.row + one.rows
    )
    return label


def test_every_published_form_has_its_project_and_every_project_its_form(
    examples: dict[str, Content],
) -> None:
    units = {key.partition("/")[0] for key in PUBLISHED}
    assert sorted(PUBLISHED) == sorted(key for key in examples if key.partition("/")[0] in units)
    assert len(PUBLISHED) == 7 + 2 + 16


@pytest.mark.parametrize("key", PUBLISHED)
def test_forms_are_filled_in_as_published(key: str, examples: dict[str, Content]) -> None:
    assert printed(form_of(examples[key])) == expected(key)


def too_wide(table: Table) -> list[str]:
    """Labels and first-level groups with a line that Word would break: 10.5 pt, 57 dxa a side."""
    cells = [cell for row in table.rows for cell in row.cells]
    fixed = [cell for cell in cells if cell.kind is CellKind.LABEL or cell.text in LEVELS]
    return [
        line
        for cell in fixed
        for line in cell.text.split("\n")
        if _dxa(line) + 2 * 57 > sum(table.widths[cell.column : cell.column + cell.columns])
    ]


def _dxa(line: str) -> int:
    return sum(210 if east_asian_width(one) in "WFA" else 105 for one in line)


def test_no_label_is_broken_in_word(examples: dict[str, Content]) -> None:
    tables = {key: form_of(content).table for key, content in examples.items()}
    assert len({content.project.layout for content in examples.values()}) == 4
    assert {key: too_wide(table) for key, table in tables.items() if too_wide(table)} == {}


def test_amounts_below_a_billion_stand_on_one_line_in_any_font(
    examples: dict[str, Content],
) -> None:
    """Bold digits of Noto Serif are 0.596 of their size wide, its comma and point 0.335."""
    table = form_of(examples["changzheng-2023/11-small-business"]).table
    amounts = [one for row in table.rows for one in row.cells if one.kind is CellKind.AMOUNT]
    assert max(len(one.text) for one in amounts) == len("490,000,000.00")
    needed = (11 * 0.596 + 3 * 0.335) * 210 + 2 * 57
    for one in amounts:
        assert sum(table.widths[one.column : one.column + one.columns]) > needed


def test_a_label_that_word_would_break_is_found(tmp_path: Path) -> None:
    table = form_of(content_of(tmp_path)).table
    narrow = replace(table, widths=tuple(width * 9 // 10 for width in table.widths))
    assert "满意度指标" in too_wide(narrow)


@pytest.mark.parametrize("key", CONTRADICTED)
def test_contradicted_totals_are_those_of_the_source(key: str) -> None:
    wrong, _ = CONTRADICTED[key]
    assert f"年度资金申请总额: {wrong}" in PUBLISHED[key]
    assert expected(key) != PUBLISHED[key]


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        ("系统运行率: =100%", "系统运行率: =99%", "产出指标 | 质量指标 | 系统运行率 | =99%"),
        ("    质量指标:", "    时效指标:", "产出指标 | 时效指标 | 系统运行率 | =100%"),
        ("测算: 10万元", "测算: 10.01万元", "年度资金申请总额: 100100"),
        ("2022-12-31", "2022-12-30", "计划完成日期: 2022-12-30"),
        ("项目名称: 设备", "项目名称: 器材", "项目名称: 器材运行与维护"),
    ],
)
def test_any_other_figure_is_seen(written: str, instead: str, line: str, tmp_path: Path) -> None:
    assert PROJECT.count(written) == 1
    before = printed(form_of(content_of(tmp_path)))
    after = printed(form_of(content_of(tmp_path, PROJECT.replace(written, instead))))
    assert line in after
    assert line not in before
    assert len(before) == len(after)
