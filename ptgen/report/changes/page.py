"""Stage report: what the page of changes prints: table, bars, items side by side, as texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ptgen.compare.changes import (
    AmountChange,
    Changes,
    FolderChange,
    ItemChange,
    Piece,
    ProjectChange,
    Transfer,
)
from ptgen.compare.pairs import Amounts, Totals
from ptgen.core.money import fixed
from ptgen.report.changes.bars import Bar, bars_of
from ptgen.report.changes.outline import (
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
from ptgen.report.changes.words import (
    KINDS,
    PARTS_NOTE,
    headline,
    in_one,
    on_one_line,
    percent,
    shown_totals,
    side,
    signed,
)
from ptgen.report.escape import visible

_DEEPEST = 4  # levels that are indented


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
class Page:
    """All that the template prints; every text is final."""

    old: str
    new: str
    headline: str
    totals: tuple[str, ...]
    note: str
    projects: tuple[ProjectRow, ...]
    sums: tuple[tuple[str, tuple[Cell, ...]], ...]
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
        sums=tuple(_sums(changes)),
        bars=bars_of(changes.projects),
        folders=tuple(_folder(folder) for folder in changes.folders),
        lists=tuple(_lists(changes)),
    )


def _totals(changes: Changes) -> Iterator[str]:
    def told(before: str, totals: Totals, years: tuple[AmountChange, ...]) -> Iterator[str]:
        for label, amounts in shown_totals(totals, years):
            yield f"{before}：{label} {in_one(amounts)}"

    if changes.whole is not None:
        yield from told("全部项目", changes.whole, changes.whole_years)
    if changes.projects:
        yield from told("有变化的项目", changes.totals, changes.years)


def _sums(changes: Changes) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The totals of the projects; by year, with the year's name, where there are several."""
    if len(changes.years) > 1:
        yield from ((one.label, _figures(one.amounts)) for one in changes.years)
    else:
        yield "", _figures(changes.totals.annual)


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


def _texts(amounts: Amounts | None) -> tuple[str, str, str]:
    """Both sides and the difference; empty where there are no amounts."""
    if amounts is None:
        return "", "", ""
    return side(amounts.old), side(amounts.new), signed(amounts.difference)


def _fen(amount: Decimal | None) -> str:
    return "0" if amount is None else str(int(fixed(amount).replace(".", "")))


def _project(project: ProjectChange, folder: str) -> ProjectRow:
    line = project_line(project)
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
        item_sum=_texts(project.totals.annual),
        lines=tuple(_other(one) for one in lines),
    )


def _tone(tone: Tone) -> str:
    return tone.name.lower()


def _items(item: ItemChange, depth: int) -> Iterator[ItemRow]:
    formula = item.formula
    old, new, difference = _texts(item.annual)
    notes = [note for note in item_notes(item) if not note.startswith("测算") or item.respelled]
    yield ItemRow(
        depth=min(depth, _DEEPEST),
        tone=_tone(item_tone(item)),
        name=visible(item.name.now),
        notes=tuple(visible(note) for note in notes),
        texts=tuple(_other(line) for line in text_lines(item.texts, 0)),
        old_formula=visible((formula and formula.old) or ""),
        old=old,
        new_formula=visible((formula and formula.new) or ""),
        new=new,
        difference=difference,
    )
    for below in item.items:
        yield from _items(below, depth + 1)
    yield from _moves(item.transfers, depth + 1)


def _moves(transfers: tuple[Transfer, ...], depth: int) -> Iterator[ItemRow]:
    for line in transfer_lines(transfers, min(depth, _DEEPEST)):
        old, new, difference = _texts(line.amounts)
        name = visible(line.label)
        yield ItemRow(line.depth, "moved", name, line.notes, (), "", old, "", new, difference)


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
        _figures(folder.annual),
        tuple(visible(on_one_line(one)) for one in (*told, *moves)),
    )


def _lists(changes: Changes) -> Iterator[tuple[str, tuple[str, ...]]]:
    for title, names in (
        ("只有写法变化的文件", changes.respelled),
        ("有变化的版式", changes.layouts),
    ):
        if names:
            yield title, tuple(visible(name) for name in names)
