"""The values that a comparison makes; the JSON form of a diff is these, dumped.

Amounts are in 元, exact to the 分, texts in JSON. At every level the differences of the parts and
the transfers add up to the difference of the whole: a thing that moved from one group to another
is shown once, where it is now, and both groups carry a transfer of its old amount. The lines of a
group that says its own split over years have no amounts of the budget year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from ptgen.compare.pairs import Amounts, Money, Pair, Totals, Value
from ptgen.core.source.nodes import Loc


class Kind(StrEnum):
    """What happened to a project, an item or an indicator."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


class Direction(StrEnum):
    """Whether a target asks for less than before, for more, or neither can be said."""

    WEAKER = "weaker"
    STRONGER = "stronger"
    UNCLEAR = "unclear"
    SAME = "same"


class FileLine(Value):
    """Where a changed thing stands now, or stood in the old state."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


PlaceOf = Callable[[Loc | None, Loc | None], FileLine | None]
"""The place of a thing by its paths in the old and the new file."""


class Piece(Value):
    """A stretch of a text."""

    op: Literal["same", "removed", "added"]
    text: str


class FieldChange(Value):
    """A short value that changed: ``label`` is its key in the file."""

    label: str
    old: str | None
    new: str | None


class TextChange(Value):
    """A prose that changed, word by word.

    ``computed`` says that its author changed nothing: an amount inside it changed.
    """

    label: str
    pieces: tuple[Piece, ...]
    computed: bool = False


class AmountChange(Value):
    """A named amount that changed: a year, a source of funding, 核定金额."""

    label: str
    amounts: Amounts


def amounts_by_year(
    old: Mapping[int, Decimal], new: Mapping[int, Decimal]
) -> tuple[AmountChange, ...]:
    """The amounts of every year that either side has, in the order of years."""
    return tuple(
        AmountChange(label=f"{year}年", amounts=Amounts(old=old.get(year), new=new.get(year)))
        for year in sorted({*old, *new})
    )


def changed_fields(
    old: Mapping[str, str | None], new: Mapping[str, str | None], labels: Iterable[str]
) -> tuple[FieldChange, ...]:
    """The values that differ, in the order of the labels."""
    return tuple(
        FieldChange(label=label, old=old.get(label), new=new.get(label))
        for label in labels
        if old.get(label) != new.get(label)
    )


class Transfer(Value):
    """An amount that a group lost to another, or got from it, because a thing moved.

    ``annual`` and ``amount`` (all years) are the thing's old amounts, negative where it left;
    there is no ``annual`` where the split over years stands at the group; ``total`` is
    项目资金总额, of a project only. Also what a line's own amount was before it was written as a
    list of items, so that the new items and it add up.
    """

    name: str
    other: str
    annual: Money | None
    amount: Money
    total: Money | None = None


class ItemChange(Value):
    """A line of the budget. ``amount`` counts all years, ``annual`` the budget year.

    There is no ``annual`` where the split over years stands at the group above, on either side.
    """

    kind: Kind
    name: Pair
    amount: Amounts
    annual: Amounts | None
    moved_from: str | None = None
    formula: Pair | None = None
    method: Pair | None = None
    years: tuple[AmountChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    place: FileLine | None = None
    unchanged: int = Field(0, description="其下没有变化的明细数")

    @property
    def respelled(self) -> bool:
        """Whether the formula is written in another way and computes to the same."""
        return self.formula is not None and self.formula.differ and not self.amount.differ


class IndicatorChange(Value):
    """An indicator of 绩效指标; ``group`` is its first and second level."""

    kind: Kind
    group: str
    name: Pair
    target: Pair
    direction: Direction
    moved_from: str | None = None
    fields: tuple[FieldChange, ...] = ()
    place: FileLine | None = None


class Unreadable(Value):
    """Why one side of a project could not be read: its first error."""

    side: Literal["old", "new"]
    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""


class ProjectChange(Value):
    """A project. ``path`` is its file, ``name`` its 项目名称, ``year`` its budget year (年度)."""

    kind: Kind
    key: str
    path: Pair
    name: Pair
    year: Pair = Pair(old=None, new=None)
    moved_from: str | None = Field(None, description="原来的文件夹")
    totals: Totals
    years: tuple[AmountChange, ...] = ()
    funding: tuple[AmountChange, ...] = ()
    approved: Amounts | None = None
    excess: Amounts | None = Field(None, description="核定差额：核定金额减算出的项目资金总额")
    items: tuple[ItemChange, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    unchanged_items: int = 0
    indicators: tuple[IndicatorChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    errors: tuple[Unreadable, ...] = ()

    @property
    def renamed(self) -> bool:
        """Whether its file has another path."""
        return None not in (self.path.old, self.path.new) and self.path.differ

    @property
    def empty(self) -> bool:
        """Whether only spelling, order or comments of the file changed."""
        parts: tuple[object, ...] = (self.years, self.funding, self.approved, self.items)
        parts += (self.transfers, self.indicators, self.fields, self.texts)
        same = not any(parts) and not self.totals.differ
        return self.kind is Kind.CHANGED and same and not self.renamed and not self.name.differ


class SharedChange(FieldChange):
    """A short value that changed in the same way in several projects of a folder."""

    projects: tuple[str, ...]


class FolderChange(Value):
    """The projects of a folder; what ``shared`` tells is not told again in each of them.

    ``volume`` are the changes of its bound volume (汇编 in unit.yaml). ``years`` are the budget
    years of its projects: of several, ``totals`` are not shown.
    """

    folder: str
    years: tuple[str, ...] = ()
    totals: Totals
    projects: tuple[ProjectChange, ...]
    volume: tuple[FieldChange, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    shared: tuple[SharedChange, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether amounts of any project could be compared."""
        return bool(self.transfers) or any(not one.errors for one in self.projects)

    @property
    def annual(self) -> Amounts | None:
        """年度资金申请总额, where it can be compared and is of one year."""
        return self.totals.annual if self.compared and len(self.years) < 2 else None


class Changes(Value):
    """All that changed between two states.

    ``totals`` are those of the projects that changed; their difference is that of the whole.
    ``whole`` are the totals of all projects, where they were asked for. Amounts of different
    budget years make no sum: ``years`` and ``whole_years`` have 年度资金申请总额 by year, which is
    what is shown where there are several.
    """

    format: Literal["ptgen-changes-1"] = "ptgen-changes-1"
    old: str
    new: str
    totals: Totals
    years: tuple[AmountChange, ...] = Field((), description="各预算年度的年度资金申请总额")
    whole: Totals | None = None
    whole_years: tuple[AmountChange, ...] = ()
    folders: tuple[FolderChange, ...]
    respelled: tuple[str, ...] = Field(
        (), description="只有写法、次序或注释变化的文件，算出的内容不变"
    )
    layouts: tuple[str, ...] = Field((), description="有变化的版式，其下项目的排版可能不同")

    @property
    def projects(self) -> tuple[ProjectChange, ...]:
        """All projects of all folders."""
        return tuple(project for folder in self.folders for project in folder.projects)

    @property
    def compared(self) -> bool:
        """Whether amounts of any project could be compared."""
        return any(folder.compared for folder in self.folders)

    @property
    def none(self) -> bool:
        """Whether nothing is to be told."""
        return not (self.folders or self.layouts or self.respelled)
