"""Lines of a budget, as ptgen itself says them, are read back as they were."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.money import to_fen
from ptgen.importer.narrative.item_tables import items_in
from ptgen.importer.narrative.items import NarrativeItem
from ptgen.importer.narrative.outline import Block
from ptgen.read.document import SourceCell, SourceGrid, SourceParagraph, SourcePlace
from ptgen.view.document import Heading, ListItem, Paragraph, TableBlock
from ptgen.view.narrative import narrative_of
from tests.projects import content_of, with_budget

HERE = SourcePlace()
NAMES = st.sampled_from(
    [
        "场地费",
        "讲课费",
        "12345录音回访",
        "800兆对讲机延保",
        "信息化建设（一期）",
        "打印机、扫描仪维护",
        "IT设备",
        "其他费用",
        "2022年外包",
    ]
)
FORMULAS = st.one_of(
    st.builds("{}次*{}元/场".format, st.integers(1, 90), st.integers(1, 9000)),
    st.builds("{}人 * {}元/人 * {}天".format, st.integers(2, 90), st.integers(1, 900), st.integers(2, 9)),
    st.builds("{}.{:02}万元".format, st.integers(1, 500), st.integers(0, 99)),
    st.builds("{}元".format, st.integers(100, 10**7)),
    st.builds("{}*{}*{}%".format, st.integers(10, 900), st.integers(10, 900), st.integers(1, 9)),
    st.builds("({}+{})*{}元/本".format, st.integers(1, 90), st.integers(1, 90), st.integers(1, 99)),
)  # fmt: skip
FURTHER = st.sampled_from(
    ("", "方式: 估算", "方式: 按实结算", "方式: 预留", "方式: 核减", "备注: 按月支付", "说明: 由比价确定服务商",
     "分年: {2022: 50%, 2023: 50%}")
)  # fmt: skip
LEAVES = st.lists(
    st.tuples(NAMES, FORMULAS, FURTHER), min_size=1, max_size=4, unique_by=lambda one: one[0]
)


def written(leaves: list[tuple[str, str, str]], lead: str) -> str:
    lines = []
    for name, formula, further in leaves:
        lines += [f"{lead}- 名称: {name}", f"{lead}  测算: {formula}"]
        lines += [f"{lead}  {further}"] if further else []
    return "\n".join(lines) + "\n"


def blocks(view: object) -> list[Block]:
    """What a reader would find of the chapter on the budget."""
    found: list[Block] = []
    inside = False
    for block in getattr(view, "blocks"):  # noqa: B009 any document
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text == "年度预算安排"
        elif inside and isinstance(block, TableBlock):
            cells = [
                SourceCell(cell.row, cell.column, cell.text, HERE, cell.rows, cell.columns)
                for cell in block.table.cells
            ]
            grid = SourceGrid(tuple(cells), HERE, (1.0,) * 6, (0.0,) * len(block.table.rows))
            found += [SourceParagraph(block.caption, HERE), grid]
        elif inside and isinstance(block, (Paragraph, ListItem)):
            number = block.number if isinstance(block, ListItem) else ""
            found.append(SourceParagraph(f"{number}{block.text}", HERE))
    return found


def was(one: ItemAmount) -> tuple[object, ...]:
    years = {} if one.item.years is None else dict(one.years)
    said = (one.item.method.value, one.item.note or "", one.item.remark or "", years)
    return one.name, abs(one.amount), said, [was(inside) for inside in one.items]


def found(one: NarrativeItem) -> tuple[object, ...]:
    years = {}
    for year, part in one.years:
        read = parse(part)
        assert isinstance(read, Formula)
        years[year] = to_fen(read.value)
    said = (one.method or "测算", one.note, one.remark, years)
    return one.name, one.amount, said, [found(inside) for inside in one.items]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, LEAVES), max_size=2, unique_by=lambda one: one[0]), LEAVES)
def test_items_come_back(
    groups: list[tuple[str, list[tuple[str, str, str]]]], leaves: list[tuple[str, str, str]]
) -> None:
    budget = written(leaves, "  ")
    for name, inside in groups:
        kept = [
            (one, formula, "" if "核减" in further else further) for one, formula, further in inside
        ]
        budget += f"  - 名称: 组{name}\n    明细:\n" + written(kept, "      ")
    with tempfile.TemporaryDirectory() as folder:
        project = with_budget("  - 名称: 底数\n    测算: 9999999999元\n" + budget)
        content = content_of(Path(folder), project.replace("预算:", "资金总额口径: 年度\n预算:"))
    read = blocks(narrative_of(content))

    items = items_in(read, 2022)

    assert [found(one) for one in items] == [was(one) for one in content.budget.items]
