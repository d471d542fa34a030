from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pdfplumber
import pytest
import uharfbuzz  # type: ignore[import-untyped]
from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-untyped]
from pypdf import PdfReader

from ptgen.render.errors import MachineError
from ptgen.render.fonts.cache import (
    CONFIGURATION,
    CutFonts,
    cache_folder,
    cut_fonts,
    prepared,
)
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import Face, FontSet, Role, RoleFonts, choose
from ptgen.render.fonts.subset import everyday
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.view.document import Paragraph
from tests.render.conftest import TEMPLATES
from tests.render.pdf_samples import narrative

FACE = next(iter(installed_faces()["LXGW WenKai"]))
SMALL = FontSet((RoleFonts(Role.SUBHEADING, ("LXGW WenKai",), 400),))
INSTALLED = {"LXGW WenKai": (Face((80, 80), FACE.file, FACE.index),)}


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.name: (path.stat().st_ino, path.read_bytes())
        for path in folder.iterdir()
        if path.is_file()
    }


def characters_and_places(data: bytes) -> list[tuple[str, float, float]]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [
            (char["text"], round(char["x0"], 2), round(char["top"], 2))
            for page in pdf.pages
            for char in page.chars
        ]


def test_everyday_characters_are_gb2312_and_signs() -> None:
    assert {ord(one) for one in "一鼹Aé①㎡−→（，。￥"} <= everyday()
    assert not {ord(one) for one in "镕堃ᄀ"} & everyday()


def test_faces_are_cut_to_the_everyday_characters_they_have(tmp_path: Path) -> None:
    cut = cut_fonts(SMALL, INSTALLED, root=tmp_path)
    (font,) = cut.folder.glob("*.?tf")
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font)))
    assert set(map(chr, face.unicodes)) >= cut.characters
    assert set(map(ord, cut.characters)) <= everyday()
    # Those of vertical lines or other languages are not kept.
    assert face.glyph_count < len(cut.characters) + 50
    assert font.stat().st_size < FACE.file.stat().st_size / 3
    assert cut.draw(["安排资金\n123万元"])
    assert not cut.draw(["安排", "镕"])


def test_a_cut_face_shows_a_text_as_the_whole_one_does(tmp_path: Path) -> None:
    cut = cut_fonts(SMALL, INSTALLED, root=tmp_path)
    (font,) = cut.folder.glob("*.?tf")
    small = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font)))
    whole = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FACE.file)), FACE.index)
    text = "“经费”——'a' (二) 1,234.50元，≥85%；ffi ①Ａ…"
    for language in ("zh-cn", "en"):
        assert _shapes(small, text, language) == _shapes(whole, text, language)
    assert _shapes(small, text, "zh-cn") != _shapes(whole, text.replace("经", "ab"), "zh-cn")


def _shapes(face: uharfbuzz.Face, text: str, language: str) -> list[tuple[int, list[object]]]:
    """How far each glyph leads and how it is drawn."""
    font, buffer = uharfbuzz.Font(face), uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = language
    uharfbuzz.shape(font, buffer)
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return [(place.x_advance, _drawn(font, info.codepoint)) for info, place in placed]


def _drawn(font: uharfbuzz.Font, glyph: int) -> list[object]:
    pen = RecordingPen()
    font.draw_glyph_with_pen(glyph, pen)
    return list(pen.value)


def test_what_nobody_uses_any_more_is_removed(tmp_path: Path) -> None:
    old, half, used = (tmp_path / name for name in ("a" * 32, ".new-b", "c" * 32))
    for folder in (old, half, used):
        folder.mkdir()
    long_ago = time.time() - 31 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    cut = cut_fonts(SMALL, INSTALLED, root=tmp_path)
    left = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert sorted(left) == sorted((used, cut.folder))


def test_they_are_made_once(tmp_path: Path) -> None:
    first = files(cut_fonts(SMALL, INSTALLED, root=tmp_path).folder)
    assert files(cut_fonts(SMALL, INSTALLED, root=tmp_path).folder) == first
    assert not list(tmp_path.glob(".new-*"))


@pytest.mark.parametrize("name", ["00.ttf", CONFIGURATION, "characters.txt", "index.json"])
@pytest.mark.parametrize("how", ["cut short", "changed", "gone"])
def test_damage_is_found_and_mended(tmp_path: Path, name: str, how: str) -> None:
    whole = {name: data for name, (_, data) in made(tmp_path).items()}
    path = cut_fonts(SMALL, INSTALLED, root=tmp_path).folder / name
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-9] if how == "cut short" else data[:-9] + b"x" * 9)
    assert {name: data for name, (_, data) in made(tmp_path).items()} == whole


def made(root: Path) -> dict[str, tuple[int, bytes]]:
    return files(cut_fonts(SMALL, INSTALLED, root=root).folder)


def test_content_counts_and_not_the_time_of_a_font(tmp_path: Path) -> None:
    copy = tmp_path / FACE.file.name
    copy.write_bytes(FACE.file.read_bytes())
    installed = {"LXGW WenKai": (Face((80, 80), copy),)}
    first = cut_fonts(SMALL, installed, root=tmp_path).folder
    os.utime(copy, (1, 1))
    assert cut_fonts(SMALL, installed, root=tmp_path).folder == first
    data = bytearray(copy.read_bytes())
    data[12 + 4] ^= 1  # the checksum of its first table
    copy.write_bytes(data)
    assert cut_fonts(SMALL, installed, root=tmp_path).folder != first


def test_a_family_that_a_template_names_is_cut_too(tmp_path: Path) -> None:
    installed = {**INSTALLED, "Noto Sans CJK SC": installed_faces()["Noto Sans CJK SC"]}
    without = cut_fonts(SMALL, installed, root=tmp_path)
    named = cut_fonts(SMALL, installed, ["Noto Sans CJK SC"], root=tmp_path)
    assert len(list(named.folder.glob("*.?tf"))) > len(list(without.folder.glob("*.?tf")))


def test_a_file_that_is_no_font_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ttf"
    wrong.write_bytes(b"no font at all")
    with pytest.raises(MachineError, match=r"wrong\.ttf"):
        cut_fonts(SMALL, {"LXGW WenKai": (Face((80, 80), wrong),)}, root=tmp_path)
    with pytest.raises(MachineError, match=r"gone\.ttf"):
        cut_fonts(SMALL, {"LXGW WenKai": (Face((80, 80), tmp_path / "gone.ttf"),)}, root=tmp_path)


def test_a_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ptgen").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with prepared() as fonts:
        folder = fonts.folder
        assert not folder.is_relative_to(tmp_path)
        assert fonts.cut().draw(["安排资金"])
    assert not folder.exists()
    with pytest.raises(MachineError, match="重新运行"):
        fonts.cut()


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "ptgen" / "fonts"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "ptgen" / "fonts"


def test_pages_are_the_same_as_with_whole_fonts(renderer: PdfRenderer) -> None:
    document = narrative(Paragraph("安排资金123万元，“巡查”—— 80部×7,800元/部。"), title="安排")
    drawing = PdfRenderer(TEMPLATES)
    drawing._cut_fonts = CutFonts(renderer.fonts.folder, frozenset())
    whole = drawing.render(document)
    small = renderer.render(document)
    assert characters_and_places(small) == characters_and_places(whole)
    assert len(small) < len(whole)


def test_a_rare_character_is_drawn_with_whole_fonts(renderer: PdfRenderer) -> None:
    data = renderer.render(narrative(Paragraph("朱镕"), title="安排"))
    assert "镕" in PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_rarer_documents_before_change_no_byte_of_others(renderer: PdfRenderer) -> None:
    document = narrative(Paragraph("安排资金"), title="安排")
    before = renderer.render(document)
    renderer.render(narrative(Paragraph("朱镕"), title="安排"))
    assert renderer.render(document) == before


def test_comparing_places_tells_other_pages_apart(renderer: PdfRenderer) -> None:
    one, other = (
        renderer.render(narrative(Paragraph(text), title="安排")) for text in ("资金", "金资")
    )
    assert characters_and_places(one) != characters_and_places(other)


def test_it_lists_installed_fonts_only_of_its_roles() -> None:
    with prepared() as fonts:
        assert fonts.roles == choose(installed_faces())
        listed = (fonts.folder / CONFIGURATION).read_text("utf-8")
    assert listed.count("<dir>") == 1
    assert "<include" not in listed
