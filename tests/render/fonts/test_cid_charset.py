from __future__ import annotations

import io

import pytest
from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from ptgen.render.fonts.cid_charset import with_cids_as_numbers
from tests.engines import own_fonts

HAN = "".join(chr(0x4E00 + number) for number in range(400))


def saved(font: TTFont) -> bytes:
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def read(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data), checkChecksums=2)


def charset(data: bytes) -> list[str]:
    return list(read(data)["CFF "].cff.topDictIndex[0].charset)


def outlines(data: bytes) -> list[object]:
    """How each glyph is drawn, by its number."""
    font = read(data)
    drawn = []
    for name in font.getGlyphOrder():
        pen = RecordingPen()
        font.getGlyphSet()[name].draw(pen)
        drawn.append(pen.value)
    return drawn


# A list, a range with a short length and one with a long one; more glyphs than a byte counts.
@pytest.mark.parametrize("characters", ["万", "万元", HAN[:90], HAN], ids=len)
def test_cids_become_the_numbers_and_nothing_else_changes(characters: str) -> None:
    data = saved(own_fonts.cid_keyed(characters))
    changed = with_cids_as_numbers(data)
    identity = [".notdef", *(f"cid{number:05d}" for number in range(1, len(charset(data))))]
    assert charset(data) != identity
    assert charset(changed) == identity
    assert outlines(changed) == outlines(data)
    before, after = read(data), read(changed)
    others = set(before.keys()) - {"GlyphOrder", "CFF ", "head"}
    assert {tag: after.reader[tag] for tag in others} == {tag: before.reader[tag] for tag in others}
    assert with_cids_as_numbers(changed) == changed


def test_a_font_that_is_not_keyed_by_cid_stays() -> None:
    data = saved(own_fonts.name_keyed("万元"))
    assert with_cids_as_numbers(data) == data


def test_outlines_that_pdf_does_not_know_are_converted() -> None:
    font = own_fonts.variable("万元")
    del font["fvar"]
    data = saved(font)
    changed = with_cids_as_numbers(data)
    assert "CFF2" not in read(changed)
    assert len([one for one in outlines(changed) if one]) == 2
