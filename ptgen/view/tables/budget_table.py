"""Stage view: the table 预算明细表: every line with its formula, groups with subtotals, a total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.budget.amounts import Budget, ItemAmount
from ptgen.core.layout.model import AmountFormat
from ptgen.core.model.line import Method
from ptgen.core.prose.project import Texts
from ptgen.view.document import Page
from ptgen.view.figures import amount_text, breakable
from ptgen.view.table import Align, Cell, CellKind, Row, Table, together

# Shares of the table's width for 序号 项目 测算依据 备注; the two amounts take what they need.
_SHARES = (9, 36, 35, 20)
_NARROWEST = 560  # of 序号 in one line, in dxa
_DIGIT = 5.4  # width of a digit at 10.5 pt, in pt
_PADDING = 12.0  # of a cell, left and right together, in pt


@dataclass(frozen=True, slots=True)
class _Line:
    number: str
    item: ItemAmount


def detail_table(budget: Budget, style: AmountFormat, texts: Texts) -> Table:
    """Six columns: 序号, 项目, 测算依据, 金额, 本年申请, 备注; the head row repeats."""
    lines = tuple(_numbered(budget.items, ""))
    printed = [amount_text(budget.all_years, style), amount_text(budget.annual, style)]
    printed += [amount_text(line.item.amount, style) for line in lines]
    head = (
        "序号",
        "项目",
        "测算依据",
        f"金额（{style.unit}）",
        f"本年申请（{style.unit}）",
        "备注",
    )
    rows = [_row(0, [(text, CellKind.HEAD) for text in head])]
    for line in lines:
        rows.append(_row(len(rows), _cells(line, style, texts)))
    rows.append(_total(len(rows), budget, style))
    return Table(_widths(max(len(text) for text in printed)), together(rows), (0, 1))


def _widths(digits: int) -> tuple[int, ...]:
    page = Page()
    whole = round((page.width - page.left - page.right) / 25.4 * 1440)
    amount = round((max(digits, 9) * _DIGIT + _PADDING) * 20)
    rest = whole - 2 * amount
    narrow = [rest * share // sum(_SHARES) for share in _SHARES]
    narrow[0] = max(narrow[0], _NARROWEST)
    narrow[2] += rest - sum(narrow)
    return (narrow[0], narrow[1], narrow[2], amount, amount, narrow[3])


def _numbered(items: tuple[ItemAmount, ...], prefix: str) -> Iterator[_Line]:
    for index, item in enumerate(items, 1):
        number = f"{prefix}{index}"
        yield _Line(number, item)
        yield from _numbered(item.items, f"{number}.")


def _cells(line: _Line, style: AmountFormat, texts: Texts) -> list[tuple[str, CellKind]]:
    item = line.item
    basis = "小计" if item.formula is None else breakable(item.formula.text.strip())
    return [
        (line.number, CellKind.VALUE),
        (item.name, CellKind.TEXT),
        (basis, CellKind.TEXT),
        (amount_text(item.amount, style), CellKind.AMOUNT),
        ("" if item.annual is None else amount_text(item.annual, style), CellKind.AMOUNT),
        (_remark(item, texts), CellKind.TEXT),
    ]


def _remark(item: ItemAmount, texts: Texts) -> str:
    words = [] if item.item.method is Method.COMPUTED else [item.item.method.value]
    if item.item.remark is not None:
        words.append(texts.at((*item.loc, "备注"), item.item.remark).strip())
    return "；".join(words)


def _total(row: int, budget: Budget, style: AmountFormat) -> Row:
    return Row(
        (
            Cell(row, 0, "合计", CellKind.HEAD, Align.CENTER, bold=True, columns=3),
            _amount_cell(row, 3, budget.all_years, style),
            _amount_cell(row, 4, budget.annual, style),
            Cell(row, 5, "", CellKind.TEXT, Align.LEFT),
        )
    )


def _amount_cell(row: int, column: int, amount: Decimal, style: AmountFormat) -> Cell:
    text = amount_text(amount, style)
    return Cell(row, column, text, CellKind.AMOUNT, Align.RIGHT, bold=True)


def _row(row: int, cells: list[tuple[str, CellKind]]) -> Row:
    return Row(
        tuple(
            Cell(row, column, text, kind, _ALIGN[kind], bold=kind is CellKind.HEAD)
            for column, (text, kind) in enumerate(cells)
        )
    )


_ALIGN = {
    CellKind.HEAD: Align.CENTER,
    CellKind.LABEL: Align.CENTER,
    CellKind.VALUE: Align.CENTER,
    CellKind.TEXT: Align.LEFT,
    CellKind.AMOUNT: Align.RIGHT,
}
