"""What ``{{ }}`` computes is what Jinja computes, of whose language it is a small part."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ptgen.core.money import fixed
from ptgen.core.prose.expand import expand
from ptgen.core.prose.values import FILTERS, Context

CONTEXT: Context = {
    "总额": Decimal("1131964.00"),
    "其他": Decimal("0.50"),
    "项目名称": "设备{运行}",
    "年度": 2022,
    "主管部门": None,
    "预算": {"甲": {"金额": Decimal("3.50")}, "800": Decimal("8.00")},
}
ATOMS = st.sampled_from(
    ["总额", "其他", "年度", "项目名称", "预算.甲.金额", "预算['甲']['金额']", "预算.800", "1", "'甲'",
     "预算[800]", "没有", "主管部门"]
)  # fmt: skip
INNER = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", "-", " -"]), inner).map("".join),
        inner.map("-{}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from(["元", "万元", "千分", "大写"])).map(" | ".join),
    ),
    max_leaves=5,
)
PIECES = st.one_of(
    st.sampled_from(["甲", "\n", " ", "{", "}}", "  乙  "]),
    st.tuples(
        st.sampled_from(["{{ ", "{{", "{{- ", "{{\n"]),
        INNER,
        st.sampled_from([" }}", "}}", " -}}"]),
    ).map("".join),
)


class Oracle(ImmutableSandboxedEnvironment):
    def getitem(self, obj: object, argument: object) -> object:
        assert isinstance(obj, Mapping)
        return obj[str(argument)]

    def getattr(self, obj: object, attribute: str) -> object:
        return self.getitem(obj, attribute)


def jinja(text: str) -> str:
    made = Oracle(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        finalize=lambda value: fixed(value) if isinstance(value, Decimal) else value,
    )
    made.filters = dict(FILTERS)
    return made.from_string(text).render(CONTEXT)


@given(st.lists(PIECES, max_size=4).map("".join))
def test_what_is_computed_is_what_jinja_computes(text: str) -> None:
    ours = expand(text, CONTEXT)
    assume(not ours.faults)
    assert ours.text == jinja(text)


def test_jinja_is_asked() -> None:
    text = "甲 {{- 总额 - 其他 -}} 乙{{ (总额 - 预算.800) | 万元 }}"
    assert expand(text, CONTEXT).text == jinja(text) == "甲1131963.50乙113.1956万元"
    assert jinja("{{ 年度 * 2 }}") == "4044"
