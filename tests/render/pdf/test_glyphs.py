from __future__ import annotations

import pickle

import pytest

from ptgen.render.errors import GlyphError, MissingGlyph, TemplateError
from ptgen.render.pdf.glyphs import check_drawable, missing_glyphs


@pytest.mark.parametrize("text", ["正文\n第二行\t列", "㎡𠮷😀\u200b\u3000\ufeff", ""])
def test_what_can_be_drawn_passes(text: str) -> None:
    check_drawable([text])


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x85", "\u2028", "\ud800", "\uffff"])
def test_what_stands_for_nothing_visible_is_named(character: str) -> None:
    with pytest.raises(GlyphError, match=f"U\\+{ord(character):04X}") as caught:
        check_drawable(["前文", f"安排{character}资金"])
    assert character not in str(caught.value)
    assert "安排" in str(caught.value)


def test_the_place_is_the_first_and_short() -> None:
    text = "一二三四五六七八九十甲一二三四五六七八九十"
    (found,) = missing_glyphs("甲", ("无", text, "甲"))
    assert found == MissingGlyph("甲", "三四五六七八九十甲一二三四五六七八")


def test_a_character_of_the_template_has_no_place() -> None:
    assert str(*missing_glyphs("甲", ("无",))) == "“甲”（U+7532）"


def test_errors_pass_from_one_process_to_another() -> None:
    from pathlib import Path

    for error in (
        GlyphError([MissingGlyph("甲", "文")]),
        TemplateError(Path("narrative.html"), 3, "不能填写"),
    ):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
        assert (type(copy), str(copy)) == (type(error), str(error))
