from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ptgen.core.filesystem import discover, disk_files
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.loader import Content, Loader, ProjectFile
from ptgen.edit.formatter.run import declared_keys, formatted
from ptgen.edit.formatter.spelling import canonical
from tests.projects import PROJECT, UNIT, load_all, write_project

ROOT = Path(__file__).parents[3]
FILES = disk_files([ROOT / "projects"])
DECLARED = declared_keys(FILES)
EXAMPLES, _ = discover([ROOT / "projects"])
FILE = ProjectFile("a.yaml", "unit", "a")


def fmt(text: str) -> str:
    result = formatted(text, FILE, FILES, DECLARED)
    assert result.diagnostics == ()
    return result.text


def dedented(text: str) -> str:
    return textwrap.dedent(text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            '绩效指标: {产出指标: {数量指标: {台数: ">=26台"}}}',
            "绩效指标: {产出指标: {数量指标: {台数: ≥26台}}}",
        ),
        ("绩效指标: {a: {b: {c: ＝１００％}}}", "绩效指标: {a: {b: {c: =100%}}}"),
        ('绩效指标: {a: {b: {c: {指标值: "<=5%"}}}}', "绩效指标: {a: {b: {c: {指标值: ≤5%}}}}"),
        ("绩效指标: {a: {b: {c: 100.00(%)}}}", "绩效指标: {a: {b: {c: 100.00(%)}}}"),
        ("绩效指标: {a: {b: {c: 规范}}}", "绩效指标: {a: {b: {c: 规范}}}"),
        ("核定金额: ３４次  *２０００元／场", "核定金额: 34次 * 2000元/场"),
        ("资金来源: {其他资金: １万}", "资金来源: {其他资金: 1万}"),
        ("项目名称: '甲'", "项目名称: 甲"),
        ('项目名称: "甲: 乙"', '项目名称: "甲: 乙"'),
        ("项目名称: '2022'", '项目名称: "2022"'),
        ('"项目名称": 甲', "项目名称: 甲"),
        ("'项目名称': 甲", "项目名称: 甲"),
        ("绩效指标: {a: {b: {'2022': 好}}}", '绩效指标: {a: {b: {"2022": 好}}}'),
        ("核定金额: 8 万 元*2", "核定金额: 8万元*2"),
        ("核定金额: (1 万+2万 ) * 50 %", "核定金额: (1万 + 2万) * 50%"),
        ("核定金额: 10元  / 3", "核定金额: 10元 / 3"),
        ("核定金额: 3 元 / 年*2年", "核定金额: 3元/年*2年"),
        ("核定金额: 看 不懂", "核定金额: 看 不懂"),
        ("项目名称: '甲、乙'  # 注", "项目名称: 甲、乙  # 注"),
        ('项目概述: "一。\\n二。"', "项目概述: |\n  一。\n  二。"),
        ('项目概述: "一。\\n二。"  # 注', "项目概述: |  # 注\n  一。\n  二。"),
        ("项目名称: 甲   \n\n\n年度: 2022\n\n", "项目名称: 甲\n\n年度: 2022"),
        ("年度: 2022\n项目名称: 甲\r\n实施单位: 乙\n", "项目名称: 甲\n年度: 2022\n实施单位: 乙"),
    ],
)
def test_values_are_spelled_one_way(written: str, expected: str) -> None:
    assert fmt(written) == expected + "\n"


def test_line_ends_of_windows_stay() -> None:
    written = "年度: 2022\r\n项目名称: '甲'\r\n\r\n\r\n项目概述: |\r\n  一。\r\n  二。"
    once = fmt(written)
    assert once == "项目名称: 甲\r\n年度: 2022\r\n\r\n项目概述: |\r\n  一。\r\n  二。\r\n"
    assert fmt(once) == once


def test_keys_come_in_order_with_the_comments_above_them() -> None:
    written = """\
        # 文件说明

        预算:
          # 只有一项
          - 测算: 5万  # 含税
            名称: 甲
        # 单位
        实施单位: 某中心
        项目名称: 乙
        项目概述: 丙
        """
    assert fmt(dedented(written)) == dedented(
        """\
        # 文件说明

        项目名称: 乙
        # 单位
        实施单位: 某中心

        项目概述: 丙

        预算:
          # 只有一项
          - 名称: 甲
            测算: 5万  # 含税
        """
    )


def test_items_are_ordered_at_any_depth_and_blocks_stay() -> None:
    written = """\
        预算:
          - 明细:
              - 说明: |
                  第一段

                  第二段
                测算: 5万
                名称: 甲
            名称: 组
        """
    assert fmt(dedented(written)) == dedented(
        """\
        预算:
          - 名称: 组
            明细:
              - 名称: 甲
                测算: 5万
                说明: |
                  第一段

                  第二段
        """
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "预算: [{测算: 5万, 名称: 甲}]",
            "预算: [{名称: 甲, 测算: 5万}]",
        ),
        (
            "预算: [{明细: [{测算: 5万, 名称: 乙}], 名称: 甲}]",
            "预算: [{名称: 甲, 明细: [{名称: 乙, 测算: 5万}]}]",
        ),
        (
            "绩效指标: {a: {b: {c: {权重: 5, 指标值: ≥1台}}}}",
            "绩效指标: {a: {b: {c: {指标值: ≥1台, 权重: 5}}}}",
        ),
        (
            "资金来源: {其他资金: 1万, 上年结转资金: 2万}",
            "资金来源: {上年结转资金: 2万, 其他资金: 1万}",
        ),
        ("PDF附件: 是\nPDF格式: pdf/a-3u", "PDF格式: pdf/a-3u\nPDF附件: 是"),
        ("汇编:\n  开篇: 乙\n  标题: 甲  # 丙", "汇编:\n  标题: 甲  # 丙\n  开篇: 乙"),
        ("预算: [{测算: 5万,\n  名称: 甲}]", "预算: [{测算: 5万,\n  名称: 甲}]"),
    ],
)
def test_keys_inside_come_in_order(written: str, expected: str) -> None:
    assert fmt(written) == expected + "\n"


def test_comments_inside_an_item_move_with_the_key_below_them() -> None:
    written = """\
        预算:
          # 第一项
          - 说明: 丙
            # 按合同
            测算: 5万  # 含税
            # 全称
            名称: 甲
            # 最后
          - 测算: 6万
            # 乙的名称
            名称: 乙
        """
    made = fmt(dedented(written))
    assert made == dedented(
        """\
        预算:
          # 第一项
            # 全称
          - 名称: 甲
            # 按合同
            测算: 5万  # 含税
            说明: 丙
            # 最后
            # 乙的名称
          - 名称: 乙
            测算: 6万
        """
    )
    assert fmt(made) == made


def test_a_file_that_cannot_be_read_is_left_alone_and_told() -> None:
    result = formatted("项目名称：甲\n", FILE, FILES, DECLARED)
    assert result.text == "项目名称：甲\n"
    assert [one.code for one in result.diagnostics] == ["PT001"]


@pytest.mark.parametrize("text", ["", "\n", "# 还没有写\n"])
def test_a_file_without_keys_stays(text: str) -> None:
    assert fmt(text).strip() == text.strip()


def meaning(content: Content) -> tuple[object, ...]:
    """What is computed and printed, whatever the spelling of signs and digits."""
    project, budget = content.project, content.budget
    items = [(item.name, item.amount, item.years, item.item.method) for item in budget.walk()]
    targets = [
        (one.level1, one.level2, one.name, one.target.operator, one.target.numbers, one.target.unit)
        for one in project.indicators
    ]
    fields = (
        project.name,
        project.year,
        project.start,
        project.end,
        tuple(project.further.items()),
    )
    amounts = (budget.total, budget.annual, budget.all_years, budget.approved, budget.appropriation)
    return (fields, amounts, items, targets, project.proses, project.total_goal)


def test_meaning_sees_a_changed_amount(tmp_path: Path) -> None:
    one = load_all(write_project(tmp_path / "a", PROJECT))[0].content
    other = load_all(write_project(tmp_path / "b", PROJECT.replace("10万元", "11万元")))[0].content
    assert one is not None
    assert other is not None
    assert meaning(one) == meaning(one)
    assert meaning(one) != meaning(other)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.key)
def test_the_examples_are_canonical(file: ProjectFile) -> None:
    text = Path(file.path).read_text("utf-8")
    assert formatted(text, file, FILES, DECLARED).text == text


chunks = PROJECT.strip("\n").split("\n")
TOP = [index for index, line in enumerate(chunks) if not line.startswith(" ")]
PARTS = [
    "\n".join(chunks[start:end]) for start, end in zip(TOP, [*TOP[1:], len(chunks)], strict=True)
]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(PARTS), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_any_spelling_keeps_its_meaning_and_is_settled_at_once(
    tmp_path: Path, parts: list[str], ascii_signs: bool, wide: bool, gaps: bool, notes: bool
) -> None:
    text = ("\n\n\n" if gaps else "\n").join(parts) + "\n"
    if ascii_signs:
        text = text.replace("≥26台", '">=26台"').replace("≥85%", "'>=85%'")
    if wide:
        text = text.replace("10万元", "１０万元").replace("=100%", "＝１００％")
    if notes:
        text = text.replace("预算:", "# 注一\n预算:  # 注二")
    projects = write_project(tmp_path, text)
    path = projects / "unit" / "01.yaml"
    files = disk_files([projects])
    (file,), _ = discover([path])
    (before,) = load_all(projects)
    result = formatted(text, file, files, DECLARED)
    path.write_text(result.text, "utf-8")
    (after,) = load_all(projects)
    assert before.content is not None
    assert after.content is not None
    assert meaning(after.content) == meaning(before.content)
    assert formatted(result.text, file, files, DECLARED).text == result.text
    assert [note in result.text for note in ("# 注一", "# 注二")] == [notes, notes]


def test_units_are_formatted_too() -> None:
    unit = ProjectFile("projects/unit/unit.yaml", "unit", "unit")
    text = "汇编: {标题: 甲}\nPDF附件: 是\nPDF格式: pdf/a-3u\n" + UNIT
    made = formatted(text, unit, FILES, DECLARED).text
    assert made.endswith("\n\nPDF格式: pdf/a-3u\nPDF附件: 是\n\n汇编: {标题: 甲}\n")
    assert made.index("年度") < made.index("PDF格式")


def test_loading_does_not_see_the_disk(tmp_path: Path) -> None:
    projects = write_project(tmp_path, PROJECT)
    (file,), _ = discover([projects])
    text = PROJECT.replace("信息管理科", "信息管理科１２")
    assert "信息管理科12" in formatted(text, file, disk_files([projects]), DECLARED).text
    assert Loader(disk_files([projects])).load(file).sound


OPERANDS = st.sampled_from(
    ["10元", "1,200元/月", "8万", "30%", "12个月", "(2元+3元)", "-1元", "５元"]
)
OPERATORS = st.sampled_from(["*", "+", "-", "/", "×", "÷", "＋"])
GAPS = st.sampled_from(["", " ", "  ", "\t"])


@given(OPERANDS, st.lists(st.tuples(GAPS, OPERATORS, GAPS, OPERANDS), max_size=4))
def test_blanks_of_a_formula_never_change_what_it_is_worth(
    first: str, rest: list[tuple[str, str, str, str]]
) -> None:
    text = first + "".join("".join(part) for part in rest)
    made = canonical(text, ("核定金额",))
    assert canonical(made, ("核定金额",)) == made
    before, after = parse(text), parse(made)
    assert isinstance(before, Formula) == isinstance(after, Formula)
    if isinstance(before, Formula) and isinstance(after, Formula):
        assert (before.value, before.uncancelled) == (after.value, after.uncancelled)
        gaps = set(re.findall(r"(?<=[^ ])( ?)[*+×÷]( ?)(?=[^ ])", made))
        assert len({side for pair in gaps for side in pair}) <= 1
