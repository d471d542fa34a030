"""What the libraries tell is what the renderer works with."""

from __future__ import annotations

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.render import native_libraries
from ptgen.render.errors import MachineError
from ptgen.render.native_libraries import SUBSETTER, library_versions
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer


def test_the_versions_are_those_that_the_renderer_has_loaded() -> None:
    from weasyprint.text.ffi import pango  # type: ignore[import-untyped]

    number = pango.pango_version()
    told = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    assert library_versions()["Pango"] == told
    assert library_versions()["HarfBuzz"][0].isdigit()


def test_without_a_subsetter_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_libraries, "FILES", {SUBSETTER: ("libno-such-library.so.0",)})
    with pytest.raises(MachineError, match="apt-get install libharfbuzz-subset0"):
        PdfRenderer(builtin_templates())
