"""Every amount of the examples' prose that equals a computed one, altered: is it noticed?

The amounts are found here by reading back from 元 and 万, and compared with the budget by distance:
nothing is shared with the rule's own way of finding and comparing. What the examples let ptgen
compute is typed out first, the arrangement that ptgen writes included.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.check.engine import context_of
from ptgen.check.rules.amounts.prose_amounts import find
from ptgen.check.settings import Policy
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.loader import Content, Loaded
from ptgen.core.model.project import PROSE_KEYS
from ptgen.core.prose.expand import expand
from ptgen.core.source.nodes import Plain, plain
from ptgen.view.arrangement import arrangement_blocks
from ptgen.view.document import ListItem, Paragraph
from ptgen.view.figures import BREAK
from tests.check.conftest import load_all
from tests.projects import load_all as load_folder

EXAMPLES = Path(__file__).parents[4] / "projects"
PROSE = Path(__file__).parent / "prose"
DIGITS = "0123456789."


@dataclass(frozen=True)
class Typed:
    """A project whose prose holds typed amounts, as JSON values."""

    name: str
    values: Mapping[str, Plain]
    known: frozenset[Decimal]
    approved: frozenset[Decimal]


def known_values(content: Content) -> frozenset[Decimal]:
    budget = content.budget
    values = [budget.all_years, budget.annual, budget.total, budget.fiscal, budget.appropriation]
    values += [budget.other, budget.carried_over, *budget.quarters]
    values += [part for _, part in budget.years]
    for item in budget.walk():
        values += [item.amount, *(part for _, part in item.years)]
    return frozenset(abs(value) for value in values if value)


def _typed_out(written: Plain, filled: Mapping[str, str]) -> Plain:
    if isinstance(written, str):
        return filled.get(written, written)
    if isinstance(written, list):
        return [_typed_out(one, filled) for one in written]
    if isinstance(written, dict):
        return {key: _typed_out(one, filled) for key, one in written.items()}
    return written


def typed(loaded: Loaded) -> Typed:
    content, root = loaded.content, loaded.root
    assert content is not None
    assert root is not None
    values = plain(root)
    assert isinstance(values, dict)
    filled = {text: _filled(text, content) for text in _texts(values) if "{{" in text}
    values = {key: _typed_out(one, filled) for key, one in values.items()}
    if "年度预算安排" not in values:
        blocks = arrangement_blocks(content)
        lines = [one.text for one in blocks if isinstance(one, (ListItem, Paragraph))]
        values["年度预算安排"] = "\n".join(lines).replace(BREAK, "")
    budget = content.budget
    approved = {budget.approved, *(item.approved for item in budget.walk())} - {None}
    return Typed(
        loaded.file.key, values, known_values(content), frozenset(one for one in approved if one)
    )


def _filled(text: str, content: Content) -> str:
    return expand(text, content.context).text


def _texts(value: Plain) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value or ():
        if not isinstance(value, str):
            yield from _texts(inner)


def findings(values: Mapping[str, Plain]) -> list[Diagnostic]:
    (loaded,) = load_all({"a.yaml": json.dumps(values, ensure_ascii=False)})
    context = context_of(loaded, Policy())
    assert context is not None, loaded.diagnostics
    assert context.whole, loaded.diagnostics
    return list(find(context))


def amounts(text: str) -> Iterator[tuple[int, int, Decimal, Decimal]]:
    """Start and end of each number before 元, 万 or 亿, its value and the value of its last place."""
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and text[end] in DIGITS:
            end += 1
        digits, unit = text[at:end], text[end : end + 2]
        if digits[:1].isdigit() and digits[-1].isdigit() and unit[:1] in ("元", "万", "亿"):
            scale = {"元": 1, "万": 10**4, "亿": 10**8}[unit[0]]
            places = len(digits.partition(".")[2])
            yield at, end, Decimal(digits) * scale, Decimal(scale) / 10**places
        at = max(end, at + 1)


def meant(text: str, known: frozenset[Decimal]) -> Iterator[tuple[int, int]]:
    """The numbers that equal a computed amount; prices (元/人) and counts (3万人) do not."""
    for start, end, value, place in amounts(text):
        unit = text[end:].lstrip("万亿")
        if unit.startswith("元/") or (
            unit[:1] not in ("元", "，", "。", "、", "；", "（", "）", "")
        ):
            continue
        if any(abs(value - one) * 2 <= place for one in known):
            yield start, end


def altered(digits: str) -> Iterator[str]:
    """A number with its last figure, its first figure and its point wrong."""
    last = max(at for at, one in enumerate(digits) if one in "123456789")
    first = min(at for at, one in enumerate(digits) if one in "123456789")
    for at in dict.fromkeys((last, first)):
        yield digits[:at] + str(int(digits[at]) % 9 + 1) + digits[at + 1 :]
    whole, _, part = digits.partition(".")
    yield f"{whole}{part[:1] or '0'}" + (f".{part[1:]}" if part[1:] else "")


def variants(value: Plain, document: Typed) -> Iterator[tuple[Plain, str]]:
    """The prose with one amount altered, for each amount and way; with what was altered.

    Not to what was approved, which is right as well.
    """
    if isinstance(value, str):
        for start, end in meant(value, document.known):
            for wrong in altered(value[start:end]):
                if not any(Decimal(wrong) * scale in document.approved for scale in (1, 10**4)):
                    note = f"{value[max(start - 20, 0) : start]}[{value[start:end]}→{wrong}]"
                    yield value[:start] + wrong + value[end:], note + value[end : end + 8]
        return
    steps: list[str] | range = list(value) if isinstance(value, dict) else range(len(value or ()))
    for step in steps:
        yield from _inside(value, step, document)


def _inside(value: Plain, step: str | int, document: Typed) -> Iterator[tuple[Plain, str]]:
    if isinstance(value, dict) and isinstance(step, str):
        for new, note in variants(value[step], document):
            yield {**value, step: new}, note
    elif isinstance(value, list) and isinstance(step, int):
        for new, note in variants(value[step], document):
            yield [*value[:step], new, *value[step + 1 :]], note


SENTENCES = (*PROSE_KEYS, "项目总目标", "年度总体目标")


@pytest.fixture(scope="module")
def documents() -> list[Typed]:
    projects = [*load_folder(EXAMPLES), *load_folder(PROSE)]
    assert all(one.content is not None for one in projects)
    return [typed(one) for one in projects]


def test_altered_amounts_are_noticed_and_unaltered_ones_are_not_told(
    documents: list[Typed], capsys: pytest.CaptureFixture[str]
) -> None:
    flagged, missed, count = [], [], 0
    for document in documents:
        told = findings(document.values)
        flagged += [f"{document.name}: {one.message}" for one in told]
        for key in SENTENCES:
            for new, note in variants(document.values.get(key), document):
                count += 1
                if len(findings({**document.values, key: new})) <= len(told):
                    missed.append(f"{document.name} {key}: {note}")
    noticed = count - len(missed)
    with capsys.disabled():
        share = f"{noticed * 100 / count:.1f} %"
        sys.stdout.write(
            f"\n{count} altered amounts, {noticed} noticed ({share}), {len(flagged)} others told\n"
        )
    assert count > 400
    assert flagged == []
    assert noticed * 100 >= count * 95, missed


def test_the_count_does_not_pass_where_nothing_is_noticed(documents: list[Typed]) -> None:
    equipment = next(one for one in documents if one.name.endswith("01-equipment"))
    text = str(equipment.values["年度预算安排"])
    found = [text[start:end] for start, end in meant(text, equipment.known)]
    assert {"50", "6.24", "62400", "3.12", "113.1964"} <= set(found)
    assert list(altered("3.12")) == ["3.13", "4.12", "31.2"]
