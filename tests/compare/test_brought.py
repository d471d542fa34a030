"""What of the findings a change brings, and what was there before."""

from __future__ import annotations

from pathlib import Path

from ptgen.check.settings import Settings
from ptgen.compare.brought import brought
from ptgen.compare.compare import read_pairs
from ptgen.compare.snapshot import folder_snapshot
from ptgen.core.diagnostics import Standing
from tests.compare.making import PATH
from tests.compare.test_fail_if import Files, snapshot
from tests.projects import PROJECT, UNIT, write_project

WORDS = PROJECT.replace("维护设备数量: ≥26台", "维护设备数量: 若干")
BRACKET = PROJECT.replace("按季度结算。", "按季度结算（分两次。")


def found(old: Files, new: Files) -> list[tuple[str, str, int, Standing]]:
    before, after = snapshot(old), snapshot(new)
    told = brought(before, after, read_pairs(before, after), Settings())
    return [(one.code, one.span.path, one.span.line, one.standing) for one in told]


def line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_what_the_change_brings_is_told_with_its_line() -> None:
    (one,) = found({PATH: PROJECT}, {PATH: BRACKET})
    assert one[1:] == (PATH, line(BRACKET, "按季度结算（"), Standing.OPEN)


def test_what_was_there_is_not_told_wherever_its_line_is_now() -> None:
    assert found({PATH: BRACKET}, {PATH: PROJECT}) == []
    further = "# 说明\n\n" + BRACKET.replace("10万元", "12万元")
    assert found({PATH: BRACKET}, {PATH: further}) == []
    # Nor in a file with another name.
    assert found({PATH: BRACKET}, {"projects/unit/02.yaml": further}) == []


def test_the_same_fault_once_more_is_new() -> None:
    twice = BRACKET.replace("  - 按季度结算（分两次。\n", "  - 按季度结算（分两次。\n" * 2)
    assert [one[2] for one in found({PATH: BRACKET}, {PATH: twice})] == [
        line(twice, "按季度结算（") + 1
    ]


def test_what_a_comment_silences_from_now_on_is_told() -> None:
    (code, *_) = found({}, {PATH: BRACKET})[0]
    hushed = BRACKET.replace("（分两次。", f"（分两次。  # ptgen: ignore {code} 原文如此")
    (one,) = found({PATH: BRACKET}, {PATH: hushed})
    assert one[0] == code
    assert one[3] is Standing.IGNORED
    assert found({PATH: hushed}, {PATH: "# 说明\n" + hushed}) == []
    # Without the comment it is open again.
    assert [one[3] for one in found({PATH: hushed}, {PATH: BRACKET})] == [Standing.OPEN]


def test_a_name_that_an_unchanged_project_has_is_told() -> None:
    other = "projects/unit/02.yaml"
    told = {one[:2] for one in found({PATH: PROJECT}, {PATH: PROJECT, other: PROJECT})}
    assert told == {("PT107", PATH), ("PT107", other)}
    renamed = PROJECT.replace("名称: 设备", "名称: 机房", 1)
    both = {PATH: PROJECT, other: renamed}
    told = {one[:2] for one in found(both, {PATH: PROJECT, other: PROJECT})}
    assert told == {("PT107", PATH), ("PT107", other)}


def test_a_volume_is_looked_at_with_its_unchanged_projects(tmp_path: Path) -> None:
    unit = f"{UNIT}汇编: {{标题: 甲}}\n"
    sides = []
    for name, year in (("旧", 2022), ("新", 2023)):
        moved = PROJECT.replace("2022-", f"{year}-") + f"年度: {year}\n"
        write_project(tmp_path / name, moved, unit)
        write_project(tmp_path / name, PROJECT.replace("名称: 设备", "名称: 机房", 1), unit, "02")
        sides.append(folder_snapshot(tmp_path / name))
    old, new = sides
    told = brought(old, new, read_pairs(old, new), Settings())
    assert "PT214" in {one.code for one in told}


def test_an_amount_in_the_message_makes_no_finding_new() -> None:
    rough = PROJECT.replace("测算: 10万元", "测算: 10万元\n    方式: 估算")
    assert [one[0] for one in found({PATH: PROJECT}, {PATH: rough})] == ["PT211"]
    assert found({PATH: rough}, {PATH: rough.replace("10万元", "12万元")}) == []
