"""The WeasyPrint of this process, or what to install where it cannot be used.

Imported before all else that imports WeasyPrint.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import re
import warnings
from collections.abc import Iterator
from typing import Final

from ptgen.render.errors import MachineError


@contextlib.contextmanager
def _without_compiler() -> Iterator[None]:
    """Find libraries by their names alone; ``ctypes`` would start a compiler and a linker."""
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 as ctypes has it
    try:
        yield
    finally:
        ctypes.util.find_library = search


try:
    with (
        _without_compiler(),
        contextlib.redirect_stdout(io.StringIO()),  # it prints advice
        warnings.catch_warnings(),
    ):
        # Ours says which fonts are missing and how to install them.
        warnings.filterwarnings("ignore", message="No fonts configured|FontConfig cannot load")
        import weasyprint  # type: ignore[import-untyped]
        from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
        from weasyprint.urls import (  # type: ignore[import-untyped]
            URLFetcher,
            URLFetcherResponse,
        )
except OSError as error:
    raise MachineError(
        "缺少排版 PDF 的程序库：请运行 apt-get install "
        f"libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0（{error}）。"
    ) from error

__all__ = [
    "SUPPORTED",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
    "boxes",
    "check_version",
    "weasyprint",
]

SUPPORTED: Final = ((70, 0), (71, 0))
"""The half-open range of WeasyPrint's versions whose line layout is known to fit ours."""


def check_version(version: str) -> None:
    """Raise :class:`MachineError` unless ``version`` is in :data:`SUPPORTED`."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    first, beyond = SUPPORTED
    if not first <= numbers < beyond:
        raise MachineError(
            f"不支持 WeasyPrint {version}：请运行 "
            f"pip install 'weasyprint>={first[0]}.{first[1]},<{beyond[0]}'。"
        )
