"""Changes as a comment on a pull request, always under 60,000 characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from ptgen.compare.changes import Changes, Kind, Piece, ProjectChange
from ptgen.compare.pairs import Amounts, added_up
from ptgen.compare.review import Review
from ptgen.report.changes.card import Card, Titled, Verdict, card_of
from ptgen.report.changes.outline import (
    ChangeLine,
    Tone,
    folder_lines,
    project_line,
    project_lines,
    ranked,
)
from ptgen.report.changes.words import (
    KINDS,
    NO_CHANGE,
    PARTS_NOTE,
    figures,
    folded,
    in_one,
    on_one_line,
    signed,
)
from ptgen.report.escape import visible

MARKER = "<!-- ptgen-diff -->"
LIMIT = 60_000
_NAME = 36  # columns of a name in a table, of which a Chinese character takes two
_CELL = 120  # characters of an author's text in a list of names
_SPECIAL = re.compile(r"[&<>|`*_~\[\](){}#\\!$^\"'\u200b]|^[-+]|^\d(?=\d*[.)])")
# What GitHub would make a mention, a reference, a link, a commit or a picture of.
_LINKS = re.compile(
    r"[@#]|:(?=//|[\w+-]+:)|\bgh-(?=\d)|\bwww(?=\.)|[\da-f]{6}(?=[\da-f])", re.IGNORECASE
)
_SIGNS = {Verdict.PASSES: "✅", Verdict.EXPLAIN: "⚠️", Verdict.FAILS: "❌"}
_SUMS_HEAD = "| 合计 | 原（元） | 新（元） | 差额（元） | 增减 |\n|---|---:|---:|---:|---:|"
_HEAD = (
    "| 项目，差额大的在前 | 原（元） | 新（元） | 差额（元） | 增减 |\n|---|---:|---:|---:|---:|"
)


class _Limits(NamedTuple):
    """How much is shown: rows of the table, projects in detail, names in a list, and prose."""

    rows: int
    details: int
    names: int
    prose: bool


_ALL = 1_000_000
_ATTEMPTS = (
    _Limits(_ALL, _ALL, 200, prose=True),
    _Limits(_ALL, _ALL, 200, prose=False),
    *(_Limits(_ALL, details, 50, prose=False) for details in (200, 80, 30, 10, 0)),
    *(_Limits(rows, 0, 20, prose=False) for rows in (200, 50, 10)),
    _Limits(0, 0, 0, prose=False),
)


def changes_markdown(review: Review) -> str:
    """The comment, ending in a line break. A hidden first line lets a later run find it.

    What does not fit is left out, the least important first: prose, then the details of the
    projects with the smallest differences, then their rows (added up in one row).
    """
    changes, card = review.changes, card_of(review)
    if changes.none and not card.reasons:
        return f"{MARKER}\n**{NO_CHANGE}**：{_escaped(changes.old)} 与 {_escaped(changes.new)}\n"
    texts = (_comment(changes, card, limits) for limits in _ATTEMPTS)
    text = ""
    for text in texts:
        if len(text) < LIMIT:
            break
    return text


def _comment(changes: Changes, card: Card, limits: _Limits) -> str:
    parts = [MARKER, f"### {_SIGNS[card.verdict]} {_escaped(card.headline)}", ""]
    parts.append(f"{_escaped(changes.old)} → {_escaped(changes.new)}")
    parts += _lists(card.reasons)
    if card.sums:
        parts += ["", _SUMS_HEAD, *(_row(_escaped(label), sums) for label, sums in card.sums)]
    parts += _lists(card.lists)
    largest = ranked(changes.projects)
    if largest:
        shown, others = largest[: limits.rows], largest[limits.rows :]
        parts += ["", _HEAD, *(_project_row(one, changes) for one in shown)]
        if others:
            several = len(changes.years) > 1
            rest = None if several else added_up([one.totals.annual for one in others])
            parts.append(_row(f"其余 {len(others)} 个项目", rest))
        parts += ["", f"<sub>{PARTS_NOTE}</sub>"]
    shared = [
        f"{folder.folder or '（根）'}：{line.label}"
        for folder in changes.folders
        for line in folder_lines(folder)
    ]
    parts += _listing("整个文件夹的变化", shared, limits.names)
    for project in largest[: limits.details]:
        parts += _detail(project, prose=limits.prose)
    parts += _listing("只有写法变化的文件", changes.respelled, limits.names)
    parts += _listing("有变化的版式", changes.layouts, limits.names)
    parts += _left_out(len(largest), limits)
    return "\n".join(parts) + "\n"


def _lists(lists: Sequence[Titled]) -> Iterator[str]:
    for title, remarks in lists:
        yield from ("", f"**{title}**", "")
        for one in remarks:
            path = "" if one.place is None else _escaped(one.place.path, 300)
            place = f"　<code>{path}:{one.place.line}</code>" if one.place else ""
            yield f"- {_escaped(one.text, 300)}{place}"


def _project_row(project: ProjectChange, changes: Changes) -> str:
    folder = f"{project.key.rpartition('/')[0]} " if len(changes.folders) > 1 else ""
    amounts = None if project.errors else project.totals.annual
    kind = "" if project.kind is Kind.CHANGED else f"{KINDS[project.kind]} "
    name = visible(on_one_line(f"{kind}{folder}{project.name.now or project.key}"))
    if cell_len(name) > _NAME:
        name = f"{set_cell_size(name, _NAME - 2).rstrip()}…"
    return _row(_escaped(name), amounts)


def _row(name: str, amounts: Amounts | None) -> str:
    cells = "| | |" if amounts is None else " | ".join(figures(amounts))
    return f"| {name} | {cells} |"


def _listing(title: str, names: Sequence[str], most: int) -> list[str]:
    if not names:
        return []
    rows = [f"- {_escaped(name)}" for name in names[:most]]
    rest = [f"- 另有 {len(names) - most} 个"] if len(names) > most else []
    return ["", f"**{title}**", "", *rows, *rest]


def _detail(project: ProjectChange, *, prose: bool) -> list[str]:
    line = project_line(project)
    head = f"{KINDS[project.kind]} {_escaped(line.label)}"
    if line.amounts is not None:
        head += f" {signed(line.amounts.difference)} 元"
    lines = (below for below in project_lines(project, 0) if prose or not below.pieces)
    body = [*(f"- {_escaped(note, 400)}" for note in line.notes), *map(_bullet, lines)]
    if not body:
        return []
    return ["", f"<details><summary>{head}</summary>", "", *body, "", "</details>"]


def _bullet(line: ChangeLine) -> str:
    mark = "" if line.tone is Tone.PLAIN else f"&#{ord(line.tone.value)}; "
    text = f"{'  ' * line.depth}- {mark}{_escaped(line.label, 400)}"
    if line.amounts is not None:
        text += f"　{_escaped(in_one(line.amounts))}"
    if line.notes:
        text += f"　（{'；'.join(_escaped(note, 400) for note in line.notes)}）"
    if line.pieces:
        text += "：" + "".join(_piece(piece) for piece in folded(line.pieces))
    return text


def _piece(piece: Piece) -> str:
    text = _escaped(piece.text, 400)
    tag = {"same": "", "removed": "del", "added": "ins"}[piece.op]
    return f"<{tag}>{text}</{tag}>" if tag else text


def _left_out(projects: int, limits: _Limits) -> list[str]:
    parts = []
    if not limits.prose:
        parts.append("文字的改动")
    if limits.details < projects:
        parts.append(f"{projects - limits.details} 个差额较小的项目的明细")
    if limits.rows < projects:
        parts.append(f"{projects - limits.rows} 个差额较小的项目的行（已合并为一行）")
    if not parts:
        return []
    return ["", f"> 内容过长，略去：{'、'.join(parts)}。全部内容请运行 `ptgen diff`。"]


def _escaped(text: str, most: int = _CELL) -> str:
    """An author's text as nothing but text: no markup, no mention, no link, on one line."""
    line = visible(on_one_line(text))
    line = line if len(line) <= most else f"{line[: most - 1]}…"
    # A zero-width space keeps names, numbers, addresses and digests from becoming links.
    line = _LINKS.sub("\\g<0>\u200b", line)
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", line)
