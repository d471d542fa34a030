from __future__ import annotations

from decimal import Decimal

import pytest

from ptgen.check.catalogue import CATALOGUE
from ptgen.core.diagnostics import Span
from ptgen.core.loader import ProjectFile
from ptgen.serve.snapshot import ProjectRow
from ptgen.serve.views.search import Query, finding_choices

FILE = ProjectFile("projects/unit/01.yaml", "unit", "01")
FOUND = CATALOGUE["PT107"].at(Span.at(FILE.path), "重复", "改名")
SOUND = ProjectRow(FILE, "设备 运行", True, "某区城市运行中心", 2022, Decimal("500000.00"))
BROKEN = ProjectRow(FILE, "设备", True, findings=(FOUND,))
UNREAD = ProjectRow(FILE, "01")


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, (SOUND, BROKEN, UNREAD)),
        ({"q": "设备"}, (SOUND, BROKEN)),
        ({"q": "运行中心 设备运行"}, (SOUND,)),
        ({"q": "ＵＮＩＴ/01"}, (SOUND, BROKEN, UNREAD)),
        ({"q": "设备 没有的"}, ()),
        ({"least": "50万"}, (SOUND,)),
        ({"least": "500,000.01"}, ()),
        ({"least": "0.001亿", "most": "50万元"}, (SOUND,)),
        ({"most": "499999元"}, ()),
        ({"least": "很多"}, (SOUND, BROKEN, UNREAD)),
        ({"finding": "any"}, (BROKEN,)),
        ({"finding": "none"}, (SOUND,)),
        ({"finding": "error"}, (BROKEN,)),
        ({"finding": "warning"}, ()),
        ({"finding": "PT107"}, (BROKEN,)),
        ({"folder": "unit"}, (SOUND, BROKEN, UNREAD)),
        ({"folder": ""}, ()),
    ],
)
def test_what_is_asked_for_is_found(asked: dict[str, str], rows: tuple[ProjectRow, ...]) -> None:
    query = Query.of(asked)
    assert tuple(filter(query.matches, (SOUND, BROKEN, UNREAD))) == rows


@pytest.mark.parametrize("text", ["很多", "5天", "1+2万", "9" * 500, "<script>"])
def test_what_is_no_amount_is_told(text: str) -> None:
    assert Query.of({"most": text}).unread == (text,)


def test_findings_that_occur_can_be_asked_for() -> None:
    choices = dict(finding_choices((SOUND, BROKEN, UNREAD)))
    assert choices["error"] == "错误（1）"
    assert choices["PT107"] == f"PT107 {CATALOGUE['PT107'].name}（1）"
    assert len(choices) == 5
