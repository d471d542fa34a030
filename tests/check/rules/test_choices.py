"""A value that is a listed one but for blanks or width is told and mended."""

from __future__ import annotations

import pytest

from tests.check.conftest import BASE, INDICATORS, ITEMS, Checked

EDITION = "继承: shanghai-district-2022\n名称: 是否新设\n字段: {新设: {选项: [是, 否, 待定项目]}}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("“是”", None),
        ("是 的", None),
        ("待定", None),
        ("待 定 项", "待定项目"),
        ("待定项", "待定项目"),
    ],
)
def test_the_listed_value_that_is_meant(checked: Checked, written: str, meant: str | None) -> None:
    text = BASE.replace("shanghai-district-2022", "own") + f"新设: {written}\n" + ITEMS + INDICATORS
    [found] = checked({"a.yaml": text, "templates/own/layout.yaml": EDITION})
    assert found.code == "PT109"
    assert found.message == f"“新设”不能是“{written}”"
    assert found.replacement == meant


def test_blanks_in_a_short_value_are_no_matter(checked: Checked) -> None:
    edition = EDITION.replace("是, 否", "新增, 延续")
    text = BASE.replace("shanghai-district-2022", "own") + "新设: 新 增\n" + ITEMS + INDICATORS
    [found] = checked({"a.yaml": text, "templates/own/layout.yaml": edition})
    assert found.replacement == "新增"
