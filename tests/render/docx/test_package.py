"""Word files as parts: what reaches out of itself or fills the memory is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree

from ptgen.read import package as zip_package
from ptgen.render.docx.package import properties, read_parts, write_parts
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.docx.untrusted import APP_PART, CORE_PART, MAIN_PART, TYPES_PART
from ptgen.render.errors import TemplateError
from ptgen.view.document import Info, Narrative

PATH = Path("form.docx")
INFO = Info("", "", "", date(2022, 1, 1))
HOUSE = Path(__file__).parents[3] / "templates" / "form.docx"
RELATIONS = "word/_rels/document.xml.rels"


def house() -> dict[str, bytes]:
    """The parts of a template of the house."""
    return read_parts(HOUSE.read_bytes(), HOUSE)


def refused(parts: dict[str, bytes]) -> str:
    """The message with which a template of these parts is refused."""
    with pytest.raises(TemplateError) as caught:
        read_parts(write_parts(parts), PATH)
    assert caught.value.path == PATH
    return caught.value.reason


def relation(kind: str, target: str, mode: str = "") -> dict[str, bytes]:
    """The house's parts with one more relationship of the main part."""
    parts = house()
    mode = f' TargetMode="{mode}"' if mode else ""
    link = f'<Relationship Id="rId99" Type="http://x/{kind}" Target="{target}"{mode}/></Rel'
    return {**parts, RELATIONS: parts[RELATIONS].replace(b"</Rel", link.encode())}


def body(xml: str) -> dict[str, bytes]:
    """The house's parts with XML at the start of the body."""
    parts = house()
    return {**parts, MAIN_PART: parts[MAIN_PART].replace(b"<w:body>", f"<w:body>{xml}".encode())}


def test_parts_come_back_in_order_and_write_the_same_bytes() -> None:
    parts = house()
    once = write_parts(parts)
    assert read_parts(once, PATH) == parts
    assert list(read_parts(once, PATH)) == list(parts)
    assert write_parts(read_parts(once, PATH)) == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(TemplateError, match="另存为"):
        read_parts(data, PATH)


@pytest.mark.parametrize("cut", [200, 1500, -30])
def test_cut_files_are_refused(cut: int) -> None:
    with pytest.raises(TemplateError):
        read_parts(HOUSE.read_bytes()[:cut], PATH)


def test_damaged_content_is_refused() -> None:
    data = bytearray(write_parts(house()))
    data[80] ^= 0xFF
    with pytest.raises(TemplateError):
        read_parts(bytes(data), PATH)


@pytest.mark.parametrize("part", [TYPES_PART, MAIN_PART, "word/styles.xml", "docProps/core.xml"])
def test_needed_part_is_named_when_it_is_missing(part: str) -> None:
    parts = house()
    del parts[part]
    assert f"缺少 {part}" in refused(parts)


def test_links_out_of_the_file_are_refused() -> None:
    message = refused(relation("image", "http://192.0.2.1/x.png", "External"))
    assert "外部的 http://192.0.2.1/x.png" in message


@pytest.mark.parametrize(
    "kind", ["oleObject", "vbaProject", "package", "aFChunk", "control", "attachedTemplate"]
)
def test_relations_to_active_content_are_refused(kind: str) -> None:
    assert "宏或嵌入对象" in refused(relation(kind, "x.xml"))


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/a.xlsx", "word/activeX/activeX1.xml"]
)
def test_active_parts_are_refused(name: str) -> None:
    assert name in refused({**house(), name: b"<x/>"})


def test_part_of_unknown_kind_is_refused() -> None:
    assert "不认识的内容（word/header1.dat）" in refused({**house(), "word/header1.dat": b"<x/>"})


def test_picture_passes() -> None:
    parts = {**house(), "word/media/image1.PNG": b"picture"}
    assert read_parts(write_parts(parts), PATH) == parts


def test_macro_document_is_refused_by_its_type() -> None:
    parts = house()
    types = parts[TYPES_PART].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        b"vnd.ms-word.document.macroEnabled.main",
    )
    assert "可能带宏" in refused({**parts, TYPES_PART: types})


@pytest.mark.parametrize(
    "xml",
    [
        '<w:p><w:fldSimple w:instr=" INCLUDETEXT c:/x.txt "/></w:p>',
        "<w:p><w:instrText> DD</w:instrText><w:instrText>EAUTO cmd </w:instrText></w:p>",
    ],
)
def test_fields_that_load_are_refused(xml: str) -> None:
    assert "域" in refused(body(xml))


def test_page_fields_pass() -> None:
    parts = body('<w:p><w:fldSimple w:instr=" HYPERLINK \\l a "/></w:p>')
    assert read_parts(write_parts(parts), PATH) == parts


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>'
    assert "DTD" in refused({**house(), "word/comments.xml": bomb})


def test_broken_part_is_named() -> None:
    assert "word/comments.xml 已损坏" in refused({**house(), "word/comments.xml": b"<w>"})


def test_names_that_leave_the_package_are_refused() -> None:
    assert "不合规" in refused({**house(), "word/../../x.xml": b"<x/>"})


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "压缩比异常" in refused({**house(), "word/media/a.png": bytes(8 * 2**20)})


def test_big_template_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = house()
    monkeypatch.setattr(zip_package, "MAX_BYTES", 1000)
    assert "解压后超过" in refused(parts)


def test_too_many_parts_are_refused() -> None:
    assert "过多或重名" in refused({**house(), **{f"word/{n}.xml": b"<x/>" for n in range(500)}})


def test_equal_names_are_refused() -> None:
    assert "过多或重名" in refused({**house(), "word/Document.xml": b"<x/>"})


def test_properties_are_read_back_as_they_were_given() -> None:
    info = Info("甲 & 乙", "2022年度", "某单位", date(2022, 3, 4))
    data = WordRenderer(HOUSE.parent).render(Narrative(info, "题", ()))
    found = docx.Document(io.BytesIO(data)).core_properties
    assert (found.title, found.subject, found.author, found.language) == (
        "甲 & 乙",
        "2022年度",
        "某单位",
        "zh-CN",
    )
    assert found.created == found.modified
    assert str(found.created).startswith("2022-03-04 00:00:00")
    assert found.last_modified_by == ""


def test_forbidden_characters_are_replaced() -> None:
    xml = properties(Info("甲\x00", "", "", date(2022, 1, 1)))[CORE_PART]
    assert "甲\ufffd" in list(etree.fromstring(xml).itertext())


def test_extended_properties_name_the_program_alone() -> None:
    assert list(etree.fromstring(properties(INFO)[APP_PART]).itertext()) == ["ptgen"]
