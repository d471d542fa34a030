"""The versions of the system's libraries that shape the bytes of PDF files.

Asked of the libraries themselves: WeasyPrint takes a second to import and is not needed for that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

# A library, its file, and the function that tells its version as text.
_TOLD: Final = (
    ("Pango", "libpango-1.0.so.0", "pango_version_string"),
    ("HarfBuzz", "libharfbuzz.so.0", "hb_version_string"),
)


@cache
def library_versions() -> Mapping[str, str]:
    """By name; what is not there, or has another file on this system, is left out."""
    found: dict[str, str] = {}
    for name, file, function in _TOLD:
        try:
            told = getattr(ctypes.CDLL(file), function)
        except (OSError, AttributeError):
            continue
        told.restype = ctypes.c_char_p
        found[name] = told().decode("ascii", "replace")
    return MappingProxyType(found)
