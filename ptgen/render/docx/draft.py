"""草稿 across each page of a Word file, whatever its template is.

The word is a WordArt shape in VML in every header, as Word's own watermarks are: Word, WPS and
LibreOffice all draw it. Headers are those of ECMA-376 part 1, 17.10; VML is part 4, 19.1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.parser import parse_xml
from docx.oxml.text.paragraph import CT_P
from docx.parts.story import StoryPart
from docx.shared import Pt

from ptgen.render.look.styles import related_parts

_SHAPE: Final = Path(__file__).with_name("watermark.xml").read_text("utf-8").replace("\n", "")
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
    parts = {part.partname: part for part in related_parts(document.part, RT.HEADER)}
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
    run = cast("CT_P", parse_xml(_SHAPE.format(number=number)))
    paragraph._p.append(run)  # noqa: SLF001 - python-docx has no shapes of VML
