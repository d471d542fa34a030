"""Styles of a Word template are found by the names that its owner sees."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from docx.oxml.parser import parse_xml
from docx.oxml.styles import CT_Styles

from ptgen.render.docx.package import read_parts
from ptgen.render.docx.styles import table_styles
from ptgen.render.docx.untrusted import STYLES_PART
from ptgen.render.errors import TemplateError
from ptgen.view.table import CellKind

HOUSE = Path(__file__).parents[3] / "templates" / "form.docx"
STYLES = read_parts(HOUSE.read_bytes(), HOUSE)[STYLES_PART].decode()


def styles(xml: str) -> CT_Styles:
    return cast("CT_Styles", parse_xml(xml.encode()))


def test_ids_follow_the_names_that_word_keeps() -> None:
    changed = STYLES.replace('w:styleId="TableLabel"', 'w:styleId="a7"')
    found = table_styles(styles(changed), HOUSE)
    assert found.cells[CellKind.LABEL] == "a7"
    assert found.cells[CellKind.TEXT] == "TableGoal"
    assert (found.table, found.seam) == ("GwTable", "TableSeam")


def test_titles_in_tables_have_their_style_else_the_titles_else_that_of_labels() -> None:
    found = table_styles(styles(STYLES), HOUSE)
    assert (found.cells[CellKind.TITLE], found.cells[CellKind.SUBTITLE]) == (
        "TableTitle",
        "TableLabel",
    )
    without = STYLES.replace('"表内标题"', '"旧标题"')
    assert table_styles(styles(without), HOUSE).cells[CellKind.TITLE] == "FormTitle"
    without = without.replace('"表单标题"', '"旧标题"')
    assert table_styles(styles(without), HOUSE).cells[CellKind.TITLE] == "TableLabel"


def test_rules_are_those_of_the_table_style() -> None:
    changed = STYLES.replace(
        '<w:insideH w:val="single" w:sz="6"', '<w:insideH w:val="double" w:sz="8"'
    )
    rules = table_styles(styles(changed), HOUSE).rules
    assert ' w:val="double" w:sz="8"' in rules["insideH"]
    assert ' w:val="single"' in rules["top"]


def test_missing_styles_are_named() -> None:
    changed = STYLES.replace('"表格金额"', '"金额"').replace('"公文表格"', '"网格"')
    with pytest.raises(TemplateError, match="缺少样式：公文表格、表格金额"):
        table_styles(styles(changed), HOUSE)
