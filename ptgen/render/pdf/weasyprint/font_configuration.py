"""The fonts of this machine as WeasyPrint finds them.

A configuration has all installed faces, with those of which only the Chinese characters are used,
or the cut faces alone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from weasyprint.text.ffi import ffi, pangoft2  # type: ignore[import-untyped]
from weasyprint.text.ffi import fontconfig as library
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts.cache import CutFonts
from ptgen.render.fonts.configuration import fontconfig, only_han
from ptgen.render.fonts.roles import HAN, FontSet

_VARIABLE: Final = "FONTCONFIG_FILE"
"""The variable of the environment in which fontconfig is told its file."""


def configure_cut(cut: CutFonts) -> FontConfiguration:
    """A font configuration that has the cut faces and no others."""
    former = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(cut.configuration)
    try:
        return FontConfiguration()
    finally:
        if former is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = former


def configure(fonts: FontSet) -> FontConfiguration:
    """A font configuration with all that is installed; raises :class:`MachineError`."""
    configuration = FontConfiguration()
    for role in fonts.roles:
        if role.only_han is not None:
            _add_without_latin(configuration, role.only_han, role.face + HAN)
    return configuration


def _add_without_latin(configuration: FontConfiguration, file: Path, family: str) -> None:
    rule = fontconfig(only_han(file, family))
    config = configuration._config  # noqa: SLF001  # WeasyPrint offers no other way in
    library.FcConfigParseAndLoadFromMemory(config, rule, True)
    if not library.FcConfigAppFontAddFile(config, str(file).encode()):
        raise MachineError(f"字体文件 {file} 不能使用：请重新安装。")
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", configuration.font_map))
