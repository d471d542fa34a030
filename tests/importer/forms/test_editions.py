"""Any project of any edition, drawn as a form and read back, is the same project."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ptgen.importer.forms.vocabulary.labels import vocabulary
from ptgen.importer.reading import FormReading
from ptgen.read.document import SourceDocument
from ptgen.view.form import form_of
from tests.importer.forms.making import (
    EXAMPLES,
    Json,
    built_in,
    doubts,
    drawn,
    editions,
    example,
    fit,
    indicators,
    project_of,
    read,
    written,
)

GROUPS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)
MORE: dict[str, dict[str, Json]] = {
    "shanghai-district-2022": {"项目类别": "一次性项目"},
    "shanghai-district-2023": {"项目类别": "其他运转类", "项目性质": "阶段性项目"},
    "shanghai-district-2026": {"项目类别": "人员类", "项目性质": "经常性项目"},
    "national-weighted": {"项目属性": "延续项目"},
}
NAMES = st.text(
    "设备运维培训网络数据中心（）“”、，-·1A区一二三：＋%", min_size=1, max_size=24
).filter(lambda text: not set(text) <= set("一二三、（）()-·1A%，：＋"))
TEXTS = st.lists(NAMES, min_size=1, max_size=4).map(
    lambda lines: "\n".join(f"{one}。" for one in lines)
)
VALUES = st.sampled_from(
    [
        "≥85%",
        "=100%",
        "≤1.5天",
        ">3次",
        "<20元/人",
        "=2-3人",
        "规范",
        "不低于上年",
        "0起",
        "1600人、200人",
    ]
)
INDICATORS = st.dictionaries(
    NAMES, st.tuples(st.sampled_from(GROUPS), VALUES), min_size=1, max_size=9
)
AMOUNTS = st.integers(1, 10**8).map(lambda hundreds: hundreds * 100)


@st.composite
def projects(draw: st.DrawFn, edition: str) -> dict[str, Json]:
    whole = draw(AMOUNTS)
    other, carried = (draw(st.integers(0, whole // 300)) * 100 for _ in range(2))
    tree: dict[str, Json] = {}
    found = draw(INDICATORS)
    for group in GROUPS:
        for name, (own, value) in found.items():
            if own == group:
                outer = tree.setdefault(group[0], {})
                assert isinstance(outer, dict)
                inner = outer.setdefault(group[1], {})
                assert isinstance(inner, dict)
                weighted: Json = {"指标值": value, "权重": "10"}
                inner[name] = weighted if edition == "national-weighted" else value
    day = draw(st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 6, 30)))
    return {
        "年度": "2024",
        "项目名称": draw(NAMES),
        "主管部门": draw(NAMES),
        "实施单位": draw(NAMES),
        "计划开始日期": day.isoformat(),
        "计划完成日期": "2024-12-31",
        "预算": [{"名称": "经费", "测算": f"{whole}元"}],
        "资金来源": {"其他资金": f"{other}元", "上年结转资金": f"{carried}元"},
        "项目总目标": draw(TEXTS),
        "年度总体目标": draw(TEXTS),
        "绩效指标": tree,
        **MORE[edition],
    }


@pytest.mark.unmeasured
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("edition", sorted(MORE))
def test_what_is_drawn_is_read(edition: str, data: st.DataObject) -> None:
    keys = data.draw(projects(edition))
    content = project_of(edition, keys)
    form = form_of(content)
    source = drawn(form)
    found = read(source)
    assert (found.layout, found.own_layout, found.unplaced) == (edition, "", ()), found.reasons
    assert len(set(fit(found))) == 1
    got = written(found)
    years_only = edition == "national-weighted"
    for key in ("项目名称", "主管部门", "实施单位", *MORE[edition], "项目总目标", "年度总体目标"):
        assert got.get(key, keys[key]) == keys[key]
    assert got["计划完成日期"] == "2024-12-31"
    assert years_only or got["计划开始日期"] == keys["计划开始日期"]
    assert list(doubts(found)) == (["表上只有年份"] * 2 if years_only else [])
    budget = content.budget
    amounts = {one.key: one.amount for one in found.fields if one.amount is not None}
    assert amounts["年度资金申请总额"] == budget.annual
    assert amounts["其他资金"] == budget.other
    assert amounts.get("上年结转资金", budget.carried_over) == budget.carried_over
    assert indicators(found) == [
        (one.level1, one.level2, one.name, one.target.text) for one in content.project.indicators
    ]
    assert_nothing_is_lost(source, found, edition)


def assert_nothing_is_lost(source: SourceDocument, found: FormReading, edition: str) -> None:
    """Each cell with a text is a label of the edition, a value, or told to have no place."""
    known = vocabulary(edition, built_in()[edition])
    values = {one.value.place for one in (*found.fields, *found.goals)}
    values |= {one.name.place for one in found.indicators}
    values |= {value.value.place for one in found.indicators for value in one.values}
    groups = {level for one in found.indicators for level in one.levels}
    split = {"≥", "≤", "＝", "＞", "＜", "定性"}
    units = {one.value.text for row in found.indicators for one in row.values}
    for block in source.blocks:
        for cell in getattr(block, "cells", ()):
            text = "".join(cell.text.split())
            there = (
                not text
                or cell.place in values
                or known.known(cell.text) is not None
                or text in groups | split
                or any(unit.endswith(text) for unit in units)
                or text in (found.title, f"（{found.year}年度）")
            )
            assert there, cell


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_editions_of_others_are_read(name: str, tmp_path: Path) -> None:
    """The examples of the documentation, known to the reader."""
    content = example(tmp_path, name)
    found = read(drawn(form_of(content)), editions(tmp_path / "projects"))
    assert (found.layout, found.own_layout, found.unplaced) == (name, "", ())
    got = written(found)
    for key, text in content.project.further.items():
        if key in got and isinstance(text, str):
            unit = content.layout.fields[key].unit
            assert got[key].removesuffix(unit).removesuffix(".00") == text.removesuffix(unit)
    if found.indicators:
        assert indicators(found) == [
            (one.level1, one.level2, one.name, one.target.text)
            for one in content.project.indicators
        ]
    rows = [one.name.text for one in found.items if not one.total]
    lines = list(content.budget.walk())
    assert rows in (
        [],
        [one.name for one in content.budget.items],
        [one.name for one in lines if not one.items],
    )
    amounts = {one.key: one.amount for one in found.fields}
    assert amounts.get("年度资金申请总额", content.budget.annual) == content.budget.annual
    sums = [
        one.amount
        for row in found.items
        if not row.total
        for one in row.values
        if one.key == "本年申请"
    ]
    assert not sums or sum(filter(None, sums)) == content.budget.annual
