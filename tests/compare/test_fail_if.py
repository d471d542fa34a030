from __future__ import annotations

import pytest

from ptgen.compare.compare import compare_pairs, read_pairs
from ptgen.compare.fail_if import ConditionError, condition, reasons, undecidable
from ptgen.compare.snapshot import Snapshot
from ptgen.compare.whole import read_whole
from ptgen.core.loader import ProjectFile
from tests.compare.making import PATH, Texts
from tests.projects import PROJECT, UNIT, with_budget

Files = dict[str, str]


def snapshot(files: Files) -> Snapshot:
    """A state of projects, and of their units, in the year that their folder's name has."""
    projects, texts = {}, dict(files)
    for path in files:
        folder, _, name = path.removeprefix("projects/").rpartition("/")
        projects[path] = ProjectFile(path, folder, name.removesuffix(".yaml"))
        texts.setdefault(projects[path].unit_path, unit_of(folder))
    return Snapshot("版本", Texts(texts), projects, texts)


def unit_of(folder: str) -> str:
    year = folder.rpartition("-")[2]
    return UNIT.replace("年度: 2022", f"年度: {year}") if year.isdecimal() else UNIT


def broken(old: Files, new: Files, *texts: str) -> list[str]:
    """What a condition says of two states, read as ``ptgen diff`` reads them."""
    before, after = snapshot(old), snapshot(new)
    pairs = read_pairs(before, after)
    changes = compare_pairs(before, after, pairs)
    whole = read_whole(before, after, pairs)
    conditions = tuple(condition(text) for text in texts)
    broken = (*reasons(changes, whole.growth, conditions), *undecidable(changes, whole.unread))
    return [str(one) for one in broken]


def costing(amount: str, years: str = "") -> str:
    """The project with one item, perhaps split over years."""
    split = f", 分年: {years}" if years else ""
    return with_budget(f"- {{名称: 热线设备维护, 测算: {amount}{split}}}\n")


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
    found = broken({PATH: PROJECT}, {PATH: PROJECT.replace("10万元", new)}, text)
    if said is None:
        assert found == []
    else:
        assert len(found) == 1
        assert said in found[0]


def test_growth_from_nothing_is_over_any_share() -> None:
    assert broken({}, {PATH: PROJECT}, "growth>1000%")


def test_a_share_is_of_all_projects() -> None:
    others = {f"projects/unit/{stem}.yaml": PROJECT.replace("运行", stem) for stem in ("02", "03")}
    more = PROJECT.replace("10万元", "12万元")
    assert broken({PATH: PROJECT}, {PATH: more}, "growth>10%")
    assert not broken({PATH: PROJECT, **others}, {PATH: more, **others}, "growth>10%")


@pytest.mark.parametrize("text", ["growth>10%", "growth>1万元"])
def test_money_of_later_years_is_money(text: str) -> None:
    old = {PATH: costing("20万元", "{2022: 50%, 2023: 50%}")}
    new = {PATH: costing("100万元", "{2022: 10%, 2023: 90%}")}
    (said,) = broken(old, new, text)
    assert "各年合计从 200,000.00 元增加 800,000.00 元" in said
    assert "年度资金申请总额" not in said


def test_the_year_meets_a_condition_though_all_years_do_not() -> None:
    old = {PATH: costing("100万元", "{2022: 10%, 2023: 90%}")}
    new = {PATH: costing("100万元", "{2022: 20%, 2023: 80%}")}
    (said,) = broken(old, new, "growth>10%")
    assert "年度资金申请总额从 100,000.00 元增加 100,000.00 元（100%）" in said
    assert "各年合计" not in said


def test_a_new_year_is_compared_with_the_one_before() -> None:
    last = {"projects/u-2022/01.yaml": PROJECT}
    carried = PROJECT.replace("2022-", "2023-")
    this = {"projects/u-2023/01.yaml": carried.replace("10万元", "10.5万元")}
    assert not broken(last, {**last, **this}, "growth>10%", "growth>1万元")
    this = {"projects/u-2023/01.yaml": carried.replace("10万元", "12万元")}
    (said,) = broken(last, {**last, **this}, "growth>10%")
    assert "2023年度的年度资金申请总额比2022年度的 100,000.00 元增加 20,000.00 元（20%）" in said
    # The new folder in place of the old one.
    assert broken(last, this, "growth>10%")


def test_a_project_that_moves_to_another_year_is_compared_with_itself() -> None:
    stays = {
        "projects/u-2022/02.yaml": PROJECT.replace("运行", "保养").replace("10万元", "900万元")
    }
    moved = PROJECT.replace("2022-", "2023-").replace("10万元", "50万元")
    (said,) = broken({PATH: PROJECT, **stays}, {PATH: f"年度: 2023\n{moved}", **stays}, "增长>10%")
    assert "2023年度的年度资金申请总额从 100,000.00 元增加 400,000.00 元" in said


def test_years_side_by_side_are_each_judged_alone() -> None:
    last = {"projects/u-2022/01.yaml": PROJECT.replace("10万元", "1000万元")}
    this = {"projects/u-2023/01.yaml": PROJECT.replace("2022-", "2023-")}
    more = {"projects/u-2023/01.yaml": this["projects/u-2023/01.yaml"].replace("10万元", "20万元")}
    (said,) = broken({**last, **this}, {**last, **more}, "growth>10%")
    assert "2023年度的年度资金申请总额从 100,000.00 元增加 100,000.00 元（100%）" in said


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_side_that_cannot_be_read_is_told_with_its_place(side: str) -> None:
    wrong, right = {PATH: PROJECT.replace("10万元", "约10万元")}, {PATH: PROJECT}
    old, new = (wrong, right) if side == "old" else (right, wrong)
    (said,) = broken(old, new, "growth>10%")
    assert said.startswith("版本里读不了，无法判断：")
    assert said.endswith(f"（{PATH}:11）")


def test_a_lowered_and_a_removed_indicator_are_named() -> None:
    lowered = PROJECT.replace("≥26台", "≥20台").replace(
        "      故障处理率: =100%\n", "      办结率: =100%\n"
    )
    number, solved = broken({PATH: PROJECT}, {PATH: lowered}, "weaker")
    line = lowered[: lowered.index("维护设备数量")].count("\n") + 1
    assert (
        f"设备运行与维护“维护设备数量”（≥26台 → ≥20台）（{PATH}:{line})".replace(")", "）")
        in number
    )
    assert "“故障处理率”（删除）" in solved
    raised = PROJECT.replace("≥26台", "≥30台")
    assert not broken({PATH: PROJECT}, {PATH: raised}, "weaker", "指标降低")


def test_new_reserves_are_named_wherever_they_stand() -> None:
    plain = with_budget("- {名称: 机动, 测算: 1万元}\n")
    reserved = with_budget("- 名称: 其他\n  明细:\n    - {名称: 备用金, 测算: 1万元, 方式: 预留}\n")
    (said,) = broken({PATH: plain}, {PATH: reserved}, "new-reserve")
    assert "“备用金”10,000.00 元" in said
    assert broken({}, {PATH: reserved}, "new-reserve")
    for years, amount in (
        ("2022: 100%", "10,000.00"),
        ("2022: 50%, 2023: 50%", "各年合计 10,000.00"),
    ):
        split = plain.replace("1万元", f"1万元, 方式: 预留, 分年: {{{years}}}")
        (said,) = broken({PATH: plain}, {PATH: split}, "new-reserve")
        assert f"“机动”{amount} 元" in said
    turned = with_budget("- {名称: 机动, 测算: 1万元, 方式: 预留}\n")
    assert broken({PATH: plain}, {PATH: turned}, "新增预留")
    more = turned.replace("1万元", "2万元")
    assert not broken({PATH: turned}, {PATH: more}, "new-reserve")
    assert not broken({PATH: reserved}, {}, "new-reserve")


@pytest.mark.parametrize(
    "text", ["", "growth", "growth>", "growth>很多", "growth<1%", "growth>-5", "x"]
)
def test_what_is_no_condition_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ConditionError, match="growth>10%"):
        condition(text)
