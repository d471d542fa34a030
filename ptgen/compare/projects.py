"""Compare two states of one project."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from ptgen.compare.changes import (
    AmountChange,
    FileLine,
    Kind,
    PlaceOf,
    ProjectChange,
    TextChange,
    Unreadable,
    changed_fields,
)
from ptgen.compare.indicators import compare_indicators
from ptgen.compare.items import compare_items, years_changed
from ptgen.compare.match.similar import likeness
from ptgen.compare.match.text_diff import pieces
from ptgen.compare.pairs import Amounts, amount_of, text_of, totals_of
from ptgen.core.budget.amounts import Budget
from ptgen.core.diagnostics import Diagnostic, Severity
from ptgen.core.loader import Content, Loaded
from ptgen.core.model.prose import Listing, Prose, Rows, Text
from ptgen.core.source.nodes import Loc, key_span

_YES_NO: Final = MappingProxyType({True: "是", False: "否", None: None})


def compare_project(old: Loaded | None, new: Loaded | None) -> ProjectChange:
    """What changed; at least one side is there. An unsound side makes it unreadable."""
    there = new or old
    errors = unreadable(old, new)
    before, after = content_of(old), content_of(new)
    key = there.file.key if there else ""
    path = text_of(old, new, lambda one: one.file.path)
    name = text_of(before, after, lambda one: one.project.name)
    if errors:
        kind, totals = Kind.UNREADABLE, totals_of(None, None)
        return ProjectChange(kind=kind, key=key, path=path, name=name, totals=totals, errors=errors)
    both = before is not None and after is not None
    moved = old is not None and new is not None and old.file.folder != new.file.folder
    approved = amount_of(before, after, lambda one: one.budget.approved)
    excess = amount_of(before, after, lambda one: one.budget.excess)
    place_of = _places(old, new)
    level = compare_items(before, after, place_of)
    several = [one.budget.years if one else () for one in (before, after)]
    years = years_changed(*several)
    first, second = (dict(_values(one)) if one else {} for one in (before, after))
    return ProjectChange(
        kind=Kind.CHANGED if both else Kind.REMOVED if new is None else Kind.ADDED,
        key=key,
        path=path,
        name=name,
        year=text_of(before, after, lambda one: str(one.project.year)),
        moved_from=old.file.folder if moved and old else None,
        totals=totals_of(before, after),
        years=years if max(map(len, several)) > 1 else (),
        funding=tuple(_funding(before, after)),
        approved=approved if approved.differ and both else None,
        excess=excess if excess.differ and both else None,
        items=level.items,
        transfers=level.transfers,
        unchanged_items=level.unchanged,
        indicators=compare_indicators(
            before.project.indicators if before else (),
            after.project.indicators if after else (),
            place_of,
        ),
        fields=changed_fields(first, second, {**second, **first}) if both else (),
        texts=tuple(_texts(before, after)) if before and after else (),
    )


def _places(old: Loaded | None, new: Loaded | None) -> PlaceOf:
    def place(before: Loc | None, after: Loc | None) -> FileLine | None:
        loaded, loc = (old, before) if after is None else (new, after)
        if loaded is None or loaded.root is None or loc is None:
            return None
        span = key_span(loaded.root, loc)
        return FileLine(path=span.path, line=span.line)

    return place


def project_likeness(old: Content, new: Content) -> Fraction:
    """0 to 1: half for the name, half for the lines of the budget that are the same."""
    first = {(item.name, item.item.formula) for item in old.budget.walk()}
    second = {(item.name, item.item.formula) for item in new.budget.walk()}
    lines = Fraction(2 * len(first & second), len(first) + len(second))
    return (likeness(old.project.name, new.project.name) + lines) / 2


def content_of(loaded: Loaded | None) -> Content | None:
    """What was computed of a side, where it is there and can be read."""
    return None if loaded is None else loaded.content


def unreadable(old: Loaded | None, new: Loaded | None) -> tuple[Unreadable, ...]:
    """The first error of each side that cannot be read."""
    return (*_errors(old, "old"), *_errors(new, "new"))


def _errors(loaded: Loaded | None, side: Literal["old", "new"]) -> Iterator[Unreadable]:
    if loaded is None or loaded.sound:
        return
    first = next(one for one in loaded.diagnostics if one.severity is Severity.ERROR)
    yield unreadable_by(first, side)


def unreadable_by(found: Diagnostic, side: Literal["old", "new"]) -> Unreadable:
    """What a finding keeps from being read."""
    return Unreadable(
        side=side,
        path=found.span.path,
        line=found.span.line,
        column=found.span.column,
        code=found.code,
        message=found.message,
        hint=found.hint,
    )


def _funding(old: Content | None, new: Content | None) -> Iterator[AmountChange]:
    first = dict(_sources(old.budget)) if old else {}
    second = dict(_sources(new.budget)) if new else {}
    for label in {**second, **first}:
        amounts = Amounts(old=first.get(label), new=second.get(label))
        if amounts.difference:
            yield AmountChange(label=label, amounts=amounts)


def _sources(budget: Budget) -> tuple[tuple[str, Decimal], ...]:
    """The parts of 年度资金申请总额, and those of 项目资金总额 where that is another sum."""
    kinds = tuple((f"{kind.name}（全周期）", kind.total) for kind in budget.kinds)
    same = all(kind.total == kind.annual for kind in budget.kinds)
    if same and (budget.total, budget.other_total) == (budget.annual, budget.other):
        return budget.sources
    whole = (("财政资金", budget.fiscal), ("其他资金（全周期）", budget.other_total))
    return (*budget.sources, *whole, *kinds)


def _values(content: Content) -> Iterator[tuple[str, str]]:
    """The short values of a project by their keys; 项目名称 is told apart."""
    project = content.project
    values: dict[str, str | None] = {
        "年度": str(project.year),
        "版式": project.layout,
        "主管部门": project.department,
        "实施单位": project.implementer,
        "文书": "、".join(project.documents),
        "计划开始日期": project.start.isoformat() if project.start else None,
        "计划完成日期": project.end.isoformat() if project.end else None,
        "季度用款计划": "、".join(project.quarters) if project.quarters else None,
        "资金总额口径": content.budget.scope.value,
        "列表小标题": project.entry_titles,
        "预算明细表": _YES_NO.get(project.detail_table),
        "分年支出计划表": _YES_NO.get(project.yearly_table),
        "明细必填": "、".join(project.item_keys) or None,
    }
    yield from ((label, text) for label, text in values.items() if text is not None)
    for label, value in project.further.items():
        if isinstance(value, str):
            yield label, value


def _texts(old: Content, new: Content) -> Iterator[TextChange]:
    first, second = texts_of(old), texts_of(new)
    for label in {**first, **second}:
        before, after = first.get(label, ("", "")), second.get(label, ("", ""))
        if before[1] != after[1]:
            found = pieces(before[1], after[1])
            yield TextChange(label=label, pieces=found, computed=before[0] == after[0])


_TextAt = Callable[[Loc, str], str]


def texts_of(content: Content) -> dict[str, tuple[str, str]]:
    """By key: the text as written and as computed, a line for each heading and paragraph."""
    project = content.project
    found: dict[str, tuple[str, str]] = {}
    for key, value in project.proses:
        found[key] = (
            "\n".join(_lines(value, (key,), lambda _, text: text)),
            "\n".join(_lines(value, (key,), content.texts.at)),
        )
    short = (
        (("项目总目标",), project.total_goal),
        (("年度总体目标",), project.annual_goal),
        (("文书标题", "经费情况说明"), project.titles.narrative),
        (("文书标题", "绩效目标表"), project.titles.form),
        *((("章节标题", key), text) for key, text in project.headings.items()),
    )
    for loc, text in short:
        if text is not None:
            found["：".join(loc)] = (text, content.texts.at(loc, text))
    return found


def _lines(value: Prose, loc: Loc, text_at: _TextAt) -> Iterator[str]:
    """Numbers of lists are left out: they shift when one line comes or goes."""
    if isinstance(value, Text):
        yield from Text(text_at(loc, value.text)).paragraphs
    elif isinstance(value, Rows):
        rows: dict[Loc, list[str]] = {}
        for at, text in value.texts(loc):
            rows.setdefault(at[:-1], []).append(text_at(at, text))
        yield from ("　".join(row) for row in rows.values())
    elif isinstance(value, Listing):
        for index, item in enumerate(value.items):
            yield from _lines(item, (*loc, index), text_at)
    else:
        for key, inner in value.entries:
            yield key
            yield from _lines(inner, (*loc, key), text_at)
