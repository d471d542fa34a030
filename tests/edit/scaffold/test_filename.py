from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.edit.scaffold.filename import stem_for


@pytest.mark.parametrize(
    ("name", "beside", "stem"),
    [
        ("设备运行", ["06-a", "07-b"], "08-shebei-yunxing"),
        ("设备运行与维护", [], "01-shebei-yunxing-yuwei-hu"),
        ("重庆银行", ["a"], "chongqing-yinhang"),
        ("一网通办２０２６", ["1_x", "9_y"], "10_yiwang-tongban-2026"),
        ("A级 Network（二期）", ["001-x"], "002-a-ji-network-erqi"),
        ("../../etc/passwd", ["a"], "etc-passwd"),
        ("😀？", [], "01-project"),
        ("UNIT", ["a"], "unit-1"),
        ("con", ["a"], "con-1"),
        ("培训", ["Peixun"], "peixun-2"),
        ("培训", ["2022年会议"], "peixun"),
        ("预" * 60, ["a"], "-".join(["yuyu"] * 9)),
    ],
)
def test_names_of_files(name: str, beside: list[str], stem: str) -> None:
    assert stem_for(name, beside) == stem


@given(st.text(max_size=120), st.lists(st.text(max_size=12), max_size=4))
def test_any_name_gives_a_file_that_is_new(name: str, beside: list[str]) -> None:
    stem = stem_for(name, beside)
    assert re.fullmatch(r"[0-9a-z][0-9a-z._-]{0,63}", stem)
    assert stem not in {other.casefold() for other in beside}
