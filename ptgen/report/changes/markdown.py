"""Changes as a comment on a pull request, always under 60,000 characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ptgen.compare.changes import Changes, Piece, ProjectChange
from ptgen.compare.fail_if import weakened
from ptgen.compare.pairs import Amounts, added_up
from ptgen.report.changes.outline import (
    ChangeLine,
    Tone,
    folder_lines,
    project_line,
    project_lines,
    transfer_lines,
)
from ptgen.report.changes.words import (
    KINDS,
    NO_CHANGE,
    PARTS_NOTE,
    figures,
    folded,
    further_totals,
    headline,
    in_one,
    on_one_line,
    shown_totals,
    signed,
)
from ptgen.report.escape import visible

MARKER = "<!-- ptgen-diff -->"
LIMIT = 60_000
_CELL = 120  # characters of an author's text in a table or a list of names
_SPECIAL = re.compile(r"[&<>|`*_~\[\](){}#\\!$^\"']")
_HEAD = (
    "| | 项目 | 原金额（元） | 新金额（元） | 差额（元） | 增减 |\n|---|---|---:|---:|---:|---:|"
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


def changes_markdown(changes: Changes) -> str:
    """The comment, ending in a line break. A hidden first line lets a later run find it.

    What does not fit is left out, the least important first: prose, then the details of the
    projects with the smallest differences, then their rows (added up in one row).
    """
    if changes.none:
        return f"{MARKER}\n**{NO_CHANGE}**：{_escaped(changes.old)} 与 {_escaped(changes.new)}\n"
    texts = (_comment(changes, limits) for limits in _ATTEMPTS)
    text = ""
    for text in texts:
        if len(text) < LIMIT:
            break
    return text


def _comment(changes: Changes, limits: _Limits) -> str:
    # Unreadable projects first, then the largest differences.
    ranked = sorted(
        changes.projects,
        key=lambda one: (not one.errors, -abs(one.totals.annual.difference), one.key),
    )
    parts = [MARKER, f"### {_escaped(headline(changes), 500)}", ""]
    parts.append(f"{_escaped(changes.old)} → {_escaped(changes.new)}")
    parts += _totals(changes)
    lowered = [
        f"{project.name.now}：{one.name.now} {one.target.old} → {one.target.new or '（删除）'}"
        for project, one in weakened(changes)
    ]
    parts += _listing("⚠️ 降低或删除的指标", lowered, limits.names)
    if ranked:
        table = _by_folder(changes)
        if limits.rows < len(ranked):
            table = _largest(changes, ranked[: limits.rows], ranked[limits.rows :])
        parts += ["", _HEAD, *table, *_sums(changes), "", f"<sub>{PARTS_NOTE}</sub>"]
    shared = [
        f"{folder.folder or '（根）'}：{line.label}"
        for folder in changes.folders
        for line in folder_lines(folder)
    ]
    parts += _listing("整个文件夹的变化", shared, limits.names)
    detailed = {id(project) for project in ranked[: limits.details]}
    for project in changes.projects:
        if id(project) in detailed:
            parts += _detail(project, prose=limits.prose)
    parts += _listing("只有写法变化的文件", changes.respelled, limits.names)
    parts += _listing("有变化的版式", changes.layouts, limits.names)
    parts += _left_out(len(ranked), limits)
    return "\n".join(parts) + "\n"


def _totals(changes: Changes) -> Iterator[str]:
    if changes.whole is not None:
        totals = list(shown_totals(changes.whole, changes.whole_years))
        for label, one in totals if len(changes.whole_years) > 1 else totals[:1]:
            yield f"\n全部项目：{label} {in_one(one)}"
    if len(changes.years) < 2:
        for label, one in further_totals(changes.totals):
            yield f"\n{label}（有变化的项目）：{in_one(one)}"


def _by_folder(changes: Changes) -> Iterator[str]:
    for folder in changes.folders:
        if folder.projects or folder.transfers:
            yield _row("", f"**{_escaped(folder.folder or '（根）')}**", folder.annual)
        yield from map(_project_row, folder.projects)
        for line in transfer_lines(folder.transfers, 0):
            yield _row("移动", _escaped(line.label), line.amounts)


def _largest(
    changes: Changes, largest: Sequence[ProjectChange], others: Sequence[ProjectChange]
) -> Iterator[str]:
    yield from map(_project_row, largest)
    several = len(changes.years) > 1
    rest = None if several else added_up([project.totals.annual for project in others])
    yield _row("", f"其余 {len(others)} 个项目", rest)


def _sums(changes: Changes) -> Iterator[str]:
    if len(changes.years) < 2:
        yield _row("", "**有变化的项目合计**", changes.totals.annual)
    else:
        for one in changes.years:
            yield _row("", f"**有变化的项目{one.label}合计**", one.amounts)


def _project_row(project: ProjectChange) -> str:
    amounts = None if project.errors else project.totals.annual
    return _row(KINDS[project.kind], _escaped(f"{project.key} {project.name.now}"), amounts)


def _row(kind: str, name: str, amounts: Amounts | None) -> str:
    cells = "| | |" if amounts is None else " | ".join(figures(amounts))
    return f"| {kind} | {name} | {cells} |"


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
    line = _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", line)
    # A zero-width space keeps names, numbers and addresses from becoming links.
    line = line.replace("@", "@&#8203;").replace("://", ":&#8203;//")
    line = re.sub(r"(?i)www\.", "www&#8203;.", line)
    return line.replace("&#35;", "&#35;&#8203;")
