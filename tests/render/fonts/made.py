"""Fonts of one character, made for tests."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]


def make_font(file: Path, family: str, chinese: str, weight: int = 400) -> None:
    """Write a font with the names of its family in English and Chinese."""
    file.parent.mkdir(parents=True, exist_ok=True)
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "one"])
    builder.setupCharacterMap({ord("甲"): "one"})
    builder.setupGlyf({".notdef": Glyph(), "one": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    names = {"familyName": {"en": family, "zh-Hans": chinese}, "styleName": "Regular"}
    builder.setupNameTable(names, mac=False)
    builder.setupOS2(usWeightClass=weight)
    builder.setupPost()
    builder.save(file)
