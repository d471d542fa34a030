"""Text in Word: nothing that XML forbids, nothing that is markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from ptgen.render.docx.package import W_NS
from ptgen.render.docx.text import clean, visible


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_makes_well_formed_xml(text: str) -> None:
    run = f'<w:r xmlns:w="{W_NS}"><w:t>{visible(text)}</w:t></w:r>'
    shown = "".join(etree.fromstring(run).itertext())
    assert shown == clean(text).replace("\n", "").replace("\t", "")


def test_visible_keeps_markup_and_numbers() -> None:
    assert visible(Markup("<w:tbl/>")) == "<w:tbl/>"
    assert visible(7) == 7


def test_visible_escapes_and_breaks_lines() -> None:
    assert visible("A<b\n&") == ('A&lt;b</w:t><w:br/><w:t xml:space="preserve">&amp;')
