from __future__ import annotations

from pathlib import Path

from ptgen.core.diagnostics import Diagnostic, Span
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Content, Loader
from ptgen.core.source.nodes import Mapping
from ptgen.core.source.parse import read
from ptgen.view.volume import Book, book_of, ordered
from tests.projects import PROJECT, UNIT, content_of, write_project

VOLUME = """\
汇编:
  标题: 某区2022年绩效目标汇编
  开篇: |
    {{ 单位数 }}个单位{{ 项目数 }}个项目，{{ 合计 | 万元 }}，核定{{ 核定合计 | 万元 }}，即{{ 核定合计 | 元 }}。
"""


def made(folder: Path, volume: str = VOLUME) -> tuple[Book | None, tuple[Diagnostic, ...]]:
    write_project(folder, PROJECT, UNIT + volume, "01")
    second = PROJECT.replace("设备运行与维护", "培训").replace("10万元", "12345.67元")
    projects = write_project(folder, second + "核定金额: 20001元\n", UNIT + volume, "02")
    files, _ = discover([projects])
    loader = Loader(disk_files([projects]))
    contents: list[Content] = [one for file in files if (one := loader.load(file).content)]
    unit = loader.unit(files[0].unit_path)
    assert unit.volume is not None
    assert unit.root is not None
    places, wrong = ordered([file.stem for file in files], unit.volume, unit.root)
    book, found = book_of([contents[place] for place in places], unit.root)
    return book, (*wrong, *found)


def test_the_opening_counts_and_adds_up(tmp_path: Path) -> None:
    book, found = made(tmp_path)
    assert found == ()
    assert book is not None
    assert book.opening == ("1个单位2个项目，11.23万元，核定12.00万元，即120001元。",)


def test_the_published_sum_of_songjiang() -> None:
    root = Path(__file__).parents[2] / "projects" / "songjiang-2022"
    loader = Loader(disk_files([root]))
    files, _ = discover([root])
    contents = [one for file in files if (one := loader.load(file).content)]
    unit = loader.unit(files[0].unit_path)
    assert unit.volume is not None
    assert unit.root is not None
    book, _ = book_of(contents, unit.root)
    assert book is not None
    assert "本部门1个预算单位为2022年的7个项目" in book.opening[0]
    assert "582.64万元" in book.opening[0]
    rows = [[cell.text for cell in row.cells] for row in book.summary.rows]
    assert rows[0][3:] == [
        "年度资金申请总额（元）",
        "核定金额（元，未核定的同申请总额）",
        "差额（元）",
    ]
    assert rows[7][3:] == ["103,033,072.20", "2,793,072.20", "-100,240,000.00"]
    assert rows[8][1:] == ["106,140,776.20", "5,826,372.20", "-100,314,404.00"]


def test_narratives_are_numbered_and_entries_lead_to_each_document(tmp_path: Path) -> None:
    book, _ = made(tmp_path)
    assert book is not None
    assert [(entry.level, entry.key, entry.text) for entry in book.entries] == [
        (1, "1", "1. 设备运行与维护"),
        (2, "1-1", "项目经费情况说明1"),
        (2, "1-2", "财政项目支出绩效目标填报表"),
        (1, "2", "2. 培训"),
        (2, "2-1", "项目经费情况说明2"),
        (2, "2-2", "财政项目支出绩效目标填报表"),
    ]


def test_the_only_narrative_has_its_own_title(tmp_path: Path) -> None:
    project = PROJECT + "文书: [绩效目标表]\n"
    contents = [content_of(tmp_path / "a"), content_of(tmp_path / "b", project)]
    root = read((UNIT + VOLUME).encode(), "unit.yaml").root
    assert root is not None
    book, _ = book_of(contents, root)
    assert book is not None
    titles = [document.title for document, _ in book.documents]
    assert titles == [
        "项目经费情况说明",
        "财政项目支出绩效目标填报表",
        "财政项目支出绩效目标填报表",
    ]


def test_the_summary_has_all_projects_and_a_total(tmp_path: Path) -> None:
    book, _ = made(tmp_path)
    assert book is not None
    rows = [[cell.text for cell in row.cells] for row in book.summary.rows]
    assert [row[1] for row in rows[1:3]] == ["设备运行与维护", "培训"]
    assert rows[0][4:] == ["核定金额（元，未核定的同申请总额）", "差额（元）"]
    assert rows[-1] == ["合计", "112,345.67", "120,001.00", "7,655.33"]


def test_the_summary_has_room_for_the_numbers_of_the_projects(tmp_path: Path) -> None:
    book, _ = made(tmp_path)
    assert book is not None
    two_characters_and_margins = 2 * 210 + 2 * 57
    assert len(book.summary.widths) == 6
    assert book.summary.widths[0] > two_characters_and_margins
    assert [row.kept for row in book.summary.rows] == [True, True, True, False]


def test_the_order_may_be_given(tmp_path: Path) -> None:
    book, found = made(tmp_path, VOLUME + '  顺序: ["02"]\n')
    assert found == ()
    assert book is not None
    assert [name for name, _ in book.projects] == ["培训", "设备运行与维护"]


def test_what_is_wrong_is_told_at_its_place(tmp_path: Path) -> None:
    volume = VOLUME.replace("项目数", "项木数") + '  顺序: ["02", "03"]\n'
    book, found = made(tmp_path, volume)
    assert book is None
    assert [(one.code, one.span.path[-9:], one.span.line) for one in found] == [
        ("PT102", "unit.yaml", 10),
        ("PT103", "unit.yaml", 9),
    ]


def of_two_years(folder: Path, opening: str) -> tuple[Book | None, tuple[Diagnostic, ...]]:
    volume = f"汇编: {{标题: 甲, 开篇: {opening}}}\n"
    later = PROJECT.replace("2022", "2023").replace("10万元", "3万元") + "年度: 2023\n"
    write_project(folder, later, UNIT + volume, "02")
    write_project(folder, PROJECT.replace("10万元", "12345.67元"), UNIT + volume, "01")
    loader = Loader(disk_files([folder]))
    files, _ = discover([folder / "projects"])
    contents = [one for file in files if (one := loader.load(file).content)]
    unit = loader.unit(files[0].unit_path)
    assert unit.volume is not None
    assert unit.root is not None
    return book_of(contents, unit.root)


def test_years_are_not_added_up(tmp_path: Path) -> None:
    opening = "\"{{ 年度合计['2022'] | 万元 }}、{{ 年度核定合计.2023 | 元 }}。\""
    book, found = of_two_years(tmp_path, opening)
    assert found == ()
    assert book is not None
    assert book.opening == ("1.23万元、30000元。",)
    rows = [[cell.text for cell in row.cells] for row in book.summary.rows]
    assert [row[1] for row in rows[1:3]] == ["设备运行与维护（2022年）", "设备运行与维护（2023年）"]
    assert rows[3:] == [["2022年合计", "12,345.67"], ["2023年合计", "30,000.00"]]


def test_a_sum_over_years_is_an_error_that_says_what_to_write(tmp_path: Path) -> None:
    book, (found,) = of_two_years(tmp_path, "'共{{ 核定合计 | 万元 }}'")
    assert book is None
    assert found.code == "PT111"
    assert found.message == "各项目的年度不同（2022年、2023年），“核定合计”不能跨年度相加"
    assert found.hint == "按年度写：{{ 年度核定合计['2022'] | 万元 }}"


def test_the_largest_amounts_leave_room_for_the_names(tmp_path: Path) -> None:
    huge = PROJECT.replace("10万元", "999999999999999999.99元") + "核定金额: 1元\n"
    content = content_of(tmp_path, huge)
    root = Mapping((), Span.at("unit.yaml"))
    book, _ = book_of([content], root)
    assert book is not None
    assert book.summary.width == round(156 / 25.4 * 1440)
    assert all(width > 500 for width in book.summary.widths)
