"""Pages as other programs draw them: what is laid out is what is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ptgen.read.document import SourceGrid, SourceParagraph
from ptgen.read.witness import missing
from tests.read.sources import covers, grid_of, page, pdf, read_bytes, rows, texts

FORM = (
    "<table><tr><td rowspan=2>项目资金<br>（元）<td>项目资金总额<td>4,100,000.00<td>年度资金申请总额<td>100.5"
    "<tr><td>其中：财政资金<td>0<td colspan=2>甲"
    "<tr><td>说明<td colspan=4>这一段文字很长，长到要折成几行，中间有数字1234567.89万元、Office软件和（括号），折行以后仍是一段。<br>"
    "第二段。</table>"
)
READ = [
    ["项目资金\n（元）", "项目资金总额", "4,100,000.00", "年度资金申请总额", "100.5"],
    ["其中：财政资金", "0", "甲"],
    ["说明", "这一段文字很长，长到要折成几行，中间有数字1234567.89万元、Office软件和（括号），折行以后仍是一段。\n第二段。"],
]  # fmt: skip

WIDE = "table { width: 100% } td:first-child { width: 30% }"
WAYS = {
    "as it is": "",
    "small": "td { font-size: 5pt; padding: 1pt }",
    "large": "table { width: 100% } td { font-size: 14pt }",
    "open at its sides": "table { border-collapse: collapse } td:first-child { border-left: none } td:last-child { border-right: none }",
    "dashed": "td { border: 1px dashed gray }",
    "double": "td { border: 3px double black }",
    "coloured": "td { background: #eee } tr:first-child td { background: #ccf }",
    "spaced": "td { letter-spacing: 1pt }",
    "digits lower": "td { font-family: 'DejaVu Sans', 'Noto Serif CJK SC' }",
    "turned": "body { transform: rotate(90deg) translate(0, -16cm); transform-origin: top left; width: 20cm }",
    "upside down": "body { transform: rotate(180deg) }",
    "justified": "td { text-align: justify; width: 20% }",
    "centred": "td { text-align: center }",
}  # fmt: skip


@pytest.mark.parametrize("css", WAYS.values(), ids=WAYS)
def test_a_table_is_read_however_it_is_drawn(tmp_path: Path, css: str) -> None:
    document = read_bytes(tmp_path, pdf(FORM, WIDE + css))
    grid = grid_of(document)
    assert covers(grid)
    assert rows(grid) == READ
    assert not missing(document)


def test_a_table_on_a_page_that_is_turned(tmp_path: Path) -> None:
    data = re.sub(rb"/MediaBox", b"/Rotate 90 /MediaBox", pdf(FORM, WIDE))
    assert rows(grid_of(read_bytes(tmp_path, data))) == READ


def test_thin_rectangles_are_rules(tmp_path: Path) -> None:
    bars = "".join(
        f"<div style='position: absolute; background: black; {box}'></div>"
        for box in (
            *(f"left: 0; width: 300pt; height: 0.7pt; top: {top}pt" for top in (0, 30, 60)),
            *(f"top: 0; height: 60pt; width: 0.7pt; left: {left}pt" for left in (0, 150, 300)),
        )
    )
    words = "".join(
        f"<span style='position: absolute; left: {x}pt; top: {y}pt'>{text}</span>"
        for x, y, text in ((10, 5, "甲"), (160, 5, "乙"), (10, 35, "丙"), (160, 35, "丁"))
    )
    document = read_bytes(tmp_path, pdf(f"<div style='position: relative'>{bars}{words}</div>"))
    assert rows(grid_of(document)) == [["甲", "乙"], ["丙", "丁"]]


def test_text_over_a_rule_stays_in_its_cell(tmp_path: Path) -> None:
    css = "td { white-space: nowrap; max-width: 60pt; width: 60pt } table { table-layout: fixed }"
    body = "<table><tr><td>长过格子的项目名称<td><td>乙<tr><td>丙<td>丁<td>戊</table>"
    document = read_bytes(tmp_path, pdf(body, css))
    assert rows(grid_of(document)) == [["长过格子的项目名称", "", "乙"], ["丙", "丁", "戊"]]


def test_texts_that_nearly_touch_at_a_rule_are_two(tmp_path: Path) -> None:
    css = "td { padding: 0 1.5pt }"
    body = "<table><tr><td>阶段性项目<td>项目类别<td>4,100,000.00<td>0.00</table>"
    assert rows(grid_of(read_bytes(tmp_path, pdf(body, css)))) == [
        ["阶段性项目", "项目类别", "4,100,000.00", "0.00"]
    ]


def test_a_label_written_downwards_is_one_word(tmp_path: Path) -> None:
    body = "<table><tr><td style='width: 12pt'>项<br>目<br>名<br>称<td>甲</table>"
    assert rows(grid_of(read_bytes(tmp_path, pdf(body)))) == [["项目名称", "甲"]]


def test_two_tables_on_a_page_are_two_in_their_order(tmp_path: Path) -> None:
    body = "<p>前<table><tr><td>甲<td>乙</table><p>中<table><tr><td>丙<td>丁</table><p>后"
    document = read_bytes(tmp_path, pdf(body))
    assert texts(document) == ["前", "甲 | 乙", "中", "丙 | 丁", "后"]


def test_bold_type_that_is_drawn_twice_is_read_once(tmp_path: Path) -> None:
    body = "<div style='position: relative'>{}{}</div>".format(
        *(f"<b style='position: absolute; left: {x}pt; top: 0'>合计1122.00元</b>" for x in (0, 0.3))
    )
    assert texts(read_bytes(tmp_path, pdf(body))) == ["合计1122.00元"]


LINE = "推进各项重点工作按照计划完成年度任务并保障资金使用合规有效，"
STYLE = "@page { margin: 3cm; @bottom-center { content: '— ' counter(page) ' —'; font: 9pt 'Noto Serif CJK SC' } @top-center { content: '某区2022年部门预算'; font: 9pt 'Noto Serif CJK SC' } }"


def test_paragraphs_go_on_over_lines_and_pages(tmp_path: Path) -> None:
    long = [LINE * count + f"共{count}万元。" for count in (4, 30, 7, 25)]
    body = "<h1 style='text-align: center; font-size: 18pt'>项目经费情况说明</h1>" + "".join(
        f"<p style='text-indent: 2em; text-align: justify; margin: 0'>一、标题<p style='text-indent: 2em; text-align: justify; margin: 0'>{text}"
        for text in long
    )
    document = read_bytes(tmp_path, pdf(body, STYLE))
    wanted = ["项目经费情况说明", *(one for text in long for one in ("一、标题", text))]
    assert texts(document) == wanted
    title = document.blocks[0]
    assert isinstance(title, SourceParagraph)
    assert (title.centered, title.bold, title.size) == (True, True, 18.0)
    notes = "\n".join(document.notes)
    assert "某区2022年部门预算" in notes
    assert "— 2 —" in notes
    assert not missing(document)


def test_list_entries_without_indent_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    entries = [f"（{number}）{LINE * 2}完成。" for number in (1, 2, 3)]
    body = "".join(f"<p style='margin: 0'>{entry}" for entry in entries)
    assert texts(read_bytes(tmp_path, pdf(body))) == entries


def test_forms_of_one_kind_on_pages_of_their_own_stay_apart(tmp_path: Path) -> None:
    form = "<table style='page-break-after: always; width: 100%'><tr><td>项目名称<td>{0}<tr><td>金额<td>{0}1</table>"
    document = read_bytes(tmp_path, pdf(form.format("甲") + form.format("乙")))
    assert texts(document) == ["项目名称 | 甲\n金额 | 甲1", "项目名称 | 乙\n金额 | 乙1"]


def test_titles_at_the_tops_of_pages_are_no_running_heads(tmp_path: Path) -> None:
    form = "<div style='page-break-after: always'><p style='font-size: 18pt; text-align: center'>绩效目标申报表<table><tr><td>项目名称<td>{}</table></div>"
    document = read_bytes(tmp_path, pdf("".join(form.format(one) for one in "甲乙丙")))
    assert texts(document).count("绩效目标申报表") == 3
    assert len([one for one in document.blocks if isinstance(one, SourceGrid)]) == 3


@pytest.mark.parametrize("count", [16, 40])
def test_a_cell_that_is_cut_by_the_ends_of_pages_is_one(tmp_path: Path, count: int) -> None:
    css = "@page { size: A5 landscape } td { width: 50% }"
    body = (
        f"<table><tr><td>项目名称<td>甲<tr><td>目标<td>{LINE * count}完。<tr><td>其他<td>乙</table>"
    )
    document = read_bytes(tmp_path, pdf(body, css))
    assert rows(grid_of(document)) == [
        ["项目名称", "甲"],
        ["目标", LINE * count + "完。"],
        ["其他", "乙"],
    ]
    assert not missing(document)


def test_pages_of_other_margins_and_contents_join_no_paragraphs(tmp_path: Path) -> None:
    css = "@page { margin: 3cm } @page form { margin: 1cm } .form { page: form } p { margin: 0 }"
    near = "（包括总目标、年度目标、分解目标等，具体见表格）其他有关情况"
    dots = "." * 60
    contents = [f"{number}. 项目名称{dots}{number}" for number in (1, 2, 3)]
    body = "".join(f"<p>{line}" for line in contents)
    for name in "甲乙":
        body += (
            f"<p style='text-indent: 2em'>{LINE * 3}结束{name}。<p style='text-indent: 2em'>{near}"
        )
        body += "<div class=form><h2 style='text-align: center; font-size: 12.5pt; font-weight: normal'>绩效目标表</h2>"
        body += f"<table style='width: 100%'><tr><td>项目名称<td>{name}</table></div>"
    document = read_bytes(tmp_path, pdf(body, css))
    assert texts(document) == contents + [
        text
        for name in "甲乙"
        for text in (f"{LINE * 3}结束{name}。", near, "绩效目标表", f"项目名称 | {name}")
    ]


def test_raised_characters_and_words_stay_in_their_line(tmp_path: Path) -> None:
    text = (
        "Microsoft Office and WPS, including the maintenance of systems in all the buildings, 2022."
    )
    body = f"<p>面积100m<sup>2</sup>，脚注<sup>1</sup>。<p>{text} {text}"
    assert texts(read_bytes(tmp_path, pdf(body))) == ["面积100m2，脚注1。", f"{text} {text}"]


SQUARE = (
    b"150 600 m 350 600 l S 150 650 m 350 650 l S 150 700 m 350 700 l S 150 600 m 150 700 l S "
    b"250 600 m 250 700 l S 350 600 m 350 700 l S BT /F 10 Tf 1 0 0 1 160 670 Tm (a1) Tj "
    b"1 0 0 1 260 670 Tm (b2) Tj 0 1 -1 0 205 610 Tm (c3) Tj 1 0 0 1 260 620 Tm (d4) Tj "
    b"1 0 0 1 160 560 Tm (below) Tj ET"
)


@pytest.mark.parametrize(
    ("box", "turned"),
    [
        (b"[0 0 600 800]", b""), (b"[100 100 700 900]", b""), (b"[0 0 600 800]/Rotate 90", b""),
        (b"[0 0 600 800]/CropBox[100 500 400 750]", b""), (b"[0 0 600 800]/Rotate 180", b""),
        (b"[100 100 700 900]/Rotate 270", b""), (b"[100 100 900 900]", b"0 1 -1 0 900 100 cm "),
    ],
)  # fmt: skip
def test_a_page_may_be_shifted_cut_and_turned_and_so_may_a_label(
    tmp_path: Path, box: bytes, turned: bytes
) -> None:
    document = read_bytes(tmp_path, page(turned + SQUARE, box=box))
    assert texts(document) == ["a1 | b2\nc3 | d4", "below"]
    assert not missing(document)
