"""Pages show a glyph of an embedded font by the number that the font knows it by.

And what is not shown takes no room.

WeasyPrint writes glyph numbers on pages, and ISO 32000-2, 9.7.4.2, takes them for CIDs. A CFF font
that is keyed by CID has a charset, in which Ghostscript, MuPDF and pdf.js look them up; PDFium and
Poppler do not. All show the same where each glyph's CID is its number.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from fontTools.cffLib.CFF2ToCFF import convertCFF2ToCFF  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables.DefaultTable import DefaultTable  # type: ignore[import-untyped]
from weasyprint.pdf import fonts  # type: ignore[import-untyped]

_clean: Final = fonts.Font.clean
_PREDEFINED: Final = (0, 1, 2)
"""Charsets that have no place in the font."""


def clean(font: fonts.Font, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """Cut a font down to what is embedded; in place of WeasyPrint's method."""
    _clean(font, to_unicode, hinting)
    if font.type == "otf":
        font.file_content = with_cids_as_numbers(font.file_content, to_unicode)


def with_cids_as_numbers(data: bytes, shown: Iterable[int] = ()) -> bytes:
    """The OpenType font ``data`` as CFF in which each CID is its glyph's number.

    ``shown`` are glyphs that stay as they are; others that were cut away become shorter.
    """
    font = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False)
    if "CFF2" in font:  # not known to PDF
        convertCFF2ToCFF(font)
        return with_cids_as_numbers(_saved(font), shown)
    top = font["CFF "].cff.topDictIndex[0].rawDict
    # Read from the file: a table that is parsed would be written anew.
    place, last = top.get("charset", 0), int.from_bytes(font.reader["maxp"][4:6]) - 1
    # Of a font that is not keyed by CID, a number is that of the glyph.
    if "ROS" not in top or place in _PREDEFINED or last == 0:
        return data
    table = DefaultTable("CFF ")
    table.data = _with_charset(font.reader["CFF "], place, last)
    table.data = _without_empty_outlines(table.data, top["CharStrings"], shown)
    font["CFF "] = table
    return _saved(font)


def _with_charset(table: bytes, place: int, last: int) -> bytes:
    """The table with the CIDs from 1 to ``last``; the rest of a longer list becomes zeros."""
    if last == 1:
        charset = struct.pack(">BH", 0, 1)
    elif last <= 256:
        charset = struct.pack(">BHB", 1, 1, last - 1)
    else:
        charset = struct.pack(">BHH", 2, 1, last - 1)
    # A list has format 0. Ranges, of format 1 or 2, are never shorter than this one range.
    former = 1 + 2 * last if table[place] == 0 else len(charset)
    return table[:place] + charset.ljust(former, b"\0") + table[place + former :]


def _without_empty_outlines(table: bytes, place: int, shown: Iterable[int]) -> bytes:
    """The table in which glyphs that were cut away have no outline, not even an end.

    A cut font has one byte for each, which ends it: sixty thousand places that count up by one
    hardly compress, equal ones do.
    """
    count, size = struct.unpack_from(">HB", table, place)
    first = place + 3
    base = first + (count + 1) * size - 1

    def start(glyph: int) -> int:
        return int.from_bytes(table[first + glyph * size : first + (glyph + 1) * size], "big")

    outlines = {
        glyph: table[base + start(glyph) : base + start(glyph + 1)]
        for glyph in sorted({*_outlined(start, 0, count), 0, *(n for n in shown if n < count)})
    }
    starts, at, following = [], 1, 0
    for glyph, outline in outlines.items():
        starts.append(at.to_bytes(size, "big") * (glyph + 1 - following))
        at, following = at + len(outline), glyph + 1
    starts.append(at.to_bytes(size, "big") * (count + 1 - following))
    index = table[place:first] + b"".join((*starts, *outlines.values()))
    end = base + start(count)
    return table[:place] + index.ljust(end - place, b"\0") + table[end:]


def _outlined(start: Callable[[int], int], first: int, end: int) -> Iterator[int]:
    """The glyphs from ``first`` up to ``end`` that have more than the byte that ends them."""
    if start(end) - start(first) == end - first:
        return
    if end - first == 1:
        yield first
        return
    middle = (first + end) // 2
    yield from _outlined(start, first, middle)
    yield from _outlined(start, middle, end)


def _saved(font: TTFont) -> bytes:
    target = io.BytesIO()
    font.save(target, reorderTables=None)
    return target.getvalue()
