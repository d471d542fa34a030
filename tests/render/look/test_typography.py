"""Lines break alike in Word and PDF, and none is torn apart."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.fonts.chosen import chosen
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import ListItem, Narrative, Paragraph
from tests.render.look.restyled import as_word_spaces, lines_of
from tests.render.pdf_samples import narrative, prose

_MIXED = (
    "自2022年1月至12月，区城运中心实施设备ABC运行与维护项目，做好800兆对讲机延保、治理信息平台租用，"
    "申请资金113.1964万元，其中2022年安排80.5万元，2023年安排32.6964万元；"
)


def song(folder: Path, *, spaced: bool = False) -> Folders:
    """A template whose text is of a face that LibreOffice has too, letters and digits alike.

    It has no tracking, which LibreOffice leaves out where a number begins or ends.
    """
    opened = docx.Document(str(builtin_templates() / "narrative.docx"))
    for name in ("公文正文", "编号列表"):
        style = opened.styles[name]
        style.font.name, style.font.size = "宋体", Pt(15.5)
        tracking = style.element.get_or_add_rPr().makeelement(qn("w:spacing"), {qn("w:val"): "0"})
        style.element.rPr.insert_element_before(tracking, "w:sz")
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    if spaced:
        normal = opened.styles["Normal"].element.pPr
        for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
            normal.find(qn(name)).set(qn("w:val"), "1")
    opened.save(str(folder / "narrative.docx"))
    return Folders((folder, builtin_templates()))


def pdf(document: Narrative, templates: Folders) -> bytes:
    fonts = chosen()
    return PdfRenderer(templates, fonts).render(document)


def test_lines_break_alike_in_both_formats(tmp_path: Path) -> None:
    document = narrative(
        *(Paragraph(prose(length) + _MIXED * 3) for length in range(20, 40, 3)),
        ListItem(1, "（1）", _MIXED * 2),
    )
    templates = song(tmp_path)
    word = WordRenderer(templates).render(document)
    assert lines_of(pdf(document, templates)) == lines_of(as_word_spaces(word, tmp_path / "office"))


def gaps(data: bytes, left: str, right: str) -> list[float]:
    """The room between two characters side by side, in ems."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        chars = [char for page in opened.pages for char in page.chars]
    return [
        (after["x0"] - before["x1"]) / before["size"]
        for before, after in pairwise(chars)
        if (before["text"], after["text"]) == (left, right) and after["x0"] > before["x0"]
    ]


def test_digits_stand_off_where_the_template_lets_word_do_so(tmp_path: Path) -> None:
    document = narrative(Paragraph("于2022年实施。"))
    close, off = (
        gaps(pdf(document, song(tmp_path, spaced=spaced)), "2", "年") for spaced in (False, True)
    )
    assert close == pytest.approx([0], abs=0.05)
    assert off == pytest.approx([0.25], abs=0.05)


def test_text_that_stands_off_is_found_as_it_was_written(tmp_path: Path) -> None:
    data = pdf(narrative(Paragraph("于2022年实施。")), song(tmp_path, spaced=True))
    with pdfplumber.open(io.BytesIO(data)) as opened:
        assert "于2022年实施。" in "".join(char["text"] for char in opened.pages[0].chars)


LONG = "6、《上海市" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijk" + "》的通知。"


def widest_gap(data: bytes) -> float:
    """The widest room between neighbours on one line of text, in ems."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        chars = [char for char in opened.pages[0].chars if char["size"] < 20]
    rooms = [
        (after["x0"] - before["x1"]) / before["size"]
        for before, after in pairwise(chars)
        if abs(after["matrix"][5] - before["matrix"][5]) < 1 and after["x0"] > before["x0"]
    ]
    return float(max(rooms))


def test_a_line_before_a_long_word_is_not_torn_apart(tmp_path: Path) -> None:
    templates = song(tmp_path)
    assert widest_gap(pdf(narrative(Paragraph(LONG)), templates)) < 0.5


def test_nor_in_word(tmp_path: Path) -> None:
    word = WordRenderer(song(tmp_path)).render(narrative(Paragraph(LONG)))
    assert widest_gap(as_word_spaces(word, tmp_path / "office")) < 0.5


def test_a_word_longer_than_a_line_stays_in_the_text(tmp_path: Path) -> None:
    data = pdf(narrative(Paragraph("网址" + "a" * 200)), song(tmp_path))
    with pdfplumber.open(io.BytesIO(data)) as opened:
        assert max(char["x1"] for char in opened.pages[0].chars) < 184 * 72 / 25.4 + 1
