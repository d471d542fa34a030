"""What was typed in place of YAML's signs: every line is told, and mended as it was meant."""

from __future__ import annotations

import pytest

from ptgen.core.source.edits import Edit, applied
from ptgen.core.source.nodes import find, plain
from ptgen.core.source.parse import read
from ptgen.core.source.slips import slips


def _mended(text: str) -> str:
    found = read(text.encode(), "a.yaml").diagnostics
    return applied(text, [Edit(one.span, one.replacement or "") for one in found])


PASTED = {
    "甲：乙\n丙：丁\n": "甲: 乙\n丙: 丁\n",
    "甲：\n  丙：丁\n": "甲:\n  丙: 丁\n",
    "甲：\n  乙：\n    丙：≥80人\n": "甲:\n  乙:\n    丙: ≥80人\n",
    "甲:\n  乙：\n    - 丙\n    - 丁\n": "甲:\n  乙:\n    - 丙\n    - 丁\n",
    "甲:\n  - 乙：1\n    丙：2\n": "甲:\n  - 乙: 1\n    丙: 2\n",
    "甲:\n  - 乙: 1\n    丙：2：3\n": "甲:\n  - 乙: 1\n    丙: 2：3\n",
    "甲：|\n  乙：1\n丙: 2\n": "甲: |\n  乙：1\n丙: 2\n",
    "甲:\n\t乙: 1\n\t丙: 2\n": "甲:\n  乙: 1\n  丙: 2\n",
    "甲: |\n\t乙\n\t丙\n丁: 1\n": "甲: |\n  乙\n  丙\n丁: 1\n",
    "甲:\n    乙: 1\n\t丙: 2\n": "甲:\n    乙: 1\n    丙: 2\n",
    "甲:\n　　乙: 1\n　　丙:\n　　　　- 丁\n": "甲:\n    乙: 1\n    丙:\n        - 丁\n",
    "甲:\n\xa0\xa0乙: 1\n  丙: 2\n": "甲:\n  乙: 1\n  丙: 2\n",
    "甲:　1\n乙: 2\n": "甲: 1\n乙: 2\n",
    "甲:1\n乙: 2\n": "甲: 1\n乙: 2\n",
    "甲:\n  乙:1\n  丙:2\n": "甲:\n  乙: 1\n  丙: 2\n",
    "甲:\n  -《乙》\n  -《丙》\n": "甲:\n  - 《乙》\n  - 《丙》\n",
    "甲:\n  －　乙\n  • 丙\n": "甲:\n  - 乙\n  - 丙\n",
    "甲:\n  · 乙\n  — 丙\n": "甲:\n  - 乙\n  - 丙\n",
    "甲:\n  * 乙\n  * 丙\n": "甲:\n  - 乙\n  - 丙\n",
    "甲:\n  -乙：1\n   丙：2\n": "甲:\n  - 乙: 1\n    丙: 2\n",
    "甲: ｛2022：50%，2023：50%｝\n": "甲: {2022: 50%, 2023: 50%}\n",
    "甲:\n  - ｛名称：乙，测算：5万，分年：｛2022：50%｝｝\n": (
        "甲:\n  - {名称: 乙, 测算: 5万, 分年: {2022: 50%}}\n"
    ),
    "甲：［乙, 丙］\n": "甲: [乙, 丙]\n",
    "甲: {a: '乙，丙：丁'，b：1}\n": "甲: {a: '乙，丙：丁', b: 1}\n",
    "甲:\n  12345热线接通率（%）：≥95%\n  2026:50%\n": (
        "甲:\n  12345热线接通率（%）: ≥95%\n  2026: 50%\n"
    ),
    "甲：1\r\n乙：2\r\n": "甲: 1\r\n乙: 2\r\n",
}


@pytest.mark.parametrize("text", PASTED)
def test_what_was_pasted_becomes_what_was_meant(text: str) -> None:
    assert _mended(text) == PASTED[text]
    assert read(PASTED[text].encode(), "a.yaml").diagnostics == ()


@pytest.mark.parametrize("text", PASTED)
def test_the_rest_of_the_file_is_read_meanwhile(text: str) -> None:
    source = read(text.encode(), "a.yaml")
    meant = read(PASTED[text].encode(), "a.yaml").root
    assert source.root is None
    assert source.mended is not None
    assert meant is not None
    assert plain(source.mended) == plain(meant)


@pytest.mark.parametrize(
    ("sign", "message"),
    [("：", "键后面是全角冒号“：”"), (":", "冒号后面缺少空格")],
)
def test_each_line_is_told(sign: str, message: str) -> None:
    text = "".join(f"键名{'甲乙丙丁戊己庚辛壬癸'[index]}{sign}值\n" for index in range(10))
    found = read(text.encode(), "a.yaml").diagnostics
    assert [(one.span.line, one.message) for one in found] == [
        (line, message) for line in range(1, 11)
    ]


def test_places_lead_back_to_the_authors_text() -> None:
    text = "\t甲：乙\n丙：{丁：50%，戊：1}\n"
    source = read(("a:\n" + text).encode(), "a.yaml")
    assert source.mended is not None
    assert find(source.mended, ("a", "甲")).span.column == 2
    node = find(source.mended, ("丙", "戊"))
    assert (node.span.line, node.span.column, node.span.end_column) == (3, 12, 13)


@pytest.mark.parametrize(
    "text",
    [
        "甲: |\n  乙：丙\n  -丁\n  　　戊\n己: [1\n",
        "甲: '乙\n  丙：丁'\n己: [1\n",
        "甲:\n  - 乙：丙\n  - 丁：戊\n己: [1\n",
        "甲:\n  第一，准备。\n  乙：丙\n  戊\n己: [1\n",
        "甲: 乙，丙：丁\n己: [1\n",
        "甲: {说明: 材料费，其中：纸张}\n己: [1\n",
        "甲: http://b.cn\n时间: 12:30\n己: [1\n",
        "甲: -5\n己: [1\n",
    ],
)
def test_text_is_left_alone(text: str) -> None:
    assert slips(text.split("\n"), "a.yaml") == ()


def test_a_file_that_is_read_as_meant_is_not_searched() -> None:
    text = "甲:\n  乙：丙\n  丁，\n戊: 己：庚\n"
    source = read(text.encode(), "a.yaml")
    assert source.diagnostics == ()
    assert source.root is not None
