"""The review card: its verdict, and what it says first."""

from __future__ import annotations

from html import unescape

import pytest
from lxml import etree

from ptgen.check.settings import Settings
from ptgen.compare.fail_if import condition
from ptgen.compare.review import review
from ptgen.report.changes.card import Card, Verdict, card_of
from ptgen.report.changes.html import changes_html
from ptgen.report.changes.markdown import changes_markdown
from ptgen.report.changes.text import changes_text
from tests.compare.making import PATH
from tests.compare.test_fail_if import Files, snapshot
from tests.projects import PROJECT, with_budget

SEATS = with_budget(
    "- {名称: 话务座席维护, 测算: 20席*1200元/席}\n- {名称: 通讯租费, 测算: 3000元/月*12个月}\n"
)
MORE = SEATS.replace("20席", "25席")
EXPLAINED = MORE.replace("25席*1200元/席", "25席*1200元/席, 说明: 夜班增加5席")


def card(old: Files, new: Files, *conditions: str) -> Card:
    found = review(snapshot(old), snapshot(new), Settings(), [condition(one) for one in conditions])
    return card_of(found)


def told(made: Card, title: str) -> list[str]:
    return [str(one) for one in dict((*made.reasons, *made.lists)).get(title, ())]


def line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_growth_without_a_word_needs_one() -> None:
    made = card({PATH: SEATS}, {PATH: MORE})
    place = f"{PATH}:{line(MORE, '25席')}"
    assert made.verdict is Verdict.EXPLAIN
    assert told(made, "要说明的") == [f"没有写说明：话务座席维护 +6,000（{place}）"]
    assert told(made, "金额变化最大的") == [f"话务座席维护 +6,000：20席→25席（{place}）"]


def test_a_word_at_the_line_or_in_the_prose_is_enough() -> None:
    assert card({PATH: SEATS}, {PATH: EXPLAINED}).verdict is Verdict.PASSES
    prose = MORE.replace("按季度结算。", "按季度结算。话务座席维护增加夜班。")
    assert card({PATH: SEATS}, {PATH: prose}).verdict is Verdict.PASSES
    # A word that was there before explains nothing.
    assert card({PATH: EXPLAINED}, {PATH: EXPLAINED.replace("25席*", "30席*")}).verdict is (
        Verdict.EXPLAIN
    )


def test_less_money_and_a_new_project_need_no_word() -> None:
    assert card({PATH: MORE}, {PATH: SEATS}).verdict is Verdict.PASSES
    made = card({}, {PATH: SEATS})
    assert made.verdict is Verdict.PASSES
    assert told(made, "金额变化最大的") == [f"设备运行与维护 +60,000：新增项目（{PATH}:1）"]


def test_a_broken_condition_fails_with_the_line_that_breaks_it() -> None:
    made = card({PATH: SEATS}, {PATH: EXPLAINED}, "growth>5%")
    assert made.verdict is Verdict.FAILS
    (said,) = told(made, "不通过的原因")
    assert said.startswith("growth>5%：")
    assert said.endswith(f"（{PATH}:{line(EXPLAINED, '25席')}）")


def test_an_error_fails_and_is_told_once() -> None:
    wrong = SEATS.replace("20席", "约20席")
    for conditions in ((), ("weaker",)):
        made = card({PATH: SEATS}, {PATH: wrong}, *conditions)
        assert made.verdict is Verdict.FAILS
        (said,) = told(made, "不通过的原因")
        assert said.endswith(f"（{PATH}:{line(wrong, '约20席')}）")
    # One that was there before: the file still cannot be read.
    assert card({PATH: wrong}, {PATH: f"# 说明\n{wrong}"}).verdict is Verdict.FAILS
    assert card({PATH: wrong}, {PATH: SEATS}).verdict is Verdict.EXPLAIN


def test_reserves_and_weakened_targets_are_told() -> None:
    new = SEATS.replace("3000元/月*12个月", "3000元/月*12个月, 方式: 预留").replace("≥85%", "≥80%")
    made = card({PATH: SEATS}, {PATH: new})
    assert told(made, "新增预留") == [f"通讯租费 36,000.00 元（{PATH}:{line(new, '3000元')}）"]
    assert told(made, "降低或删除的指标") == [
        f"受益群体满意度 ≥85% → ≥80%（{PATH}:{line(new, '≥80%')}）"
    ]
    asked = [one.split("（")[0] for one in told(made, "要说明的")]
    assert "没有写说明：预留 通讯租费" in asked
    assert "没有写说明：受益群体满意度 ≥85% → ≥80%" in asked


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("20席*1200元/席", "25席*1300元/席", "20席→25席，1200元/席→1300元/席"),
        ("20席*1200元/席", "25席*1200元/席*2", "20席*1200元/席→25席*1200元/席*2"),
        ("2万", "3.5万元", "2万→3.5万元"),
        ("(2人+3人)*100元/人", "(2人+4人)*100元/人", "3人→4人"),
    ],
)
def test_the_operands_that_changed_are_told(old: str, new: str, said: str) -> None:
    item = "- {{名称: 座席, 测算: {}}}\n"
    made = card({PATH: with_budget(item.format(old))}, {PATH: with_budget(item.format(new))})
    (driver,) = told(made, "金额变化最大的")
    assert said in driver


def test_three_drivers_the_largest_first_wherever_they_are() -> None:
    lines = [f"- {{名称: 第{n}项, 测算: {n}万元}}\n" for n in range(1, 6)]
    more = [one.replace("万元", f"万元+{10 - n}元") for n, one in enumerate(lines)]
    old, new = with_budget("".join(lines)), with_budget("".join(more))
    made = card({PATH: old}, {PATH: new})
    names = [one.split(" ")[0] for one in told(made, "金额变化最大的")]
    assert names == ["第1项", "第2项", "第3项"]


def test_a_line_that_became_a_list_is_one_driver() -> None:
    old = with_budget("- {名称: 维护, 测算: 4万元}\n")
    new = with_budget("- 名称: 维护\n  明细: [{名称: 甲, 测算: 2万元}, {名称: 乙, 测算: 3万元}]\n")
    assert [one[:9] for one in told(card({PATH: old}, {PATH: new}), "金额变化最大的")] == [
        "维护 +10,000"[:9]
    ]


def test_prose_alone_passes() -> None:
    made = card({PATH: PROJECT}, {PATH: PROJECT.replace("按季度", "按月")})
    assert made.verdict is Verdict.PASSES
    assert made.lists == ()
    assert made.headline == "通过：1 个项目有变化（改动 1）"


def test_many_reasons_of_a_kind_hide_no_other() -> None:
    paths = [f"projects/unit/{number:02}.yaml" for number in range(9)]
    old = {path: PROJECT.replace("名称: 设备", f"名称: {path[-7:-5]}", 1) for path in paths}
    new = {path: text.replace("≥85%", "≥80%") for path, text in old.items()}
    new[paths[0]] = new[paths[0]].replace("10万元", "90万元")
    said = told(card(old, new, "weaker", "growth>10%"), "不通过的原因")
    assert len(said) == 6
    assert said[4] == "同类另有 5 处"
    assert said[5].startswith("growth>10%：")


def test_every_format_begins_with_the_same_card() -> None:
    new = MORE.replace("≥85%", "≥80%").replace("12个月", "12个月, 方式: 预留")
    found = review(
        snapshot({PATH: SEATS}), snapshot({PATH: new}), Settings(), [condition("weaker")]
    )
    made = card_of(found)
    parts = [made.headline, *(label for label, _ in made.sums)]
    for title, remarks in (*made.reasons, *made.lists):
        parts += [title, *(one.text for one in remarks)]
        parts += [str(one.place) for one in remarks if one.place]
    assert len(parts) > 15
    page = etree.fromstring(changes_html(found), etree.HTMLParser())
    shown = (
        changes_text(found, color=False),
        unescape(changes_markdown(found)),
        "".join(str(text) for text in page.itertext()),
    )
    for text in shown:
        places = [text.find(part) for part in parts if part.strip()]
        assert min(places) >= 0
        # The details come behind it.
        assert text.rfind("随金额变动的文字") > max(places[: len(made.sums) + 1])
