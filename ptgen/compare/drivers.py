"""What a reviewer asks about first: what moved the sum, new reserves, lowered targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ptgen.compare.changes import (
    Changes,
    Direction,
    FileLine,
    IndicatorChange,
    ItemChange,
    Kind,
    ProjectChange,
    TextChange,
)
from ptgen.compare.pairs import Amounts
from ptgen.core.model.line import Method

TURNED = "改为"
"""How the other side of a transfer begins where a line became a group, or a group a line."""


@dataclass(frozen=True, slots=True)
class Driver:
    """A line of a budget, below the ``groups`` it is in; a whole project where there is no line.

    ``amounts`` are of the budget year; of all years where only those changed.
    """

    project: ProjectChange
    groups: tuple[ItemChange, ...]
    item: ItemChange | None
    amounts: Amounts

    @property
    def name(self) -> str:
        """The name of the line, or of the project."""
        return self.project.name.now if self.item is None else self.item.name.now

    @property
    def place(self) -> FileLine | None:
        """The line's formula in the file."""
        if self.item is None:
            return FileLine(path=self.project.path.now, line=1)
        return self.item.place

    @property
    def explained(self) -> bool:
        """Whether the change says a reason: at the line, at its groups or in the project's prose.

        A project that came or went as a whole has its own reasons.
        """
        if self.item is None or self.project.kind is not Kind.CHANGED:
            return True
        texts = (text for one in (*self.groups, self.item) for text in one.texts)
        return any(map(_added, texts)) or _told(self.project, self.name)


def drivers(changes: Changes) -> tuple[Driver, ...]:
    """What moved the sum, the largest first."""
    found = [one for project in changes.projects for one in _drivers_of(project)]
    return tuple(sorted(found, key=lambda one: (-abs(one.amounts.difference), one.project.key)))


def new_reserves(changes: Changes) -> tuple[Driver, ...]:
    """The lines that became a reserve, or are new and one."""
    return tuple(
        Driver(project, tuple(groups), item, item.amount)
        for project in changes.projects
        for *groups, item in _walk(project.items)
        if item.method is not None and item.method.new == Method.RESERVED.value != item.method.old
    )


def weakened(changes: Changes) -> tuple[tuple[ProjectChange, IndicatorChange], ...]:
    """The indicators that were lowered, or taken out of a project that stays."""
    return tuple(
        (project, indicator)
        for project in changes.projects
        if project.kind is Kind.CHANGED
        for indicator in project.indicators
        if indicator.direction is Direction.WEAKER or indicator.kind is Kind.REMOVED
    )


def is_explained(project: ProjectChange, indicator: IndicatorChange) -> bool:
    """Whether the change of an indicator says a reason, at it or in the project's prose."""
    own = any(one.label == "说明" and one.new for one in indicator.fields)
    return own or _told(project, indicator.name.now)


def _drivers_of(project: ProjectChange) -> Iterator[Driver]:
    if project.kind is not Kind.CHANGED:
        if project.totals.annual.difference:
            yield Driver(project, (), None, project.totals.annual)
        return
    found = False
    for *groups, item in _walk(project.items, whole=True):
        amounts = item.annual if item.annual and item.annual.difference else item.amount
        if amounts.difference:
            found = True
            yield Driver(project, tuple(groups), item, amounts)
    if not found and project.totals.annual.difference:
        yield Driver(project, (), None, project.totals.annual)


def _walk(
    items: Sequence[ItemChange], above: tuple[ItemChange, ...] = (), *, whole: bool = False
) -> Iterator[tuple[ItemChange, ...]]:
    """Each line with the groups above it; ``whole``: only those whose differences add up.

    These are the lowest ones, but a group that came, went or got its list only now is one.
    """
    for item in items:
        turned = any(one.other.startswith(TURNED) for one in item.transfers)
        divided = item.kind is Kind.CHANGED and not turned
        divided = divided and all(below.annual is not None for below in item.items)
        leaf = not item.items or not divided
        if leaf or not whole:
            yield (*above, item)
        if not (leaf and whole):
            yield from _walk(item.items, (*above, item), whole=whole)


def _added(text: TextChange) -> str:
    """What the author added to a text."""
    added = (piece.text for piece in text.pieces if piece.op == "added" and not text.computed)
    return "".join(added)


def _told(project: ProjectChange, name: str) -> bool:
    """Whether prose that the author added names a thing."""
    return any(name in _added(text) for text in project.texts)
