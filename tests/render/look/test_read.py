"""The look that is read from a Word template, whoever wrote it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.fonts.chosen import chosen
from ptgen.render.look import pictures
from ptgen.render.look.model import Look, PageNumber, Part, Picture, Tab, Words
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import Document, Page, Paragraph
from ptgen.view.table import CellKind
from tests.render.look.restyled import pages_of
from tests.render.pdf_samples import form, narrative, prose
from tests.render.word_templates import png

DOCUMENT = narrative(Paragraph(prose(900)))
_Document = Any
"""A document of python-docx, whose elements have no types."""
Edit = Callable[[_Document], None]


def folders(folder: Path, edit: Edit, name: str = "narrative.docx") -> Folders:
    """The built-in templates, one of them edited in Word."""
    opened = docx.Document(str(builtin_templates() / name))
    edit(opened)
    opened.save(str(folder / name))
    return Folders((folder, builtin_templates()))


def look(
    folder: Path, edit: Edit, document: Document = DOCUMENT, name: str = "narrative.docx"
) -> Look:
    return WordRenderer(folders(folder, edit, name)).look(document)


def words_of(found: Look) -> list[str]:
    """The words of the headers of odd pages."""
    pieces = (piece for line in found.headers.odd for piece in line.pieces)
    return [piece.text for piece in pieces if isinstance(piece, Words)]


def test_what_is_formatted_on_the_spot_stands_over_the_style(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        title = opened.paragraphs[0]
        title.paragraph_format.space_after = Pt(40)
        title.runs[0].font.size, title.runs[0].font.color.rgb = Pt(30), RGBColor(200, 0, 0)

    found = look(tmp_path, edit).paragraphs[Part.TITLE]
    assert (found.after, found.characters.size, found.characters.color) == (40, 30, "C80000")


def test_styles_inherit_and_lines_and_characters_are_units(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        heading = opened.styles["一级标题"].element.get_or_add_pPr()
        spacing = f'<w:spacing {nsdecls("w")} w:beforeLines="50" w:line="360" w:lineRule="auto"/>'
        heading.append(parse_xml(spacing))
        indent = f'<w:ind {nsdecls("w")} w:firstLineChars="300" w:firstLine="1"/>'
        heading.append(parse_xml(indent))

    found = look(tmp_path, edit).paragraphs[Part.HEADING1]
    assert (found.characters.han, found.characters.size, found.keep_next) == ("黑体", 16, True)
    assert (found.before, found.line, found.line_rule) == (6, 1.5, "multiple")
    assert found.first_line == pytest.approx(3 * 15.75)


def test_a_theme_names_the_faces(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        fonts = opened.styles["公文正文"].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsiaTheme"), "majorEastAsia")

    assert look(tmp_path, edit).paragraphs[Part.TEXT].characters.han == "黑体"


def test_an_empty_paragraph_is_room(tmp_path: Path) -> None:
    plain = look(tmp_path, lambda _: None).paragraphs[Part.TITLE].after

    def edit(opened: _Document) -> None:
        opened.paragraphs[1].insert_paragraph_before("", "表后")

    assert look(tmp_path, edit).paragraphs[Part.TITLE].after == plain + 10


def test_cells_and_rules_are_those_of_the_form(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        opened.styles["表格内容"].font.size = Pt(8)
        borders = opened.styles["公文表格"].element.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
        borders.find(qn("w:top")).set(qn("w:sz"), "12")

    found = look(tmp_path, edit, form(3), "form.docx")
    assert found.paragraphs[CellKind.VALUE].characters.size == 8
    assert (found.table.rules["top"].width, found.table.rules["left"].width) == (1.5, 0.75)
    assert found.page == form(3).page


def test_headers_have_tabs_numbers_and_what_the_document_says(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        opened.settings.odd_and_even_pages_header_footer = False
        paragraph = opened.sections[0].header.paragraphs[0]
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Pt(400))
        paragraph.add_run("{{ 标题 }}\t共")
        field = f'<w:fldSimple {nsdecls("w")} w:instr=" NUMPAGES "><w:r><w:t>9</w:t></w:r>'
        paragraph._p.append(parse_xml(f"{field}</w:fldSimple>"))

    templates = folders(tmp_path, edit)
    found = WordRenderer(templates).look(DOCUMENT)
    kinds = [type(piece) for piece in found.headers.odd[0].pieces]
    assert kinds == [Words, Tab, Words, PageNumber]
    assert words_of(found) == [DOCUMENT.title, "共"]
    fonts = chosen()
    drawn = pages_of(PdfRenderer(templates, fonts).render(DOCUMENT))
    for page in drawn.pages:
        head = "".join(char["text"] for char in page.chars if char["top"] < 90)
        assert head.endswith(f"共{len(drawn.pages)}")


def test_a_tall_header_pushes_the_text_away(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        opened.sections[0].header.paragraphs[0].add_run().add_picture(
            io.BytesIO(png(0, 0, 9)), Mm(40), Mm(60)
        )
        line = opened.sections[0].header.paragraphs[0].paragraph_format
        line.line_spacing = 1.0

    found = look(tmp_path, edit)
    assert found.margins[0] > found.header + 60 * 72 / 25.4 - 1


def test_a_narrow_sheet_is_that_of_both_formats(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        section = opened.sections[0]
        section.page_width, section.page_height = Mm(148), Mm(210)

    templates = folders(tmp_path, edit)
    assert WordRenderer(templates).look(DOCUMENT).page == Page(148, 210)
    fonts = chosen()
    page = pages_of(PdfRenderer(templates, fonts).render(DOCUMENT)).pages[0]
    assert float(page.width) == pytest.approx(148 * 72 / 25.4, abs=0.1)


def _bomb() -> bytes:
    """A picture of 5,000 by 5,000 points in a few kilobytes."""
    small = png(0, 0, 0)
    head = (5_000).to_bytes(4, "big") * 2 + small[24:29]
    crc = zlib.crc32(b"IHDR" + head).to_bytes(4, "big")
    return small[:16] + head + crc + small[33:]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_bomb(), "万像素"),
        (png(0, 0, 0)[:20], "已损坏"),
        (b"\xd7\xcd\xc6\x9a" + bytes(200), "PNG、JPEG 以外"),
        (png(0, 0, 0) + Random(1).randbytes(pictures.MAX_BYTES), "MB"),  # noqa: S311  # no secret
    ],
)
def test_a_picture_that_is_not_safe_is_left_out_and_told(
    tmp_path: Path, data: bytes, said: str
) -> None:
    def edit(opened: _Document) -> None:
        header = opened.sections[0].header
        run = header.paragraphs[0].add_run("单位")
        run.add_picture(io.BytesIO(png(0, 0, 9)), Mm(20))
        (link,) = (one for one in header.part.rels.values() if "image" in one.reltype)
        link.target_part._blob = data

    found = look(tmp_path, edit)
    assert not [
        one for line in found.headers.odd for one in line.pieces if isinstance(one, Picture)
    ]
    assert words_of(found) == ["单位"]
    assert [one for one in found.unfollowed if said in one]


@pytest.mark.parametrize(
    "value", ["", "-", "1e9", "99999999999999999999", "12pt", "NaN", "一", "-32000"]
)
def test_numbers_that_a_stranger_wrote_are_bounded(tmp_path: Path, value: str) -> None:
    def edit(opened: _Document) -> None:
        for element in opened.styles.element.iter(qn("w:sz"), qn("w:ind"), qn("w:spacing")):
            for key in element.attrib:
                element.set(key, value)
        sizes = opened.sections[0]._sectPr
        for key in sizes.find(qn("w:pgMar")).attrib:
            sizes.find(qn("w:pgMar")).set(key, value)

    path = tmp_path / "narrative.docx"
    opened = docx.Document(str(builtin_templates() / "narrative.docx"))
    edit(opened)
    opened.save(str(path))
    found = WordRenderer(Folders((tmp_path, builtin_templates()))).look(DOCUMENT)
    assert 1 <= found.paragraphs[Part.TEXT].characters.size <= 400
    assert abs(found.paragraphs[Part.TEXT].first_line) <= 100_000


def test_a_style_that_is_its_own_base_is_read(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        opened.styles["公文正文"].element.basedOn_val = "GwBody"

    assert look(tmp_path, edit).paragraphs[Part.TEXT].characters.size == 16


def test_the_name_of_a_face_is_no_css(tmp_path: Path) -> None:
    def edit(opened: _Document) -> None:
        style = opened.styles["公文正文"]
        hostile = '仿宋"; } @page { size: 1mm } </style>'
        style.font.name = hostile
        style.element.rPr.rFonts.set(qn("w:eastAsia"), hostile)

    templates = folders(tmp_path, edit)
    fonts = chosen()
    page = pages_of(PdfRenderer(templates, fonts).render(DOCUMENT)).pages[0]
    assert float(page.width) == pytest.approx(210 * 72 / 25.4, abs=0.1)
