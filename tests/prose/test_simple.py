"""Texts that only name amounts are computed as Jinja would compute them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ptgen.prose import jinja, sandbox

CONTEXT: sandbox.Context = {
    "总额": Decimal("1131964.00"),
    "项目名称": "设备{运行}",
    "年度": 2022,
    "主管部门": None,
    "预算": {"甲": {"金额": Decimal("3.50")}},
}
PIECES = st.sampled_from(
    ["甲", "\n", "{{ 总额 }}", "{{总额|万元}}", "{{ 总额 | 元 }}", "{{ 年度 }}", "{{ 项目名称 }}",
     "{{ 总额 | 千分 }}", "{{\n总额 | 大写 }}", "{{ 年度 | 元 }}", "{{ 主管部门 }}", "{{ 没有 }}",
     "{{ 预算.甲.金额 }}", "{{ 预算 }}", "{", "}", "{%", "}}", "{{- 总额 -}}", " "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=6).map("".join))
def test_the_short_way_and_jinja_agree(text: str) -> None:
    assert sandbox.expand(text, CONTEXT) == jinja.expand(text, CONTEXT)


def test_the_short_way_is_taken() -> None:
    assert sandbox._simply("共{{ 总额 | 万元 }}。", CONTEXT) == "共113.1964万元。"
    assert sandbox._simply("共{{ 总额 - 总额 }}。", CONTEXT) is None
