"""The engines, started once, and the files that they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.engines import pictures
from tests.engines.pictures import Engine, PdfJs, pdf_js


@pytest.fixture(scope="module")
def firefox() -> Iterator[PdfJs]:
    with pdf_js() as engine:
        yield engine


@pytest.fixture(scope="module")
def engines(firefox: PdfJs) -> Mapping[str, Engine]:
    return {
        "PDFium": pictures.pdfium,
        "Poppler": pictures.poppler,
        "MuPDF": pictures.mupdf,
        "Ghostscript": pictures.ghostscript,
        "pdf.js": firefox,
    }
