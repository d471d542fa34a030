"""Word templates as a user makes them: begun in Word, with a picture, lists, notes and a header."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap
from docx.shared import Mm, Pt
from lxml import etree

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.package import W_NS

OFFICE = nsmap["r"]
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
CELLS = ("表格标签", "表格内容", "表格金额", "表格正文", "表格表头", "表格接缝")


def png(red: int, green: int, blue: int) -> bytes:
    """A picture of one colour, 40 by 10."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + bytes((red, green, blue)) * 40) * 10
    head = struct.pack(">IIBBBBB", 40, 10, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def word_file(folder: Path, name: str, colour: tuple[int, int, int], body: tuple[str, ...]) -> Path:
    """A template begun from Word's own empty document: its Normal and its lists are others."""
    made = docx.Document()
    for cell in CELLS:
        style = made.styles.add_style(cell, WD_STYLE_TYPE.PARAGRAPH)
        style.paragraph_format.space_after = Pt(0)
        style.font.size = Pt(1 if cell == "表格接缝" else 10.5)
    made.styles.add_style("公文表格", WD_STYLE_TYPE.TABLE)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    header = section.header.paragraphs[0]
    header.add_run("{{ 标题 }}页眉")
    header.add_run().add_picture(io.BytesIO(png(0, 0, 99)), Mm(20))
    made.add_paragraph("{{ 标题 }}", "Title")
    made.add_paragraph().add_run().add_picture(io.BytesIO(png(*colour)), Mm(40))
    first: etree._Element = made.add_paragraph("填表说明一", "List Number")._p
    first.insert(1, parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="0" w:name="说明"/>'))
    first.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="0"/>'))
    second: etree._Element = made.add_paragraph("填表说明二，见", "List Number")._p
    link = "<w:r><w:t>第一条</w:t></w:r>"
    second.append(parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="说明">{link}</w:hyperlink>'))
    for text in body:
        made.add_paragraph(text)
    made.add_paragraph("无样式的段落")
    path = folder / name
    made.save(str(path))
    return path


FORM = ("{{p 表格 }}",)
NARRATIVE = (
    "{%p for 块 in 内容 %}",
    "{{ 块.编号 }}{{ 块.文字 }}",
    "{{p 块.表格 }}",
    "{%p endfor %}",
)

Edit = Callable[[str], str]


def changed(
    folder: Path, name: str, edits: Mapping[str, Edit], more: Mapping[str, str] | None = None
) -> Path:
    """A built-in template with parts edited as text, and others put beside."""
    with zipfile.ZipFile(builtin_templates() / name) as parts:
        texts = {one: parts.read(one).decode() for one in parts.namelist()}
    path = folder / name
    with zipfile.ZipFile(path, "w") as target:
        for one, text in texts.items():
            new = edits[one](text) if one in edits else text
            assert one not in edits or new != text
            target.writestr(one, new)
        for one, text in (more or {}).items():
            target.writestr(one, text)
    return path


def with_footnote(folder: Path, name: str, text: str) -> Path:
    """A built-in template whose last paragraph has a footnote."""
    note = '<w:p><w:r><w:footnoteReference w:id="7"/></w:r></w:p><w:sectPr'
    link = f'<Relationship Id="rId88" Type="{nsmap["r"]}/footnotes" Target="footnotes.xml"/>'
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES}"/>'
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    own = f'<w:footnote w:id="7"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
    return changed(
        folder,
        name,
        {
            "word/document.xml": lambda part: part.replace("<w:sectPr", note, 1),
            "word/_rels/document.xml.rels": lambda part: part.replace("</R", f"{link}</R"),
            "[Content_Types].xml": lambda part: part.replace("</Types>", f"{override}</Types>"),
        },
        {"word/footnotes.xml": f'<w:footnotes xmlns:w="{W_NS}">{lines}{own}</w:footnotes>'},
    )
