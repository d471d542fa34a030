"""Pictures of headers and footers: only those inside the file, of known types and of a size."""

from __future__ import annotations

import io
import warnings
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from ptgen.render.look.model import MM, Picture
from ptgen.render.look.styles import number
from ptgen.view.document import Page

MAX_BYTES: Final = 4 * 2**20
MAX_PIXELS: Final = 16_000_000
_TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg"}
_EMU: Final = 12700
"""English metric units in a point."""


class UnfollowedError(Exception):
    """A picture that is not drawn; ``str()`` says what it is, in Chinese."""


def picture(drawing: etree._Element, part: Part, page: Page, top: float) -> Picture:
    """Return the picture of a ``w:drawing``; raise :class:`UnfollowedError`.

    ``top`` is how far the line that it is in stands from the upper edge of the page.
    """
    blip = drawing.find(".//{*}pic/{*}blipFill/{*}blip")
    extent = drawing.find(".//{*}extent")
    if blip is None or extent is None or drawing.find(".//{*}wgp") is not None:
        raise UnfollowedError("文本框、形状或图表")
    crop = drawing.find(".//{*}pic/{*}blipFill/{*}srcRect")
    if crop is not None and any(int(text or 0) for text in crop.attrib.values() if text.isdigit()):
        raise UnfollowedError("裁剪过的图片")
    link = part.rels.get(blip.get(qn("r:embed"), ""))
    if link is None or link.is_external or link.reltype != RT.IMAGE:
        raise UnfollowedError("链接的图片")
    width, height = (number(extent.get(name), unit=_EMU) for name in ("cx", "cy"))
    if not width or not height:
        raise UnfollowedError("没有大小的图片")
    data = link.target_part.blob
    told = drawing.find(".//{*}docPr")
    anchor = drawing.find("{*}anchor")
    return Picture(
        data,
        _type_of(data),
        width,
        height,
        "" if told is None else told.get("descr", ""),
        None if anchor is None else _place(anchor, (width, height), page, top),
    )


def _type_of(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise UnfollowedError(f"超过 {MAX_BYTES >> 20} MB 的图片")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=tuple(_TYPES)) as opened:
                wide, high = opened.size
                if wide * high <= MAX_PIXELS:
                    opened.load()
                kind = opened.format or ""
    except Exception as error:  # Pillow raises anything over bytes that were made up
        raise UnfollowedError("PNG、JPEG 以外或已损坏的图片") from error
    if wide * high > MAX_PIXELS:
        raise UnfollowedError(f"超过 {MAX_PIXELS // 10_000} 万像素的图片")
    return _TYPES[kind]


def _place(
    anchor: etree._Element, size: tuple[float, float], page: Page, top: float
) -> tuple[float, float]:
    across = _along(
        anchor.find("{*}positionH"), size[0], page.width * MM,
        (page.left * MM, page.right * MM), page.left * MM,
    )  # fmt: skip
    down = _along(
        anchor.find("{*}positionV"), size[1], page.height * MM,
        (page.top * MM, page.bottom * MM), top,
    )  # fmt: skip
    return across, down


def _along(
    position: etree._Element | None,
    size: float,
    sheet: float,
    margins: tuple[float, float],
    here: float,
) -> float:
    """Return where a picture begins on one axis; ``here`` is where its paragraph does."""
    if position is None:
        return here
    origin = position.get("relativeFrom", "")
    start, end = {
        "page": (0.0, sheet),
        "margin": (margins[0], sheet - margins[1]),
        "column": (margins[0], sheet - margins[1]),
        "leftMargin": (0.0, margins[0]),
        "rightMargin": (sheet - margins[1], sheet),
        "topMargin": (0.0, margins[0]),
        "bottomMargin": (sheet - margins[1], sheet),
    }.get(origin, (here, sheet - margins[1]))
    align = position.findtext("{*}align")
    if align in ("center", "inside", "outside", "left", "right", "top", "bottom"):
        rest = end - start - size
        return start + {"center": rest / 2, "right": rest, "bottom": rest}.get(align, 0.0)
    return start + number(position.findtext("{*}posOffset"), unit=_EMU)
