from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from docx.shared import Mm, Pt

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import RenderError
from ptgen.render.pdf.engine import DrawnVolume
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.pdf.weasyprint.volume import WeasyPrintEngine
from ptgen.render.template_folders import Folders
from ptgen.render.volume.docx import render_volume_docx
from ptgen.view.document import Form, Narrative
from ptgen.view.volume import Book
from tests import libreoffice
from tests.audit import opens_cleanly
from tests.render.look.restyled import pages_of
from tests.render.titled import titled
from tests.render.word_templates import FORM, word_file
from tests.view.test_volume import made

TEMPLATES = Folders((builtin_templates(),))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    book, _ = made(tmp_path_factory.mktemp("volume"))
    assert book is not None
    return book


@pytest.fixture(scope="module")
def drawn(book: Book) -> DrawnVolume:
    return WeasyPrintEngine(TEMPLATES).draw_volume(book)


@pytest.fixture(scope="module", params=["weasyprint", "typst"])
def each(book: Book, drawn: DrawnVolume, request: pytest.FixtureRequest) -> DrawnVolume:
    """The volume of each engine."""
    return drawn if request.param == "weasyprint" else TypstRenderer(TEMPLATES).draw_volume(book)


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
    book: Book, each: DrawnVolume
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(each.data))
    told = [(entry.level, entry.text, each.pages[entry.key]) for entry in book.entries]
    assert outline(reader)[2:] == told


def test_page_numbers_run_through(each: DrawnVolume) -> None:
    reader = pypdf.PdfReader(io.BytesIO(each.data))
    for number, page in enumerate(reader.pages, 1):
        assert f"— {number} —" in page.extract_text()


def test_the_contents_of_the_pdf_tell_the_pages(book: Book, each: DrawnVolume) -> None:
    text = pypdf.PdfReader(io.BytesIO(each.data)).pages[1].extract_text()
    told = re.findall(r"(\d+)$", text, re.MULTILINE)
    assert told[: len(book.entries)] == [str(each.pages[entry.key]) for entry in book.entries]


@pytest.mark.parametrize("engine", [WeasyPrintEngine, TypstRenderer])
def test_a_project_stands_on_one_page_of_the_contents_with_its_documents(
    book: Book, engine: type[WeasyPrintEngine | TypstRenderer]
) -> None:
    name, documents = book.projects[0]
    projects = 16 * ((name, documents[1:]),)
    data = engine(TEMPLATES).draw_volume(replace(book, projects=projects)).data
    reader = pypdf.PdfReader(io.BytesIO(data))
    lines = [page.extract_text().splitlines() for page in reader.pages[1:3]]
    dotted = [[line for line in page if "..." in line] for page in lines]
    assert sum(map(len, dotted)) == 32
    assert all(page[-1].startswith("财政项目支出绩效目标填报表") for page in dotted)


def document_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("word/document.xml").decode()


def test_word_opens_the_volume_cleanly(word: bytes, tmp_path: Path) -> None:
    assert opens_cleanly(word, tmp_path) == []


def test_the_contents_are_filled_fields_that_word_renews_when_it_opens_the_file(
    book: Book, drawn: DrawnVolume, word: bytes
) -> None:
    xml = document_xml(word)
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"')
    for entry in book.entries:
        mark = f"_Toc{entry.key.replace('-', '_')}"
        assert xml.count(f'w:name="{mark}"') == 1
        shown = re.search(rf'PAGEREF {mark} .*?separate"/></w:r><w:r><w:t[^>]*>(\d+)<', xml)
        assert shown is not None
        assert int(shown[1]) == drawn.pages[entry.key]
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        settings = parts.read("word/settings.xml").decode()
    assert settings.count("<w:updateFields/>") == 1
    assert settings.index("evenAndOddHeaders") < settings.index("updateFields")
    assert settings.index("updateFields") < settings.index("<w:compat>")


def restyled(word: bytes) -> bytes:
    """The same file after somebody gave its pages less room and its text another size."""
    document = docx.Document(io.BytesIO(word))
    for section in document.sections:
        section.bottom_margin = Mm(110)
    document.styles["Normal"].font.size = Pt(18)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def places(path: Path) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """The lines of the contents with the pages that they tell, and the titles with theirs."""
    told, there = [], []
    for number, page in enumerate(pypdf.PdfReader(path).pages, 1):
        lines = [re.sub(r"\s+", "", line) for line in page.extract_text().splitlines()]
        told += [(one[1], int(one[2])) for line in lines if (one := _DOTTED.fullmatch(line))]
        there += [(line, number) for line in lines if _TITLE.fullmatch(line)]
    return told, there


_DOTTED = re.compile(r"(.+?)\.{3,}(\d+)")
_TITLE = re.compile(r"项目经费情况说明\d|财政项目支出绩效目标填报表")


@pytest.mark.parametrize("change", [bytes, restyled])
def test_libreoffice_shows_the_page_of_each_document_however_it_paginates(
    word: bytes, change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    told, there = places(libreoffice.drawn(change(word), "docx", tmp_path))
    assert [one for one in told if _TITLE.fullmatch(one[0])] == there
    assert len(there) == 4
    if change is restyled:
        assert there != places(libreoffice.drawn(word, "docx", tmp_path))[1]


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
    drawn = WeasyPrintEngine(TEMPLATES).draw_volume(inside)
    told = [(entry.level, entry.text, drawn.pages[entry.key]) for entry in inside.entries]
    assert outline(pypdf.PdfReader(io.BytesIO(drawn.data)))[2:] == told


def test_each_document_is_a_section_with_the_page_number_of_narratives(
    book: Book, word: bytes
) -> None:
    xml = document_xml(word)
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.DOTALL)
    assert len(sections) == 1 + len(tuple(book.documents))
    assert all(section.count("footerReference") == 2 for section in sections)


def test_the_same_volume_gives_the_same_bytes(book: Book, drawn: DrawnVolume, word: bytes) -> None:
    again = WeasyPrintEngine(TEMPLATES).draw_volume(book)
    assert again == drawn
    assert render_volume_docx(WordRenderer(TEMPLATES), book, again.pages) == word


def with_template(folder: Path, more: str) -> WeasyPrintEngine:
    """A renderer of a user whose volume.html says more in each line of the contents."""
    own = (builtin_templates() / "volume.html").read_text(encoding="utf-8")
    (folder / "volume.html").write_text(
        own.replace('<p class="级', more + '<p class="级'), encoding="utf-8"
    )
    return WeasyPrintEngine(Folders((folder, builtin_templates())))


PAGE = '<p style="break-after: page">空页</p>'


def test_contents_that_grow_when_their_pages_are_known_still_tell_the_right_ones(
    book: Book, tmp_path: Path
) -> None:
    renderer = with_template(tmp_path, f"{{% if 行.页次 != 8888 %}}{PAGE}{{% endif %}}")
    drawn = renderer.draw_volume(book)
    front = 2 + len(book.entries)
    assert drawn.pages["1"] == front + 1
    test_page_numbers_run_through(drawn)
    reader = pypdf.PdfReader(io.BytesIO(drawn.data))
    told = [(entry.level, entry.text, drawn.pages[entry.key]) for entry in book.entries]
    assert outline(reader)[2:] == told


def test_contents_whose_length_never_settles_are_refused(book: Book, tmp_path: Path) -> None:
    renderer = with_template(tmp_path, f"{{% if 行.页次 == 3 %}}{PAGE}{{% endif %}}")
    with pytest.raises(RenderError, match="目录的页数定不下来"):
        renderer.draw_volume(book)


def test_the_pages_of_a_document_are_those_that_it_has_alone(
    book: Book, drawn: DrawnVolume
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn.data))
    renderer = WeasyPrintEngine(TEMPLATES)
    for document, lines in book.documents:
        first = drawn.pages[lines[-1].key] - 1
        if not isinstance(document, Narrative):
            continue
        alone = pypdf.PdfReader(io.BytesIO(renderer.render(document))).pages
        for number, page in enumerate(alone, 1):
            here = reader.pages[first + number - 1].extract_text()
            there = page.extract_text()
            assert here.replace(f"— {first + number} —", f"— {number} —") == there


def test_a_picture_in_a_header_of_ones_own_stands_on_the_pages_of_its_document(
    book: Book, tmp_path: Path
) -> None:
    word_file(tmp_path, "form.docx", (200, 0, 0), FORM)
    drawn = WeasyPrintEngine(Folders((tmp_path, builtin_templates()))).draw_volume(book)
    pages = pages_of(drawn.data).pages
    form = drawn.pages["1-2"] - 1
    assert [len(pages[number].images) for number in (form - 1, form)] == [0, 1]
