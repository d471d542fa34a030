from __future__ import annotations

import pytest

from ptgen.compare.changes import Changes
from ptgen.compare.guards import GuardError, guard, reasons
from tests.compare.making import PATH, changes
from tests.projects import PROJECT, with_budget


def broken(found: Changes, *texts: str) -> list[str]:
    return list(reasons(found, tuple(guard(text) for text in texts)))


def grown(new: str) -> Changes:
    return changes({PATH: PROJECT}, {PATH: PROJECT.replace("10万元", new)})


@pytest.mark.parametrize(
    ("text", "new", "said"),
    [
        ("growth>10%", "11万元", None),
        ("growth>10%", "110000.01元", "增加 10,000.01 元（10%），超过 10%"),
        ("增长＞10％", "12万元", "增加 20,000.00 元（20%），超过 10%"),
        ("growth>1万元", "11万元", None),
        ("growth>1万元", "110000.01元", "增加 10,000.01 元，超过 10,000.00 元"),
        ("growth>10000", "12万元", "超过 10,000.00 元"),
        ("growth > 0", "9万元", None),
    ],
)
def test_growth(text: str, new: str, said: str | None) -> None:
    found = broken(grown(new), text)
    if said is None:
        assert found == []
    else:
        assert len(found) == 1
        assert said in found[0]


def test_growth_from_nothing_is_over_any_share() -> None:
    assert broken(changes({}, {PATH: PROJECT}), "growth>1000%")


def test_a_share_is_of_all_projects_where_their_total_is_known() -> None:
    found = grown("12万元")
    one = found.totals
    whole = one.model_copy(
        update={
            "annual": one.annual.model_copy(
                update={
                    "old": 10 * (one.annual.old or 0),
                    "new": 9 * (one.annual.old or 0) + (one.annual.new or 0),
                }
            )
        }
    )
    assert guard("growth>10%").whole
    assert broken(found, "growth>10%")
    assert not broken(found.model_copy(update={"whole": whole}), "growth>10%")


def test_a_lowered_and_a_removed_indicator_are_named() -> None:
    lowered = PROJECT.replace("≥26台", "≥20台").replace(
        "      故障处理率: =100%\n", "      办结率: =100%\n"
    )
    (said,) = broken(changes({PATH: PROJECT}, {PATH: lowered}), "weaker")
    assert "设备运行与维护“维护设备数量”（≥26台 → ≥20台）" in said
    assert "“故障处理率”（删除）" in said
    raised = PROJECT.replace("≥26台", "≥30台")
    assert not broken(changes({PATH: PROJECT}, {PATH: raised}), "weaker", "指标降低")


def test_new_reserves_are_named_wherever_they_stand() -> None:
    plain = with_budget("- {名称: 机动, 测算: 1万元}\n")
    reserved = with_budget("- 名称: 其他\n  明细:\n    - {名称: 备用金, 测算: 1万元, 方式: 预留}\n")
    (said,) = broken(changes({PATH: plain}, {PATH: reserved}), "new-reserve")
    assert "“备用金”10,000.00 元" in said
    assert broken(changes({}, {PATH: reserved}), "new-reserve")
    turned = with_budget("- {名称: 机动, 测算: 1万元, 方式: 预留}\n")
    assert broken(changes({PATH: plain}, {PATH: turned}), "新增预留")
    more = turned.replace("1万元", "2万元")
    assert not broken(changes({PATH: turned}, {PATH: more}), "new-reserve")
    assert not broken(changes({PATH: reserved}, {}), "new-reserve")


@pytest.mark.parametrize(
    "text", ["", "growth", "growth>", "growth>很多", "growth<1%", "growth>-5", "x"]
)
def test_what_is_no_guard_is_refused_with_examples(text: str) -> None:
    with pytest.raises(GuardError, match="growth>10%"):
        guard(text)
