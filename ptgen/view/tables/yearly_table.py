"""The table 分年支出计划表: what falls to each year, and the total."""

from __future__ import annotations

from ptgen.core.budget.amounts import Budget
from ptgen.core.layout.model import AmountFormat
from ptgen.core.money import ZERO, total
from ptgen.view.document import Page
from ptgen.view.figures import amount_text
from ptgen.view.table import CellKind, Table, list_table, total_row
from ptgen.view.tables.columns import shared_out

_SHARES = (2, 3, 3)


def yearly_table(budget: Budget, style: AmountFormat) -> Table:
    """Three columns: 年度, 支出计划, 累计; a row for each year and a total row."""
    heads = ("年度", f"支出计划（{style.unit}）", f"累计（{style.unit}）")
    rows, spent = [], ZERO
    for year, amount in budget.years:
        spent = total((spent, amount))
        amounts = [(amount_text(one, style), CellKind.AMOUNT) for one in (amount, spent)]
        rows.append([(f"{year}年", CellKind.VALUE), *amounts])
    whole = total_row("合计", 1, [amount_text(budget.all_years, style)], CellKind.AMOUNT)
    return list_table(shared_out(Page().text_width, _SHARES), heads, rows, [whole])
