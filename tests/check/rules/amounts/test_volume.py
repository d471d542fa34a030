"""The numbers typed in a volume's opening against the projects of its folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ptgen.check.engine import check
from ptgen.check.settings import Settings
from tests.check.conftest import load_all

FOLDER = Path(__file__).parents[4] / "projects" / "songjiang-2022"


def _findings(opening: str, partial: tuple[str, ...] = ()) -> list[str]:
    files: dict[str, str | bytes] = {
        f"projects/songjiang-2022/{path.name}": path.read_text("utf-8")
        for path in FOLDER.glob("*.yaml")
    }
    unit = "projects/songjiang-2022/unit.yaml"
    text = str(files[unit])
    files[unit] = re.sub(
        r"(开篇: \|\n).*", lambda match: f"{match[1]}    {opening}\n", text, flags=re.DOTALL
    )
    found = check(load_all(files), Settings(), partial)
    return [one.message for one in found if one.code == "PT212"]


@pytest.mark.parametrize(
    "opening",
    [
        # As published: the sum of what was approved.
        "本部门1个预算单位编报绩效目标的项目7个，涉及项目预算资金582.64万元。",
        "编报绩效目标的项目7个，涉及项目预算资金5826372.20元。",
        "编报{{ 项目数 }}个项目，涉及资金{{ 合计 | 万元 }}。",
        "共7个项目，其中5个科室、3个月内完成的有两个。",
    ],
)
def test_right_numbers_are_left_alone(opening: str) -> None:
    assert _findings(opening) == []


def test_wrong_numbers_are_told_with_what_was_computed() -> None:
    count, total = _findings("编报绩效目标的项目8个，涉及项目预算资金582.7万元。")
    assert count == "开篇写 8 个项目，文件夹里有 7 个"
    assert total.startswith("开篇写 582.7万元，各项目合计 ")
    assert total.endswith("（按核定金额 582.63722 万元）")


def test_a_folder_of_which_only_a_part_was_read_is_not_judged() -> None:
    assert _findings("编报绩效目标的项目8个。", ("projects/songjiang-2022",)) == []
