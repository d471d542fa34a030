from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import RenderError
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.render.volume.docx import render_volume_docx
from ptgen.render.volume.pdf import DrawnVolume, render_volume
from ptgen.view.document import Form, Narrative
from ptgen.view.volume import Book
from tests.audit import opens_cleanly
from tests.render.titled import titled
from tests.view.test_volume import made

TEMPLATES = Folders((builtin_templates(),))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    book, _ = made(tmp_path_factory.mktemp("volume"))
    assert book is not None
    return book


@pytest.fixture(scope="module")
def drawn(book: Book) -> DrawnVolume:
    return render_volume(PdfRenderer(TEMPLATES), book)


@pytest.fixture(scope="module")
def word(book: Book, drawn: DrawnVolume) -> bytes:
    return render_volume_docx(WordRenderer(TEMPLATES), book, drawn.pages)


def outline(reader: pypdf.PdfReader) -> list[tuple[int, str, int]]:
    found: list[tuple[int, str, int]] = []

    def walk(items: list[object], level: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            elif isinstance(item, pypdf.generic.Destination):
                page = reader.get_destination_page_number(item)
                found.append((level, str(item.title), -1 if page is None else page + 1))

    walk(list(reader.outline), 1)
    return found


def test_the_outline_is_two_levels_deep_and_agrees_with_the_pages(
    book: Book, drawn: DrawnVolume
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn.data))
    told = [(entry.level, entry.text, drawn.pages[entry.key]) for entry in book.entries]
    assert outline(reader)[2:] == told


def test_page_numbers_run_through(drawn: DrawnVolume) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn.data))
    for number, page in enumerate(reader.pages, 1):
        assert f"— {number} —" in page.extract_text()


def test_the_contents_of_the_pdf_tell_the_pages(book: Book, drawn: DrawnVolume) -> None:
    text = pypdf.PdfReader(io.BytesIO(drawn.data)).pages[1].extract_text()
    told = re.findall(r"(\d+)$", text, re.MULTILINE)
    assert told[: len(book.entries)] == [str(drawn.pages[entry.key]) for entry in book.entries]


def test_a_project_stands_on_one_page_of_the_contents_with_its_documents(book: Book) -> None:
    name, documents = book.projects[0]
    projects = 16 * ((name, documents[1:]),)
    reader = pypdf.PdfReader(
        io.BytesIO(render_volume(PdfRenderer(TEMPLATES), replace(book, projects=projects)).data)
    )
    lines = [page.extract_text().splitlines() for page in reader.pages[1:3]]
    dotted = [[line for line in page if "..." in line] for page in lines]
    assert sum(map(len, dotted)) == 32
    assert all(page[-1].startswith("财政项目支出绩效目标填报表") for page in dotted)


def document_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("word/document.xml").decode()


def test_word_opens_the_volume_cleanly(word: bytes, tmp_path: Path) -> None:
    assert opens_cleanly(word, tmp_path) == []


def test_the_contents_are_a_filled_field_of_word(
    book: Book, drawn: DrawnVolume, word: bytes
) -> None:
    xml = document_xml(word)
    assert r" TOC \f P \l 1-2 \h " in xml
    assert xml.count("begin") == xml.count('fldCharType="end"')
    for entry in book.entries:
        assert f'TC "{entry.text}" \\f P \\l {entry.level}' in xml
        mark = f"_Toc{entry.key.replace('-', '_')}"
        assert xml.count(f'w:name="{mark}"') == 1
        shown = re.search(rf'PAGEREF {mark} .*?separate"/></w:r><w:r><w:t[^>]*>(\d+)<', xml)
        assert shown is not None
        assert int(shown[1]) == drawn.pages[entry.key]


def test_a_form_with_its_title_in_the_table_is_marked_at_its_beginning(book: Book) -> None:
    projects = tuple(
        (name, tuple(titled(one) if isinstance(one, Form) else one for one in documents))
        for name, documents in book.projects
    )
    inside = replace(book, projects=projects)
    xml = document_xml(render_volume_docx(WordRenderer(TEMPLATES), inside, {}))
    forms = [lines[-1] for document, lines in book.documents if isinstance(document, Form)]
    assert forms
    for entry in forms:
        mark = f'w:name="_Toc{entry.key.replace("-", "_")}"'
        before, _, after = xml.partition(mark)
        assert before.rindex("<w:tbl>") > before.rindex("</w:sectPr>")
        assert after.index("财政项目支出绩效目标填报表") < after.index("</w:tc>")
    drawn = render_volume(PdfRenderer(TEMPLATES), inside)
    told = [(entry.level, entry.text, drawn.pages[entry.key]) for entry in inside.entries]
    assert outline(pypdf.PdfReader(io.BytesIO(drawn.data)))[2:] == told


def test_each_document_is_a_section_with_the_page_number_of_narratives(
    book: Book, word: bytes
) -> None:
    xml = document_xml(word)
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.DOTALL)
    assert len(sections) == 1 + len(tuple(book.documents))
    assert all(section.count("footerReference") == 2 for section in sections)


def test_the_first_section_ends_behind_the_field_of_the_contents(word: bytes) -> None:
    """Else LibreOffice prints its pages without their numbers."""
    before, _, _ = document_xml(word).partition("<w:sectPr")
    _, _, last = before.rpartition("<w:p>")
    assert before.count('"begin"') == before.count('"end"') > 1
    assert "fldChar" not in last
    assert '<w:sz w:val="2"/>' in last


def test_the_same_volume_gives_the_same_bytes(book: Book, drawn: DrawnVolume, word: bytes) -> None:
    again = render_volume(PdfRenderer(TEMPLATES), book)
    assert again == drawn
    assert render_volume_docx(WordRenderer(TEMPLATES), book, again.pages) == word


def with_template(folder: Path, more: str) -> PdfRenderer:
    """A renderer of a user whose volume.html says more in each line of the contents."""
    own = (builtin_templates() / "volume.html").read_text(encoding="utf-8")
    (folder / "volume.html").write_text(
        own.replace('<p class="级', more + '<p class="级'), encoding="utf-8"
    )
    return PdfRenderer(Folders((folder, builtin_templates())))


PAGE = '<p style="break-after: page">空页</p>'


def test_contents_that_grow_when_their_pages_are_known_still_tell_the_right_ones(
    book: Book, tmp_path: Path
) -> None:
    renderer = with_template(tmp_path, f"{{% if 行.页次 != 8888 %}}{PAGE}{{% endif %}}")
    drawn = render_volume(renderer, book)
    front = 2 + len(book.entries)
    assert drawn.pages["1"] == front + 1
    test_page_numbers_run_through(drawn)
    reader = pypdf.PdfReader(io.BytesIO(drawn.data))
    told = [(entry.level, entry.text, drawn.pages[entry.key]) for entry in book.entries]
    assert outline(reader)[2:] == told


def test_contents_whose_length_never_settles_are_refused(book: Book, tmp_path: Path) -> None:
    renderer = with_template(tmp_path, f"{{% if 行.页次 == 3 %}}{PAGE}{{% endif %}}")
    with pytest.raises(RenderError, match="目录的页数定不下来"):
        render_volume(renderer, book)


def test_the_pages_of_a_document_are_those_that_it_has_alone(
    book: Book, drawn: DrawnVolume
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn.data))
    renderer = PdfRenderer(TEMPLATES)
    for document, lines in book.documents:
        first = drawn.pages[lines[-1].key] - 1
        if not isinstance(document, Narrative):
            continue
        alone = pypdf.PdfReader(io.BytesIO(renderer.render(document))).pages
        for number, page in enumerate(alone, 1):
            here = reader.pages[first + number - 1].extract_text()
            there = page.extract_text()
            assert here.replace(f"— {first + number} —", f"— {number} —") == there
