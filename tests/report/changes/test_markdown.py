from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest
from markdown_it import MarkdownIt

from ptgen.compare.changes import Changes
from ptgen.compare.review import Review
from ptgen.report.changes.markdown import LIMIT, MARKER, changes_markdown
from tests.compare.making import changes
from tests.projects import PROJECT
from tests.report.changes_samples import hostile, large, with_escapes


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of the table of projects."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    head = next(place for place, line in enumerate(lines) if line.startswith("| 项目"))
    lines = lines[head + 2 :]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def comment(count: int) -> str:
    """The comment on the changes of so many projects."""
    return changes_markdown(Review(large(count)))


def amount(cell: str) -> Decimal:
    return Decimal(cell.replace(",", ""))


def test_the_first_line_is_the_hidden_mark() -> None:
    for found in (hostile(), changes({}, {})):
        assert changes_markdown(Review(found)).splitlines()[0] == MARKER


def test_what_authors_wrote_stays_text() -> None:
    text = changes_markdown(Review(hostile()))
    html = MarkdownIt("gfm-like").render(text)
    tags = set(re.findall(r"</?([a-zA-Z0-9]+)", html))
    assert tags <= {
        *("h3", "p", "table", "thead", "tbody", "tr", "th", "td", "sub", "strong"),
        *("details", "summary", "ul", "li", "del", "ins", "code", "br"),
    }
    assert "javascript:alert" in html
    assert "href" not in html
    assert "@everyone" not in text
    assert "GH-12" not in text
    assert "1f2e3d4" not in text
    assert ":tada:" not in text
    assert "://" not in text
    assert re.search(r"#\d", re.sub(r"&#\d+;", "", text)) is None


def test_every_row_of_the_table_has_five_cells() -> None:
    found = rows(changes_markdown(Review(hostile())))
    assert len(found) == 5
    assert {len(row) for row in found} == {5}


def test_no_control_character_comes_through() -> None:
    assert (
        re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", changes_markdown(Review(with_escapes())))
        is None
    )


@pytest.mark.parametrize(
    ("count", "left_out"),
    [
        (20, None),
        (150, "略去：文字的改动。"),
        (300, "略去：文字的改动、"),
        (3000, "个差额较小的项目的行（已合并为一行）"),
    ],
)
def test_it_is_always_short_enough_and_says_what_is_left_out(
    count: int, left_out: str | None
) -> None:
    text = comment(count)
    assert len(text) < LIMIT
    assert ("略去" in text) == (left_out is not None)
    assert left_out is None or left_out in text
    assert sum(amount(row[3]) for row in rows(text)) == large(count).totals.annual.difference


def test_the_smallest_differences_are_left_out_first() -> None:
    text = comment(3000)
    kept = [amount(row[3]) for row in rows(text) if not row[0].startswith("其余")]
    assert kept == sorted(kept, reverse=True)
    assert kept[0] == 3000
    assert f"其余 {3000 - len(kept)} 个项目" in text


def test_a_thousand_long_names_do_not_burst_it() -> None:
    lists = Changes.model_validate(
        {
            **changes({}, {}).model_dump(exclude={"totals"}),
            "totals": changes({}, {}).totals,
            "respelled": tuple(f"projects/{'长' * 200}/{number}.yaml" for number in range(5000)),
        }
    )
    assert len(changes_markdown(Review(lists))) < LIMIT


def test_a_lowered_target_is_told_before_the_table() -> None:
    path = "projects/unit/1.yaml"
    text = changes_markdown(
        Review(changes({path: PROJECT}, {path: PROJECT.replace("≥85%", "≥80%")}))
    )
    assert text.index("受益群体满意度 ≥85% → ≥80%") < text.index("| 项目")
