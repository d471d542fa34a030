"""The amounts of a form as they are printed: rounded so that parts make the whole.

The one place where rounding to the form's decimals is apportioned. What is exact stays exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ptgen.core.budget.amounts import Budget
from ptgen.core.budget.named import named_amounts, whole_of
from ptgen.core.layout.form import CellSpec
from ptgen.core.layout.model import AmountFormat
from ptgen.core.model.fields import Counted
from ptgen.core.money import FEN, ZERO, shares_of, total


def printed_amounts(budget: Budget, style: AmountFormat) -> Mapping[str, Decimal]:
    """The amounts by name, in 元, each a whole number of the style's last printed place.

    年度资金申请总额 is 当年财政资金 and 其他资金, 当年财政资金 is 当年财政拨款 and 上年结转资金,
    项目资金总额 is 财政资金 and 其他资金总额: in the printed figures too. An edition's kinds of
    funds are parts of these, or of the wholes.
    """
    step = step_of(style)
    named = named_amounts(budget)
    printed = {
        whole: shares_of(named[whole] or ZERO, (named[whole] or ZERO,), step)[0]
        for whole in ("年度资金申请总额", "项目资金总额")
    }
    for whole, parts in _parts(budget):
        exact = [named[part] or ZERO for part in parts]
        # What the whole holds beside its named parts, such as 其他资金 of no kind.
        rest = (named[whole] or ZERO) - total(exact)
        shares = shares_of(printed[whole], (*exact, rest), step)
        printed |= dict(zip(parts, shares, strict=False))
    return printed


def _parts(budget: Budget) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The amounts that have parts on the form, each with its parts, wholes first."""
    fiscal, other, apart = (
        tuple(kind.name for kind in budget.kinds_in(counted))
        for counted in (Counted.FISCAL, Counted.OTHER, Counted.APART)
    )
    yield "年度资金申请总额", ("当年财政资金", "其他资金", *apart)
    yield "当年财政资金", ("当年财政拨款", "上年结转资金", *fiscal)
    yield "其他资金", other
    yield "项目资金总额", ("财政资金", "其他资金总额", *map(whole_of, apart))
    yield "财政资金", tuple(map(whole_of, fiscal))
    yield "其他资金总额", tuple(map(whole_of, other))


def style_of(cell: CellSpec, style: AmountFormat) -> AmountFormat:
    """How a cell prints amounts: as it says itself, else in the edition's style."""
    shown = style.shown_as(cell.format) if cell.format else style
    return shown.model_copy(update={"decimals": cell.decimals}) if cell.decimals else shown


def step_of(style: AmountFormat) -> Decimal:
    """The last printed place in 元: 100 for 万元 with two decimals, never less than a 分."""
    if style.decimals in ("去零", "原样"):
        return FEN
    scale = 4 if style.unit == "万元" else 0
    return max(Decimal(1).scaleb(scale - int(style.decimals)), FEN)
