"""Tables inside a form that repeat a row: of indicators, and of the lines of the budget."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ptgen.core.formula.evaluate import Formula, parse
from ptgen.importer.forms.sheet import FormSheet
from ptgen.importer.forms.tables.columns import (
    BUDGET,
    GROUPS,
    INDICATORS,
    SUMS,
    FoundColumn,
    FoundTable,
    TableRow,
    head_at,
    own_key,
)
from ptgen.importer.forms.values import joined
from ptgen.importer.forms.vocabulary.labels import Vocabulary, squeezed
from ptgen.importer.forms.vocabulary.words import LEVELS, is_person
from ptgen.read.document import SourceCell

_CONTINUED = re.compile(r"[(（]续表?[)）]$|续$")


def table_at(sheet: FormSheet, row: int, known: Vocabulary) -> FoundTable | None:
    """The table whose head begins in a row; ``None`` where none does."""
    head = head_at(sheet, row, known)
    return None if head is None else _TableRows(sheet, head, known).table()


class _TableRows:
    """Reads the rows of a table until another part of the form begins."""

    def __init__(self, sheet: FormSheet, head: FoundTable, known: Vocabulary) -> None:
        self._sheet, self._head, self._known = sheet, head, known
        self._titles = [sheet.texts(row) for row in range(head.head, head.body)]
        self._groups: dict[str, str] = {}
        self._heads: set[int] = set()
        self._label = ""  # of the rows, in a column of its own

    def table(self) -> FoundTable:
        rows: list[TableRow] = []
        row = self._head.body
        while row < len(self._sheet.rows) and not self._ends(row):
            if self._sheet.texts(row) in self._titles:
                self._heads.add(row)
            elif (read := self._row(row)) is not None:
                rows.append(read)
            row += 1
        if self._sheet.ragged:
            _fill_from_below(rows)
        found = replace(self._head, stop=row, rows=tuple(rows))
        return _with_notes(found) if self._known.layout is None else found

    def _ends(self, row: int) -> bool:
        """Whether another part of the form begins with a row."""
        cells = [cell for cell in self._sheet.rows[row] if squeezed(cell.text)]
        if not cells or self._sheet.texts(row) in self._titles:
            return False
        first = cells[0]
        entries = self._known.entries.get(self._known.known(first.text) or "", [])
        labelled = any(entry.right for entry in entries) and len(cells) > 1
        if is_person(first.text) or (labelled and self._head.source == INDICATORS):
            return True
        if self._sheet.ragged:
            return False
        apart = self._other_label(first) or any(map(self._crosses, self._sheet.rows[row]))
        return not all(map(self._fits, cells)) or (apart and squeezed(first.text) not in SUMS)

    def _other_label(self, cell: SourceCell) -> bool:
        """Whether a cell in the column of the rows' label says something else than they do."""
        column = next((one for one in self._head.columns if one.first == cell.column), None)
        if column is None or column.key:
            return False
        text = squeezed(cell.text).removesuffix("(续)")
        if not self._label:
            over = self._sheet.at(self._head.body - 1, cell.column)
            self._label = (squeezed(over.text) if over is not None else "") or text
        return not (text.startswith(self._label) or self._label.startswith(text))

    def _crosses(self, cell: SourceCell) -> bool:
        """Whether a cell covers several columns with values."""
        inside = range(cell.column, cell.column + cell.columns)
        return sum(bool(one.key) and one.first in inside for one in self._head.columns) > 1

    def _fits(self, cell: SourceCell) -> bool:
        """Whether a cell ends where a column of the head ends, and begins where one begins."""
        starts = {column.first for column in self._head.columns}
        stops = {column.stop for column in self._head.columns}
        return cell.column in starts and cell.column + cell.columns in stops

    def _row(self, row: int) -> TableRow | None:
        found = TableRow(row)
        if self._sheet.ragged and self._head.source == INDICATORS:
            return self._ragged(found)
        for column in self._head.columns:
            cell = self._sheet.at(row, column.first)
            if cell is None:
                continue
            if column.key in GROUPS or column.key == "一级项":
                self._group(found, column, cell)
            elif cell.row == row and column.key:
                found.cells[column.key] = cell
            elif cell.row == row and squeezed(column.label) and not column.is_frame:
                found.further += [cell] if squeezed(cell.text) else []
        found.groups = dict(self._groups)
        return found

    def _group(self, row: TableRow, column: FoundColumn, cell: SourceCell) -> None:
        """Take over a group; a blank cell goes on with the one above where a page begins."""
        text = _CONTINUED.sub("", joined(cell.text))
        before = self._groups.get(column.key)
        if cell.row != row.number and before is not None and cell.row >= self._head.body:
            return
        if not text and before is not None and cell.rows == 1:
            top = row.number in self._sheet.tops or row.number - 1 in self._heads
            layout = self._known.layout
            if top:
                return
            if column.key == GROUPS[0] and layout is not None and "" in layout.dictionary:
                self._groups[column.key] = ""
            else:
                row.doubt = f"“{column.key}”的格空着，按上一行的“{before}”"
            return
        if column.key == GROUPS[0] and text != before:
            self._groups.pop(GROUPS[1], None)
        self._groups[column.key] = text

    def _ragged(self, row: TableRow) -> TableRow | None:
        """A row of plain text: the value stands last, the name before it, groups before that."""
        cells = [cell for cell in self._sheet.rows[row.number] if squeezed(cell.text)]
        after = [one.key for one in self._head.columns if one.key and one.key not in GROUPS]
        if cells and squeezed(cells[0].text) in ("绩效指标", "指标"):
            cells = cells[1:]
        if not cells:
            return None
        if len(cells) < len(after):
            row.doubt = "这一行的格比表头少"
            row.further = cells
            return row
        row.cells = dict(zip(after, cells[-len(after) :], strict=True))
        groups = cells[: -len(after)][-2:]
        names = [joined(cell.text) for cell in groups]
        if len(names) == 1:
            self._lone_group(row, names[0], groups[0])
        elif names:
            if outer := self._levels.get(names[0]):
                row.doubt = f"“{names[0]}”印在一级指标的一栏"
                names[0] = outer
            self._groups = dict(zip(GROUPS, names, strict=True))
        row.groups = dict(self._groups)
        return row

    @property
    def _levels(self) -> Mapping[str, str]:
        """The first-level group of each second-level one."""
        layout = self._known.layout
        own = layout.dictionary if layout is not None else {}
        return {**LEVELS, **{inner: outer for outer, groups in own.items() for inner in groups}}

    def _lone_group(self, row: TableRow, name: str, cell: SourceCell) -> None:
        """Take over the only group before a name in plain text, of whichever level it is."""
        first = next((one.first for one in self._head.columns if one.key == GROUPS[0]), -1)
        own = self._levels.get(name)
        if own is None and (name in self._levels.values() or cell.column == first):
            self._groups = {GROUPS[0]: name}
            return
        self._groups[GROUPS[1]] = name
        above = self._groups.get(GROUPS[0])
        if own is not None and above is not None and above != own:
            self._groups[GROUPS[0]] = own
            row.doubt = f"没有印一级指标，按“{name}”推断为“{own}”"


def _with_notes(table: FoundTable) -> FoundTable:
    """The table of a budget, with notes in the column of 测算依据 where not all are formulas."""
    rows = [row for row in table.rows if "测算依据" in row.cells and table.source == BUDGET]
    texts = [row.cells["测算依据"].text for row in rows]
    if all(isinstance(parse(text), Formula) for text in texts if squeezed(text)):
        return table
    keys = [column.key for column in table.columns]
    key = own_key("测算依据", keys) if "说明" in keys else "说明"
    for row in rows:
        row.cells[key] = row.cells.pop("测算依据")
    columns = (replace(one, key=key) if one.key == "测算依据" else one for one in table.columns)
    return replace(table, columns=tuple(columns))


def _fill_from_below(rows: Sequence[TableRow]) -> None:
    """In plain text the name of a group may stand in the middle of its rows."""
    for row in rows:
        if row.cells and GROUPS[0] not in row.groups:
            inner = row.groups.get(GROUPS[1], "")
            row.groups = {GROUPS[0]: LEVELS.get(inner, ""), **row.groups}
            row.doubt = row.doubt or f"没有印一级指标，按“{inner}”推断"
