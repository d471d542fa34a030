"""Pictures of a Word template's header: where they float, and which are left out."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from ptgen.core.filesystem import builtin_templates
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.fonts.chosen import chosen
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import Paragraph
from tests.render.look.restyled import pages_of
from tests.render.pdf_samples import narrative, prose
from tests.render.word_templates import png

DOCUMENT = narrative(Paragraph(prose(60)))
MM = 72 / 25.4
EMU = 36_000
"""In a millimetre."""
WIDE, HIGH = 20, 5


def _saved(folder: Path, across: str, down: str) -> Folders:
    """Templates with a picture of 20 by 5 mm in the header, anchored so."""
    opened = docx.Document(str(builtin_templates() / "narrative.docx"))
    section = opened.sections[0]
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin = Mm(37)
    run = section.header.paragraphs[0].add_run()
    run.add_picture(io.BytesIO(png(0, 0, 9)), Mm(WIDE), Mm(HIGH))
    inline = run._r.find(f".//{qn('wp:inline')}")
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp")} behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1" '
        f'simplePos="0" relativeHeight="1"><wp:simplePos x="0" y="0"/>'
        f"<wp:positionH {across}</wp:positionH><wp:positionV {down}</wp:positionV></wp:anchor>"
    )
    children = list(inline)
    anchor.extend(children[:1])
    anchor.append(parse_xml(f"<wp:wrapNone {nsdecls('wp')}/>"))
    anchor.extend(children[1:])
    inline.getparent().replace(inline, anchor)
    opened.save(str(folder / "narrative.docx"))
    return Folders((folder, builtin_templates()))


def _at(frame: str, millimetres: float) -> str:
    return f'relativeFrom="{frame}"><wp:posOffset>{round(millimetres * EMU)}</wp:posOffset>'


def _aligned(frame: str, side: str) -> str:
    return f'relativeFrom="{frame}"><wp:align>{side}</wp:align>'


@pytest.mark.parametrize(
    ("across", "down", "left", "top"),
    [
        (_at("page", 30), _at("page", 12), 30, 12),
        (_at("margin", 10), _at("page", 8), 38, 8),
        (_at("column", 0), _at("margin", -20), 28, 17),
        (_aligned("page", "center"), _aligned("page", "top"), 95, 0),
        (_aligned("margin", "right"), _at("topMargin", 9), 210 - 26 - WIDE, 9),
        (_aligned("leftMargin", "right"), _aligned("topMargin", "center"), 8, 16),
        (_at("rightMargin", 2), _aligned("page", "bottom"), 186, 297 - HIGH),
    ],
)
def test_a_floating_picture_stands_where_word_puts_it(
    tmp_path: Path, across: str, down: str, left: float, top: float
) -> None:
    templates = _saved(tmp_path, across, down)
    fonts = chosen()
    (image,) = pages_of(PdfRenderer(templates, fonts).render(DOCUMENT)).pages[0].images
    found = [float(image[key]) / MM for key in ("x0", "top", "width", "height")]
    assert found == pytest.approx([left, top, WIDE, HIGH], abs=0.2)


def _element(name: str) -> etree._Element:
    return parse_xml(f"<{name} {nsdecls('a', 'wp', 'r')}/>")


@pytest.mark.parametrize("kind", ["cropped", "linked", "no size", "shape"])
def test_what_the_pdf_cannot_show_is_told(tmp_path: Path, kind: str) -> None:
    opened = docx.Document(str(builtin_templates() / "narrative.docx"))
    run = opened.sections[0].header.paragraphs[0].add_run()
    run.add_picture(io.BytesIO(png(0, 0, 9)), Mm(WIDE), Mm(HIGH))
    blip = run._r.find(f".//{qn('a:blip')}")
    said = {"cropped": "裁剪", "linked": "链接", "no size": "没有大小", "shape": "文本框"}[kind]
    if kind == "cropped":
        crop = _element("a:srcRect")
        crop.set("l", "20000")
        blip.addnext(crop)
    elif kind == "linked":
        blip.set(qn("r:embed"), "rId99")
    elif kind == "no size":
        run._r.find(f".//{qn('wp:extent')}").set("cx", "0")
    else:
        blip.getparent().remove(blip)
    opened.save(str(tmp_path / "narrative.docx"))
    found = WordRenderer(Folders((tmp_path, builtin_templates()))).look(DOCUMENT)
    assert [one for one in found.unfollowed if said in one]
