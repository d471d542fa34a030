"""The comment and the page as a browser draws and prints them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Page

from ptgen.compare.changes import Changes
from ptgen.compare.review import Review
from ptgen.report.changes.html import changes_html
from ptgen.report.changes.markdown import changes_markdown
from tests.chromium import chromium
from tests.compare.making import changes
from tests.projects import PROJECT

# What of GitHub's style sheet decides the width of columns.
_STYLE = """
body { margin: 0; width: 880px; font: 14px/1.5 "Noto Sans CJK SC", sans-serif; overflow-wrap: break-word; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; }
th, td { padding: 6px 13px; border: 1px solid; }
"""
# The texts of cells that take more than one line.
_BROKEN = """() => [...document.querySelectorAll("th, td")].filter((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const tops = [...range.getClientRects()].map((one) => one.top);
  return Math.max(...tops) - Math.min(...tops) > 8;
}).map((cell) => cell.textContent)"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 880, "height": 700})


def many() -> Changes:
    """Changes of two folders, of large amounts and with long names."""
    old, new = {}, {}
    for number in range(60):
        path = f"projects/{'甲某单位' * 2}-{2022 + number % 2}/{number:02}.yaml"
        old[path] = PROJECT.replace("10万元", "1.2345亿元").replace(
            "名称: 设备", f"名称: {'历年小区屋面及相关设施改造' * 3}{number}", 1
        )
        new[path] = old[path].replace("1.2345亿元", "9.8765亿元")
    return changes(old, new)


def test_no_cell_of_the_comment_breaks_at_the_width_of_a_comment(page: Page) -> None:
    text = changes_markdown(Review(many()))
    page.set_content(
        f"<style>{_STYLE}</style>{MarkdownIt('gfm-like', {'linkify': False}).render(text)}"
    )
    assert page.locator("td").count() > 300
    assert page.evaluate(_BROKEN) == []
    # It would be seen: a narrower comment breaks them.
    page.add_style_tag(content="body { width: 300px } table { width: 100%; display: table }")
    assert page.evaluate(_BROKEN) != []


def test_on_paper_no_total_comes_twice_and_no_heading_or_total_stands_alone(
    page: Page, tmp_path: Path
) -> None:
    page.set_content(changes_html(Review(many())))
    names = ("历年小区", "热线设备维护", "甲某单位")
    assert [one for one in page.evaluate(_BROKEN) if not one.startswith(names)] == []
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    program = shutil.which("pdftotext")
    assert program is not None
    command = (program, "-layout", str(tmp_path / "page.pdf"), "-")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [
        [line.strip() for line in one.splitlines() if line.strip()] for one in said.split("\f")
    ]
    pages = [lines for lines in pages if lines]
    assert len(pages) > 20
    assert said.count("有变化的项目合计") == 1
    assert said.count("年度资金申请总额 ") == 60
    heads = {"项目", "文件夹", "各项目的差额"}
    for lines in pages:
        assert lines[-1] not in heads
        assert not lines[-1].startswith("甲某单位")  # the heading of a project
        totals = [place for place, line in enumerate(lines) if line.startswith("年度资金申请总额 ")]
        # Below the two lines of the head there is at least one row.
        assert all(place == 0 or not lines[place - 1].startswith("测算") for place in totals)
        assert 0 not in totals
