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

from ptgen.compare.changes import FolderChange, ProjectChange
from ptgen.compare.pairs import Amounts
from ptgen.compare.review import Review
from ptgen.core.money import ZERO, fixed, total
from ptgen.report.changes.card import card_of
from ptgen.report.changes.outline import (
    ChangeLine,
    Tone,
    amount_lines,
    budget_lines,
    folder_lines,
    other_lines,
    project_line,
    ranked,
    text_lines,
    transfer_lines,
)
from ptgen.report.changes.words import (
    KINDS,
    PARTS_NOTE,
    figures,
    in_one,
    on_one_line,
    percent,
    signed,
)
from ptgen.report.escape import visible, visible_value

_HERE = Path(__file__).parent
_DEEPEST = 4  # levels that are indented


def changes_html(review: Review) -> str:
    """The page, ending in a line break."""
    style, script = _own_file("changes.css"), _own_file("changes.js")
    return _template().render(
        **_values(review),
        style=Markup(style),  # noqa: S704 our own file
        script=Markup(script),  # noqa: S704 our own file
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def changes_body(review: Review) -> Markup:
    """What stands between the page's head and its script, for a page that has its own."""
    template = _template()
    parts = template.blocks["body"](template.new_context(_values(review)))
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


def _values(review: Review) -> dict[str, object]:
    """What the template prints."""
    changes = review.changes
    several = len(changes.years) > 1
    folders = {one.key: folder for folder in changes.folders for one in folder.projects}
    return {
        "changes": changes,
        "card": card_of(review),
        "note": PARTS_NOTE,
        "projects": tuple(
            _section(project, folders[project.key]) for project in ranked(changes.projects)
        ),
        "sums": tuple((one.label, one.amounts) for one in changes.years)
        if several
        else (("", changes.totals.annual),),
        "bars": bars_of(changes.projects),
        "folders": tuple((folder, tuple(_folder(folder))) for folder in changes.folders),
        "lists": (("只有写法变化的文件", changes.respelled), ("有变化的版式", changes.layouts)),
    }


def _section(project: ProjectChange, folder: FolderChange) -> dict[str, object]:
    """A project's row in the table and its own section: lines of its budget, and all others."""
    line = project_line(project)
    return {
        "change": project,
        "folder": folder.folder or "（根）",
        "line": line,
        "budget": tuple(_budget(project)),
        "others": (*amount_lines(project), *other_lines(project)) if line.amounts else (),
    }


def _budget(project: ProjectChange) -> Iterator[ChangeLine]:
    """The lines of the table of items, where formulas have columns of their own."""
    for line in budget_lines(project, 1):
        if line.item is not None or line.tone is Tone.MOVED:
            respelled = line.item is not None and line.item.respelled
            notes = tuple(note for note in line.notes if respelled or not note.startswith("测算"))
            yield replace(line, depth=min(line.depth, _DEEPEST), notes=notes)


def _folder(folder: FolderChange) -> Iterator[str]:
    yield from (line.label for line in folder_lines(folder))
    for line in transfer_lines(folder.transfers, 0):
        if line.amounts is not None:
            yield f"{line.label} {signed(line.amounts.difference)} 元"


_LONGEST = 1000  # a bar is at most this wide on either side of the axis, which stands at 0
_MOST_BARS = 20
_UP, _DOWN = "#b3261e", "#1a7f37"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the axis, to the right for more money, to the left for less."""

    name: str
    text: str
    color: str
    x: int
    width: int


def bars_of(projects: tuple[ProjectChange, ...]) -> tuple[Bar, ...]:
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
    bars = []
    for name, amount in changed:
        width, up = int(abs(amount) * _LONGEST / (longest or 1)), amount > 0
        bars.append(Bar(name, signed(amount), _UP if up else _DOWN, 0 if up else -width, width))
    return tuple(bars)
