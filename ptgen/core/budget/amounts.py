"""The computed amounts of a project, all in 元 with two decimals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.formula.evaluate import Formula
from ptgen.core.model.fields import Counted
from ptgen.core.model.line import LineItem
from ptgen.core.model.project import TotalScope
from ptgen.core.source.nodes import Loc


@dataclass(frozen=True, slots=True)
class Quantity:
    """The number behind a key of an edition: money in 元, a share of 1 for %, else as counted.

    ``text`` is how it is written, with its unit; ``added``: it is an amount that sums count.
    """

    value: Decimal
    money: bool
    text: str = ""
    added: bool = True


Quantities = tuple[tuple[str, Quantity], ...]


@dataclass(frozen=True, slots=True)
class FundingAmount:
    """A kind of funds of an edition, in the budget year and in what 项目资金总额 counts."""

    name: str
    counted: Counted
    annual: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class ItemAmount:
    """A computed line.

    ``amount`` counts all years and is negative for a cut (核减); ``years`` are its parts by year,
    in the order of years, and add up to it; ``annual`` is the budget year's part. Below a group
    that says its own split (分年), nobody said what falls to which year: ``years`` is empty and
    ``annual`` is ``None``. ``formula`` is ``None`` for a group, whose amount is the sum of
    ``items``. ``loc`` is its path in the file.
    """

    item: LineItem
    loc: Loc
    amount: Decimal
    annual: Decimal | None
    years: tuple[tuple[int, Decimal], ...]
    formula: Formula | None
    items: tuple[ItemAmount, ...]
    approved: Decimal | None = None
    quantities: Quantities = ()

    @property
    def name(self) -> str:
        """The item's name."""
        return self.item.name

    @property
    def excess(self) -> Decimal | None:
        """核定差额: 核定金额 less what was computed, of all years or of this one."""
        if self.approved is None:
            return None
        ways = [
            self.approved - abs(part) for part in (self.amount, self.annual) if part is not None
        ]
        return min(ways, key=abs)

    @property
    def split(self) -> bool:
        """Whether a part of the amount falls to another year."""
        return self.annual is not None and self.annual != self.amount

    def numbered(self, number: str) -> Iterator[tuple[str, ItemAmount]]:
        """This line and all below it, which are ``1.1``, ``1.2`` where it is ``1``."""
        yield number, self
        for index, item in enumerate(self.items, 1):
            yield from item.numbered(f"{number}.{index}")

    def walk(self) -> Iterator[ItemAmount]:
        """This line and all below it, in the author's order."""
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True, slots=True)
class Budget:
    """All amounts of a project.

    ``all_years`` is the sum of the items, ``annual`` (年度资金申请总额) what is applied for in the
    budget year, ``total`` (项目资金总额) one of the two by ``scope`` (资金总额口径). ``fiscal``
    (财政资金) is ``total`` less ``other_total``; ``appropriation`` (当年财政拨款) is ``annual``
    less ``carried_over`` and ``other``. The ``kinds`` of funds that an edition declares count in
    ``fiscal`` or ``other``, or in neither and are taken off both.
    """

    items: tuple[ItemAmount, ...]
    all_years: Decimal
    annual: Decimal
    total: Decimal
    scope: TotalScope
    years: tuple[tuple[int, Decimal], ...]
    other: Decimal
    other_total: Decimal
    carried_over: Decimal
    fiscal: Decimal
    appropriation: Decimal
    approved: Decimal | None
    quarters: tuple[Decimal, ...]
    kinds: tuple[FundingAmount, ...] = ()
    quantities: Quantities = ()

    def kinds_in(self, counted: Counted) -> tuple[FundingAmount, ...]:
        """The edition's kinds of funds that count there."""
        return tuple(kind for kind in self.kinds if kind.counted is counted)

    @property
    def sources(self) -> tuple[tuple[str, Decimal], ...]:
        """The parts of ``annual`` by name: the appropriation, what is carried over, the others."""
        in_other = self.kinds_in(Counted.OTHER)
        rest = self.other - sum(kind.annual for kind in in_other)
        return (
            ("当年财政拨款", self.appropriation),
            ("上年结转资金", self.carried_over),
            *((kind.name, kind.annual) for kind in self.kinds),
            ("其余的其他资金" if in_other else "其他资金", rest),
        )

    @property
    def counted(self) -> Decimal:
        """What sums of approved amounts count: 核定金额, where there is none what was computed."""
        return self.annual if self.approved is None else self.approved

    @property
    def excess(self) -> Decimal | None:
        """核定差额: 核定金额 less 项目资金总额; ``None`` where nothing was approved yet."""
        return None if self.approved is None else self.approved - self.total

    @property
    def several_years(self) -> bool:
        """Whether a part of the items falls to another year."""
        return sum(1 for _, amount in self.years if amount) > 1 or self.annual != self.all_years

    def walk(self) -> Iterator[ItemAmount]:
        """All lines, groups before their items."""
        for item in self.items:
            yield from item.walk()

    def lists(self) -> Iterator[tuple[ItemAmount, ...]]:
        """The lines that stand side by side: 预算 itself, and every 明细."""
        yield self.items
        for item in self.walk():
            if item.items:
                yield item.items
