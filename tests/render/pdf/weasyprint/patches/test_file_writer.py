from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, EncodedStreamObject

from ptgen.core.filesystem import builtin_templates
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from tests.render.pdf_samples import full_narrative


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return PdfRenderer(Folders((builtin_templates(),))).render(full_narrative())


def embedded(data: bytes) -> list[bytes]:
    """The font files in a PDF."""
    found: list[bytes] = []
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, int(str(reader.trailer["/Size"]))):
        value = reader.get_object(number)
        if isinstance(value, DictionaryObject) and value.get("/Type") == "/FontDescriptor":
            stream = value["/FontFile3" if "/FontFile3" in value else "/FontFile2"]
            assert isinstance(stream, EncodedStreamObject)
            found.append(stream.get_data())
    return found


def test_fonts_keep_what_is_shown_and_no_tables_for_layout(drawn: bytes) -> None:
    files = embedded(drawn)
    assert files
    for data in files:
        tables = set(TTFont(io.BytesIO(data)).keys())
        assert not {"GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"} & tables
        assert {"head", "hhea", "hmtx", "maxp"} <= tables
