"""The 绩效目标表 of a project: the layout's bands filled and joined to one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from ptgen.core.budget.named import named_amounts
from ptgen.core.layout.calculation import (
    ExactNumber,
    Numbers,
    adds_only,
    calculated,
    exact_amounts,
)
from ptgen.core.layout.form import Band, CellAlign, CellSpec, Paper, TitlePlace
from ptgen.core.layout.formats import day_text
from ptgen.core.layout.grid import Placed, place
from ptgen.core.layout.model import Layout
from ptgen.core.loader import Content
from ptgen.core.model.edition_keys import SAME_GOAL
from ptgen.core.model.project import PROSE_KEYS
from ptgen.core.model.prose import Text
from ptgen.core.money import to_fen
from ptgen.view.document import Form, Page
from ptgen.view.figures import amount_text, printed_amounts, ratio_text, step_of, style_of
from ptgen.view.form_rows import FormRow, rows_of
from ptgen.view.narrative import info_of, prose_text
from ptgen.view.table import Align, Cell, CellKind, Row, Table
from ptgen.view.tables.columns import Columns, columns_of

_NO_ROW = FormRow()
WEIGHT = "权重"
_NUMBER = re.compile(r"(-?[\d,]+(?:\.\d+)?)[^\d%]*")
_SHEETS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
_ALIGNS = {CellAlign.LEFT: Align.LEFT, CellAlign.CENTER: Align.CENTER, CellAlign.RIGHT: Align.RIGHT}


def form_of(content: Content) -> Form:
    """The form of a project, all strings final."""
    layout = content.layout.form
    title = content.texts.title("绩效目标表", content.project.titles.form, layout.title)
    subtitle = content.texts.label(layout.subtitle)
    page = page_of(layout.paper)
    inside = layout.title_place is TitlePlace.INSIDE
    table = _FormTable(content, page, (title, subtitle) if inside else ()).table()
    one_page = content.project.one_page
    smallest = None if one_page is None else one_page.smallest
    return Form(info_of(content, title), title, subtitle, table, page, smallest)


def page_of(paper: Paper) -> Page:
    """The sheet of a form, turned when it is landscape."""
    width, height = _SHEETS[paper.size]
    if paper.landscape:
        width, height = height, width
    top, right, bottom, left = paper.margins
    return Page(width, height, top, right, bottom, left)


class _FormTable:
    """The table of one form, its bands filled from the top down."""

    def __init__(self, content: Content, page: Page, titles: tuple[str, ...]) -> None:
        self._content = content
        self._titles = titles
        self._layout: Layout = content.layout
        form = self._layout.form
        self._bands = tuple(form.bands[name] for name in form.order or form.bands)
        budget = content.budget
        self._declared = {key: ExactNumber.of(one) for key, one in budget.quantities}
        self._exact: Numbers = {**exact_amounts(named_amounts(budget)), **self._declared}
        self._printed: dict[Decimal, Numbers] = {}
        self._columns: Columns = columns_of([band.widths for band in self._bands], page.text_width)
        project = content.project
        self._days = {"计划开始日期": project.start, "计划完成日期": project.end}
        self._rows: list[list[Cell]] = []
        self._heads: list[tuple[int, int]] = []

    def table(self) -> Table:
        self._place_titles()
        for index, band in enumerate(self._bands):
            self._place(index, band, band.rows)
            if band.head:
                start = len(self._rows)
                self._place(index, band, band.head)
                self._heads.append((start, len(self._rows)))
            if band.each is not None:
                self._each(index, band, band.each)
        height = self._layout.form.row_height
        rows = tuple(Row(tuple(row), height) for row in _joined(self._rows))
        head, *others = self._heads or (None,)
        continued = self._layout.form.continued
        return Table(self._columns.widths, rows, head, continued, tuple(filter(None, others)))

    def _place_titles(self) -> None:
        """Title and subtitle, each in a row over all columns; none for one without text."""
        kinds = (CellKind.TITLE, CellKind.SUBTITLE)
        columns = len(self._columns.widths)
        for kind, text in zip(kinds, self._titles, strict=False):
            if text:
                row = len(self._rows)
                cell = Cell(row, 0, text, kind, kind.align, bold=kind.bold, columns=columns)
                self._rows.append([cell])

    def _place(self, band_index: int, band: Band, specs: Sequence[Sequence[CellSpec]]) -> None:
        placed = place([tuple(row) for row in specs], len(band.widths)).cells
        top = len(self._rows)
        self._rows.extend([] for _ in specs)
        for cell in placed:
            self._add(band_index, top, cell, _NO_ROW)

    def _add(self, band: int, top: int, cell: Placed, row: FormRow) -> None:
        text = self._text(cell.spec, row)
        first, last = self._columns.span(band, cell.column, cell.columns)
        spec = cell.spec
        kind = _kind(spec)
        ruled = self._bands[band].ruled
        align = kind.align if ruled else _side(cell, len(self._bands[band].widths))
        align = _ALIGNS[spec.align] if spec.align is not None else align
        self._rows[top + cell.row].append(
            Cell(
                row=top + cell.row,
                column=first,
                text=text,
                kind=kind,
                align=align,
                bold=kind is CellKind.LABEL and ruled if spec.bold is None else spec.bold,
                rows=cell.rows,
                columns=last - first,
                open_below=not spec.line_below,
                ruled=ruled,
                value=self._data(spec, row, text),
            )
        )

    def _each(self, index: int, band: Band, specs: Sequence[CellSpec]) -> None:
        rows = rows_of(band, self._content)
        top = len(self._rows)
        self._rows.extend([] for _ in rows)
        each = tuple(row for row in rows if not row.total)
        first = next((at for at, row in enumerate(rows) if not row.total), 0)
        for column, spec in enumerate(specs):
            for group in _groups(spec, each):
                cell = Placed(spec, first + group.start, column, len(group), 1)
                self._add(index, top, cell, each[group.start])
        for at, row in enumerate(rows):
            if row.total and band.total is not None:
                for cell in place((band.total,), len(band.widths)).cells:
                    self._add(index, top + at, cell, row)

    def _data(self, spec: CellSpec, row: FormRow, text: str) -> Decimal | date | None:
        """What a text prints, for those who reckon with it: an amount, a weight or a day."""
        if spec.amount is not None or spec.value == WEIGHT or self._is_money(spec.value or "", row):
            number = _NUMBER.fullmatch(text)
            return Decimal(number[1].replace(",", "")) if number else None
        return self._days.get(spec.value or "")

    def _is_money(self, name: str, row: FormRow) -> bool:
        """Whether an amount that a key declares or a line of the budget has is called so."""
        number = {**self._declared, **row.exact}.get(name)
        return number is not None and bool(number.money)

    def _text(self, spec: CellSpec, row: FormRow) -> str:
        if spec.amount is not None:
            return self._amount(spec.amount, spec, row)
        if spec.ratio is not None:
            number = calculated(spec.ratio, {**self._exact, **row.exact})
            return "" if number is None else ratio_text(number.value, spec.decimals)
        name = spec.group or spec.value or spec.text
        if name is None:
            return self._content.texts.label(spec.label or "")
        if name in row.texts or spec.group is not None:
            return row.texts.get(name, "")
        if self._is_money(name, row):
            return self._amount(name, spec, row)
        return self._value(name, spec.format or self._layout.day_format)

    def _value(self, name: str, day_format: str) -> str:
        project = self._content.project
        day = self._days.get(name)
        if day is not None:
            return day_text(day, day_format)
        if name in PROSE_KEYS:
            return prose_text(self._content, name)
        if name == "年度总体目标" and project.annual_goal == SAME_GOAL:
            name = "项目总目标"
        goals = {"项目总目标": project.total_goal, "年度总体目标": project.annual_goal}
        if name in goals:
            written = self._content.texts.at((name,), goals[name] or "")
            return "\n".join(Text(written).paragraphs)
        value = self._content.context.get(name)
        return "" if value is None or isinstance(value, Mapping) else str(value)

    def _amount(self, source: str, spec: CellSpec, row: FormRow) -> str:
        """An amount, or what amounts come to: sums of what prints, all else to the 分."""
        style = style_of(spec, self._layout.amount)
        step = step_of(style)
        if step not in self._printed:
            amounts = printed_amounts(self._content.budget, style)
            self._printed[step] = exact_amounts(amounts)
        exact = {**self._exact, **row.exact}
        printed = {**exact, **self._printed[step], **row.exact, **row.printed.get(step, {})}
        number = calculated(source, printed if adds_only(source, exact) else exact)
        return "" if number is None else amount_text(to_fen(number.value), style)


def _groups(spec: CellSpec, rows: Sequence[FormRow]) -> Iterator[range]:
    """The rows that one cell covers: all for a label, a group's, or each its own."""

    def group_of(at: int) -> object:
        if spec.label is not None:
            return None
        return at if spec.group is None else rows[at].groups.get(spec.group)

    for _, group in groupby(range(len(rows)), group_of):
        places = [*group]
        yield range(places[0], places[-1] + 1)


def _side(cell: Placed, columns: int) -> Align:
    """Where a text stands on a line without rules: the first on the left, the last on the right."""
    if cell.column == 0:
        return Align.LEFT
    return Align.RIGHT if cell.column + cell.columns == columns else Align.CENTER


def _kind(spec: CellSpec) -> CellKind:
    if spec.amount is not None or spec.ratio is not None:
        return CellKind.AMOUNT
    if spec.text is not None:
        return CellKind.TEXT
    if spec.value is not None or spec.group is not None:
        return CellKind.VALUE
    return CellKind.LABEL


def _joined(rows: list[list[Cell]]) -> list[list[Cell]]:
    """A cell without a line below opens the cells under it upwards; cells in column order."""
    opened = {
        (cell.row + cell.rows, cell.column) for row in rows for cell in row if cell.open_below
    }
    return [
        [
            replace(cell, open_above=(cell.row, cell.column) in opened)
            for cell in sorted(row, key=lambda cell: cell.column)
        ]
        for row in rows
    ]
