from __future__ import annotations

import re

from rich.cells import cell_len

from ptgen.compare.review import Review
from ptgen.report.changes.text import changes_text
from tests.compare.making import changes
from tests.projects import PROJECT
from tests.report.changes_samples import hostile, with_escapes


def test_amounts_stand_under_each_other() -> None:
    lines = changes_text(Review(hostile()), color=False).splitlines()
    tree = lines[lines.index("") :]
    body = [line for line in tree if re.search(r"\.00 → ", line)]
    assert len(body) >= 6
    assert len({cell_len(line[: line.index(" → ")]) for line in body}) == 1


def test_input_carries_no_escape_sequence_to_the_terminal() -> None:
    text = changes_text(Review(with_escapes()), color=False)
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text) is None
    assert "<U+001B>[31m" in text
    colored = changes_text(Review(with_escapes()), color=True)
    assert set(re.findall("\x1b[^m]*m", colored)) <= {
        f"\x1b[{style}m" for style in ("0", "1", "2", "31", "32", "33", "36", "1;31", "1;33")
    }
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == text


def test_colours_tell_lowered_targets() -> None:
    path = "projects/unit/1.yaml"
    found = changes({path: PROJECT}, {path: PROJECT.replace("≥85%", "≥80%")})
    assert "\x1b[1;31m      ▼" in changes_text(Review(found), color=True)


def test_prose_is_folded_around_its_changes() -> None:
    path = "projects/unit/1.yaml"
    long = PROJECT.replace("按工作需要立项。", f"{'甲' * 200}按工作需要立项{'乙' * 200}。")
    found = changes({path: long}, {path: long.replace("需要", "要求")})
    lines = changes_text(Review(found), color=False).splitlines()
    (line,) = (line.strip() for line in lines if "甲" in line)
    assert line == "…甲甲甲甲甲甲甲按工作[-需要-]{+要求+}立项乙乙乙乙乙乙乙乙…"
