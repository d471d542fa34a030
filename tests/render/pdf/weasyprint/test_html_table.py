from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
import weasyprint  # type: ignore[import-untyped]
from pdfplumber.page import Page as PdfPage

from ptgen.render.pdf.weasyprint.html_table import TableWriter
from ptgen.render.pdf.weasyprint.page_breaks import Breaks
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Form, Paragraph, TableBlock
from ptgen.view.table import CellKind, Row, Table
from tests.render.pdf_samples import cell, detail_table, form, narrative, prose
from tests.render.titled import headed, titled

TEMPLATES = Path(__file__).parents[4] / "templates"
NO_CUTS = Breaks()
HEAD = CellKind.HEAD
PLAIN = Table(
    (1000, 1000),
    (
        Row((cell(0, 0, "一级", rows=3), cell(0, 1, "甲"))),
        Row((cell(1, 1, "乙"),)),
        Row((cell(2, 1, "丙"),)),
        Row((cell(3, 0, "合计", columns=2),)),
    ),
)


def spans(markup: str) -> list[tuple[str, str, str]]:
    """Each cell's rowspan, colspan and text, in order."""
    pattern = r'rowspan="(\d+)" colspan="(\d+)"[^>]*>(?:<p>)?(.*?)(?:</p>)?</t[dh]>'
    return re.findall(pattern, markup)


def test_merged_cells_are_spans() -> None:
    assert spans(TableWriter(NO_CUTS).markup(PLAIN)) == [
        ("3", "1", "一级"),
        ("1", "1", "甲"),
        ("1", "1", "乙"),
        ("1", "1", "丙"),
        ("1", "2", "合计"),
    ]


def test_a_cut_makes_one_span_for_each_page() -> None:
    assert spans(TableWriter(Breaks(frozenset({(0, 2)}))).markup(PLAIN)) == [
        ("2", "1", "一级"),
        ("1", "1", "甲"),
        ("1", "1", "乙"),
        ("1", "1", "一级"),
        ("1", "1", "丙"),
        ("1", "2", "合计"),
    ]


def test_a_cut_row_begins_a_page_and_closes_open_edges() -> None:
    rows = (
        Row((cell(0, 0, "上", open_below=True),)),
        Row((cell(1, 0, "下", open_above=True),)),
    )
    table = Table((1000,), rows)
    assert "不画线" in TableWriter(NO_CUTS).markup(table)
    cut = TableWriter(Breaks(frozenset({(0, 1)}))).markup(table)
    assert "不画线" not in cut
    assert '<tr data-row="t0r1" class="换页">' in cut


def test_rows_inside_a_merged_cell_are_joined_to_the_one_above() -> None:
    writer = TableWriter(NO_CUTS)
    writer.markup(detail_table(2))
    writer.markup(PLAIN)
    assert writer.joined == {(1, 1), (1, 2)}


def test_a_tall_row_has_its_own_piece_of_a_merged_cell_without_rules() -> None:
    markup = TableWriter(Breaks(tall=frozenset({(0, 1)}))).markup(PLAIN)
    assert [span for span in spans(markup) if span[2] in ("一级", "")] == [
        ("1", "1", "一级"),
        ("1", "1", ""),
        ("1", "1", "一级"),
    ]
    assert re.findall(r"[上下]不画线", markup) == ["下不画线", "上不画线", "下不画线", "上不画线"]
    assert '<tr data-row="t0r1" class="跨页">' in markup


def test_a_column_has_its_width_and_a_row_its_least_height() -> None:
    table = Table((1000, 2001), (Row((cell(0, 0, "甲"), cell(0, 1, "乙")), 22.5),))
    writer = TableWriter(NO_CUTS)
    markup = writer.markup(table)
    assert '<col class="宽1000"/><col class="宽2001"/>' in markup
    assert markup.count("高450") == 1
    assert writer.css().splitlines() == [
        ".宽1000 { width: 50pt }",
        ".宽2001 { width: 100.05pt }",
        ".宽3001 { width: 150.05pt }",
        ".高450 { height: 22.5pt }",
    ]


def test_a_single_line_is_no_paragraph_but_an_empty_one_is() -> None:
    table = Table((1000, 1000), (Row((cell(0, 0, "一 & 二"), cell(0, 1, ""))),))
    assert re.findall(r'colspan="1">(.*?)</td>', TableWriter(NO_CUTS).markup(table)) == [
        "一 &amp; 二",
        "<p></p>",
    ]


def test_text_is_escaped_and_paragraphs_kept() -> None:
    table = Table((1000,), (Row((cell(0, 0, "<b>一</b>\n二", CellKind.TEXT),)),))
    assert "<p>&lt;b&gt;一&lt;/b&gt;</p><p>二</p>" in TableWriter(NO_CUTS).markup(table)


def test_labels_say_whether_they_name_what_is_beside_or_below() -> None:
    label = CellKind.LABEL
    rows = (
        Row((cell(0, 0, "项目总目标", label), cell(0, 1, "年度总体目标", label))),
        Row((cell(1, 0, "项目名称", label), cell(1, 1, "甲"))),
    )
    markup = TableWriter(NO_CUTS).markup(Table((1000, 1000), rows))
    assert re.findall(r'<t[dh](?: scope="(\w+)")? ', markup) == ["col", "col", "row", ""]


def test_a_wide_amount_breaks_between_groups_only() -> None:
    table = Table((1000,), (Row((cell(0, 0, "1,132,300.00", CellKind.AMOUNT),)),))
    assert "1,\u200b132,\u200b300.00" in TableWriter(NO_CUTS).markup(table)


Span = tuple[float, float]


def rules(page: PdfPage, vertical: bool) -> dict[float, list[Span]]:
    """The ruled lines: where they are, and the stretches that are drawn, joined."""
    found: dict[float, list[Span]] = {}
    for line in page.lines:
        if (line["x1"] - line["x0"] < line["bottom"] - line["top"]) is vertical:
            at, start, stop = (
                (line["x0"], line["top"], line["bottom"])
                if vertical
                else (line["top"], line["x0"], line["x1"])
            )
            found.setdefault(round(at, 1), []).append((start, stop))
    return {at: joined(spans) for at, spans in found.items()}


def joined(spans: Sequence[Span]) -> list[Span]:
    whole: list[Span] = []
    for start, stop in sorted(spans):
        if whole and start <= whole[-1][1] + 0.1:
            whole[-1] = (whole[-1][0], max(stop, whole[-1][1]))
        else:
            whole.append((start, stop))
    return whole


def open_frames(page: PdfPage) -> list[str]:
    """Which of the outer rules of the page's table are missing or broken."""
    across, down = rules(page, vertical=False), rules(page, vertical=True)
    width, height = max(down) - min(down), max(across) - min(across)
    edges = {
        "top": (across[min(across)], width),
        "bottom": (across[max(across)], width),
        "left": (down[min(down)], height),
        "right": (down[max(down)], height),
    }
    return [name for name, (spans, length) in edges.items() if not is_whole(spans, length)]


def is_whole(spans: Sequence[Span], length: float) -> bool:
    return len(spans) == 1 and spans[0][1] - spans[0][0] >= length - 0.1


@pytest.mark.parametrize("indicators", [15, 30, 60, 120])
@pytest.mark.parametrize("place", [form, lambda count: titled(form(count))])
def test_merged_cells_have_whole_borders_on_each_page(
    renderer: PdfRenderer, indicators: int, place: Callable[[int], Form]
) -> None:
    with pdfplumber.open(io.BytesIO(renderer.render(place(indicators)))) as pdf:
        assert [open_frames(page) for page in pdf.pages] == [[]] * len(pdf.pages)


TALL = Table(
    (1000, 3000, 3000),
    (
        Row((cell(0, 0, "类", HEAD), cell(0, 1, "甲", HEAD), cell(0, 2, "乙", HEAD))),
        Row((cell(1, 0, "一级", rows=3), cell(1, 1, prose(60)), cell(1, 2, "1.00"))),
        Row((cell(2, 1, prose(2000)), cell(2, 2, prose(900)))),
        Row((cell(3, 1, "末"), cell(3, 2, "1.00"))),
    ),
)


EMPTY = Table((1000,), ())


@pytest.mark.parametrize("head", [None, (0, 1)])
def test_a_row_longer_than_a_page_goes_on_in_a_whole_frame(
    renderer: PdfRenderer, head: tuple[int, int] | None
) -> None:
    table = replace(TALL, head=head)
    document = narrative(Paragraph(prose(300)), TableBlock("表", table))
    with pdfplumber.open(io.BytesIO(renderer.render(document))) as pdf:
        assert len(pdf.pages) > 3
        assert [open_frames(page) for page in pdf.pages] == [[]] * len(pdf.pages)
        texts = ["".join(page.extract_text().split()) for page in pdf.pages]
    assert "一级" in texts[0]
    assert prose(2000)[:20] in texts[0]
    assert ["类甲乙" in text for text in texts[1:]] == [head is not None] * len(texts[1:])


def test_a_style_without_rules_is_left_without(tmp_path: Path) -> None:
    for name in ("narrative.html", "print.css", "narrative.docx"):
        (tmp_path / name).write_bytes((TEMPLATES / name).read_bytes())
    with (tmp_path / "print.css").open("a", encoding="utf-8") as sheet:
        sheet.write(".公文表格, th, td { border: none }")
    data = PdfRenderer(tmp_path).render(narrative(TableBlock("", TALL), TableBlock("", EMPTY)))
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        assert not [line for page in pdf.pages for line in page.lines]


def test_a_head_longer_than_a_page_is_not_lost(renderer: PdfRenderer) -> None:
    long = prose(2500)
    rows = (Row((cell(0, 0, long, HEAD),)), Row((cell(1, 0, "末"),)))
    table = Table((6000,), rows, (0, 1))
    with pdfplumber.open(io.BytesIO(renderer.render(narrative(TableBlock("", table))))) as pdf:
        assert [open_frames(page) for page in pdf.pages] == [[]] * len(pdf.pages)
        text = "".join(
            char["text"] for page in pdf.pages for char in page.chars if char["size"] < 11
        )
    assert text == long + "末"


def test_an_open_frame_is_seen() -> None:
    """Without cuts WeasyPrint leaves the merged cell open at the foot of the page."""
    markup = TableWriter(NO_CUTS).markup(form(60).table)
    css = "table { border-collapse: collapse } td, th { border: 1px solid }"
    data = weasyprint.HTML(string=f"<style>{css}</style>{markup}").write_pdf()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        assert "bottom" in open_frames(pdf.pages[0])


def test_the_head_is_repeated_and_no_row_is_split(renderer: PdfRenderer) -> None:
    with pdfplumber.open(io.BytesIO(renderer.render(form(60)))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    assert all("年度指标值" in text for text in texts)
    names = [name for text in texts for name in re.findall(r"第(\d+)项巡查记录仪使用数量", text)]
    values = [len(re.findall(r"≥85\.00\(%\)", text)) for text in texts]
    assert names == [str(number) for number in range(1, 61)]
    assert values == [len(re.findall("项巡查记录仪使用数量", text)) for text in texts]


@pytest.mark.parametrize("made", [form(60), headed(form(60))])
def test_the_title_in_the_table_is_not_repeated(renderer: PdfRenderer, made: Form) -> None:
    made = titled(made)
    with pdfplumber.open(io.BytesIO(renderer.render(made))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        title = [char for char in pdf.pages[0].chars if round(char["size"]) == 17]
        top = min(rules(pdf.pages[0], vertical=False))
    assert "".join(char["text"] for char in title) == made.title
    assert all(char["top"] > top for char in title)
    assert [text.count(made.title) for text in texts] == [1, *[0] * (len(texts) - 1)]
    assert [text.count(made.subtitle) for text in texts] == [1, *[0] * (len(texts) - 1)]
    assert all("年度指标值" in text for text in texts)
    assert len(texts) > 1


def test_a_title_is_a_heading_and_a_subtitle_no_label() -> None:
    markup = TableWriter(NO_CUTS).markup(titled(form(15)).table)
    assert markup.count("<h1>") == 1
    assert re.search(r"<td [^>]*><h1>财政项目支出绩效目标填报表</h1></td>", markup)
    assert re.search(r'<td class="表格标签 中 加粗[^>]*>（2023年度）</td>', markup)


def test_a_label_is_as_bold_as_it_says(renderer: PdfRenderer) -> None:
    label = CellKind.LABEL
    strong, light = cell(0, 0, "粗", label, bold=True), cell(0, 1, "细", label)
    table = Table((1000, 1000), (Row((strong, light)),))
    with pdfplumber.open(io.BytesIO(renderer.render(narrative(TableBlock("", table))))) as pdf:
        faces = {char["text"]: char["fontname"] for char in pdf.pages[0].chars}
    assert faces["粗"] != faces["细"]


def test_where_two_parts_meet_there_is_one_rule(renderer: PdfRenderer) -> None:
    with pdfplumber.open(io.BytesIO(renderer.render(form(15)))) as pdf:
        places = sorted(rules(pdf.pages[0], vertical=False))
    assert all(low - high > 5 for high, low in pairwise(places))


def test_nothing_stands_outside_its_table(renderer: PdfRenderer) -> None:
    with pdfplumber.open(io.BytesIO(renderer.render(form(60)))) as pdf:
        for page in pdf.pages:
            down = rules(page, vertical=True)
            inside = [c for c in page.chars if c["size"] < 11]
            assert min(c["x0"] for c in inside) > min(down)
            assert max(c["x1"] for c in inside) < max(down)


def test_a_caption_stays_with_its_table(renderer: PdfRenderer) -> None:
    for lines in range(12, 22):
        document = narrative(
            Paragraph(prose(28 * lines)), TableBlock("预算明细表", detail_table(3))
        )
        with pdfplumber.open(io.BytesIO(renderer.render(document))) as pdf:
            page = next(p.extract_text() for p in pdf.pages if "预算明细表" in p.extract_text())
        assert "第1项硬件设施保" in page
