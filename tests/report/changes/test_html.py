from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from decimal import Decimal

from lxml import etree

from ptgen.compare.changes import Changes
from ptgen.compare.review import Review
from ptgen.report.changes.html import changes_html
from tests.compare.making import changes
from tests.report.changes_samples import hostile, large, with_escapes


def page(found: Changes) -> etree._Element:
    return etree.fromstring(changes_html(Review(found)), etree.HTMLParser())


def test_the_page_runs_only_its_own_script_and_style() -> None:
    text = changes_html(Review(hostile()))
    for tag in ("style", "script"):
        (inner,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text


def test_the_page_loads_nothing() -> None:
    for node in page(hostile()).iter():
        assert node.tag not in ("img", "link", "iframe", "object", "embed", "base", "form")
        assert "src" not in node.attrib
        assert node.get("href", "#").startswith("#")
        assert not any(name.startswith("on") or name == "style" for name in node.attrib)


def test_what_authors_wrote_stays_text() -> None:
    tree = page(hostile())
    names = ["".join(cell.itertext()) for cell in tree.iterfind(".//table[1]/tbody/tr/td[1]")]
    assert "<img src=x onerror=alert(1)>" in names
    assert len(tree.findall(".//script")) == 1


def test_no_control_character_comes_through() -> None:
    assert (
        re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", changes_html(Review(with_escapes())))
        is None
    )


def test_the_table_sorts_by_whole_fen_and_adds_up() -> None:
    found = hostile()
    table = page(found).find(".//table[@class='sortable']")
    assert table is not None
    fen = [int(row[5].get("data-fen", "")) for row in table.iterfind("tbody/tr")]
    assert fen == [2_000_000] * 5
    assert Decimal(sum(fen)) / 100 == found.totals.annual.difference
    foot = table.find("tfoot/tr")
    assert foot is not None
    assert "".join(foot[5].itertext()) == "+100,000.00"


def test_the_bars_add_up_even_where_there_are_too_many() -> None:
    found = large(120)
    spans = page(found).iterfind(".//ul[@class='bars']/li/span")
    texts = ["".join(node.itertext()) for node in spans]
    amounts = [Decimal(text.replace(",", "")) for text in texts[1::2]]
    assert sum(amounts) == found.totals.annual.difference
    assert texts[-2] == "其余 100 个项目"
    widths = [int(node.get("width", "")) for node in page(found).iterfind(".//svg/rect")]
    assert max(widths) == 1000


def test_items_stand_side_by_side() -> None:
    table = page(hostile()).find(".//table[@class='items']")
    assert table is not None
    (row,) = table.iterfind("tbody/tr")
    assert ["".join(cell.itertext()) for cell in row][1:] == [
        "10万元",
        "100,000.00",
        "12万元",
        "120,000.00",
        "+20,000.00",
    ]


def test_no_change_is_said() -> None:
    assert "没有变化" in changes_html(Review(changes({}, {})))
