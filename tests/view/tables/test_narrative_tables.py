"""The tables of the narrative are as wide as its text."""

from __future__ import annotations

from pathlib import Path

from ptgen.view.document import Page, TableBlock
from tests.editions import narrative_with


def test_each_table_fills_the_width_of_the_text(tmp_path: Path) -> None:
    narrative = narrative_with(tmp_path, "预算明细表: 是\n分年支出计划表: 是\n")
    tables = [block.table for block in narrative.blocks if isinstance(block, TableBlock)]
    assert [table.width for table in tables] == [Page().text_width] * 2
    assert all(width > 0 for table in tables for width in table.widths)
