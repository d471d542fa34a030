"""What is restyled in Word is found in the pages of both formats, as other programs read them."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import Document, Heading, Paragraph, TableBlock
from tests.render.look.restyled import (
    HEADER,
    Pages,
    libreoffice,
    pages_of,
    restyle_form,
    restyle_narrative,
)
from tests.render.pdf_samples import detail_table, form, narrative, prose

MM = 72 / 25.4
NARRATIVE = narrative(
    Heading(1, "一、", "项目概述"),
    Paragraph(prose(200)),
    TableBlock("预算明细表", detail_table(6)),
    Paragraph(prose(1500)),
)


@pytest.fixture(scope="module", params=["pdf", "typst", "docx"])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A narrative with the restyled template: the PDF, and the Word file in LibreOffice."""
    folder = tmp_path_factory.mktemp("restyled")
    restyle_narrative(folder)
    return pages_of(_file(NARRATIVE, str(request.param), folder))


def _file(document: Document, style: str, folder: Path) -> bytes:
    templates = Folders((folder, builtin_templates()))
    if style == "typst":
        return TypstRenderer(templates).draw(document)[0]
    if style == "pdf":
        return PdfRenderer(templates).render(document)
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    return libreoffice(WordRenderer(templates).render(document), folder / "office")


def test_margins_are_those_of_word(drawn: Pages) -> None:
    text = [char for char in drawn.chars if char["size"] == pytest.approx(14, abs=0.1)]
    assert min(char["x0"] for char in text) == pytest.approx(20 * MM, abs=1)
    inside = [char for char in text if char["text"] not in "，；、。"]  # LibreOffice hangs them
    assert max(char["x1"] for char in inside) == pytest.approx((210 - 22) * MM, abs=2)
    following = [char for char in drawn.pages[1].chars if char["top"] > 40 * MM]
    assert min(char["top"] for char in following) == pytest.approx(45 * MM + 5, abs=5)


def test_sizes_and_colours_are_those_of_word(drawn: Pages) -> None:
    assert (drawn.size("项目概述"), drawn.color("项目概述")) == (18.0, "C00000")
    assert (drawn.size(prose(100)[:8]), drawn.color(prose(100)[:8])) == (14.0, "1F4E79")


def test_lines_are_as_far_apart_as_in_word(drawn: Pages) -> None:
    text = [char for char in drawn.chars if char["size"] == pytest.approx(14, abs=0.1)]
    rows = sorted({round(char["bottom"], 1) for char in text})
    steps = [round(low - high) for high, low in pairwise(rows) if low - high > 5]
    assert steps[:3] == [24, 24, 24]


def test_the_header_stands_on_every_page(drawn: Pages) -> None:
    assert len(drawn.pages) > 2
    for page in drawn.pages:
        words = [char for char in page.chars if char["top"] < 30 * MM and char["text"].strip()]
        assert "".join(char["text"][0] for char in words) == HEADER
        assert {round(char["size"]) for char in words} == {9}
        assert min(char["top"] for char in words) == pytest.approx(15 * MM + 6, abs=9)


def test_the_picture_stands_on_every_page(drawn: Pages) -> None:
    for page in drawn.pages:
        (image,) = page.images
        assert image["width"] == pytest.approx(20 * MM, abs=0.5)
        assert image["height"] == pytest.approx(5 * MM, abs=0.5)
        assert image["x0"] == pytest.approx(20 * MM, abs=1)
        assert image["top"] < 40 * MM


def test_tables_fill_the_width_of_the_text(drawn: Pages) -> None:
    edges = [edge for page in drawn.pages for edge in (*page.rects, *page.lines)]
    assert min(edge["x0"] for edge in edges) == pytest.approx(20 * MM, abs=1)
    assert max(edge["x1"] for edge in edges) == pytest.approx((210 - 22) * MM, abs=1)


@pytest.mark.parametrize("style", ["pdf", "typst", "docx"])
def test_a_form_has_the_look_of_its_own_template(style: str, tmp_path: Path) -> None:
    restyle_form(tmp_path)
    document = form(15)
    drawn = pages_of(_file(document, style, tmp_path))
    assert drawn.size(document.title) == 24.0
    label = next(cell for row in document.table.rows for cell in row.cells if cell.kind == "label")
    words = label.text.split("\n")[0][:4]
    assert (drawn.size(words), drawn.color(words)) == (8.0, "006400")
    foot = drawn.of("本表一式三份")
    assert foot[0]["top"] > drawn.pages[0].height * 0.85
