"""Stage report: changes for a terminal: a tree with aligned amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from ptgen.compare.changes import Changes, FolderChange, Piece
from ptgen.report.changes.outline import (
    LEGEND,
    Line,
    Tone,
    folder_lines,
    project_line,
    project_lines,
    transfer_lines,
)
from ptgen.report.changes.words import (
    NO_CHANGE,
    PARTS_NOTE,
    folded,
    headline,
    in_one,
    on_one_line,
    percent,
    shown_totals,
    side,
    signed,
)
from ptgen.report.escape import visible

_COLORS = {
    Tone.ADDED: "32",
    Tone.REMOVED: "31",
    Tone.CHANGED: "33",
    Tone.MOVED: "36",
    Tone.WEAKER: "1;31",
    Tone.STRONGER: "32",
    Tone.ERROR: "1;31",
}
_BRACKETS = {"removed": ("[-", "-]", "31"), "added": ("{+", "+}", "32")}
# The amounts stand behind at most this many columns; behind a longer label, on the next line.
_WIDEST = 64


def changes_text(changes: Changes, *, color: bool) -> str:
    """The report, ending in a line break; one line when nothing changed."""
    if changes.none:
        return f"{NO_CHANGE}：{visible(changes.old)} 与 {visible(changes.new)}\n"
    pen = _Pen(color)
    rows = list(_rows(changes))
    widths = _widths(rows)
    parts = [
        f"{visible(changes.old)} → {visible(changes.new)}",
        pen.drawn(headline(changes), "1"),
    ]
    if changes.whole is not None:
        shown = shown_totals(changes.whole, changes.whole_years)
        parts += [f"全部项目：{name} {in_one(one)}" for name, one in shown]
    if rows:
        parts += ["", *(_drawn(row, widths, pen) for row in rows), "", pen.drawn(PARTS_NOTE, "2")]
    for title, names in (("只有写法变化", changes.respelled), ("版式有变化", changes.layouts)):
        if names:
            parts.append(f"{title}：{'、'.join(visible(name) for name in names)}")
    parts.append(pen.drawn(LEGEND, "2"))
    return "\n".join(parts) + "\n"


class _Pen:
    """Colours, or none."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def drawn(self, text: str, style: str) -> str:
        """The text in a style."""
        return f"\x1b[{style}m{text}\x1b[0m" if self._color and style and text else text


def _rows(changes: Changes) -> Iterator[Line]:
    if not changes.folders:
        return
    if changes.compared:
        first, *further = shown_totals(changes.totals, changes.years)
        several = len(changes.years) > 1
        label = f"有变化的项目：{first[0]}" if several else "有变化的项目合计"
        yield Line(0, Tone.PLAIN, label, first[1], heading=True)
        for name, amounts in further:
            label = f"有变化的项目：{name}" if several else name
            yield Line(0, Tone.PLAIN, label, amounts, heading=several)
    for folder in changes.folders:
        yield from _folder(folder)


def _folder(folder: FolderChange) -> Iterator[Line]:
    yield Line(0, Tone.PLAIN, folder.folder or "（根）", folder.annual, heading=True)
    yield from folder_lines(folder, 1)
    for project in folder.projects:
        yield project_line(project, 1)
        yield from project_lines(project, 2)
    yield from transfer_lines(folder.transfers, 1)


def _label(line: Line) -> str:
    mark = "" if line.tone is Tone.PLAIN else f"{line.tone.value} "
    return f"{'  ' * line.depth}{mark}{visible(on_one_line(line.label))}"


def _figures(line: Line) -> tuple[str, str, str, str]:
    if line.amounts is None:
        return "", "", "", ""
    amounts = line.amounts
    difference = signed(amounts.difference)
    return side(amounts.old), side(amounts.new), difference, percent(amounts)


def _widths(rows: Sequence[Line]) -> tuple[int, int, int, int, int]:
    told = [line for line in rows if line.amounts is not None]
    label = max((min(cell_len(_label(line)), _WIDEST) for line in told), default=0)
    columns = zip(*(_figures(line) for line in told), strict=True) if told else [()] * 4
    old, new, difference, share = (max(map(cell_len, column), default=0) for column in columns)
    return label, old, new, difference, share


def _drawn(line: Line, widths: tuple[int, int, int, int, int], pen: _Pen) -> str:
    style = "1" if line.heading and line.tone is Tone.PLAIN else _COLORS.get(line.tone, "")
    label = pen.drawn(_label(line), style)
    rows = [label]
    if line.amounts is not None:
        old, new, difference, share = _figures(line)
        gap = " " * (widths[0] - cell_len(_label(line)))
        if cell_len(_label(line)) > widths[0]:
            gap = f"\n{' ' * widths[0]}"
        said = f"{_right(old, widths[1])} → {_right(new, widths[2])}"
        changed = pen.drawn(_right(difference, widths[3]), _sign_color(difference))
        rows = [f"{label}{gap}  {said}  {changed}  {_right(share, widths[4])}".rstrip()]
    indent = "  " * (line.depth + 1) + "  "
    rows += [f"{indent}{pen.drawn(visible(on_one_line(note)), '2')}" for note in line.notes]
    if line.pieces:
        rows.append(indent + "".join(_piece(piece, pen) for piece in folded(line.pieces)))
    return "\n".join(rows)


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _sign_color(difference: str) -> str:
    return "31" if difference.startswith("+") else "32" if difference.startswith("-") else ""


def _piece(piece: Piece, pen: _Pen) -> str:
    text = visible(on_one_line(piece.text))
    if piece.op == "same":
        return text
    opening, closing, style = _BRACKETS[piece.op]
    return pen.drawn(f"{opening}{text}{closing}", style)
