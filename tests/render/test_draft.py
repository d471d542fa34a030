"""A draft says so across each page, whatever the template is; nothing else changes."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pypdf
import pytest
from lxml import etree

from ptgen.core.filesystem import builtin_templates
from ptgen.read.package import parse_part
from ptgen.render.docx.package import W
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.untrusted import MAIN_PART
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.pdf.variants import Archive
from ptgen.render.pdf.weasyprint.running import stamped
from ptgen.render.pdf.weasyprint.volume import WeasyPrintEngine
from ptgen.render.template_folders import Folders
from ptgen.render.volume.docx import render_volume_docx
from ptgen.render.volume.parts import RELATION
from ptgen.render.volume.sections import sections_of
from ptgen.render.xlsx.form import form_xlsx
from ptgen.render.xlsx.lists import summary_xlsx
from ptgen.view.document import Document, Info, Narrative
from ptgen.view.summary import summary_of
from ptgen.view.volume import Book
from tests.audit import opens_cleanly
from tests.projects import content_of
from tests.render.docx_samples import form, narrative
from tests.render.pdf_samples import full_narrative
from tests.render.word_templates import FORM, NARRATIVE, word_file
from tests.view.test_volume import made

HOSTILE = "* { display: none } html, body, p { display: block } div { color: white; z-index: 1 }"
BUILTIN = Folders((builtin_templates(),))
_WORDART = "{urn:schemas-microsoft-com:vml}textpath"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    book, _ = made(tmp_path_factory.mktemp("volume"))
    assert book is not None
    return book


@pytest.fixture(scope="module")
def pdf() -> WeasyPrintEngine:
    return WeasyPrintEngine(BUILTIN, draft=True)


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def marked_pages(data: bytes) -> list[bool]:
    """Of each page of a PDF, whether it says that it is a draft."""
    return [{"草", "稿"} <= set(text) for text in pages(data)]


@pytest.mark.parametrize("document", [full_narrative(), form(60, "目标。" * 200)])
def test_each_page_of_a_pdf_says_so(
    document: Document, pdf: WeasyPrintEngine, renderer: WeasyPrintEngine
) -> None:
    final = marked_pages(renderer.render(document))
    assert len(final) > 1
    assert not any(final)
    assert marked_pages(pdf.render(document)) == [True] * len(final)
    by_typst = marked_pages(TypstRenderer(BUILTIN, draft=True).draw(document)[0])
    assert by_typst == [True] * len(by_typst)


def test_a_draft_is_the_same_each_time_and_fit_for_archives() -> None:
    first, again = (
        TypstRenderer(BUILTIN, draft=True)
        .for_archive(Archive("pdf/a-2u"))
        .draw(narrative("正文。"))[0]
        for _ in range(2)
    )
    assert first == again
    assert set(marked_pages(first)) == {True}


def test_each_page_of_a_volume_says_so(book: Book, pdf: WeasyPrintEngine, tmp_path: Path) -> None:
    drawn = pdf.draw_volume(book)
    found = marked_pages(drawn.data)
    assert found == [True] * len(found)
    assert len(found) > len(book.projects)
    word = render_volume_docx(WordRenderer(BUILTIN, draft=True), book, drawn.pages)
    assert shown_everywhere(word)
    assert not shown_everywhere(render_volume_docx(WordRenderer(BUILTIN), book, drawn.pages))
    assert opens_cleanly(word, tmp_path) == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>{{ 标题 }}</p>",
        "<!DOCTYPE html><html><head></head><body><p>{{ 标题 }}</p></body></html>",
        f"<html><body><style>{HOSTILE}</style><p>{{{{ 标题 }}}}</p></BODY></HTML>\n",
        "<body style='page: 甲'><p>{{ 标题 }}</p><p style='break-before: page'>二</p></body>",
    ],
)
def test_a_template_of_your_own_is_marked(page: str, tmp_path: Path) -> None:
    (tmp_path / "narrative.html").write_text(page, "utf-8")
    (tmp_path / "print.css").write_text(
        "@page { size: A5; background: white } @page 甲 { margin: 1cm }", "utf-8"
    )
    templates = Folders((tmp_path, builtin_templates()))
    found = marked_pages(WeasyPrintEngine(templates, draft=True).render(narrative("正文。")))
    assert found == [True] * len(found)
    assert found


def test_the_word_is_inside_of_the_body() -> None:
    assert stamped("<body>甲</body></html>").endswith("草稿</div></body></html>")
    assert stamped("<p>甲</p>").endswith("草稿</div>")


def shown_everywhere(data: bytes) -> bool:
    """Whether every kind of page of every section has a header with the word.

    A section without a header of a kind has that of the section before.
    """
    document = docx.Document(io.BytesIO(data))
    even = document.settings.odd_and_even_pages_header_footer
    headers: dict[str, bytes] = {}
    shown = []
    for section in sections_of(document.element.body):
        for one in section.iterfind(f"{W}headerReference"):
            headers[one.get(f"{W}type", "")] = document.part.related_parts[
                one.get(f"{RELATION}id", "")
            ].blob
        wanted = ["default"] + ["even"] * even
        wanted += ["first"] * (section.find(f"{W}titlePg") is not None)
        shown += [kind in headers and _has_word(headers[kind]) for kind in wanted]
    return bool(shown) and all(shown)


def _has_word(header: bytes) -> bool:
    words = parse_part(header).iter(_WORDART)
    return [one.get("string") for one in words if one.get("string")] == ["草稿"]


@pytest.mark.parametrize(
    "document", [narrative("正文。"), form(60), Narrative(form().info, "题", ())]
)
def test_each_page_of_a_word_file_says_so(document: Document, tmp_path: Path) -> None:
    draft = WordRenderer(BUILTIN, draft=True).render(document)
    assert shown_everywhere(draft)
    assert not shown_everywhere(WordRenderer(BUILTIN).render(document))
    assert opens_cleanly(draft, tmp_path) == []
    assert draft == WordRenderer(BUILTIN, draft=True).render(document)


def _as_it_is(path: Path) -> None:
    assert path.is_file()


def _of_two_sections(path: Path) -> None:
    made = docx.Document(str(path))
    second = made.add_section()
    second.different_first_page_header_footer = True
    made.settings.odd_and_even_pages_header_footer = True
    made.save(str(path))


def _without_section(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = parse_part(parts[MAIN_PART])
    for section in list(root.iter(f"{W}sectPr")):
        parent = section.getparent()
        assert parent is not None
        parent.remove(section)
    parts[MAIN_PART] = etree.tostring(root)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _header_left_out(path: Path) -> None:
    made = docx.Document(str(path))
    header = made.sections[0].header
    header.paragraphs[0].text = "{%p if 0 %}"
    header.add_paragraph("页眉")
    header.add_paragraph("{%p endif %}")
    made.save(str(path))


@pytest.mark.parametrize(
    "changed", [_as_it_is, _of_two_sections, _without_section, _header_left_out]
)
def test_a_word_template_of_your_own_is_marked(
    changed: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    changed(word_file(folder, "narrative.docx", (9, 9, 9), NARRATIVE))
    shutil.copy(word_file(tmp_path, "form.docx", (9, 9, 9), FORM), folder)
    templates = Folders((folder, builtin_templates()))
    final = WordRenderer(templates).render(narrative("正文。"))
    draft = WordRenderer(templates, draft=True).render(narrative("正文。"))
    assert shown_everywhere(draft)
    assert not shown_everywhere(final)
    assert set(opens_cleanly(draft, tmp_path)) <= set(opens_cleanly(final, tmp_path))


def test_a_workbook_says_so_in_its_titles(tmp_path: Path) -> None:
    summary = summary_of([content_of(tmp_path)], "汇总")
    for data, count in ((summary_xlsx(summary, draft=True), 3), (form_xlsx(form(), draft=True), 1)):
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert len(book.sheetnames) == count
        assert all(name.endswith("（草稿）") for name in book.sheetnames)
        assert all("草稿" in sheet.oddHeader.center.text for sheet in book)
        assert book.properties.title.endswith("（草稿）")
    final = openpyxl.load_workbook(io.BytesIO(summary_xlsx(summary)))
    assert not any("草稿" in name for name in (*final.sheetnames, final.properties.title))


def test_the_properties_of_a_draft_stay(pdf: WeasyPrintEngine) -> None:
    document = narrative("正文。")
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(document)))
    assert isinstance(document.info, Info)
    assert reader.metadata is not None
    assert reader.metadata.title == document.info.title
