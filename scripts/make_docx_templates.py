"""Write templates/narrative.docx and templates/form.docx, the same bytes each time.

The templates are the house style's starting point: a user opens them in Word or WPS and changes
page, header, footer and styles there. Run ``python -m scripts.make_docx_templates`` after a
change here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from ptgen.render.docx.package import W_NS, parts_of, write_parts
from scripts.docx_house_style import (
    FORM_CELLS,
    NARRATIVE_CELLS,
    Cells,
    fonts_xml,
    settings_xml,
    styles_xml,
    theme_xml,
)

R_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE_NS: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
APP_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

A4_WIDTH, A4_HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474
"""Margins of GB/T 9704-2012, section 5.2.1, in 1/20 pt: 37, 35, 28 and 26 mm."""

FOOTER = 1448
"""Distance of the footer in 1/20 pt: puts the dashes of ``— 1 —`` 7 mm under the type area
(section 7.5), that is 28 mm over the edge of the sheet."""


def paragraph(style: str, text: str, extra: str = "") -> str:
    """Return a paragraph of one run in a style."""
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
    """Return the main part: the body and its one section, with footers by (type, relationship)."""
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


def part(name: str, content_type: str, text: str) -> Part:
    """Return a part of XML."""
    return Part(PackURI(f"/{name}.xml"), content_type, (DECLARATION + text).encode())


def template(body: str, cells: Cells, *, numbered: bool) -> bytes:
    """Return the file of a template.

    ``numbered`` pages have their number outside: on odd ones right, on even ones left.
    """
    package = OpcPackage()
    references = {"even": "rId6", "default": "rId5"} if numbered else {}
    main = part("word/document", CT.WML_DOCUMENT_MAIN, document(body, references))
    core = (
        f'<cp:coreProperties xmlns:cp="{CORE_NS}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
    app = f'<Properties xmlns="{APP_NS}"><Application>ptgen</Application></Properties>'
    package.relate_to(main, RT.OFFICE_DOCUMENT)
    package.relate_to(part("docProps/core", CT.OPC_CORE_PROPERTIES, core), RT.CORE_PROPERTIES)
    package.relate_to(part("docProps/app", CT.OFC_EXTENDED_PROPERTIES, app), RT.EXTENDED_PROPERTIES)
    main.relate_to(part("word/styles", CT.WML_STYLES, styles_xml(cells)), RT.STYLES)
    main.relate_to(part("word/settings", CT.WML_SETTINGS, settings_xml()), RT.SETTINGS)
    main.relate_to(part("word/fontTable", CT.WML_FONT_TABLE, fonts_xml()), RT.FONT_TABLE)
    main.relate_to(part("word/theme/theme1", CT.OFC_THEME, theme_xml()), RT.THEME)
    for number, side in enumerate(("right", "left") if numbered else (), 1):
        main.relate_to(part(f"word/footer{number}", CT.WML_FOOTER, footer(side)), RT.FOOTER)
    return write_parts(parts_of(package))


def templates() -> dict[str, bytes]:
    """Return the templates by file name."""
    return {
        "narrative.docx": template(NARRATIVE, NARRATIVE_CELLS, numbered=True),
        "form.docx": template(FORM, FORM_CELLS, numbered=False),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("templates")
    for file_name, data in templates().items():
        (folder / file_name).write_bytes(data)
