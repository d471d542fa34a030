"""One PDF renderer for all tests of a process: fonts and style sheets are looked up once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.render.pdf.weasyprint.renderer import PdfRenderer

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="session")
def renderer() -> PdfRenderer:
    return PdfRenderer(TEMPLATES)
