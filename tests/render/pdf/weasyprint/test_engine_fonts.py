from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import FontSet, Role, RoleFonts, choose
from ptgen.render.pdf.weasyprint.engine import configure

ROOT = Path(__file__).parents[4]
NAME = 1, 4, 16  # family, full name, typographic family

_SCRIPT = """
import io
from pathlib import Path
import pdfplumber
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Paragraph
from tests.render.pdf_samples import narrative
data = PdfRenderer(Path("templates")).render(narrative(Paragraph("安排资金123万元。镕"), title="安排"))
with pdfplumber.open(io.BytesIO(data)) as pdf:
    for char in pdf.pages[0].chars:
        print(char["text"].strip() or "_", char["fontname"].partition("+")[2], round(char["size"], 2))
"""


def body_face() -> RoleFonts:
    return next(entry for entry in choose(installed_faces()).roles if entry.role is Role.BODY)


@pytest.mark.parametrize(("family", "size"), [("仿宋_GB2312", "16.0"), ("方正小标宋简体", "22.0")])
def test_the_users_own_font_is_taken_when_installed(tmp_path: Path, family: str, size: str) -> None:
    install(family, tmp_path / "own.otf")
    assert drawn_with(tmp_path / "own.otf", tmp_path)["安", size] == family


def test_digits_come_from_the_song_and_rare_characters_from_where_they_are(tmp_path: Path) -> None:
    drawn = drawn_with(None, tmp_path)
    assert drawn["金", "16.0"] == "FandolFang-R-Han"
    assert drawn["1", "16.0"] == "Noto-Serif-CJK-SC"
    assert drawn["镕", "16.0"] == "Noto-Serif-CJK-SC"


def install(family: str, target: Path) -> None:
    """Write a few characters of the open FangSong as a font of another name."""
    font = TTFont(body_face().only_han)
    wanted = subset.Subsetter(subset.Options(name_IDs=["*"]))
    wanted.populate(text="安排资金万元。0123456789")
    wanted.subset(font)
    for number in NAME:
        font["name"].setName(family, number, 3, 1, 0x409)
    font["CFF "].cff.topDictIndex[0].FamilyName = "Own"
    font.save(target)
    font.close()


def drawn_with(own: Path | None, folder: Path) -> dict[tuple[str, str], str]:
    """The face of each drawn character and size, where ``own`` is installed too."""
    settings = folder / "fonts.conf"
    more = f"<dir>{own.parent}</dir>" if own else ""
    settings.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>"
        f"<fontconfig><include>/etc/fonts/fonts.conf</include>{more}</fontconfig>"
    )
    lines = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "FONTCONFIG_FILE": str(settings), "PYTHONIOENCODING": "utf-8"},
    ).stdout.splitlines()
    found = (line.split(" ") for line in lines)
    return {(text, size): face for text, face, size in found}


def test_a_face_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"no font")
    with pytest.raises(MachineError, match=r"broken\.otf"):
        configure(FontSet((RoleFonts(Role.BODY, ("仿宋",), 400, broken),)))
