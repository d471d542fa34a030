"""Text in Word: nothing that XML forbids, nothing that is markup, breaks where they may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from ptgen.render.docx_package import W_NS
from ptgen.render.docx_text import BREAK, breakable, clean, visible


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_makes_well_formed_xml(text: str) -> None:
    run = f'<w:r xmlns:w="{W_NS}"><w:t>{visible(text)}</w:t></w:r>'
    shown = "".join(etree.fromstring(run).itertext())
    assert shown.replace(BREAK, "") == clean(text).replace(BREAK, "").replace("\n", "").replace(
        "\t", ""
    )


def test_visible_keeps_markup_and_numbers() -> None:
    assert visible(Markup("<w:tbl/>")) == "<w:tbl/>"
    assert visible(7) == 7


def test_visible_escapes_and_breaks_lines() -> None:
    assert visible("A<b\n&") == ('A&lt;b</w:t><w:br/><w:t xml:space="preserve">&amp;')


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("80*7800*10%=62400", ["80*", "7800*", "10%=", "62400"]),
        ("合计80*7800*10%=62400元", ["合计80*", "7800*", "10%=", "62400元"]),
        ("12*3=36", ["12*3=36"]),
        ("2022-01-01", ["2022-01-01"]),
        ("https://example.org/a", ["https://example.org/a"]),
        (">=1234567890.00%", [">=1234567890.00%"]),
    ],
)
def test_long_calculations_may_break_after_operators(text: str, pieces: list[str]) -> None:
    assert breakable(text).split(BREAK) == pieces
