from __future__ import annotations

import pytest
from markupsafe import Markup

from ptgen.render.template import LanguageError, Sandbox, names_of
from ptgen.view.document import Heading, ListItem, Paragraph, TableBlock
from tests.render.pdf_samples import detail_table, form, narrative
from tests.render.titled import titled

DRAWN = Markup("<table>")


@pytest.mark.parametrize(
    "source",
    [
        "{{ 标题 }}",
        "{% for 块 in 内容 %}{% if 块.种类 == '正文' and not loop.first %}{{ 块.文字 }}{% endif %}{% endfor %}",
        "{{ 内容 | length }}{{ 副题 | default('无') }}",
    ],
)
def test_names_loops_and_choices_pass(source: str) -> None:
    Sandbox().from_string(source)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("一\n{{ 1 + 1 }}", 2),
        ("{{ 标题.strip() }}", 1),
        ("{% set 甲 = 1 %}", 1),
        ("{% macro 甲() %}{% endmacro %}", 1),
        ("{% import 'other' as 甲 %}", 1),
        ("{{ [1, 2] }}", 1),
        ("{{ 标题 ~ 标题 }}", 1),
    ],
)
def test_all_else_is_refused(source: str, line: int) -> None:
    with pytest.raises(LanguageError) as caught:
        Sandbox().from_string(source)
    assert caught.value.line == line


def test_loops_go_two_deep() -> None:
    two, three = ("{% for a in b %}" * depth + "{% endfor %}" * depth for depth in (2, 3))
    Sandbox().from_string(two)
    with pytest.raises(LanguageError, match="2 层"):
        Sandbox().from_string(three)


def test_filters_that_could_do_harm_are_gone() -> None:
    assert {"attr", "map", "pprint", "tojson"}.isdisjoint(Sandbox().filters)
    assert not Sandbox().globals


def test_every_block_has_every_name() -> None:
    blocks = (
        Heading(2, "（一）", "依据"),
        Paragraph("文"),
        ListItem(1, "（1）", "项"),
        TableBlock("表一", detail_table(1)),
    )
    names = names_of(narrative(*blocks, title="题"), lambda _: DRAWN)
    empty = dict.fromkeys(("种类", "级别", "编号", "文字", "表题", "表格"), "")
    assert names == {
        "标题": "题",
        "内容": (
            {**empty, "种类": "二级标题", "级别": 2, "编号": "（一）", "文字": "依据"},
            {**empty, "种类": "正文", "文字": "文"},
            {**empty, "种类": "编号列表", "级别": 1, "编号": "（1）", "文字": "项"},
            {**empty, "种类": "表格", "表题": "表一", "表格": DRAWN},
        ),
    }


def test_a_form_has_its_table() -> None:
    names = names_of(form(15), lambda _: DRAWN)
    assert list(names) == ["标题", "副题", "标题位置", "表格"]
    assert names["表格"] is DRAWN
    assert (names["标题"], names["标题位置"]) == (form(15).title, "表上")


def test_a_form_says_that_its_title_is_in_the_table() -> None:
    names = names_of(titled(form(15)), lambda _: DRAWN)
    assert (names["标题"], names["标题位置"]) == (form(15).title, "表内")
