"""The economic codes of a budget's lines, and the sums by code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.model.units.economic_codes import ECONOMIC_CODES
from ptgen.core.money import ZERO, total


@dataclass(frozen=True, slots=True)
class CodedLine:
    """A line with what it says, or its groups say: 经济分类 (or nothing) and 政府采购."""

    item: ItemAmount
    code: str
    procurement: bool | None


@dataclass(frozen=True, slots=True)
class CodeSum:
    """What the lines of a code come to; ``code`` is empty for those without.

    ``amount`` counts all years, ``annual`` the budget year: ``None`` where lines of a group that
    says its own split over years have different codes. ``procured`` is 政府采购 in ``amount``.
    """

    code: str
    amount: Decimal
    annual: Decimal | None
    procured: Decimal

    @property
    def name(self) -> str:
        """委托业务费; nothing for a code that is not known."""
        return ECONOMIC_CODES.get(self.code, "")


def coded_lines(items: Sequence[ItemAmount]) -> Iterator[CodedLine]:
    """The lines that have a formula, in the author's order."""
    return (line for item in items for line in _coded(item, "", None))


def _coded(item: ItemAmount, code: str, procurement: bool | None) -> Iterator[CodedLine]:
    code = item.item.code or code
    procurement = procurement if item.item.procurement is None else item.item.procurement
    if not item.items:
        yield CodedLine(item, code, procurement)
    for child in item.items:
        yield from _coded(child, code, procurement)


def sums_by_code(budget: Budget) -> tuple[CodeSum, ...]:
    """The sums in the order of codes, those without last; nothing where no line has a code."""
    if not any(item.item.code for item in budget.walk()):
        return ()
    found: dict[str, CodeSum] = {}
    for item in budget.items:
        for one in _sums(item, "", None):
            found[one.code] = added(found.get(one.code), one)
    return tuple(found[code] for code in sorted(found, key=lambda code: (not code, code)))


def _sums(item: ItemAmount, code: str, procurement: bool | None) -> Iterator[CodeSum]:
    lines = tuple(_coded(item, code, procurement))
    codes = {line.code for line in lines}
    if len(codes) == 1:
        procured = total([line.item.amount for line in lines if line.procurement])
        yield CodeSum(codes.pop(), item.amount, item.annual, procured)
        return
    code = item.item.code or code
    procurement = procurement if item.item.procurement is None else item.item.procurement
    for child in item.items:
        yield from _sums(child, code, procurement)


def added(one: CodeSum | None, other: CodeSum) -> CodeSum:
    """Both sums together."""
    if one is None:
        return other
    unknown = one.annual is None or other.annual is None
    annual = None if unknown else total([one.annual or ZERO, other.annual or ZERO])
    amount, procured = one.amount + other.amount, one.procured + other.procured
    return CodeSum(one.code, amount, annual, procured)
