"""A value on both sides of a comparison: an amount or a text, old and new.

Amounts are in 元, exact to the 分, texts in JSON.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema, computed_field

from ptgen.core.loader import Content
from ptgen.core.money import ZERO, fixed, to_fen, total

Money = Annotated[
    Decimal,
    PlainSerializer(fixed, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$"}),
]


class Value(BaseModel):
    """A frozen value of a comparison."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Amounts(Value):
    """An amount on both sides, in 元; ``None`` where the thing is not there."""

    old: Money | None
    new: Money | None

    @computed_field(description="new - old，没有的一侧计 0")  # type: ignore[prop-decorator]
    @property
    def difference(self) -> Money:
        """New less old; a side that is not there counts 0."""
        return total([self.new or ZERO, -(self.old or ZERO)])

    @computed_field(  # type: ignore[prop-decorator]
        description="差额占原金额的百分比，四舍五入到两位小数，只供显示；原金额为零时为 null"
    )
    @property
    def percent(self) -> str | None:
        """``12.50``: the difference in per cent of the old amount, rounded; only to be shown."""
        if not self.old:
            return None
        return fixed(to_fen(Fraction(self.difference) * 100 / Fraction(abs(self.old))))

    @property
    def differ(self) -> bool:
        """Whether the amount changed."""
        return self.old != self.new


def added_up(amounts: Iterable[Amounts]) -> Amounts:
    """The sums of both sides; what is not there counts 0."""
    parts = tuple(amounts)
    return Amounts(
        old=total([one.old or ZERO for one in parts]), new=total([one.new or ZERO for one in parts])
    )


class Totals(Value):
    """The amounts of a project, a folder or the whole.

    ``annual`` is 年度资金申请总额, ``total`` 项目资金总额, ``all_years`` the sum over all years.
    """

    annual: Amounts
    total: Amounts
    all_years: Amounts

    @property
    def differ(self) -> bool:
        """Whether any of them changed."""
        return self.annual.differ or self.total.differ or self.all_years.differ


def totals_added_up(parts: Sequence[Totals]) -> Totals:
    """The sums of several."""
    return Totals(
        annual=added_up(part.annual for part in parts),
        total=added_up(part.total for part in parts),
        all_years=added_up(part.all_years for part in parts),
    )


def totals_of(old: Content | None, new: Content | None) -> Totals:
    """Those of a project; ``None`` where it is not there."""
    return Totals(
        annual=amount_of(old, new, lambda one: one.budget.annual),
        total=amount_of(old, new, lambda one: one.budget.total),
        all_years=amount_of(old, new, lambda one: one.budget.all_years),
    )


class Pair(Value):
    """A text on both sides; ``None`` where there is none."""

    old: str | None
    new: str | None

    @property
    def differ(self) -> bool:
        """Whether it changed."""
        return self.old != self.new

    @property
    def now(self) -> str:
        """The new text, the old one where there is no new one."""
        return (self.old if self.new is None else self.new) or ""


_T = TypeVar("_T")


def text_of(old: _T | None, new: _T | None, get: Callable[[_T], str | None]) -> Pair:
    """A text of two things, each of which may be absent."""
    return Pair(old=None if old is None else get(old), new=None if new is None else get(new))


def amount_of(old: _T | None, new: _T | None, get: Callable[[_T], Decimal | None]) -> Amounts:
    """An amount of two things, each of which may be absent."""
    return Amounts(old=None if old is None else get(old), new=None if new is None else get(new))
