"""Document properties: what the document says of itself, and nothing of the machine."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
from lxml import etree

from ptgen.render.docx.properties import APP_PART, CORE_PART, properties
from ptgen.render.docx.renderer import WordRenderer
from ptgen.view.document import Info, Narrative

INFO = Info("", "", "", date(2022, 1, 1))
TEMPLATES = Path(__file__).parents[3] / "templates"


def test_properties_are_read_back_as_they_were_given() -> None:
    info = Info("甲 & 乙", "2022年度", "某单位", date(2022, 3, 4))
    data = WordRenderer(TEMPLATES).render(Narrative(info, "题", ()))
    found = docx.Document(io.BytesIO(data)).core_properties
    assert (found.title, found.subject, found.author, found.language) == (
        "甲 & 乙",
        "2022年度",
        "某单位",
        "zh-CN",
    )
    assert found.created == found.modified
    assert str(found.created).startswith("2022-03-04 00:00:00")
    assert found.last_modified_by == ""


def test_forbidden_characters_are_replaced() -> None:
    xml = properties(Info("甲\x00", "", "", date(2022, 1, 1)))[CORE_PART]
    assert "甲\ufffd" in list(etree.fromstring(xml).itertext())


def test_extended_properties_name_the_program_alone() -> None:
    assert list(etree.fromstring(properties(INFO)[APP_PART]).itertext()) == ["ptgen"]
