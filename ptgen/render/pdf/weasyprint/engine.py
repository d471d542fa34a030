"""The WeasyPrint of this process and its fonts, or what to install where it cannot be used.

Imported before all else that imports WeasyPrint. Its fonts are all installed faces, with those of
which only the Chinese characters are used.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from ptgen.render.errors import MachineError
from ptgen.render.fonts.installed import package_files
from ptgen.render.fonts.roles import HAN, FontSet


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
        from weasyprint.text.ffi import ffi, pangoft2  # type: ignore[import-untyped]
        from weasyprint.text.ffi import fontconfig as library
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

__all__ = ["FontConfiguration", "URLFetcher", "URLFetcherResponse", "boxes", "weasyprint"]

SUPPORTED: Final = ((70, 0), (71, 0))
"""The half-open range of WeasyPrint's versions whose line layout is known to fit ours."""


_ONLY_HAN: Final = Path(__file__).with_name("only_han.conf").read_text("utf-8")
"""The rule that a font file is known by another name and has no Latin letters and digits."""


def check_version(version: str) -> None:
    """Raise :class:`MachineError` unless ``version`` is in :data:`SUPPORTED`."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    first, beyond = SUPPORTED
    if not first <= numbers < beyond:
        raise MachineError(
            f"不支持 WeasyPrint {version}：请运行 "
            f"pip install 'weasyprint>={first[0]}.{first[1]},<{beyond[0]}'。"
        )


def configure(fonts: FontSet) -> FontConfiguration:
    """A font configuration with all that is installed; raises :class:`MachineError`."""
    configuration = FontConfiguration()
    for file in package_files():
        library.FcConfigAppFontAddFile(configuration._config, str(file).encode())  # noqa: SLF001
    for role in fonts.roles:
        if role.only_han is not None:
            _add_without_latin(configuration, role.only_han, role.face + HAN)
    return configuration


def _add_without_latin(configuration: FontConfiguration, file: Path, family: str) -> None:
    rule = _ONLY_HAN.format(file=escape(str(file)), family=escape(family)).encode()
    config = configuration._config  # noqa: SLF001  # WeasyPrint offers no other way in
    library.FcConfigParseAndLoadFromMemory(config, rule, True)
    if not library.FcConfigAppFontAddFile(config, str(file).encode()):
        raise MachineError(f"字体文件 {file} 不能使用：请重新安装。")
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", configuration.font_map))
