"""The CFF fonts in a PDF file, and whether the glyphs that pages ask for are found in them."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

_CID = "cid{:05d}"


def _codes(reader: PdfReader) -> dict[str, set[int]]:
    """The two-byte codes that pages show, by the name of their font."""
    shown: dict[str, set[int]] = defaultdict(set)
    for page in reader.pages:
        content = page.get_contents()
        name = ""
        assert content is not None
        for operands, operator in ContentStream(content, reader).operations:
            if operator == b"Tf":
                name = str(operands[0])
            elif operator in (b"TJ", b"Tj"):
                for one in operands[0] if operator == b"TJ" else operands:
                    data = getattr(one, "original_bytes", one if isinstance(one, bytes) else b"")
                    shown[name].update(
                        int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)
                    )
    return shown


def _fonts(reader: PdfReader) -> dict[str, DictionaryObject]:
    """The fonts of all pages by their names, which are the same everywhere in our files."""
    found: dict[str, DictionaryObject] = {}
    for page in reader.pages:
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        fonts = resources.get("/Font", DictionaryObject()).get_object()
        assert isinstance(fonts, DictionaryObject)
        for name, font in fonts.items():
            one = font.get_object()
            assert isinstance(one, DictionaryObject)
            found[str(name)] = one
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
        font = TTFont(io.BytesIO(stream.get_object().get_data()))  # type: ignore[union-attr]
        if "CFF " not in font:
            yield f"{name}: no CFF"
            continue
        top = font["CFF "].cff.topDictIndex[0]
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
