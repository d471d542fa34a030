from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.read.document import SourceGrid
from tests.read.sources import covers, grid_of, read_bytes, rows, texts

LINES = """\
某中心申报表
\t 一、概述\x20

\t 中心拟实施项目。
（1）甲。
 （2）乙。

\t项目名称
\t设备运行
\t项目类别
\t经常性项目

\t项目资金
（元）
\t总额
\t100.00
\t申请
\t100

\t
\t其中
\t100
\t拨款
\t100

七、绩效目标
"""


def test_a_cell_may_stand_on_each_line(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, LINES.encode())
    grid = grid_of(document)
    assert covers(grid)
    assert rows(grid) == [
        ["项目名称", "设备运行", "项目类别", "经常性项目"],
        ["项目资金\n（元）", "总额", "100.00", "申请", "100"],
        ["", "其中", "100", "拨款", "100"],
    ]
    paragraphs = [one for one in texts(document) if "|" not in one]
    assert paragraphs == [
        "某中心申报表",
        "一、概述",
        "中心拟实施项目。",
        "（1）甲。",
        "（2）乙。",
        "七、绩效目标",
    ]
    assert grid.cells[0].place.address == "第 8 行"


def test_tabs_part_cells_and_blank_lines_do_not_end_a_table(tmp_path: Path) -> None:
    text = "表\n项目名称\t甲\t类别\t乙\t\n\t其中\t1\n\n\t\t2\t3\n\n完"
    document = read_bytes(tmp_path, text.encode())
    assert rows(grid_of(document)) == [
        ["项目名称", "甲", "类别", "乙", ""], ["", "其中", "1"], ["", "", "2", "3"],
    ]  # fmt: skip
    assert [isinstance(one, SourceGrid) for one in document.blocks] == [False, True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_seen(tmp_path: Path, encoding: str) -> None:
    document = read_bytes(tmp_path, "项目名称\t设备运行与维护\r\n说明\r\n".encode(encoding))
    assert rows(grid_of(document)) == [["项目名称", "设备运行与维护"]]
