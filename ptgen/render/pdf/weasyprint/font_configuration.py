"""Stage render: the fonts of this machine as WeasyPrint finds them.

In comes the chosen :class:`~ptgen.render.fonts.roles.FontSet`, out comes a font configuration that also
knows the faces of which only the Chinese characters are to be used; or one of cut faces alone.
"""

from __future__ import annotations

import os
from typing import Final
from xml.sax.saxutils import escape

from weasyprint.text.ffi import ffi, fontconfig, pangoft2  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts.cache import CutFonts
from ptgen.render.fonts.roles import HAN, FontSet, RoleFonts

# Printable ASCII leaves the face; all else stays, the quotation marks that Chinese shares too.
_RULE: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <match target="scan">
    <test name="file" compare="eq"><string>{file}</string></test>
    <edit name="family" mode="assign_replace"><string>{family}</string></edit>
    <edit name="charset" mode="assign_replace">
      <minus>
        <name>charset</name>
        <charset><range><int>0x20</int><int>0x7e</int></range></charset>
      </minus>
    </edit>
  </match>
</fontconfig>
"""


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
    for role_fonts in fonts.roles:
        if role_fonts.only_han is not None:
            _add_without_latin(configuration, role_fonts)
    return configuration


def _add_without_latin(configuration: FontConfiguration, fonts: RoleFonts) -> None:
    file = str(fonts.only_han)
    rule = _RULE.format(file=escape(file), family=escape(fonts.face + HAN))
    config = configuration._config  # noqa: SLF001  # WeasyPrint offers no other way in
    fontconfig.FcConfigParseAndLoadFromMemory(config, rule.encode(), True)
    if not fontconfig.FcConfigAppFontAddFile(config, file.encode()):
        raise MachineError(f"字体文件 {file} 不能使用：请重新安装。")
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", configuration.font_map))
