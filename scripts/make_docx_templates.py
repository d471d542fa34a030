"""Write templates/narrative.docx and templates/form.docx, the same bytes each time.

The templates are the house style's starting point: a user opens them in Word or WPS and changes
page, header, footer and styles there. Run ``python -m scripts.make_docx_templates`` after a
change here.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Final

from scripts.docx_house_style import W_NS, fonts_xml, settings_xml, styles_xml, theme_xml

R_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

A4_WIDTH, A4_HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474
"""Margins of GB/T 9704-2012, section 5.2.1, in 1/20 pt: 37, 35, 28 and 26 mm."""

FOOTER = 1448
"""Distance of the footer in 1/20 pt: puts the dashes of ``— 1 —`` 7 mm under the type area
(section 7.5), that is 28 mm over the edge of the sheet."""

PARTS: Final = {
    "styles": ("styles", styles_xml),
    "settings": ("settings", settings_xml),
    "fontTable": ("fontTable", fonts_xml),
    "theme/theme1": ("theme", theme_xml),
}


def paragraph(style: str, text: str, extra: str = "") -> str:
    """A paragraph of one run in a style."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


NARRATIVE: Final = "".join(
    (
        paragraph("GwTitle", "{{ 标题 }}"),
        paragraph("GwBody", "{%p for 块 in 内容 %}"),
        paragraph("GwBody", "{%p if 块.种类 == '一级标题' %}"),
        paragraph("GwHeading1", "{{ 块.编号 }}{{ 块.文字 }}"),
        paragraph("GwBody", "{%p elif 块.种类 == '二级标题' %}"),
        paragraph("GwHeading2", "{{ 块.编号 }}{{ 块.文字 }}"),
        paragraph("GwBody", "{%p elif 块.种类 == '三级标题' %}"),
        paragraph("GwHeading3", "{{ 块.编号 }}{{ 块.文字 }}"),
        paragraph("GwBody", "{%p elif 块.种类 == '编号列表' %}"),
        paragraph("GwList", "{{ 块.编号 }}{{ 块.文字 }}"),
        paragraph("GwBody", "{%p elif 块.种类 == '表格' %}"),
        paragraph("GwBody", "{%p if 块.表题 %}"),
        paragraph("TableCaption", "{{ 块.表题 }}"),
        paragraph("GwBody", "{%p endif %}"),
        paragraph("TableText", "{{p 块.表格 }}"),
        paragraph("TableAfter", ""),
        paragraph("GwBody", "{%p else %}"),
        paragraph("GwBody", "{{ 块.文字 }}"),
        paragraph("GwBody", "{%p endif %}"),
        paragraph("GwBody", "{%p endfor %}"),
    )
)

FORM: Final = "".join(
    (
        paragraph("FormTitle", "{%p if 标题位置 == '表上' %}"),
        paragraph("FormTitle", "{{ 标题 }}"),
        paragraph("FormSubtitle", "{%p if 副题 %}"),
        paragraph("FormSubtitle", "{{ 副题 }}"),
        paragraph("FormSubtitle", "{%p endif %}"),
        paragraph("FormSubtitle", "{%p endif %}"),
        paragraph("TableText", "{{p 表格 }}"),
        paragraph("TableSeam", ""),
    )
)


def footer(side: str) -> str:
    """``— 1 —``, one character in from the outside edge (GB/T 9704-2012, section 7.5)."""
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
    field = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return (
        f'<w:ftr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="GwPageNumber"/>{indent}</w:pPr>'
        f"{field}</w:p></w:ftr>"
    )


def document(body: str, footers: dict[str, str]) -> str:
    """The main part: the body and its one section, with footers by (type, relationship)."""
    references = "".join(
        f'<w:footerReference w:type="{kind}" r:id="{key}"/>' for kind, key in footers.items()
    )
    return (
        f'<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}"><w:body>{body}<w:sectPr>{references}'
        f'<w:pgSz w:w="{A4_WIDTH}" w:h="{A4_HEIGHT}"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" '
        f'w:header="851" w:footer="{FOOTER}" w:gutter="0"/><w:cols w:space="425"/>'
        '<w:docGrid w:linePitch="579"/></w:sectPr></w:body></w:document>'
    )


def relationships(targets: tuple[tuple[str, str], ...]) -> str:
    """A relationships part, numbered from rId1, of (type, target)."""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def content_types(footers: tuple[str, ...]) -> str:
    """The content types of all parts."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    office = "application/vnd.openxmlformats-officedocument"
    overrides = {
        "word/document": f"{word}.document.main",
        "word/styles": f"{word}.styles",
        "word/settings": f"{word}.settings",
        "word/fontTable": f"{word}.fontTable",
        "word/theme/theme1": f"{office}.theme",
        **{f"word/{part}": f"{word}.footer" for part in footers},
        "docProps/core": "application/vnd.openxmlformats-package.core-properties",
        "docProps/app": f"{office}.extended-properties",
    }
    items = "".join(
        f'<Override PartName="/{part}.xml" ContentType="{kind}+xml"/>'
        for part, kind in overrides.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{items}</Types>'
    )


def package(body: str, *, numbered: bool) -> dict[str, str]:
    """All parts of a template by name, without XML declarations, in the order of the file.

    ``numbered`` pages have their number outside: on odd ones right, on even ones left.
    """
    sides = {"footer1": "right", "footer2": "left"} if numbered else {}
    references = {"even": "rId6", "default": "rId5"} if numbered else {}
    core = (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>zh-CN</dc:language>'
        "</cp:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>ptgen</Application></Properties>'
    )
    return {
        "[Content_Types].xml": content_types(tuple(sides)),
        "_rels/.rels": relationships(
            (
                (f"{R_NS}/officeDocument", "word/document.xml"),
                (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                (f"{R_NS}/extended-properties", "docProps/app.xml"),
            )
        ),
        "docProps/core.xml": core,
        "docProps/app.xml": app,
        "word/_rels/document.xml.rels": relationships(
            (
                *((f"{R_NS}/{kind}", f"{part}.xml") for part, (kind, _) in PARTS.items()),
                *((f"{R_NS}/footer", f"{part}.xml") for part in sides),
            )
        ),
        "word/document.xml": document(body, references),
        **{f"word/{part}.xml": make() for part, (_, make) in PARTS.items()},
        **{f"word/{part}.xml": footer(side) for part, side in sides.items()},
    }


def packed(parts: dict[str, str]) -> bytes:
    """The parts as a zip file with fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), DECLARATION + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def templates() -> dict[str, bytes]:
    """The templates by file name."""
    return {
        "narrative.docx": packed(package(NARRATIVE, numbered=True)),
        "form.docx": packed(package(FORM, numbered=False)),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("templates")
    for file_name, data in templates().items():
        (folder / file_name).write_bytes(data)
