"""Comments that tolerate one difference alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ptgen.check.autofix import apply_fixes
from ptgen.check.engine import examine
from tests.check.conftest import BASE, INDICATORS, Checked, load_all

ITEM = "{名称: 维护费, 测算: 30万元, 核定金额: 31万元}"


def _text(comment: str, item: str = ITEM) -> str:
    return f"{BASE}{INDICATORS}预算:\n  - {item}  # ptgen: ignore {comment}\n"


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("PT204=10000 原文如此", []),
        ("PT204=10,000.00元", []),
        ("PT208, PT204 = 10000", ["PT010"]),
        ("PT204=9999 原文如此", ["PT204"]),
        ("PT204=-10000", ["PT204"]),
        ("PT204 原文如此", ["PT015"]),
        ("PT204=一万", ["PT011", "PT204"]),
        ("PT204=9, PT204=10000", ["PT010"]),
    ],
)
def test_a_comment_tolerates_the_difference_that_it_names(
    checked: Checked, comment: str, codes: list[str]
) -> None:
    assert sorted(one.code for one in checked(_text(comment))) == codes


def test_another_difference_is_told_with_the_one_that_was_tolerated(checked: Checked) -> None:
    (found,) = checked(_text("PT204=9999"))
    assert found.hint.startswith("忽略注释写的差额是 9999 元，现在是 10000 元")


def test_a_fix_pins_what_is_tolerated(checked: Checked) -> None:
    less = (
        "{名称: 维护费, 核定金额: 31.5万元, 明细: [{名称: 甲, 测算: 30万元, 核定金额: 29.99万元}]}"
    )
    text = _text("PT204, PT208 原文如此", less)
    mended, fixed = apply_fixes(text, checked(text))
    assert "# ptgen: ignore PT204=15000, PT204=-100, PT208 原文如此" in mended
    assert [one.code for one in fixed] == ["PT015"]
    assert [one.code for one in checked(mended)] == ["PT010"]


def test_what_is_ignored_is_offered_apart() -> None:
    outcome = examine(load_all({"a.yaml": _text("PT204=10000")}))
    assert outcome.findings == ()
    assert [(one.code, one.difference) for one in outcome.ignored] == [("PT204", Decimal(10000))]


def test_a_comment_counts_in_a_file_with_a_slip(checked: Checked) -> None:
    """Whoever is in the middle of a line is not told again what the others tolerate."""
    text = _text("PT204=10000").replace("主管部门:", "主管部门：")
    assert [one.code for one in checked(text)] == ["PT001"]
