"""Stage report: changes as a comment on a pull request, always under 60,000 characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ptgen.compare.changes import Changes, Piece, ProjectChange
from ptgen.compare.fail_if import weakened
from ptgen.compare.pairs import Amounts, added_up
from ptgen.report.changes.outline import (
    Line,
    folder_lines,
    project_line,
    project_lines,
    transfer_lines,
)
from ptgen.report.changes.words import (
    KINDS,
    NO_CHANGE,
    PARTS_NOTE,
    folded,
    further_totals,
    headline,
    in_one,
    on_one_line,
    percent,
    shown_totals,
    side,
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


class _Kept(NamedTuple):
    """How much is told: rows of the table, projects in detail, names in a list, and prose."""

    rows: int
    details: int
    names: int
    prose: bool


_ALL = 1_000_000
_ATTEMPTS = (
    _Kept(_ALL, _ALL, 200, prose=True),
    _Kept(_ALL, _ALL, 200, prose=False),
    *(_Kept(_ALL, details, 50, prose=False) for details in (200, 80, 30, 10, 0)),
    *(_Kept(rows, 0, 20, prose=False) for rows in (200, 50, 10)),
)


def changes_markdown(changes: Changes) -> str:
    """The comment, ending in a line break. A hidden first line lets a later run find it.

    What does not fit is left out, the least important first: prose, then the details of the
    projects with the smallest differences, then their rows (added up in one row).
    """
    if changes.none:
        return f"{MARKER}\n**{NO_CHANGE}**：{_said(changes.old)} 与 {_said(changes.new)}\n"
    count = len(changes.projects)
    for kept in _ATTEMPTS:
        rows, details = min(count, kept.rows), min(count, kept.details)
        text = _page(changes, kept._replace(rows=rows, details=details))
        if len(text) < LIMIT:
            return text
    return _page(changes, _Kept(0, 0, 0, prose=False))


def _page(changes: Changes, kept: _Kept) -> str:
    rows, details, names, prose = kept
    ranked = sorted(changes.projects, key=_weight)
    parts = [MARKER, f"### {_said(headline(changes), 500)}", ""]
    parts.append(f"{_said(changes.old)} → {_said(changes.new)}")
    parts += _whole(changes)
    lowered = [
        f"{project.name.now}：{one.name.now} {one.target.old} → {one.target.new or '（删除）'}"
        for project, one in weakened(changes)
    ]
    parts += _listing("⚠️ 降低或删除的指标", lowered, names)
    if changes.projects:
        whole = rows >= len(ranked)
        table = _by_folder(changes) if whole else _largest(changes, ranked[:rows], ranked[rows:])
        parts += ["", _HEAD, *table, "", f"<sub>{PARTS_NOTE}</sub>"]
    parts += _shared(changes, names)
    shown = {id(project) for project in ranked[:details]}
    for project in changes.projects:
        if id(project) in shown:
            parts += _detail(project, prose=prose)
    parts += _listing("只有写法变化的文件", changes.respelled, names)
    parts += _listing("有变化的版式", changes.layouts, names)
    parts += _left_out(len(ranked), rows, details, prose=prose)
    return "\n".join(parts) + "\n"


def _weight(project: ProjectChange) -> tuple[bool, Decimal, str]:
    """Unreadable projects first, then the largest differences."""
    return (not project.errors, -abs(project.totals.annual.difference), project.key)


def _whole(changes: Changes) -> list[str]:
    said = []
    if changes.whole is not None:
        shown = list(shown_totals(changes.whole, changes.whole_years))
        kept = shown if len(changes.whole_years) > 1 else shown[:1]
        said = [f"全部项目：{label} {in_one(one)}" for label, one in kept]
    if len(changes.years) < 2:
        further = further_totals(changes.totals)
        said += [f"{label}（有变化的项目）：{in_one(one)}" for label, one in further]
    return [line for text in said for line in ("", text)]


def _by_folder(changes: Changes) -> list[str]:
    table = []
    for folder in changes.folders:
        if folder.projects or folder.transfers:
            name = f"**{_said(folder.folder or '（根）')}**"
            table.append(_row("", name, folder.annual))
        table += [_project_row(project) for project in folder.projects]
        for line in transfer_lines(folder.transfers, 0):
            table.append(_row("移动", _said(line.label), line.amounts))
    return [*table, *_sums(changes)]


def _sums(changes: Changes) -> list[str]:
    if len(changes.years) < 2:
        return [_row("", "**有变化的项目合计**", changes.totals.annual)]
    return [_row("", f"**有变化的项目{one.label}合计**", one.amounts) for one in changes.years]


def _largest(
    changes: Changes, kept: Sequence[ProjectChange], others: Sequence[ProjectChange]
) -> list[str]:
    several = len(changes.years) > 1
    rest = None if several else added_up([project.totals.annual for project in others])
    return [
        *(_project_row(project) for project in kept),
        _row("", f"其余 {len(others)} 个项目", rest),
        *_sums(changes),
    ]


def _project_row(project: ProjectChange) -> str:
    amounts = None if project.errors else project.totals.annual
    return _row(KINDS[project.kind], _said(f"{project.key} {project.name.now}"), amounts)


def _row(kind: str, name: str, amounts: Amounts | None) -> str:
    if amounts is None:
        return f"| {kind} | {name} | | | | |"
    told = (side(amounts.old), side(amounts.new), signed(amounts.difference), percent(amounts))
    return f"| {kind} | {name} | {' | '.join(told)} |"


def _shared(changes: Changes, names: int) -> list[str]:
    told = [
        f"{folder.folder or '（根）'}：{line.label}"
        for folder in changes.folders
        for line in folder_lines(folder)
    ]
    return _listing("整个文件夹的变化", told, names)


def _listing(title: str, names: Sequence[str], most: int) -> list[str]:
    if not names:
        return []
    rows = [f"- {_said(name)}" for name in names[:most]]
    rest = [f"- 另有 {len(names) - most} 个"] if len(names) > most else []
    return ["", f"**{title}**", "", *rows, *rest]


def _detail(project: ProjectChange, *, prose: bool) -> list[str]:
    line = project_line(project)
    head = f"{KINDS[project.kind]} {_said(line.label)}"
    if line.amounts is not None:
        head += f" {signed(line.amounts.difference)} 元"
    body = [f"- {_said(note, 400)}" for note in line.notes]
    for below in project_lines(project, 0):
        if prose or not below.pieces:
            body += _bullet(below)
    if not body:
        return []
    return ["", f"<details><summary>{head}</summary>", "", *body, "", "</details>"]


def _bullet(line: Line) -> list[str]:
    indent = "  " * line.depth
    mark = "" if line.tone.value == " " else f"&#{ord(line.tone.value)}; "
    said = f"{indent}- {mark}{_said(line.label, 400)}"
    if line.amounts is not None:
        said += f"　{_said(in_one(line.amounts))}"
    rows = [said]
    if line.notes:
        rows[0] += f"　（{'；'.join(_said(note, 400) for note in line.notes)}）"
    if line.pieces:
        rows[0] += "：" + "".join(_piece(piece) for piece in folded(line.pieces))
    return rows


def _piece(piece: Piece) -> str:
    text = _said(piece.text, 400)
    tag = {"same": "", "removed": "del", "added": "ins"}[piece.op]
    return f"<{tag}>{text}</{tag}>" if tag else text


def _left_out(projects: int, rows: int, details: int, *, prose: bool) -> list[str]:
    said = []
    if not prose:
        said.append("文字的改动")
    if details < projects:
        said.append(f"{projects - details} 个差额较小的项目的明细")
    if rows < projects:
        said.append(f"{projects - rows} 个差额较小的项目的行（已合并为一行）")
    if not said:
        return []
    return ["", f"> 内容过长，略去：{'、'.join(said)}。全部内容请运行 `ptgen diff`。"]


def _said(text: str, most: int = _CELL) -> str:
    """An author's text as nothing but text: no markup, no mention, no link, on one line."""
    shown = visible(on_one_line(text))
    shown = shown if len(shown) <= most else f"{shown[: most - 1]}…"
    escaped = _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", shown)
    return _unlinked(escaped)


def _unlinked(text: str) -> str:
    """A zero-width space keeps names, numbers and addresses from becoming links."""
    text = text.replace("@", "@&#8203;").replace("://", ":&#8203;//")
    text = re.sub(r"(?i)www\.", "www&#8203;.", text)
    return text.replace("&#35;", "&#35;&#8203;")
