from __future__ import annotations

import ctypes
import logging
from pathlib import Path

import pytest

from ptgen.render.errors import GlyphError, RenderError, TemplateError
from ptgen.render.pdf.weasyprint.log import strict
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer

WEASYPRINT = logging.getLogger("weasyprint")
SOURCE = Path("templates/narrative.html")


def test_silence_is_no_error() -> None:
    with strict(SOURCE):
        WEASYPRINT.info("Step 1")


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR, logging.CRITICAL])
def test_a_log_line_is_an_error_of_the_template(level: int) -> None:
    with pytest.raises(TemplateError) as caught, strict(SOURCE):
        WEASYPRINT.log(level, "Ignored `colour: red` at %d:%d, unknown property.", 12, 3)
    assert (caught.value.path, caught.value.line) == (SOURCE, 12)


def test_a_missing_glyph_is_an_error_of_the_document() -> None:
    texts = ("前文", "安排资金甲万元")
    with pytest.raises(GlyphError, match="安排资金甲万元"), strict(SOURCE, texts):
        WEASYPRINT.warning('.notdef glyph rendered for Unicode: "%s" (U+%04X)', "甲", 0x7532)


def test_fonttools_is_heard() -> None:
    with pytest.raises(RenderError, match="glyf"), strict(SOURCE):
        logging.getLogger("fontTools.subset").warning("glyf table missing")


def test_pango_is_heard(renderer: PdfRenderer) -> None:
    assert (renderer.templates / "form.html").exists()
    glib = ctypes.CDLL("libglib-2.0.so.0")
    with pytest.raises(RenderError, match="Pango: no such face"), strict(SOURCE):
        glib.g_log(b"Pango", 16, b"no such face")


def test_levels_and_handlers_are_put_back() -> None:
    before = WEASYPRINT.level, list(WEASYPRINT.handlers)
    WEASYPRINT.setLevel(logging.CRITICAL)
    with pytest.raises(TemplateError), strict(SOURCE):
        WEASYPRINT.warning("heard all the same")
    assert WEASYPRINT.level == logging.CRITICAL
    WEASYPRINT.setLevel(before[0])
    assert list(WEASYPRINT.handlers) == before[1]


def test_an_exception_inside_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), strict(SOURCE):
        warn_and_fail()


def warn_and_fail() -> None:
    WEASYPRINT.warning("too late")
    raise ZeroDivisionError
