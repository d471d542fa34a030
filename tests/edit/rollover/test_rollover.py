from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.loader import Content
from ptgen.edit.rollover.rollover import RolloverError, roll_over
from tests.projects import PROJECT, UNIT, load_all, with_budget, write_project

SPLIT = "分年: {2022: 40%, 2023: 35%, 2024: 25%}"


def rolled(folder: Path, text: str, unit: str = UNIT, year: int = 2023) -> dict[str, str]:
    made = roll_over(write_project(folder, text, unit) / "unit", year)
    assert made.diagnostics == ()
    return dict(made.texts)


def budget_of(folder: Path, text: str, unit: str = UNIT, year: int = 2023) -> Budget:
    return content_of(folder, text, unit, year).budget


def content_of(folder: Path, text: str, unit: str = UNIT, year: int = 2023) -> Content:
    texts = rolled(folder / "old", text, unit, year)
    projects = write_project(folder / "new", texts["01.yaml"], texts["unit.yaml"])
    (loaded,) = load_all(projects)
    assert loaded.sound, loaded.diagnostics
    assert loaded.content is not None
    return loaded.content


def marks(text: str) -> list[str]:
    lines = text.split("\n")
    return [
        f"{line.strip().removeprefix('# 请核对：')} | {lines[at + 1].strip()}"
        for at, line in enumerate(lines)
        if line.strip().startswith("# 请核对：")
    ]


def test_a_remainder_of_one_year_becomes_an_item(tmp_path: Path) -> None:
    text = with_budget("- 名称: 延保\n  测算: 10.01元\n  分年: {2022: 50%, 2023: 50%}\n")
    (item,) = budget_of(tmp_path, text).items
    assert (item.name, item.amount, item.item.years) == ("延保", Decimal("5.00"), None)


def test_a_remainder_of_several_years_stays_split(tmp_path: Path) -> None:
    text = with_budget(f"- 名称: 延保\n  测算: 1000元\n  {SPLIT}\n  核定金额: 1000元\n")
    (item,) = budget_of(tmp_path, text).items
    assert item.years == ((2023, Decimal("350.00")), (2024, Decimal("250.00")))
    assert item.item.approved is None


def test_what_is_left_of_a_split_group_becomes_one_item(tmp_path: Path) -> None:
    text = with_budget(
        f"""\
        - 名称: 外包
          {SPLIT}
          核定金额: 90元
          明细:
            - {{名称: 甲, 测算: 33.33元, 备注: 按月}}
            - 名称: 乙
              测算: 66.68元
            - {{名称: 丙, 测算: 10元, 方式: 核减}}
        """
    )
    old = load_all(write_project(tmp_path / "before", text))[0].content
    assert old is not None
    due = tuple(part for part in old.budget.years if part[0] > 2022)
    (item,) = budget_of(tmp_path, text).items
    assert (item.name, item.items, item.years, item.approved) == ("外包", (), due, None)
    assert any(
        "各项明细没有带入" in mark for mark in marks(rolled(tmp_path / "a", text)["01.yaml"])
    )


def test_a_split_group_that_is_cut_stays_a_cut(tmp_path: Path) -> None:
    text = with_budget(
        """\
        - {名称: 设备, 测算: 9万元}
        - 名称: 压减
          方式: 核减
          分年: {2022: 1万元, 2023: 2万元}
          明细: [{名称: 甲, 测算: 3万元}]
        """
    )
    cut = budget_of(tmp_path, text).items[1]
    assert (cut.amount, cut.items) == (Decimal(-20000), ())


def test_what_is_paid_is_left_out_and_said(tmp_path: Path) -> None:
    text = with_budget(
        """\
        - {名称: 旧设备, 测算: 5万元, 分年: {2021: 50%, 2022: 50%}}
        - 名称: 维护
          测算: 1万元
        """
    )
    made = rolled(tmp_path, text)["01.yaml"]
    assert "没有分年的各项照抄自2022年 | 预算:" in marks(made)
    assert "“旧设备”到2022年已经付清，没有带入 | - 名称: 维护" in marks(made)
    assert "名称: 旧设备" not in made


def test_a_finished_project_is_left_out_of_the_folder_and_of_the_volume(tmp_path: Path) -> None:
    done = PROJECT.replace("测算: 10万元", "测算: 10万元\n    分年: {2022: 100%}")
    unit = UNIT + "汇编: {标题: 甲, 顺序: [02, 01]}\n"
    write_project(tmp_path, done.replace("项目名称: ", "项目名称: 第二个"), unit, "02")
    texts = rolled(tmp_path, PROJECT, unit)
    assert set(texts) == {"01.yaml", "unit.yaml"}
    assert "顺序: [01]" in texts["unit.yaml"]


def test_a_project_of_several_years_keeps_its_total_and_its_dates(tmp_path: Path) -> None:
    text = with_budget(
        f"""\
        - {{名称: 一次性设备, 测算: 300元}}
        - 名称: 扫描
          测算: 1000元
          {SPLIT}
        - {{名称: 已付, 测算: 50元, 分年: {{2021: 10元, 2022: 40元}}}}
        """
    )
    text = text.replace("2022-12-31", "2024-12-31") + "资金总额口径: 全周期\n"
    content = content_of(tmp_path, text)
    assert content.budget.total == 1350
    assert content.budget.annual == 350
    assert content.project.end is not None
    assert content.project.end.isoformat() == "2024-12-31"
    assert content.project.start is not None
    assert content.project.start.isoformat() == "2022-01-01"


def test_dates_of_the_unit_are_written_down_where_the_project_goes_on(tmp_path: Path) -> None:
    unit = UNIT + "计划开始日期: 2022-03-01\n计划完成日期: 2022-12-31\n"
    text = with_budget(f"- 名称: 扫描\n  测算: 1000元\n  {SPLIT}\n")
    text = text.replace("计划开始日期: 2022-01-01\n", "").replace("2022-12-31", "2024-06-30")
    content = content_of(tmp_path, text, unit)
    assert content.project.start is not None
    assert content.project.start.isoformat() == "2022-03-01"


@pytest.mark.parametrize(
    ("day", "moved"), [("2024-02-29", "2025-02-28"), ("2024-03-01", "2025-03-01")]
)
def test_days_are_moved(tmp_path: Path, day: str, moved: str) -> None:
    text = PROJECT.replace("2022-01-01", day).replace("2022-12-31", "2024-12-31")
    unit = UNIT.replace("2022\n", "2024\n", 1)
    assert f"计划开始日期: {moved}\n" in rolled(tmp_path, text, unit, 2025)["01.yaml"]


def test_what_belongs_to_the_old_year_is_taken_out_and_told(tmp_path: Path) -> None:
    text = PROJECT.replace("测算: 10万元", "测算: 10万元\n    核定金额: 9万元  # 批复")
    text = text.replace("预算:", "季度用款计划: [1万, 2万, 3万, 4万]\n预算:")
    text += (
        "资金来源: {上年结转资金: 1万元, 其他资金: {2022: 1万元, 2023: 2万元}}\n核定金额: 10万元\n"
    )
    made = rolled(tmp_path, text)["01.yaml"]
    assert "资金来源: {其他资金: {2022: 1万元, 2023: 2万元}}" in made
    told = " ".join(marks(made))
    for old in (
        "季度用款计划没有带入：[1万, 2万, 3万, 4万]",
        "核定金额9万元没有带入",
        "核定金额没有带入：10万元",
    ):
        assert old in told
    assert "\n核定金额:" not in made
    assert "上年结转资金: 1万元, 其他资金" in told


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2022年底前完成", "2022年"),
        ("二〇二二年底前完成", "2022年"),
        ("2022年至2023年", "2022年、2023年"),
        ("电话62022345，2021年、2024年", ""),
    ],
)
def test_years_in_sentences_are_marked_and_left(tmp_path: Path, written: str, years: str) -> None:
    text = PROJECT.replace("按工作需要立项。", written)
    made = rolled(tmp_path, text, year=2024)["01.yaml"]
    assert f"立项依据: {written}" in made
    told = [mark for mark in marks(made) if mark.endswith(f"立项依据: {written}")]
    assert told == ([f"文字里写着{years} | 立项依据: {written}"] if years else [])


def test_references_are_carried_as_they_are(tmp_path: Path) -> None:
    text = with_budget(
        """\
        - 名称: 甲
          测算: 100元
          分年: &split {2022: 50%, 2023: 50%}
        - 名称: 乙
          测算: 200元
          分年: *split
        """
    )
    budget = budget_of(tmp_path, text)
    assert budget.annual == 150
    assert any("引用" in mark for mark in marks(rolled(tmp_path / "b", text)["01.yaml"]))


SHARES = st.sampled_from(
    ["", "2022: 100%", "2022: 30%, 2023: 70%", "2021: 20%, 2022: 80%", "2023: 100%",
     "2022: 33%, 2023: 33%, 2024: 34%", "2021: 10%, 2024: 90%"]
)  # fmt: skip
FEN = st.integers(1, 10_000_000)


@st.composite
def items(draw: st.DrawFn, depth: int = 0, *, split: bool = True) -> list[str]:
    lines = []
    for index in range(draw(st.integers(1, 3))):
        years = draw(SHARES) if split else ""
        share = f"{{{years}}}" if years else ""
        group = depth < 2 and draw(st.booleans())
        name = f"{'甲乙丙'[index]}{depth}"
        if group:
            lines.append(f"- 名称: {name}")
            lines.extend([f"  分年: {share}"] if share else [])
            lines.append("  明细:")
            inner = draw(items(depth + 1, split=split and not share))
            lines.extend(f"    {line}" for line in inner)
        else:
            amount = f"{Decimal(draw(FEN)) / 100}元"
            if draw(st.booleans()):
                tail = f", 分年: {share}" if share else ""
                lines.append(f"- {{名称: {name}, 测算: {amount}{tail}}}")
            else:
                lines.extend([f"- 名称: {name}", f"  测算: {amount}"])
                lines.extend([f"  分年: {share}"] if share else [])
    return lines


def expected(budget: Budget) -> Decimal:
    """What the old budget leaves for 2023: copied where it is not split, else the share."""

    def of(item: ItemAmount) -> Decimal:
        if item.item.years is not None:
            return dict(item.years).get(2023, Decimal(0))
        return sum(map(of, item.items), Decimal(0)) if item.items else item.amount

    return sum(map(of, budget.items), Decimal(0))


@pytest.mark.unmeasured
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(items())
def test_the_new_year_has_to_the_cent_what_the_old_one_left(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("rollover")
    text = with_budget("\n".join(lines) + "\n")
    (old,) = load_all(write_project(folder / "before", text))
    assert old.content is not None
    if not old.sound:
        return
    try:
        new = budget_of(folder, text)
    except RolloverError:
        assert expected(old.content.budget) == 0
        return
    assert new.annual == expected(old.content.budget)
    assert all(year >= 2023 for item in new.walk() for year, _ in item.years)


def test_codes_procurement_and_grounds_come_along(tmp_path: Path) -> None:
    keys = "  经济分类: 30227\n  政府采购: 是\n  标准依据: 二类\n"
    text = with_budget(
        f"- 名称: 延保\n  测算: 1000元\n  {SPLIT}\n{keys}- 名称: 租用\n  测算: 1元\n{keys}"
    )
    for item in budget_of(tmp_path, f"{text}明细必填: [经济分类]\n").items:
        own = item.item
        assert (own.code, own.procurement, own.standard) == ("30227", True, "二类")
