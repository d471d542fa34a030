"""What YAML reads other than it is seen is told, with the place and what to do."""

from __future__ import annotations

import pytest

from ptgen.core.source.parse import read

SEEN = {
    "甲: 信息科 #2号楼\n": (1, 8, "“#2号楼”成了注释，不会印出来"),
    "甲:\n  - 乙 #3\n": (2, 7, "“#3”成了注释，不会印出来"),
    "甲: #2号楼\n": (1, 4, "“#2号楼”成了注释，不会印出来"),
    "甲: &A 区改造\n": (1, 4, "“&A”被当作格式记号，不会印出来"),
    "甲:\n  - 乙\n   - 丙\n": (3, 4, "这一行没有成为列表的一项，和上一行连成了一句"),
    "甲: >\n  - 乙\n  - 丙\n": (3, 3, "这一行没有成为列表的一项，和上一行连成了一句"),
    "甲:\n  1. 乙；\n  2. 丙。\n": (1, 2, "第 3 行的“2.”和上一行连成了一段"),
    "甲: 要求如下：\n  （1）乙\n": (2, 3, "第 2 行的“（1）”和上一行连成了一段"),
    '甲: "乙\n  丙: 丁"\n': (2, 3, "这一行还在上面的引号里"),
    "甲: -《乙》\n": (1, 1, "“-”后面缺少空格，没有成为列表"),
    "甲: >\n乙: 1\n": (1, 4, "值只有“>”，读出来是空的"),
}


@pytest.mark.parametrize("text", SEEN)
def test_what_is_lost_or_joined_is_told(text: str) -> None:
    found = read(text.encode(), "a.yaml").diagnostics
    assert [(one.span.line, one.span.column, one.message) for one in found] == [SEEN[text]]
    assert all(one.hint and one.severity == "error" for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "甲: 乙 # 注释\n",
        "甲: 乙  # 待填写\n",
        "甲: 乙 #ptgen: ignore PT203\n",
        "甲: 乙 #请核对：丙\n",
        "甲: 乙 ##\n",
        "甲: 乙#丙\n",
        "甲: #\n",
        "甲: #注\n  乙: 1\n",
        "甲: '乙' #注\n",
        "甲: {乙: 1} #注\n",
        "甲: | #注\n  乙 #3\n",
        "甲: &a 乙\n丙: *a\n",
        "甲: &a {乙: 1}\n",
        "甲: 第一行，\n  第二行。\n  第三行。\n",
        "甲: 共有\n  2. 5万元\n",
        "甲: 按照《乙》\n  （三）项的规定\n",
        "甲:\n  温度降到\n  -5度\n",
        "甲: >\n  乙\n  丙：丁\n",
        "甲: |\n  - 乙\n  1. 丙\n",
        '甲: "乙\n  丙：丁"\n',
        "甲:\n  本项目分三步：\n  准备、实施、验收。\n",
    ],
)
def test_what_reads_as_it_is_seen_is_not(text: str) -> None:
    assert read(text.encode(), "a.yaml").diagnostics == ()
