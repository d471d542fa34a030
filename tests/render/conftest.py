"""One PDF renderer of each engine for all tests of a process: fonts are looked up once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.render.pdf.typst.renderer import TypstRenderer
from ptgen.render.pdf.weasyprint.volume import WeasyPrintEngine

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="session")
def renderer() -> WeasyPrintEngine:
    return WeasyPrintEngine(TEMPLATES)


@pytest.fixture(scope="session")
def typst() -> TypstRenderer:
    return TypstRenderer(TEMPLATES)
