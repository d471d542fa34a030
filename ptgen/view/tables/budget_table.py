"""The table 预算明细表: every line with its formula, groups with subtotals, a total."""

from __future__ import annotations

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.layout.model import AmountFormat
from ptgen.core.model.line import Method
from ptgen.core.prose.project import Texts
from ptgen.view.document import Page
from ptgen.view.figures import amount_text, breakable
from ptgen.view.table import CellKind, Table, list_table, total_row
from ptgen.view.tables.columns import shared_out

# Shares of the table's width for 序号 项目 测算依据 备注; the two amounts take what they need.
_SHARES = (9, 36, 35, 20)
_DIGIT = 5.4  # width of a digit at 10.5 pt, in pt
_PADDING = 12.0  # of a cell, left and right together, in pt


def detail_table(budget: Budget, style: AmountFormat, texts: Texts) -> Table:
    """Six columns: 序号, 项目, 测算依据, 金额, 本年申请, 备注; the head row repeats."""
    items = enumerate(budget.items, 1)
    lines = [line for index, item in items for line in item.numbered(str(index))]
    printed = [amount_text(budget.all_years, style), amount_text(budget.annual, style)]
    printed += [amount_text(item.amount, style) for _, item in lines]
    amounts = (f"金额（{style.unit}）", f"本年申请（{style.unit}）")
    head = ("序号", "项目", "测算依据", *amounts, "备注")
    rows = [_cells(number, item, style, texts) for number, item in lines]
    whole = total_row("合计", 3, printed[:2], CellKind.TEXT)
    return list_table(_widths(max(map(len, printed))), head, rows, [whole])


def _widths(digits: int) -> tuple[int, ...]:
    amount = round((max(digits, 9) * _DIGIT + _PADDING) * 20)
    *texts, remark = shared_out(Page().text_width - 2 * amount, _SHARES)
    return (*texts, amount, amount, remark)


def _cells(
    number: str, item: ItemAmount, style: AmountFormat, texts: Texts
) -> list[tuple[str, CellKind]]:
    basis = "小计" if item.formula is None else breakable(item.formula.text.strip())
    return [
        (number, CellKind.VALUE),
        (item.name, CellKind.TEXT),
        (basis, CellKind.TEXT),
        (amount_text(item.amount, style), CellKind.AMOUNT),
        ("" if item.annual is None else amount_text(item.annual, style), CellKind.AMOUNT),
        (_remark(item, texts), CellKind.TEXT),
    ]


def _remark(item: ItemAmount, texts: Texts) -> str:
    method = "" if item.item.method is Method.COMPUTED else item.item.method.value
    return "；".join(filter(None, (method, texts.note(item, "备注"))))
