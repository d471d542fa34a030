"""What the libraries tell is what the renderer works with."""

from __future__ import annotations

from ptgen.render.native_versions import library_versions


def test_the_versions_are_those_that_the_renderer_has_loaded() -> None:
    from weasyprint.text.ffi import pango  # type: ignore[import-untyped]

    number = pango.pango_version()
    told = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    assert library_versions()["Pango"] == told
    assert library_versions()["HarfBuzz"][0].isdigit()
