"""草稿 across each page of a Word file, whatever its template is.

The word is a WordArt shape in VML in every header, as Word's own watermarks are: Word, WPS and
LibreOffice all draw it. Headers are those of ECMA-376 part 1, 17.10; VML is part 4, 19.1.
"""

from __future__ import annotations

from typing import Final, cast

from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.parser import parse_xml
from docx.oxml.text.paragraph import CT_P
from docx.parts.story import StoryPart
from docx.shared import Pt

from ptgen.render.docx.package import W_NS

_SHAPE: Final = f"""\
<w:r xmlns:w="{W_NS}" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>
<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>
</v:formulas><v:path textpathok="t" o:connecttype="custom"
 o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/>
</v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{{number}}" o:spid="_x0000_s{{number}}" type="#_x0000_t136"
 alt="草稿" style="position:absolute;margin-left:0;margin-top:0;width:340pt;height:150pt;\
rotation:315;z-index:-251658752;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;\
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#c00000" stroked="f">
<v:fill opacity="11796f"/><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt"
 string="草稿"/></v:shape></w:pict></w:r>"""
_FIRST_NUMBER: Final = 2049  # from which Word counts the shapes of headers


def stamp(document: Document) -> None:
    """Put the word into every header that a page may have.

    A section without a header of a kind has that of the section before: so the first one gets
    those that it lacks.
    """
    if not document.sections:
        document.element.body.get_or_add_sectPr()
    first = document.sections[0]
    for header in (first.header, first.first_page_header, first.even_page_header):
        if header.is_linked_to_previous:
            header.is_linked_to_previous = False
            header.part.element.clear()
    links = (link for link in document.part.rels.values() if link.reltype == RT.HEADER)
    parts = {link.target_part.partname: link.target_part for link in links}
    for number, (_, part) in enumerate(sorted(parts.items()), _FIRST_NUMBER):
        _add_shape(part, number)


def _add_shape(header: StoryPart, number: int) -> None:
    """Put the word behind all else, in a line of 1 pt that takes no room from the text.

    It has a paragraph of its own: those of a template may be left out as it is filled.
    """
    paragraph = BlockItemContainer(header.element, header).add_paragraph()
    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = Pt(1)
    run = cast("CT_P", parse_xml(_SHAPE.format(number=number).replace("\n", "")))
    paragraph._p.append(run)  # noqa: SLF001 - python-docx has no shapes of VML
