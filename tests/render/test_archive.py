"""PDF/A by its structure: what ISO 19005-3, level U, asks for and a file can be asked about."""

from __future__ import annotations

import functools
import hashlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, StreamObject

from ptgen.cli.main import main
from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.pdf.variants import ENCLOSING, NO_ARCHIVE, PLAIN, VARIANTS, Archive, Enclosure
from ptgen.view.document import Paragraph
from tests.projects import PROJECT, UNIT, write_project
from tests.render.conftest import TEMPLATES
from tests.render.pdf_samples import narrative

DOCUMENT = narrative(Paragraph("安排资金123万元。"), title="安排")
SOURCE = Enclosure("01.yaml", "项目文件", "Source", "application/yaml", "项目名称: 设备\n".encode())
EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")


def _part(holder: PdfObject, name: str) -> DictionaryObject:
    """A dictionary below another; an empty one where there is none."""
    found = holder.get(name) if isinstance(holder, DictionaryObject) else None
    part = None if found is None else found.get_object()
    return part if isinstance(part, DictionaryObject) else DictionaryObject()


def _list(holder: DictionaryObject, name: str) -> list[PdfObject]:
    found = holder.get(name)
    part = None if found is None else found.get_object()
    return list(part) if isinstance(part, ArrayObject) else []


def _fonts(reader: PdfReader) -> Iterator[DictionaryObject]:
    for page in reader.pages:
        fonts = _part(_part(page, "/Resources"), "/Font")
        yield from (_part(fonts, name) for name in fonts)


def faults(data: bytes, part: str, level: str = "U") -> list[str]:
    """What keeps a file from being PDF/A of a part and level, with tags."""
    reader = PdfReader(io.BytesIO(data))
    root = reader.root_object
    metadata = root.get("/Metadata")
    stream = None if metadata is None else metadata.get_object()
    xmp = stream.get_data().decode() if isinstance(stream, StreamObject) else ""
    intents = [one.get_object() for one in _list(root, "/OutputIntents")]
    wrong = {
        "no identifier": "/ID" not in reader.trailer,
        "encrypted": reader.is_encrypted,
        "no part in the metadata": not re.search(rf"part(=\"|>){part}[\"<]", xmp),
        "no level in the metadata": not re.search(rf"conformance(=\"|>){level}[\"<]", xmp),
        "no output intent": not any(
            isinstance(one, DictionaryObject)
            and one.get("/S") == "/GTS_PDFA1"
            and "/DestOutputProfile" in one
            for one in intents
        ),
        "not tagged": not _part(root, "/MarkInfo").get("/Marked") or "/StructTreeRoot" not in root,
        "no language": root.get("/Lang") != "zh-CN",
        "a script": "/JavaScript" in _part(root, "/Names") or "/OpenAction" in root,
    }
    for font in _fonts(reader):
        described = [
            _part(_part_of(one), "/FontDescriptor") for one in _list(font, "/DescendantFonts")
        ]
        embedded = described and all(any(key in one for key in EMBEDDED) for one in described)
        wrong["a font is not embedded"] = wrong.get("a font is not embedded", False) or not embedded
        wrong["a font has no text"] = (
            wrong.get("a font has no text", False) or "/ToUnicode" not in font
        )
    associated = {str(one) for one in _list(root, "/AF")}
    wrong["a file that is not associated"] = len(associated) != len(reader.attachments)
    return [name for name, is_so in wrong.items() if is_so]


def _part_of(one: PdfObject) -> DictionaryObject:
    found = one.get_object()
    assert isinstance(found, DictionaryObject)
    return found


@functools.cache
def typst() -> TypstRenderer:
    return TypstRenderer(TEMPLATES)


def drawn(archive: Archive = NO_ARCHIVE) -> bytes:
    return typst().for_archive(archive).draw(DOCUMENT)[0]


@pytest.fixture(scope="module")
def archive() -> bytes:
    return drawn(Archive(ENCLOSING[0], (SOURCE,)))


@pytest.mark.parametrize("variant", [one for one in VARIANTS if one.startswith("pdf/a-")])
def test_a_variant_is_what_it_says(variant: str) -> None:
    part, level = tuple(variant.removeprefix("pdf/a-"))
    assert faults(drawn(Archive(variant)), part, level.upper()) == []


def test_a_file_for_screen_readers_says_so() -> None:
    reader = PdfReader(io.BytesIO(drawn(Archive("pdf/ua-1"))))
    metadata = reader.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    assert re.search(r"pdfuaid:part(=\"|>)1[\"<]", metadata.get_data().decode())
    assert _part(reader.root_object, "/ViewerPreferences").get("/DisplayDocTitle")
    assert _part(reader.root_object, "/MarkInfo").get("/Marked")


def test_what_rides_along_is_associated(archive: bytes) -> None:
    assert faults(archive, "3") == []
    reader = PdfReader(io.BytesIO(archive))
    assert reader.attachments == {"01.yaml": [SOURCE.data]}
    files = [_part_of(one) for one in _list(reader.root_object, "/AF")]
    assert [str(one["/AFRelationship"]) for one in files] == ["/Source"]
    stream = _part(_part(files[0], "/EF"), "/F")
    assert str(stream["/Subtype"]) == "/application/yaml"


def test_an_archive_has_the_same_bytes_each_time(archive: bytes) -> None:
    again = drawn(Archive(ENCLOSING[0], (SOURCE,)))
    assert hashlib.sha256(again).digest() == hashlib.sha256(archive).digest()


def test_a_plain_file_is_no_archive() -> None:
    assert {"no part in the metadata", "no output intent"} <= set(faults(drawn(), "3"))


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("/OutputIntents", "no output intent"),
        ("/Metadata", "no part in the metadata"),
        ("/StructTreeRoot", "not tagged"),
        ("/Lang", "no language"),
        ("/AF", "a file that is not associated"),
    ],
)
def test_what_is_missing_is_seen(archive: bytes, key: str, fault: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(archive))
    del writer.root_object[NameObject(key)]
    target = io.BytesIO()
    writer.write(target)
    assert fault in faults(target.getvalue(), "3")


def test_a_font_that_is_not_embedded_is_seen(archive: bytes) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(archive))
    fonts = _part(_part(writer.pages[0], "/Resources"), "/Font")
    descendant = _part_of(_list(_part(fonts, next(iter(fonts))), "/DescendantFonts")[0])
    descendant[NameObject("/FontDescriptor")] = DictionaryObject()
    target = io.BytesIO()
    writer.write(target)
    assert "a font is not embedded" in faults(target.getvalue(), "3")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["build", "--jobs", "1", "--format", "pdf", "-q", *arguments])
    return int(stop.value.code or 0)


def test_a_build_makes_archives_of_documents_and_volume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, PROJECT)
    (tmp_path / "projects/unit/unit.yaml").write_text(f"{UNIT}汇编: {{标题: 汇编}}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("--pdf-variant", ENCLOSING[0], "--enclose") == 0
    for path in ("01/绩效目标表.pdf", "01/经费情况说明.pdf", "汇编.pdf"):
        data = (tmp_path / "build/unit" / path).read_bytes()
        assert faults(data, "3") == [], path
        enclosed = PdfReader(io.BytesIO(data)).attachments
        written = (tmp_path / "projects/unit/01.yaml").read_bytes()
        assert set(enclosed) == {"01.yaml", "export.json"}
        assert enclosed["01.yaml"] == [written]
        assert '"设备运行与维护"'.encode() in enclosed["export.json"][0]
    assert run() == 0
    plain = (tmp_path / "build/unit/汇编.pdf").read_bytes()
    assert "no output intent" in faults(plain, "3")


def test_a_folder_tells_the_variant_of_its_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = "汇编: {标题: 汇编}\n"
    write_project(tmp_path, PROJECT, f"{UNIT}PDF格式: {ENCLOSING[0]}\nPDF附件: 是\n{volume}")
    shutil.copytree(tmp_path / "projects/unit", tmp_path / "projects/other")
    (tmp_path / "projects/other/unit.yaml").write_text(UNIT + volume, "utf-8")
    monkeypatch.chdir(tmp_path)
    names = ("01/绩效目标表.pdf", "01/经费情况说明.pdf", "汇编.pdf")

    def built(folder: str) -> list[tuple[bool, list[str]]]:
        data = [(tmp_path / "build" / folder / name).read_bytes() for name in names]
        return [
            (not faults(one, "3"), sorted(PdfReader(io.BytesIO(one)).attachments)) for one in data
        ]

    assert run() == 0
    assert built("unit") == [(True, ["01.yaml", "export.json"])] * 3
    assert built("other") == [(False, [])] * 3
    assert run("--pdf-variant", ENCLOSING[0]) == 0
    assert built("unit") == built("other") == [(True, [])] * 3
    assert run("--pdf-variant", PLAIN) == 0
    assert built("unit") == built("other") == [(False, [])] * 3
    (tmp_path / "projects/unit/unit.yaml").write_text(UNIT + volume, "utf-8")
    (tmp_path / "projects/other/unit.yaml").write_text(
        f"{UNIT}PDF格式: {ENCLOSING[0]}\n{volume}", "utf-8"
    )
    assert run() == 0
    assert built("unit") == [(False, [])] * 3
    assert built("other") == [(True, [])] * 3


def test_only_the_third_part_encloses_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--enclose") == 2
    assert "pdf/a-3u" in capsys.readouterr().err
