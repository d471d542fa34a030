"""Changes as one page that needs nothing else.

The page allows itself its own style and script only, by their digests (Content-Security-Policy).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from ptgen.compare.changes import Changes, FolderChange, ProjectChange
from ptgen.compare.pairs import Amounts
from ptgen.core.money import fixed
from ptgen.report.changes.bars import bars_of
from ptgen.report.changes.outline import (
    Line,
    Tone,
    amount_lines,
    budget_lines,
    folder_lines,
    other_lines,
    project_line,
    text_lines,
    transfer_lines,
)
from ptgen.report.changes.words import (
    KINDS,
    PARTS_NOTE,
    figures,
    headline,
    in_one,
    on_one_line,
    percent,
    shown_totals,
    signed,
)
from ptgen.report.escape import visible, visible_value

_HERE = Path(__file__).parent
_DEEPEST = 4  # levels that are indented


@dataclass(frozen=True, slots=True)
class ProjectSection:
    """A project's row in the table and its own section: lines of its budget, and all others."""

    change: ProjectChange
    folder: str
    line: Line
    items: tuple[Line, ...]
    others: tuple[Line, ...]


def changes_html(changes: Changes) -> str:
    """The page, ending in a line break."""
    style, script = _own_file("changes.css"), _own_file("changes.js")
    return _template().render(
        **_values(changes),
        style=Markup(style),  # noqa: S704 our own file
        script=Markup(script),  # noqa: S704 our own file
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def changes_body(changes: Changes) -> Markup:
    """What stands between the page's head and its script, for a page that has its own."""
    template = _template()
    parts = template.blocks["body"](template.new_context(_values(changes)))
    return Markup("").join(map(Markup, parts))  # the template has escaped it


def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible_value,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"one_line": on_one_line, "all_lines": _all_lines}
    environment.globals |= {
        "KINDS": KINDS,
        "cells": _cells,
        "figures": figures,
        "in_one": in_one,
        "text_lines": text_lines,
    }
    return environment.from_string(_own_file("changes.html"))


def _own_file(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _all_lines(text: str) -> Markup:
    return escape("\n".join(map(visible, text.split("\n"))))


def _cells(amounts: Amounts | None) -> Iterator[tuple[str, str]]:
    """The figures as they are read, each with what it is sorted by: whole 分."""
    numbers: tuple[Decimal | None, ...] = (None,) * 4
    if amounts is not None:
        share = Decimal(amounts.percent) if amounts.percent and percent(amounts) else None
        numbers = (amounts.old, amounts.new, amounts.difference, share)
    for text, number in zip(figures(amounts), numbers, strict=True):
        yield text, "0" if number is None else str(int(fixed(number).replace(".", "")))


def _values(changes: Changes) -> dict[str, object]:
    """What the template prints."""
    several = len(changes.years) > 1
    return {
        "changes": changes,
        "headline": headline(changes),
        "totals": tuple(_totals(changes)),
        "note": PARTS_NOTE,
        "projects": tuple(
            _section(project, folder) for folder in changes.folders for project in folder.projects
        ),
        "sums": tuple((one.label, one.amounts) for one in changes.years)
        if several
        else (("", changes.totals.annual),),
        "bars": bars_of(changes.projects),
        "folders": tuple((folder, tuple(_folder(folder))) for folder in changes.folders),
        "lists": (
            ("只有写法变化的文件", changes.respelled),
            ("有变化的版式", changes.layouts),
        ),
    }


def _totals(changes: Changes) -> Iterator[str]:
    sums = []
    if changes.whole is not None:
        sums.append(("全部项目", changes.whole, changes.whole_years))
    if changes.projects:
        sums.append(("有变化的项目", changes.totals, changes.years))
    for which, totals, years in sums:
        for label, amounts in shown_totals(totals, years):
            yield f"{which}：{label} {in_one(amounts)}"


def _section(project: ProjectChange, folder: FolderChange) -> ProjectSection:
    line = project_line(project)
    return ProjectSection(
        project,
        folder.folder or "（根）",
        line,
        tuple(
            _item(one)
            for one in budget_lines(project, 1)
            if one.item is not None or one.tone is Tone.MOVED
        ),
        (*amount_lines(project), *other_lines(project)) if line.amounts else (),
    )


def _item(line: Line) -> Line:
    """A line of the table of items, where formulas have columns of their own."""
    respelled = line.item is not None and line.item.respelled
    notes = tuple(note for note in line.notes if respelled or not note.startswith("测算"))
    return replace(line, depth=min(line.depth, _DEEPEST), notes=notes)


def _folder(folder: FolderChange) -> Iterator[str]:
    yield from (line.label for line in folder_lines(folder))
    for line in transfer_lines(folder.transfers, 0):
        if line.amounts is not None:
            yield f"{line.label} {signed(line.amounts.difference)} 元"
