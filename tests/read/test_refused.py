"""Files that cannot be read, or are meant to do harm: one sentence, within limits."""

from __future__ import annotations

import gc
import io
import os
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ptgen.core.errors import PtgenError
from ptgen.read import read as read_module
from ptgen.read.pdf import reader
from ptgen.read.read import read_document
from tests.read.sources import p, page, pdf, read_bytes, texts, word

ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def book(sheet: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}"/>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>'.encode(),
        }
    )


TEXT = b"BT /F 10 Tf 50 700 Td (abc) Tj ET"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "没有文字"),
    "no text": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "不是能读的文件"),
    "half a Word file": (lambda: word(p("甲" * 999))[:200], "已损坏"),
    "another zip": (lambda: zipped({"a.txt": b"a"}), "不是能读的文件"),
    "a part that is no XML": (lambda: word("<w:p>"), "已损坏"),
    "entities": (
        lambda: zipped({"word/document.xml": f"{ENTITIES}<a>&a;&x;</a>".encode()}), "DTD",
    ),
    "entities in UTF-16": (
        lambda: zipped({"word/document.xml": f"{ENTITIES}<a>&a;</a>".encode("utf-16")}), "DTD",
    ),
    "a zip bomb": (lambda: zipped({"word/document.xml": bytes(300 * 2**20)}), "解压后超过"),
    "a quieter bomb": (lambda: zipped({"word/document.xml": bytes(8 * 2**20)}), "压缩比"),
    "tables inside of tables": (
        lambda: word("<w:tbl><w:tr><w:tc>" * 60 + p("甲") + "</w:tc></w:tr></w:tbl>" * 60), "嵌套过深",
    ),
    "a cell over a million columns": (
        lambda: word(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr></w:tc></w:tr></w:tbl>'
        ),
        "999999 列",
    ),
    "a million cells": (
        lambda: book("<sheetData>" + "".join(f'<c r="A{n}"/>' for n in range(250_000))), "已损坏",
    ),
    "many cells": (
        lambda: book(
            "<sheetData>" + "".join(f'<c r="A{n}"/>' for n in range(250_000)) + "</sheetData>"
        ),
        "250000 个单元格",
    ),
    "a merged sheet": (
        lambda: book('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "合并的单元格过大",
    ),
    "a workbook without sheets": (lambda: book("<sheetData/>"), "已损坏"),
    "half a PDF": (lambda: pdf("甲")[:900], "已损坏"),
    "a PDF without text": (lambda: page(b"q Q"), "没有文字"),
    "a page that is named .xls": (lambda: b"\n<html><table><tr><td>a</table>", "是网页"),
    "tabs": (lambda: b"\t" * 3_000_000 + b"a", "万格"),
    "a wide table": (lambda: (b"a\t" * 3000 + b"\n") * 150, "太大"),
    "an old file that is none": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "不是能读"),
    "an old file that is damaged": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 99,
        "LibreOffice 打不开",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, made: Callable[[], bytes], message: str
) -> None:
    with pytest.raises(PtgenError) as caught:
        read_bytes(tmp_path, made())
    assert message in str(caught.value)
    assert str(tmp_path / "source") in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        page(TEXT, pages=b"[2 0 R 3 0 R]"),
        page(b"/X Do " + TEXT),
        page(b"q " * 5000 + TEXT),
        page(b"BT /F 1e308 Tf (x) Tj ET BT 1e308 0 0 1e308 9e307 9e307 Tm (y) Tj ET " + TEXT),
        page(b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % ((n,) * 4) for n in range(0, 600, 2)) + TEXT),
    ],
    ids=["pages in a circle", "a drawing in itself", "states", "numbers", "a hatch"],
)  # fmt: skip
def test_a_page_that_is_strange_is_read(tmp_path: Path, data: bytes) -> None:
    assert "abc" in "".join(texts(read_bytes(tmp_path, data)))


def test_a_scan_says_so(tmp_path: Path) -> None:
    image = b"q 600 0 0 800 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
    with pytest.raises(PtgenError, match="扫描件"):
        read_bytes(tmp_path, page(image))


def test_a_password_is_told(tmp_path: Path) -> None:
    program = shutil.which("qpdf")
    if program is None:
        pytest.skip("qpdf")
    (tmp_path / "a.pdf").write_bytes(pdf("甲"))
    command = [program, "--encrypt", "a", "b", "256", "--", "a.pdf", "locked.pdf"]
    subprocess.run(command, check=True, cwd=tmp_path)
    with pytest.raises(PtgenError, match="密码"):
        read_document(tmp_path / "locked.pdf")


@pytest.mark.parametrize("name", ["/dev/zero", "pipe", "absent", "."])
def test_what_is_no_file_is_not_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PtgenError, match="读不到"):
        read_document(tmp_path / name)


def test_links_out_of_a_file_are_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text("<w:hdr>secret</w:hdr>")
    data = word(p("甲"))
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/header" Target="file:///etc/passwd" TargetMode="External"/>'
        f'<Relationship Id="b" Type="x/header" Target="{tmp_path}/secret.xml"/>'
        '<Relationship Id="c" Type="x/header" Target="../../../secret.xml"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = read_bytes(
        tmp_path, zipped({**parts, "word/_rels/document.xml.rels": links.encode()})
    )
    assert (texts(document), document.notes) == (["甲"], ())


def test_time_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()  # what raises while other tests' objects are collected is lost
    monkeypatch.setattr(read_module, "SECONDS", 0.2)
    with pytest.raises(PtgenError, match="秒没有读完"):
        read_bytes(tmp_path, page(zlib.compress(b"0 0 m 1 1 l S " * 10**6), b"/Filter/FlateDecode"))


def test_without_libreoffice_old_formats_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PtgenError, match=r"LibreOffice 才能读.*另存为 \.docx"):
        read_bytes(tmp_path, b"{\\rtf1 a}")


def test_old_formats_are_read_through_libreoffice(tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    rtf = rb"{\rtf1\ansi\trowd\cellx2000\cellx4000 a\cell b\cell\row\pard text\par}"
    document = read_bytes(tmp_path, rtf, "old.rtf")
    assert (document.kind, texts(document)) == ("docx", ["a | b", "text"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [*before, "old.rtf"]


def test_a_stream_that_unpacks_to_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MEMORY", 100 * 2**20)
    data = page(zlib.compress(zlib.compress(bytes(2**28))), b"/Filter[/FlateDecode/FlateDecode]")
    with pytest.raises(PtgenError):
        read_bytes(tmp_path, data)
