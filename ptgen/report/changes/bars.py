"""The bars of the page of changes: how far each project's amount went."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rich.cells import set_cell_size

from ptgen.compare.changes import ProjectChange
from ptgen.core.money import ZERO, total
from ptgen.report.changes.words import signed
from ptgen.report.escape import visible

# Bars: the axis stands at 500 of 800, a bar is at most this wide on either side of it.
_AXIS, _LONGEST = 500, 140
_MOST_BARS = 40
_UP, _DOWN = "#b3261e", "#1a7f37"
_NAME = 46  # columns of a name beside its bar, of which a Chinese character takes two


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
    return tuple(_bar(name, difference, longest) for name, difference in changed)


def _bar(name: str, difference: Decimal, longest: Decimal) -> Bar:
    width = int(abs(difference) * _LONGEST / longest) if longest else 0
    label = set_cell_size(visible(name), _NAME).rstrip()
    up = difference > 0
    x = _AXIS if up else _AXIS - width
    return Bar(label, signed(difference), _UP if up else _DOWN, x, width)
