"""Changes as an outline of lines, which terminal, comment and page draw alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ptgen.compare.changes import (
    Direction,
    FieldChange,
    FolderChange,
    IndicatorChange,
    ItemChange,
    Kind,
    Piece,
    ProjectChange,
    SharedChange,
    TextChange,
    Transfer,
)
from ptgen.compare.pairs import Amounts, Pair
from ptgen.core.money import ZERO, grouped
from ptgen.report.changes.words import DIRECTIONS, further_totals, side


class Tone(StrEnum):
    """What happened to the thing of a line; the value is the mark before the line."""

    ADDED = "+"
    REMOVED = "-"
    CHANGED = "~"
    MOVED = "»"
    WEAKER = "▼"
    STRONGER = "▲"
    ERROR = "!"
    PLAIN = " "


LEGEND = "图例：+ 新增  - 删除  ~ 改动  » 移动  ▼ 指标降低  ▲ 指标提高  ! 读不了  [-删去-]{+添上+}"
_KIND_TONES = {
    Kind.ADDED: Tone.ADDED,
    Kind.REMOVED: Tone.REMOVED,
    Kind.CHANGED: Tone.CHANGED,
    Kind.UNREADABLE: Tone.ERROR,
}
_DIRECTION_TONES = {Direction.WEAKER: Tone.WEAKER, Direction.STRONGER: Tone.STRONGER}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line: ``notes`` stand below it, ``pieces`` are a text word by word.

    ``item`` is there for the line of an item of the budget.
    """

    depth: int
    tone: Tone
    label: str
    amounts: Amounts | None = None
    notes: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    heading: bool = False
    item: ItemChange | None = None


def ranked(projects: Sequence[ProjectChange]) -> list[ProjectChange]:
    """Those that cannot be read first, then by the size of their differences."""
    return sorted(
        projects, key=lambda one: (not one.errors, -abs(one.totals.annual.difference), one.key)
    )


def project_line(project: ProjectChange, depth: int = 0) -> ChangeLine:
    """The line of a project itself."""
    if project.kind is Kind.UNREADABLE:
        label = f"{project.key} {project.name.now}".strip()
        return ChangeLine(depth, Tone.ERROR, label, None, tuple(_errors(project)), heading=True)
    notes = list(_renamed(project.name, "原名"))
    if project.moved_from is not None:
        notes.append(f"移自 {project.moved_from or '（根）'}")
    if project.renamed:
        notes.append(f"文件 {project.path.old} → {project.path.new}")
    tone = Tone.MOVED if project.moved_from is not None else _KIND_TONES[project.kind]
    label = f"{project.key} {project.name.now}"
    return ChangeLine(depth, tone, label, project.totals.annual, tuple(notes), heading=True)


def project_lines(project: ProjectChange, depth: int = 1) -> Iterator[ChangeLine]:
    """All that changed in a project, most important first."""
    yield from amount_lines(project, depth)
    yield from _budget(project, depth)
    yield from other_lines(project, depth)


def other_lines(project: ProjectChange, depth: int = 1) -> Iterator[ChangeLine]:
    """Indicators, fields and texts."""
    if project.kind is Kind.REMOVED:
        if project.indicators:
            yield ChangeLine(
                depth, Tone.PLAIN, f"绩效指标（{len(project.indicators)} 个，随项目删除）"
            )
        return
    yield from _section("绩效指标", [_indicator(one, depth + 1) for one in project.indicators])
    yield from (ChangeLine(depth, Tone.CHANGED, _field_text(one)) for one in project.fields)
    yield from text_lines(project.texts, depth)


def budget_lines(project: ProjectChange, depth: int) -> Iterator[ChangeLine]:
    """The lines of the budget that changed, each with its texts."""
    for item in project.items:
        yield from _item(item, depth)
    yield from transfer_lines(project.transfers, depth)


def _budget(project: ProjectChange, depth: int) -> Iterator[ChangeLine]:
    below = list(budget_lines(project, depth + 1))
    if project.kind is Kind.REMOVED:
        below = [replace(line, notes=()) for line in below if line.depth == depth + 1]
    yield from _section("预算", below, project.unchanged_items)


def folder_lines(folder: FolderChange, depth: int = 0) -> Iterator[ChangeLine]:
    """The changes that its projects share, and those of its volume."""
    for one in folder.shared:
        label = f"{_field_text(one)}（{len(one.projects)} 个项目）"
        yield ChangeLine(depth, Tone.CHANGED, label)
    yield from (ChangeLine(depth, Tone.CHANGED, _field_text(one)) for one in folder.volume)


def transfer_lines(transfers: tuple[Transfer, ...], depth: int) -> Iterator[ChangeLine]:
    """What moved into a group or out of it."""
    return (_transfer(one, depth) for one in transfers)


def _errors(project: ProjectChange) -> Iterator[str]:
    for one in project.errors:
        which = "改动前" if one.side == "old" else "改动后"
        hint = f"，{one.hint}" if one.hint else ""
        yield f"{which}读不了：{one.path}:{one.line}:{one.column} {one.code} {one.message}{hint}"


def _renamed(name: Pair, word: str) -> Iterator[str]:
    if name.differ and name.old is not None and name.new is not None:
        yield f"{word} {name.old}"


def _section(title: str, lines: list[ChangeLine], unchanged: int = 0) -> Iterator[ChangeLine]:
    if lines:
        same = f"（另有 {unchanged} 项未变）" if unchanged else ""
        yield ChangeLine(lines[0].depth - 1, Tone.PLAIN, f"{title}{same}")
        yield from lines


def amount_lines(project: ProjectChange, depth: int = 1) -> Iterator[ChangeLine]:
    """The totals beside 年度资金申请总额, the years, the sources of funding and 核定金额."""
    if project.kind is not Kind.UNREADABLE:
        for label, amounts in further_totals(project.totals):
            yield ChangeLine(depth, Tone.PLAIN, label, amounts)
    for title, parts in (("分年", project.years), ("资金来源", project.funding)):
        if any(one.amounts != project.totals.annual for one in parts):
            lines = [ChangeLine(depth + 1, Tone.CHANGED, one.label, one.amounts) for one in parts]
            yield from _section(title, lines)
    if project.approved is not None:
        yield ChangeLine(depth, Tone.CHANGED, "核定金额", project.approved)
    if project.excess is not None:
        yield ChangeLine(depth, Tone.CHANGED, "核定差额（核定减算出）", project.excess)


def _item(item: ItemChange, depth: int) -> Iterator[ChangeLine]:
    tone = Tone.MOVED if item.moved_from is not None else _KIND_TONES[item.kind]
    notes = tuple(_item_notes(item))
    yield ChangeLine(depth, tone, item.name.now, item.annual, notes, item=item)
    for below in item.items:
        yield from _item(below, depth + 1)
    yield from transfer_lines(item.transfers, depth + 1)
    yield from text_lines(item.texts, depth + 1)


def _item_notes(item: ItemChange) -> Iterator[str]:
    yield from _renamed(item.name, "原名")
    if item.moved_from is not None:
        yield f"移自“{item.moved_from}”"
    if item.formula is not None and (item.formula.differ or item.kind is not Kind.CHANGED):
        note = f"测算 {_change(item.formula.old, item.formula.new)}"
        yield f"{note}（写法变了，金额不变）" if item.respelled else note
    if item.method is not None and item.kind is Kind.CHANGED and item.method.differ:
        yield f"方式 {_change(item.method.old, item.method.new)}"
    elif item.method is not None and item.method.now != "测算" and item.kind is not Kind.CHANGED:
        yield f"方式 {item.method.now}"
    if item.amount != item.annual and (item.annual is not None or item.amount.differ):
        yield f"各年合计 {_sides(item.amount)} 元"
        yield from (f"{one.label} {_sides(one.amounts)} 元" for one in item.years)
    yield from (f"{one.label} {_change(one.old, one.new)}" for one in item.fields)


def _sides(amounts: Amounts) -> str:
    return _change(*(None if one is None else grouped(one) for one in (amounts.old, amounts.new)))


def _change(old: str | None, new: str | None) -> str:
    """``a → b``; the one there is where the other is not, or both are the same."""
    if old == new or old is None or new is None:
        return (old if new is None else new) or ""
    return f"{old} → {new}"


def _transfer(one: Transfer, depth: int) -> ChangeLine:
    """A move has no other side: it is what the group lost or got."""
    if one.other.startswith("改为"):
        label = f"{one.name}（{one.other}）"
    else:
        way = "移出" if one.amount < 0 or (one.annual or ZERO) < 0 else "移入"
        label = f"{way}：{one.name}（{'到' if way == '移出' else '自'} {one.other or '（根）'}）"
    if one.annual is None:
        return ChangeLine(depth, Tone.MOVED, label, None, (f"各年合计 {side(abs(one.amount))} 元",))
    amounts = (
        Amounts(old=-one.annual, new=None) if one.annual < 0 else Amounts(old=None, new=one.annual)
    )
    return ChangeLine(depth, Tone.MOVED, label, amounts)


def _indicator(one: IndicatorChange, depth: int) -> ChangeLine:
    tone = _KIND_TONES[one.kind]
    if one.kind is Kind.CHANGED:
        tone = _DIRECTION_TONES.get(one.direction, Tone.CHANGED)
    notes = list(_renamed(one.name, "原名"))
    if one.moved_from is not None:
        notes.append(f"移自 {one.moved_from}")
    notes += [_field_text(field, " ") for field in one.fields]
    word = DIRECTIONS[one.direction] if one.kind is Kind.CHANGED and one.target.differ else ""
    target = _change(one.target.old, one.target.new) + (f"（{word}）" if word else "")
    label = f"{one.group}/{one.name.now}：{target}"
    return ChangeLine(depth, tone, label, None, tuple(notes))


def _field_text(one: FieldChange | SharedChange, separator: str = "：") -> str:
    return f"{one.label}{separator}{one.old or '（未写）'} → {one.new or '（删去）'}"


def text_lines(texts: tuple[TextChange, ...], depth: int) -> Iterator[ChangeLine]:
    """Prose word by word; what only follows from amounts is named."""
    for text in texts:
        if not text.computed:
            yield ChangeLine(depth, Tone.CHANGED, text.label, None, (), text.pieces)
    computed = [text.label for text in texts if text.computed]
    if computed:
        yield ChangeLine(depth, Tone.PLAIN, f"随金额变动的文字：{'、'.join(computed)}")
