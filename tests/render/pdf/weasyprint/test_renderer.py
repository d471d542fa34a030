from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

import pdfplumber
import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf.generic import DictionaryObject

from ptgen.render.errors import GlyphError, TemplateError
from ptgen.render.pdf.engine import PdfEngine
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.pdf.weasyprint.volume import WeasyPrintEngine
from ptgen.view.document import Heading, Info, ListItem, Page, Paragraph, TableBlock
from ptgen.view.table import CellKind, Row, Table
from tests.render.pdf_samples import (
    body_lines,
    cell,
    form,
    full_narrative,
    narrative,
    prose,
)
from tests.render.titled import titled

MM = 72 / 25.4
ROOT = Path(__file__).parents[4]


def reader(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """What copies out of the file, without white space."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return "".join("".join(pages).split())


# Properties


@pytest.fixture(params=["weasyprint", "typst"])
def engine(
    renderer: WeasyPrintEngine, typst: TypstRenderer, request: pytest.FixtureRequest
) -> PdfEngine:
    return renderer if request.param == "weasyprint" else typst


def test_the_properties_are_the_documents(engine: PdfEngine) -> None:
    info = Info("甲项目经费情况说明", "甲项目", "城运中心", date(2022, 3, 1))
    pdf = reader(engine.draw(replace(narrative(Paragraph("一")), info=info))[0])
    metadata = pdf.metadata
    assert metadata is not None
    assert (metadata.title, metadata.subject, metadata.author) == (
        "甲项目经费情况说明",
        "甲项目",
        "城运中心",
    )
    assert metadata.creation_date_raw == metadata.modification_date_raw
    assert str(metadata.creation_date_raw).startswith("D:20220301")
    assert str(pdf.root_object["/Lang"]) == "zh-CN"


def test_screen_readers_find_headings_paragraphs_and_tables(renderer: PdfRenderer) -> None:
    pdf = reader(renderer.render(full_narrative()))
    assert pdf.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
    kinds = structure(pdf.root_object["/StructTreeRoot"])  # type: ignore[arg-type]
    assert {"/H1", "/H2", "/H3", "/H4", "/P", "/Table", "/THead", "/TR", "/TH", "/TD"} <= kinds


def test_a_cell_knows_its_label(renderer: PdfRenderer) -> None:
    table = Table((2000, 2000), (Row((cell(0, 0, "名称", CellKind.LABEL), cell(0, 1, "甲"))),))
    pdf = reader(renderer.render(narrative(TableBlock("", table))))
    objects = (pdf.get_object(number) for number in range(1, int(str(pdf.trailer["/Size"]))))
    cells = {str(entry["/S"]): entry for entry in objects if has_kind(entry)}
    assert cells["/TD"]["/A"]["/Headers"] == [cells["/TH"]["/ID"]]


def has_kind(entry: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(entry, DictionaryObject) and "/S" in entry


def structure(element: DictionaryObject) -> set[str]:
    children = element.get("/K", [])
    found = {str(element["/S"])} if "/S" in element else set()
    for child in children if isinstance(children, list) else [children]:
        value = child.get_object()
        if isinstance(value, DictionaryObject):
            found |= structure(value)
    return found


def test_sections_are_bookmarks(engine: PdfEngine) -> None:
    document = narrative(
        Heading(1, "一、", "项目概述"),
        Heading(2, "（一）", "文件依据"),
        Heading(3, "1.", "细目"),
        Heading(1, "二、", "立项依据"),
        title="经费情况说明",
    )
    outline = reader(engine.draw(document)[0]).outline
    assert titles(outline) == [
        "经费情况说明",
        ["一、项目概述", ["（一）文件依据"], "二、立项依据"],
    ]


def test_a_title_in_the_table_is_heading_bookmark_and_property(engine: PdfEngine) -> None:
    document = titled(form(15))
    pdf = reader(engine.draw(document)[0])
    assert titles(pdf.outline) == [document.title]
    assert {"/H1", "/TD"} <= structure(pdf.root_object["/StructTreeRoot"])  # type: ignore[arg-type]
    assert pdf.metadata is not None
    assert pdf.metadata.title == document.info.title


def titles(outline: object) -> object:
    if isinstance(outline, list):
        return [titles(entry) for entry in outline]
    return getattr(outline, "title", None)


def test_fonts_are_embedded_subsets_of_four_faces(renderer: PdfRenderer) -> None:
    data = renderer.render(full_narrative())
    embedded, unembedded = reader(data).pages[0].get_object(), set[str]()
    fonts = embedded["/Resources"]["/Font"]  # type: ignore[index]
    names = set()
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        names.add(str(descendant["/BaseFont"]))
        descriptor = descendant["/FontDescriptor"].get_object()
        if not {"/FontFile2", "/FontFile3"} & set(descriptor):
            unembedded.add(str(descendant["/BaseFont"]))
    assert not unembedded
    assert all(name[7] == "+" for name in names)
    for face in ("FandolFang-R-Han", "LXGW", "Noto-Sans", "Noto-Serif"):
        assert any(face in name for name in names)


# Pages


def test_the_page_is_the_documents(engine: PdfEngine) -> None:
    document = replace(form(15), page=Page(297, 210, 15, 10, 15, 10))
    box = reader(engine.draw(document)[0]).pages[0].mediabox
    assert [float(box.width), float(box.height)] == pytest.approx([297 * MM, 210 * MM])


def test_page_numbers_stand_outside_in_turn(engine: PdfEngine) -> None:
    """GB/T 9704-2012, 7.5: 4 号 宋体, a dash on each side, one character in, 7 mm below."""
    data = engine.draw(narrative(Paragraph(prose(1500))))[0]
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for index, page in enumerate(pdf.pages):
            number = [c for c in page.chars if round(c["size"], 1) == 14.0]
            assert "".join(c["text"] for c in number) == f"— {index + 1} —"
            top = float(page.height) - 35 * MM + 7 * MM
            baseline = float(page.height) - number[0]["matrix"][5]
            assert baseline == pytest.approx(top + 6, abs=2)
            if index % 2 == 0:
                assert number[-1]["x1"] == pytest.approx((210 - 26) * MM - 14, abs=0.5)
            else:
                assert number[0]["x0"] == pytest.approx(28 * MM + 14, abs=0.5)


def test_roles_have_their_faces(renderer: PdfRenderer) -> None:
    with pdfplumber.open(io.BytesIO(renderer.render(full_narrative()))) as pdf:
        chars = [char for page in pdf.pages for char in page.chars]
    text = "".join(char["text"] for char in chars)

    def face(words: str) -> tuple[str, float]:
        char = chars[text.index(words)]
        return str(char["fontname"]).partition("+")[2], round(char["size"], 2)

    assert face("设备运行与维护项目经费情况说明") == ("Noto-Serif-CJK-SC-Bold", 22)
    assert face("一、项目概述") == ("Noto-Sans-CJK-SC", 16.0)
    assert face("（一）文件依据") == ("LXGW-WenKai", 16.0)
    assert face("保障内容") == ("FandolFang-R-Han", 16.0)
    assert face("（1）《关于") == ("FandolFang-R-Han", 16.0)
    assert face("1）《关于") == ("Noto-Serif-CJK-SC", 16.0)
    assert face("为保障网格化") == ("FandolFang-R-Han", 16.0)
    assert face("第1项硬件设施") == ("Noto-Serif-CJK-SC", 10.5)


def test_paragraphs_are_indented_by_two_characters(engine: PdfEngine) -> None:
    document = narrative(
        Heading(1, "一、", "概述"), Paragraph(prose(60)), ListItem(1, "（1）", "项")
    )
    with pdfplumber.open(io.BytesIO(engine.draw(document)[0])) as pdf:
        lines = body_lines(pdf.pages[0])[1:]
    lefts = [round((line.left - 28 * MM) / 15.75, 1) for line in lines]
    assert lefts[:2] == [2, 2]
    assert lefts[2] == 0
    assert 2 <= lefts[-1] <= 2.5  # the bracket's own white space


@pytest.mark.parametrize("lines", range(15, 23))
def test_no_heading_is_left_alone_at_the_foot(engine: PdfEngine, lines: int) -> None:
    document = narrative(
        Paragraph(prose(28 * lines)),
        Heading(1, "一、", "概述"),
        Heading(2, "（一）", "细目"),
        Paragraph(prose(100)),
    )
    with pdfplumber.open(io.BytesIO(engine.draw(document)[0])) as pdf:
        last = [body_lines(page)[-1].text for page in pdf.pages]
    assert "一、概述" not in last
    assert "（一）细目" not in last


# Text


def test_text_copies_out_right(engine: PdfEngine) -> None:
    document = full_narrative()
    expected = [document.title]
    for block in document.blocks:
        if isinstance(block, TableBlock):
            expected.append(block.caption)
        elif isinstance(block, Paragraph):
            expected.append(block.text)
        else:
            expected.append(block.number + block.text)
    text = text_of(engine.draw(replace(document))[0])
    for words in expected:
        assert without_page_numbers(words) in without_page_numbers(text)


def without_page_numbers(text: str) -> str:
    for number in range(1, 10):
        text = text.replace(f"—{number}—", "")
    return "".join(text.replace("\u200b", "").split())


def test_borrowed_glyphs_and_break_opportunities_copy_out_right(engine: PdfEngine) -> None:
    words = "用地1200㎡，☑已审核，镕喆堃昇珺，80*\u200b7800*\u200b10%=\u200b62400，≥85%"
    text = text_of(engine.draw(narrative(Paragraph(words)))[0])
    assert words.replace("\u200b", "") in text.replace("\u200b", "")


HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd>{{ 7*7 }}&lt;b&gt;"


def test_markup_in_a_value_is_visible_text(engine: PdfEngine) -> None:
    table = Table((8000,), (Row((cell(0, 0, HOSTILE),)),))
    document = narrative(
        Heading(1, HOSTILE, HOSTILE),
        Paragraph(HOSTILE),
        ListItem(1, HOSTILE, ""),
        TableBlock(HOSTILE, table),
        title=HOSTILE,
    )
    seen = text_of(engine.draw(document)[0])
    assert seen.count("".join(HOSTILE.split())) == 7


# Errors


def test_a_character_without_glyph_is_named_with_its_place(engine: PdfEngine) -> None:
    document = narrative(Paragraph("前文"), Paragraph("安排资金\u0378万元，用于保障。"))
    with pytest.raises(GlyphError) as caught:
        engine.draw(document)[0]
    (missing,) = caught.value.missing
    assert missing.character == "\u0378"
    assert "安排资金\u0378万元" in missing.context
    assert "U+0378" in str(caught.value)


def test_a_glyph_missing_in_a_table_is_found_too(engine: PdfEngine) -> None:
    table = Table((8000,), (Row((cell(0, 0, "单价\u0378元"),)),))
    with pytest.raises(GlyphError, match="单价�元"):
        engine.draw(narrative(TableBlock("表", table)))[0]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    for name in ("narrative.html", "form.html", "print.css", "narrative.docx", "form.docx"):
        (tmp_path / name).write_bytes((ROOT / "templates" / name).read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("html", "line", "words"),
    [
        ("<p>\n{{ 没有 }}", 2, "用了没有的名称"),
        ("{% for 块 in 内容 %}\n{{ 块.没有 }}{% endfor %}", 2, "种类、级别"),
        ("<p>\n\n{% for 块 in 内容 %}", 3, "endfor"),
        ("\n{{ 标题.__class__.__mro__ }}", 2, "不能填写|用了没有的名称"),
        ("\n{{ ''.join(range(9)) }}", 2, "不支持的写法"),
        ("\n{{ '管' * 999999999 }}", 2, "不支持的写法"),
        ("\n{% include 'form.html' %}", 2, "不支持的写法"),
        ("{{ " + "(" * 5000 + ")" * 5000 + " }}", 1, "超过 500 个字"),
        ("{% for a in 内容 %}" * 3 + "{% endfor %}" * 3, None, "最多套 2 层"),
        ("<img src='file:///etc/passwd'>", None, "/etc/passwd"),
        ("<link rel=stylesheet href='http://localhost/x.css'>", None, "localhost"),
        ("<style>p { background: url(data:image/png;base64,AA) }</style><p>文", None, "data:"),
        ("<style>p { colour: red }</style>", None, "colour"),
    ],
)
def test_a_template_that_does_not_render_is_an_error(
    templates: Path, html: str, line: int | None, words: str
) -> None:
    path = templates / "narrative.html"
    path.write_text("<html lang=zh-CN>" + html, encoding="utf-8")
    with pytest.raises(TemplateError, match=words) as caught:
        PdfRenderer(templates).render(narrative(Paragraph("文")))
    assert caught.value.path == path
    assert line is None or caught.value.line == line


def test_a_style_sheet_with_an_unknown_property_is_an_error(templates: Path) -> None:
    path = templates / "print.css"
    path.write_text("p {\n  colour: red;\n}", encoding="utf-8")
    with pytest.raises(TemplateError, match="colour") as caught:
        PdfRenderer(templates).render(narrative(Paragraph("文")))
    assert (caught.value.path, caught.value.line) == (path, 2)


@pytest.mark.parametrize("name", ["narrative.html", "print.css"])
def test_a_missing_template_is_an_error(templates: Path, name: str) -> None:
    (templates / name).unlink()
    with pytest.raises(TemplateError, match=name):
        PdfRenderer(templates).render(narrative(Paragraph("文")))


def test_a_template_in_another_encoding_is_an_error(templates: Path) -> None:
    (templates / "form.html").write_bytes("\n<p>标题".encode("gbk"))
    with pytest.raises(TemplateError, match="UTF-8") as caught:
        PdfRenderer(templates).render(form(15))
    assert caught.value.line == 2


def test_an_error_leaves_the_renderer_usable(renderer: PdfRenderer) -> None:
    good = narrative(Paragraph("文"))
    before = renderer.render(good)
    with pytest.raises(GlyphError):
        renderer.render(narrative(Paragraph("\u0378")))
    assert renderer.render(good) == before


# The same bytes

_SCRIPT = """
import hashlib
from pathlib import Path
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from tests.render.pdf_samples import form, full_narrative
renderer = PdfRenderer(Path("templates"))
for document in (form(60), full_narrative()):
    print(hashlib.sha256(renderer.render(document)).hexdigest())
"""


def test_bytes_are_the_same_in_another_process_and_order(renderer: PdfRenderer) -> None:
    here = [renderer.render(document) for document in (full_narrative(), form(60))]
    there = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"},
    ).stdout.split()
    assert there == [hashlib.sha256(data).hexdigest() for data in reversed(here)]


def test_other_text_has_other_bytes(engine: PdfEngine) -> None:
    one, other = (engine.draw(narrative(Paragraph(text)))[0] for text in ("甲", "乙"))
    assert one != other
