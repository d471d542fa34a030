"""The CFF fonts in a PDF file, and whether the glyphs that pages ask for are found in them."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

_CID = "cid{:05d}"


def _codes(reader: PdfReader) -> dict[int, set[int]]:
    """The two-byte codes that pages show, by the object of their font."""
    shown: dict[int, set[int]] = defaultdict(set)
    for page in reader.pages:
        content, fonts, font = page.get_contents(), dict(_page_fonts(page)), 0
        assert content is not None
        for operands, operator in ContentStream(content, reader).operations:
            if operator == b"Tf":
                font = fonts[str(operands[0])]
            elif operator in (b"TJ", b"Tj"):
                for one in operands[0] if operator == b"TJ" else operands:
                    data = getattr(one, "original_bytes", one if isinstance(one, bytes) else b"")
                    shown[font].update(
                        int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)
                    )
    return shown


def _page_fonts(page: PageObject) -> Iterator[tuple[str, int]]:
    """The fonts of a page by their names there, as the numbers of their objects."""
    resources = page["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    fonts = resources.get("/Font", DictionaryObject()).get_object()
    assert isinstance(fonts, DictionaryObject)
    for name in fonts:
        reference = fonts.raw_get(name)
        assert isinstance(reference, IndirectObject)
        yield str(name), reference.idnum


def _fonts(reader: PdfReader) -> dict[int, DictionaryObject]:
    """The fonts of all pages by the numbers of their objects."""
    numbers = {number for page in reader.pages for _, number in _page_fonts(page)}
    found: dict[int, DictionaryObject] = {}
    for number in sorted(numbers):
        one = reader.get_object(number)
        assert isinstance(one, DictionaryObject)
        found[number] = one
    return found


def descriptor(font: DictionaryObject) -> DictionaryObject:
    """What a composite font says of its file."""
    descendants = font["/DescendantFonts"].get_object()
    found = descendants[0].get_object()["/FontDescriptor"].get_object()  # type: ignore[index]
    assert isinstance(found, DictionaryObject)
    return found


def faults(file: Path) -> list[str]:
    """The CIDs on pages that a lookup in the charset does not find, or finds as another glyph."""
    return list(_faults(PdfReader(file)))


def _faults(reader: PdfReader) -> Iterator[str]:
    fonts = _fonts(reader)
    for name, codes in _codes(reader).items():
        described = descriptor(fonts[name])
        stream = described.get("/FontFile3")
        if stream is None:
            continue
        assert isinstance(stream, IndirectObject | DictionaryObject)
        data = stream.get_object().get_data()  # type: ignore[union-attr]
        if data[:4] == b"OTTO":
            font = TTFont(io.BytesIO(data))
            if "CFF " not in font:
                yield f"{name}: no CFF"
                continue
            top = font["CFF "].cff.topDictIndex[0]
        else:  # CFF without the tables around it
            (bare := CFFFontSet()).decompile(io.BytesIO(data), None)
            top = bare.topDictIndex[0]
        last = len(top.charset) - 1
        for code in sorted(codes):
            if code > last:
                yield f"{name}: {code} of {last}"
            elif hasattr(top, "ROS") and code and top.charset[code] != _CID.format(code):
                yield f"{name}: {code} is {top.charset[code]}"


def families(file: Path) -> set[str]:
    """The families of a file's fonts."""
    fonts = _fonts(PdfReader(file)).values()
    return {str(descriptor(font)["/FontFamily"]) for font in fonts}
