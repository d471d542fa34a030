"""Stage report: what the page of changes prints: table, bars, items side by side, as texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rich.cells import set_cell_size

from ptgen.compare.changes import Changes, FolderChange, ItemChange, Piece, ProjectChange, Transfer
from ptgen.compare.sides import Amounts, Totals
from ptgen.money import ZERO, fixed, total
from ptgen.report.changes_outline import (
    Line,
    Tone,
    amount_lines,
    folder_lines,
    item_notes,
    item_tone,
    other_lines,
    project_line,
    text_lines,
    transfer_lines,
)
from ptgen.report.changes_words import (
    KINDS,
    PARTS_NOTE,
    further_totals,
    headline,
    in_one,
    on_one_line,
    percent,
    side,
    signed,
)
from ptgen.report.visible import visible

# Bars: the axis stands at 500 of 800, a bar is at most this wide on either side of it.
_AXIS, _LONGEST = 500, 140
_MOST_BARS = 40
_DEEPEST = 4  # levels that are indented
_UP, _DOWN = "#b3261e", "#1a7f37"
_NAME = 46  # columns of a name beside its bar, of which a Chinese character takes two


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is read, and as it is sorted: whole 分."""

    text: str
    fen: str


@dataclass(frozen=True, slots=True)
class OtherLine:
    """Any other change of a project."""

    depth: int
    tone: str
    text: str
    notes: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the budget on both sides."""

    depth: int
    tone: str
    name: str
    notes: tuple[str, ...]
    texts: tuple[OtherLine, ...]
    old_formula: str
    old: str
    new_formula: str
    new: str
    difference: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in the table, and its own section."""

    name: str
    kind: str
    folder: str
    tone: str
    title: str
    figures: tuple[Cell, ...]
    notes: tuple[str, ...]
    items: tuple[ItemRow, ...]
    item_sum: tuple[str, ...]
    lines: tuple[OtherLine, ...]


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder with what is told of it."""

    name: str
    figures: tuple[Cell, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the axis, to the right for more money, to the left for less."""

    name: str
    text: str
    color: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template prints; every text is final."""

    old: str
    new: str
    headline: str
    totals: tuple[str, ...]
    note: str
    projects: tuple[ProjectRow, ...]
    sum: tuple[Cell, ...]
    bars: tuple[Bar, ...]
    folders: tuple[FolderRow, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]


def page_of(changes: Changes) -> Page:
    """The page of changes."""
    return Page(
        old=visible(changes.old),
        new=visible(changes.new),
        headline=headline(changes),
        totals=tuple(_totals(changes)),
        note=PARTS_NOTE,
        projects=tuple(
            _project(project, folder.folder)
            for folder in changes.folders
            for project in folder.projects
        ),
        sum=_figures(changes.totals.annual),
        bars=_bars(changes.projects),
        folders=tuple(_folder(folder) for folder in changes.folders),
        lists=tuple(_lists(changes)),
    )


def _totals(changes: Changes) -> Iterator[str]:
    def told(before: str, totals: Totals) -> Iterator[str]:
        yield f"{before}：年度资金申请总额 {in_one(totals.annual)}"
        for label, amounts in further_totals(totals):
            yield f"{before}：{label} {in_one(amounts)}"

    if changes.whole is not None:
        yield from told("全部项目", changes.whole)
    if changes.projects:
        yield from told("有变化的项目", changes.totals)


def _figures(amounts: Amounts | None) -> tuple[Cell, ...]:
    if amounts is None:
        return (Cell("", "0"),) * 4
    share = amounts.percent if percent(amounts) else None
    return (
        Cell(side(amounts.old), _fen(amounts.old)),
        Cell(side(amounts.new), _fen(amounts.new)),
        Cell(signed(amounts.difference), _fen(amounts.difference)),
        Cell(percent(amounts), _fen(None if share is None else Decimal(share))),
    )


def _fen(amount: Decimal | None) -> str:
    return "0" if amount is None else str(int(fixed(amount).replace(".", "")))


def _project(project: ProjectChange, folder: str) -> ProjectRow:
    line = project_line(project)
    amounts = project.totals.annual
    lines = (*amount_lines(project), *other_lines(project)) if line.amounts else ()
    return ProjectRow(
        name=visible(project.name.now or project.key),
        kind=KINDS[project.kind],
        folder=visible(folder or "（根）"),
        tone=_tone(line.tone),
        title=visible(line.label),
        figures=_figures(line.amounts),
        notes=tuple(visible(note) for note in line.notes),
        items=(
            *(row for item in project.items for row in _items(item, 1)),
            *_moves(project.transfers, 1),
        ),
        item_sum=(side(amounts.old), side(amounts.new), signed(amounts.difference)),
        lines=tuple(_other(one) for one in lines),
    )


def _tone(tone: Tone) -> str:
    return tone.name.lower()


def _items(item: ItemChange, depth: int) -> Iterator[ItemRow]:
    formula = item.formula
    notes = [note for note in item_notes(item) if not note.startswith("测算") or item.respelled]
    yield ItemRow(
        depth=min(depth, _DEEPEST),
        tone=_tone(item_tone(item)),
        name=visible(item.name.now),
        notes=tuple(visible(note) for note in notes),
        texts=tuple(_other(line) for line in text_lines(item.texts, 0)),
        old_formula=visible((formula and formula.old) or ""),
        old=side(item.annual.old),
        new_formula=visible((formula and formula.new) or ""),
        new=side(item.annual.new),
        difference=signed(item.annual.difference),
    )
    for below in item.items:
        yield from _items(below, depth + 1)
    yield from _moves(item.transfers, depth + 1)


def _moves(transfers: tuple[Transfer, ...], depth: int) -> Iterator[ItemRow]:
    for line in transfer_lines(transfers, min(depth, _DEEPEST)):
        if line.amounts is not None:
            old, new = side(line.amounts.old), side(line.amounts.new)
            difference = signed(line.amounts.difference)
            name = visible(line.label)
            yield ItemRow(line.depth, "moved", name, (), (), "", old, "", new, difference)


def _other(line: Line) -> OtherLine:
    said = line.label if line.amounts is None else f"{line.label}：{in_one(line.amounts)}"
    return OtherLine(
        depth=min(line.depth, _DEEPEST),
        tone=_tone(line.tone),
        text=visible(on_one_line(said)),
        notes=tuple(visible(on_one_line(note)) for note in line.notes),
        pieces=tuple(
            Piece(op=one.op, text="\n".join(map(visible, one.text.split("\n"))))
            for one in line.pieces
        ),
    )


def _folder(folder: FolderChange) -> FolderRow:
    told = (line.label for line in folder_lines(folder))
    moves = (
        f"{line.label} {signed(line.amounts.difference)} 元"
        for line in transfer_lines(folder.transfers, 0)
        if line.amounts is not None
    )
    return FolderRow(
        visible(folder.folder or "（根）"),
        _figures(folder.totals.annual if folder.compared else None),
        tuple(visible(on_one_line(one)) for one in (*told, *moves)),
    )


def _bars(projects: tuple[ProjectChange, ...]) -> tuple[Bar, ...]:
    """The largest differences; those of the others are one bar, so that the bars add up."""
    changed = [
        (f"{project.name.now} {project.key}", project.totals.annual.difference)
        for project in projects
        if project.totals.annual.difference
    ]
    changed.sort(key=lambda one: (-abs(one[1]), one[0]))
    others = changed[_MOST_BARS:]
    if others:
        rest = total([difference for _, difference in others])
        changed = [*changed[:_MOST_BARS], (f"其余 {len(others)} 个项目", rest)]
    longest = max((abs(difference) for _, difference in changed), default=ZERO)
    return tuple(_bar(name, difference, longest) for name, difference in changed)


def _bar(name: str, difference: Decimal, longest: Decimal) -> Bar:
    width = int(abs(difference) * _LONGEST / longest) if longest else 0
    shown = set_cell_size(visible(name), _NAME).rstrip()
    up = difference > 0
    x = _AXIS if up else _AXIS - width
    return Bar(shown, signed(difference), _UP if up else _DOWN, x, width)


def _lists(changes: Changes) -> Iterator[tuple[str, tuple[str, ...]]]:
    for title, names in (
        ("只有写法变化的文件", changes.respelled),
        ("有变化的版式", changes.layouts),
    ):
        if names:
            yield title, tuple(visible(name) for name in names)
