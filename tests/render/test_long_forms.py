"""A form of many indicators: what its pages show in PDF, and of Word files in LibreOffice."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import replace
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.shared import Pt

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.pdf.engine import PdfEngine
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import Form, Page
from ptgen.view.form import form_of
from ptgen.view.table import Align, Cell, CellKind, Row, Table
from tests import libreoffice
from tests.audit import opens_cleanly
from tests.projects import load_all
from tests.render.docx_samples import INFO
from tests.render.long_forms import UNITS, long_form, pages, sizes, unnamed

LONG = "街面秩序和市容环境综合整治及其长效管理措施落实情况"
SHORT = "街面秩序整治完成率"


@functools.cache
def typst_renderer() -> TypstRenderer:
    return TypstRenderer(builtin_templates())


KINDS = ("pdf", "typst", "docx")


def as_pdf(form: Form, kind: str, folder: Path, renderer: PdfEngine) -> Path:
    """The PDF file of a form: that of an engine, or LibreOffice's of the Word file."""
    if kind == "docx":
        return libreoffice.drawn(WordRenderer(builtin_templates()).render(form), kind, folder)
    folder.mkdir(exist_ok=True)
    path = folder / "form.pdf"
    path.write_bytes((typst_renderer() if kind == "typst" else renderer).draw(form)[0])
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("edition", UNITS)
def test_the_groups_are_named_on_each_page(
    edition: str, kind: str, tmp_path: Path, renderer: PdfEngine
) -> None:
    form = long_form(tmp_path, edition, LONG)
    texts = list(pages(as_pdf(form, kind, tmp_path, renderer)))
    assert len(texts) > 2
    assert [unnamed(text, "绩效指标") for text in texts] == [[]] * len(texts)


@pytest.mark.parametrize("kind", KINDS)
def test_an_edition_marks_what_goes_on(kind: str, tmp_path: Path, renderer: PdfEngine) -> None:
    layout = tmp_path / "templates" / "own" / "layout.yaml"
    layout.parent.mkdir(parents=True)
    layout.write_text(
        "名称: 甲\n继承: shanghai-district-2022\n绩效目标表: {续页: （续）}\n", "utf-8"
    )
    texts = list(pages(as_pdf(long_form(tmp_path, "own", LONG), kind, tmp_path, renderer)))
    assert [unnamed(text, "绩效指标", "（续）") for text in texts] == [[], [], []]
    assert unnamed(texts[1], "绩效指标") != []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("edition", UNITS)
def test_a_form_shrinks_until_it_fits_one_page(
    edition: str, kind: str, tmp_path: Path, renderer: PdfEngine
) -> None:
    form = long_form(tmp_path, edition, SHORT, "一页: {最小字号: 7}")
    assert form.smallest == 7
    path = as_pdf(form, kind, tmp_path, renderer)
    (text,) = pages(path)
    assert unnamed(text, "绩效指标") == []
    assert 7 <= min(sizes(path)) < 10
    usual = as_pdf(replace(form, smallest=None), kind, tmp_path / "usual", renderer)
    assert len(list(pages(usual))) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_does_not_fit_goes_on_in_its_usual_type(
    kind: str, tmp_path: Path, renderer: PdfEngine
) -> None:
    form = long_form(tmp_path, "shanghai-district-2023", LONG * 3, "一页: {最小字号: 7}")
    usual = replace(form, smallest=None)
    drawers = {"pdf": renderer, "typst": typst_renderer()}
    drawer = drawers.get(kind, WordRenderer(builtin_templates()))
    assert drawer.draw(form) == (drawer.draw(usual)[0], True)
    assert drawer.draw(usual)[1] is False


# Each character once; of one, LibreOffice writes another with the same glyph.
LONG_TEXT = "".join(map(chr, range(0x4E00, 0x4E00 + 3000))).replace("壿", "")


def tall(place: str) -> Form:
    """A form with a text of several pages in one of its cells."""

    def cell(row: int, column: int, kind: CellKind, rows: int = 1) -> Cell:
        name = f"{row}{column}"
        text = LONG_TEXT if name == place else f"格{name}"
        return Cell(row, column, text, kind, Align.LEFT, rows=rows)

    rows = (
        Row((cell(0, 0, CellKind.LABEL), cell(0, 1, CellKind.TEXT)), 22),
        Row((cell(1, 0, CellKind.HEAD), cell(1, 1, CellKind.HEAD)), 22),
        Row((cell(2, 0, CellKind.LABEL, 3), cell(2, 1, CellKind.VALUE)), 22),
        Row((cell(3, 1, CellKind.VALUE),), 22),
        Row((cell(4, 1, CellKind.VALUE),), 22),
    )
    table = Table((3000, 6000), rows, (1, 2))
    return Form(INFO, "题", "", table, Page(210, 297, 25, 20, 20, 20))


@pytest.mark.parametrize("size", [10.5, 18])
@pytest.mark.parametrize("place", ["00", "01", "11", "20", "21", "31", "41"])
def test_no_cell_of_a_word_file_loses_text_where_a_row_is_taller_than_a_page(
    place: str, size: float, tmp_path: Path
) -> None:
    template = docx.Document(str(builtin_templates() / "form.docx"))
    for style in template.styles:
        if style.name.startswith("表格") and style.name != "表格接缝":
            style.font.size = Pt(size)
            style.paragraph_format.line_spacing = Pt(size * 4 / 3)
    template.save(str(tmp_path / "form.docx"))
    data = WordRenderer(Folders((tmp_path, builtin_templates()))).render(tall(place))
    with pdfplumber.open(libreoffice.drawn(data, "docx", tmp_path)) as file:
        inside = [char["text"] for page in file.pages for char in page.within_bbox(page.bbox).chars]
    assert Counter(LONG_TEXT) - Counter(inside) == Counter()


def test_a_published_form_of_one_page_has_one_in_libreoffice_too(tmp_path: Path) -> None:
    """It fills the page to a few points: neither cut in vain nor longer than it was reckoned."""
    (loaded, *_) = load_all(Path(__file__).parents[2] / "projects" / "guangfulin-2022")
    assert loaded.content is not None
    data = WordRenderer(builtin_templates()).render(form_of(loaded.content))
    assert len(list(pages(libreoffice.drawn(data, "docx", tmp_path)))) == 1


def test_the_last_row_does_not_stand_alone_on_a_page(tmp_path: Path) -> None:
    *_, loaded, _ = load_all(Path(__file__).parents[2] / "projects" / "songjiang-2022")
    assert loaded.content is not None
    template = docx.Document(str(builtin_templates() / "form.docx"))
    for style in template.styles:  # a form that takes a little more than a page
        if style.name.startswith("表格") and style.name != "表格接缝":
            style.font.size = Pt(10.5)
            style.paragraph_format.line_spacing = Pt(14)
    template.save(str(tmp_path / "form.docx"))
    data = WordRenderer(Folders((tmp_path, builtin_templates()))).render(form_of(loaded.content))
    first, second = pages(libreoffice.drawn(data, "docx", tmp_path))
    assert "长效管理制度明确性" not in first
    assert "长效管理制度明确性" in second
    assert "长效制度健全性" in second


@pytest.mark.parametrize("more", ["", "一页: {最小字号: 7}"])
def test_word_opens_what_was_cut_or_made_smaller(more: str, tmp_path: Path) -> None:
    form = long_form(tmp_path, "shanghai-district-2023", SHORT, more)
    data = WordRenderer(builtin_templates()).render(form)
    assert opens_cleanly(data, tmp_path) == []
