"""The 绩效目标表 of a project: the layout's bands filled and joined to one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ptgen.core.layout.form import Band, CellAlign, CellSpec, Paper, TitlePlace
from ptgen.core.layout.grid import Placed, place
from ptgen.core.layout.model import Layout
from ptgen.core.loader import Content
from ptgen.core.model.indicator import Indicator
from ptgen.core.model.project import SAME_GOAL
from ptgen.view.document import Form, Page
from ptgen.view.figures import amount_text, value_text
from ptgen.view.narrative import info_of
from ptgen.view.printed import printed_amounts
from ptgen.view.table import Align, Cell, CellKind, Row, Table
from ptgen.view.tables.columns import Columns, columns_of

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
    return Form(info_of(content, title), title, subtitle, table, page)


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
        self._printed = printed_amounts(content.budget, self._layout.amount)
        self._columns: Columns = columns_of([band.widths for band in self._bands], page.text_width)
        self._rows: list[list[Cell]] = []
        self._head: tuple[int, int] | None = None

    def table(self) -> Table:
        self._place_titles()
        for index, band in enumerate(self._bands):
            self._place(index, band, band.rows)
            if band.head:
                start = len(self._rows)
                self._place(index, band, band.head)
                self._head = (start, len(self._rows))
            if band.each is not None:
                self._each(index, band.each)
        height = self._layout.form.row_height
        rows = tuple(Row(tuple(row), height) for row in _joined(self._rows))
        return Table(self._columns.widths, rows, self._head)

    def _place_titles(self) -> None:
        """Title and subtitle, each in a row over all columns; none for one without text."""
        kinds = (CellKind.TITLE, CellKind.SUBTITLE)
        columns = len(self._columns.widths)
        for kind, text in zip(kinds, self._titles, strict=False):
            if text:
                bold = kind is CellKind.SUBTITLE
                row = len(self._rows)
                self._rows.append(
                    [Cell(row, 0, text, kind, Align.CENTER, bold=bold, columns=columns)]
                )

    def _place(self, band_index: int, band: Band, specs: Sequence[Sequence[CellSpec]]) -> None:
        placed = place([tuple(row) for row in specs], len(band.widths)).cells
        top = len(self._rows)
        self._rows.extend([] for _ in specs)
        for cell in placed:
            self._add(band_index, top, cell, self._text(cell.spec, None))

    def _add(self, band: int, top: int, cell: Placed, text: str) -> None:
        first, last = self._columns.span(band, cell.column, cell.columns)
        spec = cell.spec
        kind = _kind(spec)
        align = _ALIGNS[spec.align] if spec.align is not None else kind.align
        self._rows[top + cell.row].append(
            Cell(
                row=top + cell.row,
                column=first,
                text=text,
                kind=kind,
                align=align,
                bold=kind is CellKind.LABEL if spec.bold is None else spec.bold,
                rows=cell.rows,
                columns=last - first,
                open_below=not spec.line_below,
            )
        )

    def _each(self, band: int, specs: Sequence[CellSpec]) -> None:
        indicators: tuple[Indicator | None, ...] = self._content.project.indicators or (None,)
        top = len(self._rows)
        self._rows.extend([] for _ in indicators)
        for column, spec in enumerate(specs):
            for group in _groups(spec, indicators):
                cell = Placed(spec, group.start, column, len(group), 1)
                self._add(band, top, cell, self._text(spec, indicators[group.start]))

    def _text(self, spec: CellSpec, indicator: Indicator | None) -> str:
        if spec.amount is not None:
            return self._amount(spec.amount, spec.decimals)
        if spec.group is not None:
            if indicator is None:
                return ""
            return indicator.level1 if spec.group == "一级指标" else indicator.level2
        name = spec.value or spec.text
        if name is None:
            return self._content.texts.label(spec.label or "")
        if indicator is not None:
            own = indicator_values(indicator, self._layout)
            if name in own:
                return own[name]
        return self._value(name)

    def _value(self, name: str) -> str:
        project = self._content.project
        if name == "年度总体目标" and project.annual_goal == SAME_GOAL:
            name = "项目总目标"
        goals = {"项目总目标": project.total_goal, "年度总体目标": project.annual_goal}
        if name in goals:
            written = self._content.texts.at((name,), goals[name] or "")
            return "\n".join(line.strip() for line in written.split("\n") if line.strip())
        value = self._content.context.get(name)
        return "" if value is None or isinstance(value, Mapping) else str(value)

    def _amount(self, name: str, decimals: str | None) -> str:
        value = self._printed.get(name, self._content.context.get(name))
        if not isinstance(value, Decimal):
            return ""
        return amount_text(value, self._layout.amount, decimals)


def indicator_values(indicator: Indicator, layout: Layout) -> dict[str, str]:
    """What a cell of an indicator's row may name."""
    target = indicator.target
    return {
        "一级指标": indicator.level1,
        "二级指标": indicator.level2,
        "三级指标": indicator.name,
        "指标值": value_text(target, layout.value),
        "指标性质": layout.value.operators.get(target.operator, target.operator) or "定性",
        "指标数值": target.numbers if target.operator else target.text,
        "计量单位": target.unit if target.operator else "",
        "权重": indicator.weight or "",
        "说明": indicator.note or "",
        **dict.fromkeys(layout.indicator_fields, ""),
        **dict(indicator.further),
    }


def _groups(spec: CellSpec, indicators: Sequence[Indicator | None]) -> Iterator[range]:
    """The rows that one cell covers: all for a label, a group's, or each its own."""
    start = 0
    for index in range(1, len(indicators) + 1):
        if index < len(indicators) and _together(spec, indicators[index - 1], indicators[index]):
            continue
        yield range(start, index)
        start = index


def _together(spec: CellSpec, one: Indicator | None, other: Indicator | None) -> bool:
    if spec.label is not None:
        return True
    if spec.group is None or one is None or other is None:
        return False
    return one.level1 == other.level1 and (spec.group == "一级指标" or one.level2 == other.level2)


def _kind(spec: CellSpec) -> CellKind:
    if spec.amount is not None:
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
        sorted(
            (
                replace(cell, open_above=True) if (cell.row, cell.column) in opened else cell
                for cell in row
            ),
            key=lambda cell: cell.column,
        )
        for row in rows
    ]
