"""Changes for a terminal: a tree with aligned amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from ptgen.compare.changes import Changes, Piece
from ptgen.compare.review import Review
from ptgen.report.changes.card import Titled, Verdict, card_of
from ptgen.report.changes.outline import (
    LEGEND,
    ChangeLine,
    Tone,
    folder_lines,
    project_line,
    project_lines,
    ranked,
    transfer_lines,
)
from ptgen.report.changes.words import NO_CHANGE, PARTS_NOTE, figures, folded, in_one, on_one_line
from ptgen.report.escape import styled, visible

_COLORS = {
    Tone.ADDED: "32",
    Tone.REMOVED: "31",
    Tone.CHANGED: "33",
    Tone.MOVED: "36",
    Tone.WEAKER: "1;31",
    Tone.STRONGER: "32",
    Tone.ERROR: "1;31",
}
_VERDICTS = {Verdict.PASSES: "1;32", Verdict.EXPLAIN: "1;33", Verdict.FAILS: "1;31"}
_BRACKETS = {"same": ("", "", ""), "removed": ("[-", "-]", "31"), "added": ("{+", "+}", "32")}
# The amounts stand behind at most this many columns; behind a longer label, on the next line.
_WIDEST = 64


def changes_text(review: Review, *, color: bool) -> str:
    """The report, ending in a line break; one line when nothing changed."""
    changes, card = review.changes, card_of(review)
    if changes.none and not card.reasons:
        return f"{NO_CHANGE}：{visible(changes.old)} 与 {visible(changes.new)}\n"
    lines = tuple(_lines(changes))
    widths = _widths(lines)
    parts = [
        f"{visible(changes.old)} → {visible(changes.new)}",
        styled(card.headline, _VERDICTS[card.verdict], color=color),
        *_listed(card.reasons, color),
        *(f"{label}：{in_one(amounts)}" for label, amounts in card.sums),
        *_listed(card.lists, color),
    ]
    if lines:
        rows = (row for line in lines for row in _rows(line, widths, color))
        parts += ["", *rows, "", styled(PARTS_NOTE, "2", color=color)]
    for title, names in (("只有写法变化", changes.respelled), ("版式有变化", changes.layouts)):
        if names:
            parts.append(f"{title}：{'、'.join(visible(name) for name in names)}")
    parts.append(styled(LEGEND, "2", color=color))
    return "\n".join(parts) + "\n"


def _listed(lists: Sequence[Titled], color: bool) -> Iterator[str]:
    for title, remarks in lists:
        yield styled(title, "1", color=color)
        yield from (f"  {visible(on_one_line(str(one)))}" for one in remarks)


def _lines(changes: Changes) -> Iterator[ChangeLine]:
    for folder in sorted(changes.folders, key=lambda one: -abs(one.totals.annual.difference)):
        yield ChangeLine(0, Tone.PLAIN, folder.folder or "（根）", folder.annual, heading=True)
        yield from folder_lines(folder, 1)
        for project in ranked(folder.projects):
            yield project_line(project, 1)
            yield from project_lines(project, 2)
        yield from transfer_lines(folder.transfers, 1)


def _label(line: ChangeLine) -> str:
    mark = "" if line.tone is Tone.PLAIN else f"{line.tone.value} "
    return f"{'  ' * line.depth}{mark}{visible(on_one_line(line.label))}"


def _widths(lines: Sequence[ChangeLine]) -> tuple[int, ...]:
    """Of the label and of each figure, so that figures stand below each other."""
    cells = [(_label(line), *figures(line.amounts)) for line in lines if line.amounts is not None]
    widths = tuple(max(map(cell_len, column)) for column in zip(*cells, strict=True))
    return (min(widths[0], _WIDEST), *widths[1:]) if widths else ()


def _rows(line: ChangeLine, widths: tuple[int, ...], color: bool) -> Iterator[str]:
    style = "1" if line.heading and line.tone is Tone.PLAIN else _COLORS.get(line.tone, "")
    text = _label(line)
    label = styled(text, style, color=color)
    if line.amounts is None:
        yield label
    else:
        gap = " " * (widths[0] - cell_len(text))
        if cell_len(text) > widths[0]:
            gap = f"\n{' ' * widths[0]}"
        cells = (
            " " * (width - cell_len(cell)) + cell
            for cell, width in zip(figures(line.amounts), widths[1:], strict=True)
        )
        old, new, difference, share = cells
        signs = {"+": "31", "-": "32"}
        changed = styled(difference, signs.get(difference.strip()[0], ""), color=color)
        yield f"{label}{gap}  {old} → {new}  {changed}  {share}".rstrip()
    indent = "  " * (line.depth + 2)
    for note in line.notes:
        yield f"{indent}{styled(visible(on_one_line(note)), '2', color=color)}"
    if line.pieces:
        yield indent + "".join(_piece(piece, color) for piece in folded(line.pieces))


def _piece(piece: Piece, color: bool) -> str:
    opening, closing, style = _BRACKETS[piece.op]
    return styled(f"{opening}{visible(on_one_line(piece.text))}{closing}", style, color=color)
