"""What can still be looked at of a file that is not a project."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.core.model.project import Project
from ptgen.core.model.recovery import recover
from ptgen.core.source.nodes import Mapping
from ptgen.core.source.parse import read

GOOD = """\
项目名称: 设备运行
年度: 2022
版式: x
预算:
  - {名称: 甲, 测算: 1元}
  - {名称: 乙, 测算: 2元, 方式: 估算}
"""


def saved(text: str) -> tuple[Project, Mapping, frozenset[str]] | None:
    root = read(text.encode(), "a.yaml").root
    assert root is not None
    return recover(root)


def items(text: str) -> list[tuple[str, str | None]]:
    made = saved(text)
    assert made is not None
    return [(item.name, item.formula) for item in made[0].budget]


def test_a_sound_project_is_whole() -> None:
    made = saved(GOOD)
    assert made is not None
    assert made[2] == frozenset()
    assert items(GOOD) == [("甲", "1元"), ("乙", "2元")]


@pytest.mark.parametrize(
    ("old", "new", "left", "lost"),
    [
        ("方式: 估算", "方式: 随便", [("甲", "1元"), ("乙", "2元")], "预算"),
        ("方式: 估算", "法式: 随便", [("甲", "1元"), ("乙", "2元")], "预算"),
        ("测算: 1元", "测算: [1元]", [("乙", "2元")], "预算"),
        ("名称: 甲", "名秤: 甲", [("—", "1元"), ("乙", "2元")], "预算"),
        ("{名称: 甲, 测算: 1元}", "甲", [("乙", "2元")], "预算"),
        ("年度: 2022", "年度: 二〇二二", [("甲", "1元"), ("乙", "2元")], "年度"),
        ("年度: 2022\n", "", [("甲", "1元"), ("乙", "2元")], "年度"),
        ("项目名称: 设备运行\n", "", [("甲", "1元"), ("乙", "2元")], "项目名称"),
        ("预算:", "实施方案: []\n预算:", [("甲", "1元"), ("乙", "2元")], "实施方案"),
    ],
)
def test_only_what_is_wrong_is_lost(
    old: str, new: str, left: list[tuple[str, str]], lost: str
) -> None:
    made = saved(GOOD.replace(old, new))
    assert made is not None
    assert made[2] == {lost}
    assert items(GOOD.replace(old, new)) == left


def test_a_budget_of_which_nothing_is_sound_is_a_stand_in() -> None:
    assert items("项目名称: 甲\n预算: 5万\n") == [("—", "1")]
    assert items("") == [("—", "1")]


keys = st.sampled_from(
    ["项目名称", "年度", "预算", "名称", "测算", "明细", "分年", "绩效指标", "资金来源"]
)
values = st.recursive(
    st.none() | st.sampled_from(["2022", "1元", "甲", "50%"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=6))
def test_anything_is_recovered_or_given_up(tree: dict[str, object]) -> None:
    text = repr(tree).replace("None", "~")
    made = saved(text)
    if made is not None:
        assert made[0].budget
