"""Stage view: the table 分年支出计划表: what falls to each year, and the total."""

from __future__ import annotations

from decimal import Decimal

from ptgen.core.budget.amounts import Budget
from ptgen.core.layout.model import AmountFormat
from ptgen.core.money import ZERO, total
from ptgen.view.document import Page
from ptgen.view.figures import amount_text
from ptgen.view.table import Align, Cell, CellKind, Row, Table, together

_SHARES = (2, 3, 3)


def yearly_table(budget: Budget, style: AmountFormat) -> Table:
    """Three columns: 年度, 支出计划, 累计; a row for each year and a total row."""
    rows = [_head(style)]
    spent = ZERO
    for year, amount in budget.years:
        spent = total((spent, amount))
        rows.append(_row(len(rows), f"{year}年", amount, amount_text(spent, style), style))
    rows.append(_row(len(rows), "合计", budget.all_years, "", style))
    return Table(_widths(), together(rows), (0, 1))


def _widths() -> tuple[int, ...]:
    page = Page()
    whole = round((page.width - page.left - page.right) / 25.4 * 1440)
    first, second = (whole * share // sum(_SHARES) for share in _SHARES[:2])
    return (first, second, whole - first - second)


def _head(style: AmountFormat) -> Row:
    texts = ("年度", f"支出计划（{style.unit}）", f"累计（{style.unit}）")
    return Row(
        tuple(
            Cell(0, column, text, CellKind.HEAD, Align.CENTER, bold=True)
            for column, text in enumerate(texts)
        )
    )


def _row(row: int, name: str, amount: Decimal, spent: str, style: AmountFormat) -> Row:
    last = name == "合计"
    return Row(
        (
            Cell(row, 0, name, CellKind.HEAD if last else CellKind.VALUE, Align.CENTER, bold=last),
            Cell(row, 1, amount_text(amount, style), CellKind.AMOUNT, Align.RIGHT, bold=last),
            Cell(row, 2, spent, CellKind.AMOUNT, Align.RIGHT),
        )
    )
