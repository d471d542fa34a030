"""A project holds what a document can show; one more is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ptgen.core.model.fields import Declared
from ptgen.core.model.read import read_project
from ptgen.core.source.parse import read

HEAD = "项目名称: 甲\n年度: 2022\n版式: shanghai-district-2022\n"


def found(text: str) -> list[str]:
    source = read((HEAD + text).encode(), "a.yaml")
    assert source.root is not None, source.diagnostics
    return [one.message for one in read_project(source.root, Declared())[1] if one.code == "PT005"]


def items(count: int) -> str:
    return "预算:\n" + "".join(f"  - {{名称: 第{at}项, 测算: 1元}}\n" for at in range(count))


def indicators(count: int) -> str:
    lines = "".join(f"      第{at}个: ≥1台\n" for at in range(count))
    return f"{items(1)}绩效指标:\n  产出指标:\n    数量指标:\n{lines}"


def paragraphs(count: int) -> str:
    return items(1) + "项目总目标: 甲\n项目概述: |\n" + "  乙\n" * (count - 1)


def letters(count: int) -> str:
    keys = ("项目总目标", "项目概述", "立项依据", "实施方案", "实施周期", "绩效目标")
    last = f"年度总体目标: {'乙' * (count - 49_000 * len(keys))}\n"
    return items(1) + "".join(f"{key}: {'甲' * 49_000}\n" for key in keys) + last


@pytest.mark.parametrize(
    ("made", "most", "told"),
    [
        (items, 1000, "预算有 1001 项，超过 1000 项"),
        (indicators, 1000, "绩效指标有 1001 个，超过 1000 个"),
        (paragraphs, 3000, "正文有 3001 段，超过 3000 段"),
        (letters, 300_000, "正文有 300001 个字，超过 300000 个字"),
    ],
)
def test_one_more_than_the_most_is_told(made: Callable[[int], str], most: int, told: str) -> None:
    assert found(made(most)) == []
    assert found(made(most + 1)) == [told]


def test_items_of_groups_count_too() -> None:
    group = "预算:\n  - 名称: 组\n    明细:\n" + items(1000).partition("\n")[2].replace(
        "  -", "      -"
    )
    assert found(group) == ["预算有 1001 项，超过 1000 项"]
