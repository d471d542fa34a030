"""The bands of an edition: the rows and tables of a form in the words of ``layout.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ptgen.core.layout.form import MERGE_LEFT, MERGE_UP
from ptgen.core.layout.labels import DAY_NAMES
from ptgen.core.layout.references import ITEM_AMOUNTS
from ptgen.edit.scaffold.yaml_writer import Example
from ptgen.importer.forms.draft.styles import amount_style, day_style, example_of, money_of, printed
from ptgen.importer.forms.meaning import FormPart, Meaning
from ptgen.importer.forms.tables.columns import (
    BUDGET,
    GROUPS,
    INDICATORS,
    SUMS,
    FoundColumn,
    FoundTable,
)
from ptgen.importer.forms.values import amount_of
from ptgen.importer.forms.vocabulary.labels import bare, plain_label, squeezed, unique
from ptgen.read.document import SourceCell, SourceParagraph

_YEAR = re.compile(r"(?<!\d)20\d\d(?=\s*年)")
_FRAME = {MERGE_UP: "＾", MERGE_LEFT: "＜"}
Keys = dict[str, Example]


class Bands:
    """Draws up the bands from the top down; ``lines`` are those beside the table."""

    def __init__(
        self, meaning: Meaning, lines: Sequence[SourceParagraph], year: int | None
    ) -> None:
        self.amount, self.day = amount_style(meaning), day_style(meaning)
        self._meaning, self._sheet = meaning, meaning.sheet
        self._years = {(year or 0) - back: f"{{{{ 年度 - {back} }}}}" for back in (1, 2, 3)}
        self._years[year or 0] = "{{ 年度 }}"
        self._beside = {line.place for line in lines}
        self._parts = {part.cell: part for part in meaning.parts}
        self._centered = any(cell.centered for cell in meaning.sheet.cells)

    def bands(self) -> Keys:
        """All bands by name."""
        tables = {table.head: table for table in self._meaning.tables}
        made: Keys = {}
        row = max((cell.row + 1 for cell in self._meaning.titles), default=0)
        while row < len(self._sheet.rows):
            if (table := tables.get(row)) is not None:
                made[self._name(row, made)] = self._table(table)
                row = table.stop
                continue
            stop = min((head for head in tables if head > row), default=len(self._sheet.rows))
            for start, end in self._pieces(row, stop):
                if len(lines := self._lines(start, end)) > 1:
                    made[self._name(start, made)] = self._band(lines, start, end)
            row = stop
        return made

    def label(self, text: str) -> str:
        """A label, its years said by the budget year."""
        return _YEAR.sub(lambda one: self._years.get(int(one[0]), one[0]), plain_label(text))

    def _name(self, row: int, taken: Keys) -> str:
        text = next(iter(self._sheet.texts(row)), "").split(":")[0]
        return unique(re.sub(r"\W", "", bare(text))[:8] or "段", taken)

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """The rows cut where no cell goes across, those with the same lines together."""
        cells = self._sheet.cells
        crossed = {row for cell in cells for row in range(cell.row + 1, cell.row + cell.rows)}
        cuts = [start, *(row for row in range(start + 1, stop) if row not in crossed), stop]
        first = start
        for one, other in pairwise(cuts[1:]):
            same = self._lines(first, one) == self._lines(one, other)
            if not same or self._is_ruled(first) != self._is_ruled(one):
                yield first, one
                first = one
        yield first, stop

    def _lines(self, start: int, stop: int) -> list[int]:
        cells = (one for one in self._sheet.cells if one.row < stop and one.row + one.rows > start)
        return sorted({edge for one in cells for edge in (one.column, one.column + one.columns)})

    def _is_ruled(self, row: int) -> bool:
        return not any(cell.place in self._beside for cell in self._sheet.rows[row])

    def _band(self, lines: Sequence[int], start: int, stop: int) -> Keys:
        made: Keys = {} if self._is_ruled(start) else {"边框": "否"}
        made["列宽"] = self._widths(lines)
        made["行"] = [
            [self._cell(row, column, start, stop) for column in lines[:-1]]
            for row in range(start, stop)
        ]
        return made

    def _widths(self, lines: Sequence[int]) -> Example:
        places = [self._sheet.lines[line] for line in lines]
        whole = (places[-1] - places[0]) or 1.0
        return [f"{max((b - a) / whole * 100, 0.1):.2f}" for a, b in pairwise(places)]

    def _cell(self, row: int, column: int, start: int, stop: int) -> Example:
        """A cell as the band writes it; one that begins above the band is blank here."""
        cell = self._sheet.at(row, column)
        if cell is not None and cell.column < column:
            return MERGE_LEFT
        if cell is not None and max(cell.row, start) < row:
            return MERGE_UP
        if cell is None or cell.row < start:
            return ""
        made = self._content(cell)
        if cell.row + cell.rows <= stop or isinstance(made, list):
            return made
        return {**(made if isinstance(made, dict) else {"标签": made}), "下线": "否"}

    def _content(self, cell: SourceCell) -> Example:
        part = self._parts.get(cell)
        if part is None or part.slot is None:
            return self._fixed(cell, part)
        slot = part.slot
        if slot.kind == "标签":
            return {"标签": slot.key, "加粗": "否"}
        made: Keys = {slot.kind: slot.key}
        if slot.kind == "金额":
            amount, text = amount_of(cell, part.unit), squeezed(cell.text)
            own = self.amount.shown_as(cell.text.strip())
            if amount is not None and printed(amount, self.amount) != text == printed(amount, own):
                made["格式"] = cell.text.strip()
        elif slot.key in DAY_NAMES and example_of(cell.text) not in ("", self.day):
            made["格式"] = example_of(cell.text)
        elif slot.kind == "值" and self._stands_left(cell):
            made["对齐"] = "左"
        return made

    def _stands_left(self, cell: SourceCell) -> bool:
        return self._centered and not cell.centered and bool(squeezed(cell.text))

    def _fixed(self, cell: SourceCell, part: FormPart | None) -> Example:
        text = self.label(cell.text)
        if part is not None and part.left_out:
            text = self.label(f"{part.label}：") if part.is_label else ""
        text = _FRAME.get(text, text)
        if text and self._stands_left(cell) and self._is_ruled(cell.row):
            return {"标签": text, "对齐": "左"}
        return text

    def _table(self, table: FoundTable) -> Keys:
        lines = [*(column.first for column in table.columns), table.columns[-1].stop]
        made: Keys = {"列宽": self._widths(lines)}
        if table.source == BUDGET:
            made["取自"] = "预算"
        elif not all(row.is_filled for row in table.rows):
            made["空组"] = "是"
        made["表头"] = [
            [self._head(table, row, line) for line in lines[:-1]]
            for row in range(table.head, table.body)
        ]
        made["每项"] = [self._each(table, column) for column in table.columns]
        return made | (self._total(table) if table.source == BUDGET else {})

    def _head(self, table: FoundTable, row: int, line: int) -> Example:
        """A cell of the head; one that is the label of the rows too is blank here."""
        cell = self._sheet.at(row, line)
        if cell is not None and cell.row == row and cell.row + cell.rows > table.body:
            return {"标签": "", "下线": "否"}
        return self._cell(row, line, table.head, table.stop)

    def _each(self, table: FoundTable, column: FoundColumn) -> Example:
        if not column.key:
            cell = self._sheet.at(table.body, column.first)
            return "" if cell is None else _FRAME.get(cell.text, self.label(cell.text))
        if column.key in GROUPS:
            return {"值" if self._is_repeated(table, column) else "分组": column.key}
        if table.source == INDICATORS:
            cells = [row.cells[column.key] for row in table.rows if column.key in row.cells]
            left = any(map(self._stands_left, cells)) and not any(one.centered for one in cells)
            return {"值": column.key, "对齐": "左"} if left else {"值": column.key}
        if column.key in ITEM_AMOUNTS or money_of(self._meaning, table, column):
            return {"金额": column.key}
        return {"值" if column.key == "序号" else "正文": column.key}

    def _is_repeated(self, table: FoundTable, column: FoundColumn) -> bool:
        """Whether each row names its group again."""
        for row in table.rows:
            cell = self._sheet.at(row.number, column.first)
            if cell is None or cell.row != row.number or not squeezed(cell.text):
                return False
        keys = GROUPS[: GROUPS.index(column.key) + 1]
        paths = [[row.groups.get(key) for key in keys] for row in table.rows]
        return any(one == other for one, other in pairwise(paths))

    def _total(self, table: FoundTable) -> Keys:
        """The row of sums, where the form has one."""
        cells = ((row, cell) for row in table.rows for cell in row.cells.values())
        sums = next((row for row, cell in cells if squeezed(cell.text) in SUMS), None)
        if sums is None:
            return {}
        specs: list[Example] = []
        for column in table.columns:
            cell = self._sheet.at(sums.number, column.first)
            text = "" if cell is None else self.label(cell.text)
            if cell is not None and cell.column < column.first:
                specs.append(MERGE_LEFT)
            elif text and (column.key in ITEM_AMOUNTS or money_of(self._meaning, table, column)):
                specs.append({"金额": column.key})
            else:
                specs.append(_FRAME.get(text, text))
        first: Keys = {"合计在前": "是"} if sums is table.rows[0] else {}
        return {"合计行": specs, **first}
