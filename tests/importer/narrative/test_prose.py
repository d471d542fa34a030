from __future__ import annotations

from pathlib import Path

from ptgen.core.source.nodes import Plain
from ptgen.importer.narrative.find import narratives_of
from ptgen.importer.narrative.outline import Numbered, outline
from ptgen.importer.narrative.prose import prose_of
from ptgen.read.document import SourceCell, SourceDocument, SourceGrid, SourcePlace
from ptgen.view.narrative import PERFORMANCE
from tests.importer.sources import narrative, paragraphs

HERE = SourcePlace(address="第 1 行")
GRID = SourceGrid(
    tuple(SourceCell(at // 2, at % 2, text, HERE) for at, text in enumerate(["时间", "人数", "4月", "40"])),
    HERE, (1, 1), (0, 0),
)  # fmt: skip
HEADINGS = {key: key for key in (
    "项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排", PERFORMANCE)}  # fmt: skip


def written(text: str) -> Plain:
    return prose_of("实施方案", paragraphs(text))


def test_lists_nest_by_how_they_are_numbered() -> None:
    parts = outline(paragraphs("（1）甲\n①乙\n②丙\n（2）丁\n1、戊"))

    assert [part.text for part in parts if isinstance(part, Numbered)] == ["甲", "丁"]
    assert written("（1）甲：\n①乙\n②丙\n（2）丁") == [{"甲": ["乙", "丙"]}, "丁"]


def test_a_number_that_does_not_begin_a_list_is_text() -> None:
    assert written("（2）甲\n（3）乙") == "（2）甲\n（3）乙"


def test_lines_below_an_entry_belong_to_it() -> None:
    assert written("（1）甲\n细节。\n（2）乙") == ["甲\n细节。", "乙"]


def test_sub_headings() -> None:
    assert written("1.文件依据\n《甲》\n2.工作需要：\n乙。") == {
        "文件依据": "《甲》",
        "工作需要": "乙。",
    }


def test_a_paragraph_before_a_list_keeps_the_numbers_that_are_printed() -> None:
    assert written("如下：\n（1）甲\n（2）乙") == "如下：\n（1）甲\n（2）乙"


def test_tables_are_rows() -> None:
    rows: Plain = [["时间", "人数"], ["4月", "40"]]

    assert prose_of("实施方案", [GRID]) == {"表格": rows}
    assert prose_of("实施方案", [*paragraphs("（1）甲"), GRID]) == ["甲", {"表格": rows}]
    assert prose_of("实施方案", [*paragraphs("甲"), GRID]) == "甲\n时间　人数\n4月　40"


def found(text: str) -> list[tuple[str, list[str]]]:
    document = SourceDocument(Path("甲.txt"), "text", paragraphs(text), ())
    readings = narratives_of(document, (), HEADINGS)
    return [(one.project, [section.key for section in one.sections]) for one in readings]


def test_narratives_begin_with_their_titles_and_end_at_a_form() -> None:
    text = (
        narrative()
        + "财政项目支出绩效目标申报表\n（2026年度）\n"
        + narrative(title="项目经费情况说明2")
    )

    assert found(text) == [("热线运行", list(HEADINGS)), ("", list(HEADINGS))]


def test_a_table_of_contents_begins_none() -> None:
    assert found("热线运行项目经费情况说明\n培训项目经费情况说明\n绩效目标表\n") == []


def test_headings_have_variants_and_text_behind_them() -> None:
    text = (
        narrative().replace("项目概述\n", "项目概况 ").replace("二、立项依据", "二、项目立项依据")
    )

    assert found(text) == [("热线运行", list(HEADINGS))]
