"""The table 分年支出计划表: what falls to each year, and the total."""

from __future__ import annotations

from ptgen.core.budget.amounts import Budget
from ptgen.core.layout.model import AmountFormat
from ptgen.core.money import ZERO, total
from ptgen.view.document import Page
from ptgen.view.figures import amount_text
from ptgen.view.table import Align, Cell, CellKind, Row, Table, text_row, together, total_cells

_SHARES = (2, 3, 3)


def yearly_table(budget: Budget, style: AmountFormat) -> Table:
    """Three columns: 年度, 支出计划, 累计; a row for each year and a total row."""
    heads = ("年度", f"支出计划（{style.unit}）", f"累计（{style.unit}）")
    rows = [text_row(0, [(head, CellKind.HEAD) for head in heads])]
    spent = ZERO
    for year, amount in budget.years:
        spent = total((spent, amount))
        amounts = [(amount_text(one, style), CellKind.AMOUNT) for one in (amount, spent)]
        rows.append(text_row(len(rows), [(f"{year}年", CellKind.VALUE), *amounts]))
    row = len(rows)
    whole = amount_text(budget.all_years, style)
    blank = Cell(row, 2, "", CellKind.AMOUNT, Align.RIGHT)
    rows.append(Row((*total_cells(row, "合计", 1, [whole]), blank)))
    return Table(_widths(), together(rows), (0, 1))


def _widths() -> tuple[int, ...]:
    whole = Page().text_width
    first, second = (whole * share // sum(_SHARES) for share in _SHARES[:2])
    return (first, second, whole - first - second)
