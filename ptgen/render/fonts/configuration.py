"""What fontconfig is told of fonts, as its XML."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_FILE: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{rules}</fontconfig>
"""
# Printable ASCII leaves the face; all else stays, the quotation marks that Chinese shares too.
# The file keeps its space, which Pango takes from any face.
_ONLY_HAN: Final = """  <match target="scan">
    <test name="file" compare="eq"><string>{file}</string></test>
    <edit name="family" mode="assign_replace"><string>{family}</string></edit>
    <edit name="charset" mode="assign_replace">
      <minus>
        <name>charset</name>
        <charset><range><int>0x20</int><int>0x7e</int></range></charset>
      </minus>
    </edit>
  </match>
"""


def fontconfig(*rules: str) -> bytes:
    """A configuration of these rules alone."""
    return _FILE.format(rules="".join(rules)).encode()


def only_han(file: Path, family: str) -> str:
    """The rule that a font file is known as ``family`` and has no Latin letters and digits."""
    return _ONLY_HAN.format(file=escape(str(file)), family=escape(family))
