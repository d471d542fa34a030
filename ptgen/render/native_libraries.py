"""The system's libraries that WeasyPrint loads, asked without importing it, which takes a second."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Final

PANGO, PANGO_FT2, GLIB = "Pango", "PangoFT2", "GLib"
HARFBUZZ, SUBSETTER = "HarfBuzz", "HarfBuzz subset"
FILES: Final[Mapping[str, tuple[str, ...]]] = {
    PANGO: ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    PANGO_FT2: ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    HARFBUZZ: ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz.dll"),
    SUBSETTER: ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "harfbuzz-subset.dll"),
    GLIB: ("libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll"),
}
"""Their files on Linux, macOS and Windows."""
_TOLD: Final = {PANGO: "pango_version_string", HARFBUZZ: "hb_version_string"}
"""The function that tells the version of a library that shapes the bytes of PDF files."""


def loaded(library: str) -> ctypes.CDLL | None:
    """Return a library, if it is there."""
    for name in FILES[library]:
        with suppress(OSError):
            return ctypes.CDLL(name)
    return None


@cache
def library_versions() -> Mapping[str, str]:
    """Return the versions by name; what is not there is left out."""
    found: dict[str, str] = {}
    for name, function in _TOLD.items():
        if told := getattr(loaded(name), function, None):
            told.restype = ctypes.c_char_p
            found[name] = told().decode("ascii", "replace")
    return found
