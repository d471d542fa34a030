from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
import pytest

from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Narrative, Paragraph
from tests.render.pdf_samples import Line, body_lines, narrative, prose

TRACKING = -0.25
"""What the style of text adds to the width of each character, in points."""
TEMPLATES = Path(__file__).parents[5] / "templates"
MM = 72 / 25.4
RIGHT_EDGE = (210 - 26) * MM
LEFT_EDGE = 28 * MM
PITCH = 28.95


def lines_of(renderer: PdfRenderer, document: Narrative) -> list[list[Line]]:
    with pdfplumber.open(io.BytesIO(renderer.render(document))) as pdf:
        return [body_lines(page) for page in pdf.pages]


def short_of_the_edge(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if abs(line.right - RIGHT_EDGE) > 1]


def test_a_full_page_has_22_lines_of_28_characters(renderer: PdfRenderer) -> None:
    text = "".join(character for character in prose(2400) if character not in "，。；、")
    page = lines_of(renderer, narrative(Paragraph(text)))[1]
    assert [len(line.text) for line in page] == [28] * 22
    assert page[0].left == pytest.approx(LEFT_EDGE, abs=0.1)
    pitches = {round(low.baseline - high.baseline, 2) for high, low in pairwise(page)}
    assert pitches == {PITCH}


MIXED = "本年共申请1,132,300.00元，其中800兆对讲机80*7800元；合同Contract No. 12345延保服务费。" * 9


@pytest.mark.parametrize("text", [prose(900), MIXED, MIXED.replace("元", "㎡镕喆−")])
def test_full_lines_end_at_the_right_margin(renderer: PdfRenderer, text: str) -> None:
    for page in lines_of(renderer, narrative(Paragraph(text))):
        assert not short_of_the_edge(page[1:-1])


def test_full_lines_end_there_in_pdfium_too(renderer: PdfRenderer) -> None:
    data = renderer.render(narrative(Paragraph(MIXED)))
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(at, loose=True) for at in range(text.count_chars())]
    ends: dict[int, float] = {}
    for left, bottom, right, _ in boxes:
        if right > left:
            line = round(bottom / PITCH)
            ends[line] = max(ends.get(line, 0.0), right)
    body = sorted(ends.items(), reverse=True)[2:-2]  # no title, last line, page number
    assert len(body) > 10
    assert [end for _, end in body if abs(end - RIGHT_EDGE) > 1] == []


def test_a_short_line_is_seen() -> None:
    assert short_of_the_edge([Line("短", LEFT_EDGE, RIGHT_EDGE - 8, 100)])


def test_the_last_line_of_a_paragraph_is_not_stretched(renderer: PdfRenderer) -> None:
    (page,) = lines_of(renderer, narrative(Paragraph(prose(40)), Paragraph(prose(30))))
    last = page[-1]
    assert last.right - last.left == pytest.approx(15.75 * len(last.text), abs=0.5)


def test_words_and_numbers_stay_tight(renderer: PdfRenderer) -> None:
    text = f"{prose(20)}合同编号是No.1234567890的项目经费，{prose(60)}"
    data = renderer.render(narrative(Paragraph(text)))
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        digits = [char for char in pdf.pages[0].chars if char["text"] in "123456789"][:9]
    steps = [right["x0"] - left["x0"] for left, right in pairwise(digits)]
    widths = [digit["x1"] - digit["x0"] for digit in digits[:-1]]
    assert steps == pytest.approx([width + TRACKING for width in widths], abs=0.05)


def test_a_line_of_one_long_word_is_spread_whole(renderer: PdfRenderer) -> None:
    text = "网" + "\u200b".join("abcdefghij" for _ in range(40))
    (page,) = lines_of(renderer, narrative(Paragraph(text)))
    assert not short_of_the_edge(page[1:-1])


def test_lines_of_several_boxes_end_at_the_margin_too(tmp_path: Path) -> None:
    shutil.copy(TEMPLATES / "narrative.docx", tmp_path)
    for name in ("narrative.html", "print.css"):
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        words = "{{ 块.文字 }}"
        text = text.replace(words, f'{words}<b>重点</b><i class="疏">{words}</i>{words}')
        (tmp_path / name).write_text(
            f"{text}" if name[0] == "n" else f"{text}.疏 {{ letter-spacing: 0.4pt }}"
        )
    pages = lines_of(PdfRenderer(tmp_path), narrative(Paragraph(prose(150))))
    lines = [line for page in pages for line in page][1:-1]
    assert len(lines) > 15
    assert not short_of_the_edge(lines)


@pytest.mark.parametrize("length", range(25, 31))
@pytest.mark.parametrize("sign", "，。；、）》")
def test_no_line_begins_with_a_closing_sign(renderer: PdfRenderer, length: int, sign: str) -> None:
    text = "管" * length + sign + "管" * 60
    (page,) = lines_of(renderer, narrative(Paragraph(text)))
    assert not [line for line in page if line.text[0] == sign]


@pytest.mark.parametrize("length", range(24, 30))
@pytest.mark.parametrize("sign", "（《“")
def test_no_line_ends_with_an_opening_sign(renderer: PdfRenderer, length: int, sign: str) -> None:
    (page,) = lines_of(renderer, narrative(Paragraph("管" * length + sign + "管" * 60)))
    assert not [line for line in page if line.text[-1] == sign]


def test_borrowed_glyphs_keep_the_pitch(renderer: PdfRenderer) -> None:
    for page in lines_of(renderer, narrative(Paragraph(MIXED.replace("元", "㎡镕喆−")))):
        body = page[1:]
        steps = [low.baseline - high.baseline for high, low in pairwise(body)]
        assert steps == pytest.approx([PITCH] * len(steps), abs=0.01)
