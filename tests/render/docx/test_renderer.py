"""Word documents: they open cleanly, keep the page of the standard and are the same each time."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree

from ptgen.render.docx.package import W, read_parts, write_parts
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.untrusted import MAIN_PART
from ptgen.view.document import Document, Form, Narrative, Page, Paragraph
from tests.audit import opens_cleanly
from tests.render.docx_samples import INFO, form, narrative
from tests.render.titled import headed, titled

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
RENDERER = WordRenderer(TEMPLATES)
DOCUMENTS: dict[str, Document] = {
    "narrative": narrative("正文。"),
    "narrative without blocks": Narrative(INFO, "题", ()),
    "form": form(),
    "form of 60 indicators": form(60, "目标。" * 200),
    "form without subtitle": replace(form(), subtitle=""),
    "form with its title in the table": titled(form(60)),
    "form with its title upon the head": titled(headed(form(60))),
    "landscape form": replace(form(), page=Page(297.0, 210.0, 20.0, 20.0, 20.0, 20.0)),
}


def part(data: bytes, name: str) -> etree._Element:
    """One part of a Word file as a tree."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_open_without_a_repair_prompt(name: str, tmp_path: Path) -> None:
    assert opens_cleanly(RENDERER.render(DOCUMENTS[name]), tmp_path) == []


def test_validator_finds_properties_out_of_order(tmp_path: Path) -> None:
    data = RENDERER.render(DOCUMENTS["form"])
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for entry in source.namelist():
            text = source.read(entry).replace(b"<w:keepNext/>", b"<w:jc w:val='left'/><w:ind/>")
            target.writestr(entry, text)
    assert opens_cleanly(out.getvalue(), tmp_path)


def test_text_of_the_project_is_printed_and_never_run() -> None:
    text = "研究 & 开发，A<b，{{ 7*7 }}，{% raw %}，{_{ x }_}"
    data = RENDERER.render(Narrative(INFO, text, (Paragraph(text),)))
    shown = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert shown == [text, text]


def test_blocks_stand_in_reading_order_in_their_styles() -> None:
    opened = docx.Document(io.BytesIO(RENDERER.render(narrative("完"))))
    shown = [
        (str(paragraph.style.name) if paragraph.style else "", paragraph.text[:12])
        for paragraph in opened.paragraphs
    ]
    assert shown == [
        ("公文标题", "设备运行与维护项目经费情"),
        ("一级标题", "一、项目概述"),
        ("公文正文", "区城运中心拟于2022年"),
        ("一级标题", "二、立项依据"),
        ("二级标题", "（一）文件依据"),
        ("编号列表", "（1）《关于深化拓展网格"),
        ("编号列表", "1）研究 & 开发，A<"),
        ("三级标题", "1.工作职能"),
        ("表题", "预算明细表"),
        ("表后", ""),
        ("公文正文", "完"),
    ]
    assert opened.tables[0].style is not None
    assert opened.tables[0].style.name == "公文表格"


def test_headings_appear_in_the_navigation_pane() -> None:
    opened = docx.Document(io.BytesIO(RENDERER.render(narrative())))
    for level, name in enumerate(("一级标题", "二级标题", "三级标题")):
        parent = opened.styles[name].base_style
        assert parent is not None
        assert parent.name == f"Heading {level + 1}"
        assert parent.element.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == str(level)
        assert parent.element.find(f"{W}pPr/{W}keepNext") is not None


def test_page_holds_22_lines_of_28_characters() -> None:
    """GB/T 9704-2012, 5.2: the type area is 156 by 225 mm."""
    data = RENDERER.render(narrative())
    section = part(data, "word/document.xml").find(f"{W}body/{W}sectPr")
    assert section is not None
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert size is not None
    assert margins is not None
    page = {name: int(size.get(W + name, "")) for name in ("w", "h")}
    edge = {n: int(margins.get(W + n, "")) for n in ("top", "right", "bottom", "left")}
    assert (page, edge) == (
        {"w": 11906, "h": 16838},
        {"top": 2098, "right": 1474, "bottom": 1984, "left": 1587},
    )
    normal = part(data, "word/styles.xml").find(f"{W}style[@{W}styleId='Normal']")
    assert normal is not None
    spacing, tracking = normal.find(f"{W}pPr/{W}spacing"), normal.find(f"{W}rPr/{W}spacing")
    glyph = normal.find(f"{W}rPr/{W}sz")
    assert spacing is not None
    assert tracking is not None
    assert glyph is not None
    assert spacing.get(f"{W}lineRule") == "exact"
    line = int(spacing.get(f"{W}line", ""))
    pitch = int(glyph.get(f"{W}val", "")) * 10 + int(tracking.get(f"{W}val", ""))
    assert (page["h"] - edge["top"] - edge["bottom"]) // line == 22
    assert (page["w"] - edge["left"] - edge["right"]) // pitch == 28
    for switch in ("widowControl", "autoSpaceDE", "autoSpaceDN", "overflowPunct", "snapToGrid"):
        setting = normal.find(f"{W}pPr/{W}{switch}")
        assert setting is not None
        assert setting.get(f"{W}val") == "0"


def test_every_face_is_named_for_all_four_kinds_of_character() -> None:
    data = RENDERER.render(narrative())
    faces = [
        {element.get(W + kind) for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
        for element in part(data, "word/styles.xml").iter(f"{W}rFonts")
    ]
    assert all(len(face) == 1 for face in faces)
    assert {face.pop() for face in faces} == {
        "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
    }  # fmt: skip
    theme = part(data, "word/theme/theme1.xml")
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for kind, face in (("major", "黑体"), ("minor", "仿宋_GB2312")):
        fonts = theme.find(f".//{a}{kind}Font")
        assert fonts is not None
        assert {font.get("typeface") for font in fonts} == {face}


def test_page_numbers_stand_outside_in_turn() -> None:
    data = RENDERER.render(narrative())
    odd, even = part(data, "word/footer1.xml"), part(data, "word/footer2.xml")
    for footer, side in ((odd, "right"), (even, "left")):
        assert [jc.get(f"{W}val") for jc in footer.iter(f"{W}jc")] == [side]
        assert [i.get(f"{W}{side}Chars") for i in footer.iter(f"{W}ind")] == ["100"]
        assert "".join(text.text or "" for text in footer.iter(f"{W}t")) == "— 1 —"
    assert part(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_form_sets_its_sheet_and_moves_the_footer_with_the_margin() -> None:
    page = Page(297.0, 210.0, 20.0, 19.0, 18.0, 17.0)
    section = part(RENDERER.render(replace(form(), page=page)), "word/document.xml").find(
        f"{W}body/{W}sectPr"
    )
    assert section is not None
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert size is not None
    assert margins is not None
    assert {n: size.get(W + n) for n in ("w", "h", "orient")} == {
        "w": "16838", "h": "11906", "orient": "landscape"
    }  # fmt: skip
    assert [margins.get(W + n) for n in ("top", "right", "bottom", "left")] == [
        "1134", "1077", "1020", "964"
    ]  # fmt: skip
    assert int(margins.get(f"{W}footer", "")) < 1020


def test_title_in_the_table_is_drawn_once_in_its_style() -> None:
    """It is no head row, its cell spans all columns, and nothing stands above the table."""
    whole = titled(form(60))
    opened = docx.Document(io.BytesIO(RENDERER.render(whole)))
    assert {paragraph.text for paragraph in opened.paragraphs} == {""}
    body = part(RENDERER.render(whole), MAIN_PART)[0]
    assert body[0].tag == f"{W}tbl"
    first, second = (body[0].findall(f"{W}tr")[row] for row in (0, 1))
    assert [style(row) for row in (first, second)] == [["TableTitle"], ["TableLabel"]]
    spans = [span.get(f"{W}val") for row in (first, second) for span in row.iter(f"{W}gridSpan")]
    assert spans == [str(len(whole.table.widths))] * 2
    assert not list(body[0].iter(f"{W}tblHeader"))
    text = "".join(one.text or "" for one in body.iter(f"{W}t"))
    assert text.count(whole.title) == text.count(whole.subtitle) == 1
    assert opened.core_properties.title == whole.info.title


def style(row: etree._Element) -> list[str]:
    return [str(one.get(f"{W}val")) for one in row.iter(f"{W}pStyle")]


def test_template_without_a_page_is_filled_all_the_same(tmp_path: Path) -> None:
    parts = read_parts((TEMPLATES / "form.docx").read_bytes(), TEMPLATES / "form.docx")
    main = re.sub(rb"<w:sectPr>.*</w:sectPr>", b"", parts[MAIN_PART])
    (tmp_path / "form.docx").write_bytes(write_parts({**parts, MAIN_PART: main}))
    made = part(WordRenderer(tmp_path).render(form()), MAIN_PART)
    assert made.find(f".//{W}sectPr") is None
    assert made.find(f".//{W}tbl") is not None


def test_narrative_leaves_the_templates_page_unless_it_has_its_own() -> None:
    own = replace(narrative(), page=Page(left=30.0))
    margins = part(RENDERER.render(own), "word/document.xml").find(f".//{W}pgMar")
    assert margins is not None
    assert margins.get(f"{W}left") == "1701"


@pytest.mark.parametrize("name", ["narrative", "form"])
def test_same_document_same_bytes_in_another_process(name: str) -> None:
    code = (
        "import hashlib, sys; from tests.render.docx.test_renderer import DOCUMENTS, RENDERER; "
        "print(hashlib.sha256(RENDERER.render(DOCUMENTS[sys.argv[1]])).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, name],
            check=True, capture_output=True, text=True, cwd=ROOT, env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1


def test_renderer_is_used_again_with_the_same_outcome() -> None:
    renderer = WordRenderer(TEMPLATES)
    first = renderer.render(form())
    renderer.render(form(30))
    assert renderer.render(form()) == first
    assert isinstance(DOCUMENTS["form"], Form)
