"""Documents of templates that users made in Word look in a volume as they do alone."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_SECTION

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.package import W_NS, W
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import TemplateError
from ptgen.render.template_folders import Folders
from ptgen.render.volume.docx import render_volume_docx
from ptgen.view.volume import Book
from tests.audit import opens_cleanly
from tests.render.word_templates import (
    FORM,
    NARRATIVE,
    OFFICE,
    changed,
    png,
    with_footnote,
    word_file,
)
from tests.view.test_volume import made

RED, GREEN = (200, 0, 0), (0, 150, 0)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    book, _ = made(tmp_path_factory.mktemp("volume"))
    assert book is not None
    return book


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a user's form.docx."""
    folder = tmp_path_factory.mktemp("templates")
    word_file(folder, "form.docx", RED, FORM)
    return folder


@pytest.fixture(scope="module")
def volume(book: Book, own: Path) -> bytes:
    return bound(book, own)


def bound(book: Book, folder: Path) -> bytes:
    return render_volume_docx(WordRenderer(Folders((folder, builtin_templates()))), book, {})


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read(name).decode()


def test_word_opens_it_cleanly_and_its_bytes_stay(
    book: Book, own: Path, volume: bytes, tmp_path: Path
) -> None:
    assert opens_cleanly(volume, tmp_path) == []
    assert bound(book, own) == volume


def test_the_picture_of_a_template_comes_in_once_and_is_shown_in_each_document(
    volume: bytes,
) -> None:
    with zipfile.ZipFile(io.BytesIO(volume)) as parts:
        media = [parts.read(name) for name in parts.namelist() if "/media/" in name]
    assert sorted(media) == sorted([png(*RED), png(0, 0, 99)])
    document = docx.Document(io.BytesIO(volume))
    shown = re.findall(r'r:embed="([^"]+)"', part(volume, "word/document.xml"))
    blobs = [document.part.related_parts[one].blob for one in shown]
    assert blobs == [png(*RED), png(*RED)]


def test_each_section_has_the_header_that_its_document_has_alone(volume: bytes) -> None:
    sections = docx.Document(io.BytesIO(volume)).sections
    headers = [section.header.paragraphs[0].text for section in sections]
    form = "财政项目支出绩效目标填报表页眉"
    assert headers == ["", "", form, "", form]
    footers = ["".join(p.text for p in section.footer.paragraphs) for section in sections]
    assert footers == ["— 1 —"] * 5


def test_lists_begin_anew_in_each_document(volume: bytes) -> None:
    numbers = re.findall(r'<w:numId w:val="(\d+)"/>', part(volume, "word/document.xml"))
    first, *rest = numbers
    assert rest[0] == first
    assert rest[1] == rest[2] != first
    numbering = part(volume, "word/numbering.xml")
    for number in (first, rest[1]):
        num = re.search(rf'<w:num w:numId="{number}"[^>]*>.*?</w:num>', numbering, re.DOTALL)
        assert num is not None
        assert '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>' in num[0]


def in_roman(path: Path) -> None:
    """Let the lists of a template count in Roman numbers."""
    made = docx.Document(str(path))
    for kind in made.part.numbering_part.element.iter(f"{W}numFmt"):
        if kind.get(f"{W}val") == "decimal":
            kind.set(f"{W}val", "upperRoman")
    made.save(str(path))


def test_lists_of_two_templates_count_as_each_has_them(book: Book, tmp_path: Path) -> None:
    word_file(tmp_path, "narrative.docx", GREEN, NARRATIVE)
    in_roman(word_file(tmp_path, "form.docx", RED, FORM))
    document = docx.Document(io.BytesIO(bound(book, tmp_path)))
    numbering = document.part.numbering_part.element
    kinds = {one.get(f"{W}abstractNumId"): one for one in numbering.iter(f"{W}abstractNum")}
    lists = {one.numId: kinds[str(one.abstractNumId.val)] for one in numbering.num_lst}
    first = [one._p for one in document.paragraphs if one.text == "填表说明一"]
    numbers = [int(number.get(f"{W}val", "")) for one in first for number in one.iter(f"{W}numId")]
    counted = [lists[number].find(f".//{W}numFmt").get(f"{W}val") for number in numbers]
    assert counted == ["decimal", "decimal", "upperRoman", "decimal", "upperRoman"]


def test_bookmarks_are_each_documents_own_and_links_lead_to_them(volume: bytes) -> None:
    xml = part(volume, "word/document.xml")
    names = re.findall(r'w:bookmarkStart w:id="\d+" w:name="(说明[^"]*)"', xml)
    assert len(set(names)) == 2
    assert re.findall(r'w:anchor="(说明[^"]*)"', xml) == names
    ids = re.findall(r'w:bookmarkStart w:id="(\d+)"', xml)
    assert len(set(ids)) == len(ids)


def style_of(data: bytes, text: str) -> docx.styles.style.ParagraphStyle:
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    style = next(one.style for one in paragraphs if one.text == text)
    assert style is not None
    return style


def test_styles_that_mean_something_else_get_names_of_their_own(volume: bytes) -> None:
    style = style_of(volume, "无样式的段落")
    assert style.name == "Normal（表）"
    assert style_of(volume, "一、项目概述").name == "一级标题"
    # What docDefaults gave it stands in the style now: the volume has other ones.
    xml = part(volume, "word/styles.xml")
    normal = re.search(r'<w:style [^>]*w:styleId="Form.Normal".*?</w:style>', xml, re.DOTALL)
    assert normal is not None
    assert '<w:spacing w:after="200" w:line="276" w:lineRule="auto"/>' in normal[0]
    assert "Theme" not in normal[0]
    assert 'w:ascii="Cambria"' in normal[0]


def test_a_narrative_of_ones_own_keeps_its_header_and_lists_too(book: Book, tmp_path: Path) -> None:
    word_file(tmp_path, "form.docx", RED, FORM)
    word_file(tmp_path, "narrative.docx", GREEN, NARRATIVE)
    data = bound(book, tmp_path)
    assert opens_cleanly(data, tmp_path) == []
    sections = docx.Document(io.BytesIO(data)).sections
    assert [section.header.paragraphs[0].text for section in sections] == [
        "某区2022年绩效目标汇编页眉",
        "项目经费情况说明1页眉",
        "财政项目支出绩效目标填报表页眉",
        "项目经费情况说明2页眉",
        "财政项目支出绩效目标填报表页眉",
    ]
    numbers = re.findall(r'<w:numId w:val="(\d+)"/>', part(data, "word/document.xml"))
    assert len(numbers) == 10
    assert len(set(numbers)) == 5


def test_footnotes_come_along(book: Book, tmp_path: Path) -> None:
    with_footnote(tmp_path, "narrative.docx", "按批复填写")
    with_footnote(tmp_path, "form.docx", "按表填写")
    data = bound(book, tmp_path)
    assert opens_cleanly(data, tmp_path) == []
    xml, notes = part(data, "word/document.xml"), part(data, "word/footnotes.xml")
    texts = {
        number: re.sub("<[^>]*>", "", text).strip()
        for number, text in re.findall(
            r'<w:footnote w:id="(\d+)">(.*?)</w:footnote>', notes, re.DOTALL
        )
    }
    shown = [texts[one] for one in re.findall(r'footnoteReference w:id="(\d+)"', xml)]
    assert shown == ["按批复填写", "按批复填写", "按表填写", "按批复填写", "按表填写"]


def test_footnotes_come_along_where_the_first_document_has_none(book: Book, tmp_path: Path) -> None:
    with_footnote(tmp_path, "form.docx", "按表填写")
    data = bound(book, tmp_path)
    assert opens_cleanly(data, tmp_path) == []
    known = re.findall(r'<w:footnote w:id="(\d+)">', part(data, "word/footnotes.xml"))
    shown = re.findall(r'footnoteReference w:id="(\d+)"', part(data, "word/document.xml"))
    assert shown == known
    assert len(shown) == 2


EVEN = "<w:evenAndOddHeaders/>"


def test_even_pages_are_set_apart_only_where_they_are_alone(book: Book, own: Path) -> None:
    data = bound(book, own)
    assert EVEN in part(data, "word/settings.xml")
    form = docx.Document(io.BytesIO(data)).sections[2]
    assert form.even_page_header.paragraphs[0].text == form.header.paragraphs[0].text != ""


def test_a_form_that_sets_even_pages_apart_says_so_for_the_volume(
    book: Book, tmp_path: Path
) -> None:
    word_file(tmp_path, "narrative.docx", GREEN, NARRATIVE)
    path = word_file(tmp_path, "form.docx", RED, FORM)
    made = docx.Document(str(path))
    made.settings.odd_and_even_pages_header_footer = True
    made.sections[0].even_page_header.paragraphs[0].text = "双页"
    made.save(str(path))
    data = bound(book, tmp_path)
    assert opens_cleanly(data, tmp_path) == []
    document = docx.Document(io.BytesIO(data))
    assert document.settings.odd_and_even_pages_header_footer
    even = [section.even_page_header.paragraphs[0].text for section in document.sections]
    assert even[1:] == ["项目经费情况说明1页眉", "双页", "项目经费情况说明2页眉", "双页"]


MAIN = "word/document.xml"


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ('<w:r><w:commentReference w:id="0"/></w:r>', "批注"),
        ('<w:r><w:endnoteReference w:id="1"/></w:r>', "尾注"),
        ('<w:hyperlink r:id="rId99"><w:r><w:t>网址</w:t></w:r></w:hyperlink>', "找不到的内容"),
        ('<w:hyperlink r:id="rId1"><w:r><w:t>样式</w:t></w:r></w:hyperlink>', "styles"),
    ],
)
@pytest.mark.parametrize("name", ["form.docx", "narrative.docx"])
def test_what_cannot_be_joined_is_refused(
    book: Book, tmp_path: Path, name: str, xml: str, told: str
) -> None:
    def edit(part: str) -> str:
        return part.replace("<w:sectPr", f"<w:p>{xml}</w:p><w:sectPr", 1)

    changed(tmp_path, name, {MAIN: edit})
    with pytest.raises(TemplateError, match=f"不能编进汇编的内容（{told}）") as failure:
        bound(book, tmp_path)
    assert failure.value.path == tmp_path / name


def test_a_document_begins_on_a_page_and_its_numbers_run_on(book: Book, tmp_path: Path) -> None:
    def edit(part: str) -> str:
        part = part.replace("<w:pgSz", '<w:type w:val="continuous"/><w:pgSz')
        return part.replace("<w:cols", '<w:pgNumType w:fmt="numberInDash" w:start="1"/><w:cols')

    changed(tmp_path, "narrative.docx", {MAIN: edit})
    xml = part(bound(book, tmp_path), MAIN)
    assert "continuous" not in xml
    assert xml.count('<w:pgNumType w:fmt="numberInDash"/>') == 5


NUMBERS = f'<w:numbering xmlns:w="{W_NS}"><w:num w:numId="{{}}"/></w:numbering>'
PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = "word/_rels/document.xml.rels"


def test_a_number_that_word_does_not_know_is_none(book: Book, tmp_path: Path) -> None:
    link = f'<Relationship Id="rId77" Type="{OFFICE}/numbering" Target="n.xml"/>'
    changed(
        tmp_path,
        "narrative.docx",
        {RELATIONS: lambda part: part.replace("</R", f"{link}</R")},
        {"word/n.xml": NUMBERS.format("9" * 5000)},
    )
    assert bound(book, tmp_path)


def test_pictures_that_refer_to_themselves_are_the_templates_fault(
    book: Book, own: Path, tmp_path: Path
) -> None:
    with (
        zipfile.ZipFile(own / "form.docx") as parts,
        zipfile.ZipFile(tmp_path / "form.docx", "w") as target,
    ):
        for name in parts.namelist():
            target.writestr(name, parts.read(name))
        picture = next(name for name in parts.namelist() if "/media/" in name)
        folder, _, last = picture.rpartition("/")
        target.writestr(
            f"{folder}/_rels/{last}.rels",
            f'<Relationships xmlns="{PACKAGE_NS}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/image" Target="{last}"/></Relationships>',
        )
    with pytest.raises(TemplateError, match="引用自己的图片") as failure:
        bound(book, tmp_path)
    assert failure.value.path == tmp_path / "form.docx"


def with_first_page(folder: Path, name: str) -> None:
    """A template of two sections, the first of which has a first page of its own."""
    path = word_file(folder, name, RED, NARRATIVE if name == "narrative.docx" else FORM)
    document = docx.Document(str(path))
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = f"{name}首页"
    last = document.add_section(WD_SECTION.CONTINUOUS)
    last.different_first_page_header_footer = False
    document.add_paragraph("附注")
    document.save(str(path))


def test_first_pages_and_inner_sections_stay_what_they_are(book: Book, tmp_path: Path) -> None:
    with_first_page(tmp_path, "form.docx")
    data = bound(book, tmp_path)
    assert opens_cleanly(data, tmp_path) == []
    sections = docx.Document(io.BytesIO(data)).sections
    assert len(sections) == 7
    told = [
        (
            section.start_type,
            section.first_page_header.paragraphs[0].text
            if section.different_first_page_header_footer
            else section.header.paragraphs[0].text,
        )
        for section in sections
    ]
    page, on = WD_SECTION.NEW_PAGE, WD_SECTION.CONTINUOUS
    usual = "财政项目支出绩效目标填报表页眉"
    form = [(page, "form.docx首页"), (on, usual)]
    assert told == [(page, ""), (page, ""), *form, (page, ""), *form]


def test_a_narrative_with_a_first_page_has_one_in_each_document(book: Book, tmp_path: Path) -> None:
    with_first_page(tmp_path, "narrative.docx")
    data = bound(book, tmp_path)
    assert opens_cleanly(data, tmp_path) == []
    sections = docx.Document(io.BytesIO(data)).sections
    first = [section.different_first_page_header_footer for section in sections]
    assert first == [True, False, True, False, False, True, False, False]
    assert [sections[index].first_page_header.paragraphs[0].text for index in (0, 2, 5)] == [
        "narrative.docx首页"
    ] * 3
    # A form that has no header shows none, whatever stands before it.
    assert [sections[index].header.paragraphs[0].text for index in (4, 7)] == ["", ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r' r:id="[^"]*"', ""),
        (r'<w:pgSz w:w="\d+"', '<w:pgSz w:w="宽"'),
        (r'<w:pgMar w:top="\d+"', '<w:pgMar w:top="-99999999999"'),
        (r'w:left="\d+"', 'w:left=""'),
    ],
)
def test_a_section_that_says_nonsense_is_bound(
    book: Book, tmp_path: Path, old: str, new: str
) -> None:
    word_file(tmp_path, "narrative.docx", GREEN, NARRATIVE)
    with zipfile.ZipFile(tmp_path / "narrative.docx") as parts:
        texts = {name: parts.read(name) for name in parts.namelist()}
    text = texts["word/document.xml"].decode()
    head, mark, section = text.rpartition("<w:sectPr")
    changed_section = re.sub(old, new, section)
    assert changed_section != section
    texts["word/document.xml"] = f"{head}{mark}{changed_section}".encode()
    with zipfile.ZipFile(tmp_path / "narrative.docx", "w") as target:
        for name, data in texts.items():
            target.writestr(name, data)
    assert bound(book, tmp_path)
