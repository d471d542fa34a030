"""Tables inside a form that repeat a row: of indicators, and of the lines of the budget."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ptgen.core.budget.named import AMOUNT_NAMES
from ptgen.core.formula.evaluate import Formula, parse
from ptgen.core.layout.references import GOALS, INDICATOR_NAMES, ITEM_AMOUNTS, ITEM_TEXTS
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.line import ITEM_KEYS
from ptgen.core.model.project import FUNDING_KEYS, PROJECT_KEYS
from ptgen.core.prose.context import FIELD_NAMES
from ptgen.importer.forms.labels import ListColumns, Template, Vocabulary, bare, squeezed
from ptgen.importer.forms.sheet import Sheet
from ptgen.importer.forms.values import NUMBER, joined
from ptgen.importer.forms.words import COLUMN_WORDS, ITEM_WORDS, LEVELS, is_person
from ptgen.read.document import SourceCell

_BEFORE = re.compile("上年|去年|上一年|前[一二两三]年|历史")
INDICATORS, BUDGET = "绩效指标", "预算"
RESERVED = frozenset(
    name
    for names in (
        AMOUNT_NAMES,
        PROJECT_KEYS,
        FIELD_NAMES,
        GOALS,
        DETAIL_KEYS,
        INDICATOR_NAMES,
        ITEM_KEYS,
        ITEM_AMOUNTS,
        ITEM_TEXTS,
        FUNDING_KEYS,
    )
    for name in names
)
GROUPS = ("一级指标", "二级指标")
NAMES = {INDICATORS: "三级指标", BUDGET: "名称"}
_TARGETS = ("指标值", "指标数值", "权重")
SUMS = ("合计", "总计", "小计", "共计")
CONTINUED = ("(续)", "(续表)", "续")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of such a table; ``key`` is empty where the edition has none."""

    first: int
    stop: int
    key: str
    label: str
    known: bool
    is_frame: bool = False  # its head is the label of the rows as well


@dataclass(slots=True)
class TableRow:
    """A row: its groups, and the cell of each column that begins in it."""

    number: int
    groups: dict[str, str] = field(default_factory=dict)
    cells: dict[str, SourceCell] = field(default_factory=dict)  # by the key of the column
    further: list[tuple[Column, SourceCell]] = field(default_factory=list)
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a form: its head, and the rows from ``body`` to before ``stop``."""

    source: str
    head: int
    body: int
    stop: int
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    heads: frozenset[int]  # rows with which pages repeat the head


def table_at(sheet: Sheet, row: int, known: Vocabulary) -> Table | None:
    """The table whose head begins in a row; ``None`` where none does."""
    texts = sheet.texts(row)
    for source, words in _kinds(known):
        if not _is_head(source, texts, words):
            continue
        head = [cell for cell in sheet.rows[row] if squeezed(cell.text)]
        height = min(cell.rows for cell in head)
        if any(cell.rows > height for cell in head if _key(cell.text, words) == NAMES[source]):
            height = max(cell.rows for cell in head if _key(cell.text, words) == NAMES[source])
        shown = list(_columns(sheet, row, height, words, known))
        columns = _split(tuple(_each_once(shown, own=known.layout is None)))
        return _Body(sheet, source, row, row + height, columns, known).table()
    return None


def _kinds(known: Vocabulary) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What to look for: the columns of the edition's own tables, or those of all forms."""
    if known.layout is None:
        yield INDICATORS, COLUMN_WORDS
        yield BUDGET, ITEM_WORDS
    for one in known.lists:
        yield one.source, _own(one)


def own_key(label: str, taken: Collection[str], reserved: Collection[str] = RESERVED) -> str:
    """A key for a label that no edition has, which a formula may name as well."""
    stem = re.sub(r"\W|(?<=\d)年度?", "", bare(label)).lstrip("0123456789")[:20] or "内容"
    names = (stem, *(f"{stem}{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken and name not in reserved)


def _own(columns: ListColumns) -> Mapping[str, str]:
    same = {"项目": "名称"} if columns.source == BUDGET else {}
    return {label: same.get(key, key) for label, key in columns.keys.items()}


def _key(text: str, words: Mapping[str, str]) -> str:
    plain = squeezed(text)
    found = words.get(plain) or words.get(bare(plain))
    holes = ((label, key) for label, key in words.items() if found is None and "{{" in label)
    return found or next(
        (key for label, key in holes if Template.of(label).pattern.fullmatch(plain)), ""
    )


def _is_head(source: str, texts: Sequence[str], words: Mapping[str, str]) -> bool:
    keys = {_key(text, words) for text in texts} - {""}
    if source == INDICATORS:
        level = keys & set(GROUPS)
        return (NAMES[source] in keys and bool(keys & {*_TARGETS, *GROUPS})) or (
            len(level) == 2 and bool(keys & set(_TARGETS))
        )
    if any(NUMBER.fullmatch(text) for text in texts):
        return False
    if words is not ITEM_WORDS:
        return len(keys) >= max(2, (2 * len(set(words.values())) + 2) // 3)
    money = {"本年申请", "测算依据"} & keys
    return "名称" in keys and bool(money) and len(texts) >= 3 and len(keys) >= 2


def _split(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns, where sign or unit of a value have one of their own: 指标值 is its number."""
    keys = {column.key for column in columns}
    if "指标数值" in keys or not keys & {"指标性质", "计量单位"}:
        return columns
    return tuple(
        replace(column, key="指标数值") if column.key == "指标值" else column for column in columns
    )


def _each_once(columns: Sequence[Column], *, own: bool) -> Iterator[Column]:
    """The columns, each key once; the others get keys of their own where they may.

    Of indicators side by side those of the whole term stand left, those of the year right.
    """
    keys = [column.key for column in columns]
    halves = keys.count(NAMES[INDICATORS]) > 1
    taken: set[str] = set()
    for at, column in enumerate(columns):
        key = "" if column.key in (keys[at + 1 :] if halves else keys[:at]) else column.key
        if not key and own and squeezed(column.label) and not column.is_frame:
            indicators = NAMES[INDICATORS] in keys
            reserved = (*INDICATOR_NAMES, *DETAIL_KEYS, *FIELD_NAMES) if indicators else RESERVED
            key = own_key(column.label, {*keys, *taken}, reserved)
        taken.add(key)
        yield replace(column, key=key)


def _columns(
    sheet: Sheet, row: int, height: int, words: Mapping[str, str], known: Vocabulary
) -> Iterator[Column]:
    """The columns by the lowest cells of the head; what stands above goes before its label."""
    column = 0
    found = False
    while column < len(sheet.lines) - 1:
        cell = sheet.at(row + height - 1, column)
        if cell is None:
            return
        stop = cell.column + cell.columns
        if sheet.ragged and not squeezed(cell.text) and found:
            column = stop
            continue
        over = [cell, *(one for one in sheet.above(cell) if one.row >= row)]
        label = "".join(one.text for one in reversed(over))
        shown = (label,) if _BEFORE.search(label) else (label, cell.text, over[-1].text)
        key = next((key for text in shown if (key := _key(text, words))), "")
        spans = cell.row + cell.rows > row + height  # the label of the rows stands here already
        known_label = bool(key) or not squeezed(label) or spans or known.known(label) is not None
        found = True
        yield Column(column, stop, "" if spans else key, label, known_label, is_frame=spans)
        column = stop


class _Body:
    """Reads the rows of a table until another part of the form begins."""

    def __init__(
        self,
        sheet: Sheet,
        source: str,
        head: int,
        body: int,
        columns: tuple[Column, ...],
        known: Vocabulary,
    ) -> None:
        self._sheet = sheet
        self._source = source
        self._head = head
        self._first = body
        self._columns = _with_name(source, columns)
        self._known = known
        self._titles = [sheet.texts(row) for row in range(head, body)]
        self._groups: dict[str, str] = {}
        self._heads: set[int] = set()
        self._label = ""  # of the rows, in a column of its own

    def table(self) -> Table:
        rows: list[TableRow] = []
        row = self._first
        while row < len(self._sheet.rows) and not self._ends(row):
            if self._sheet.texts(row) in self._titles:
                self._heads.add(row)
            elif (read := self._row(row)) is not None:
                rows.append(read)
            row += 1
        if self._sheet.ragged:
            _fill_from_below(rows)
        if self._known.layout is None and self._source == BUDGET:
            self._name_the_grounds(rows)
        return Table(
            self._source,
            self._head,
            self._first,
            row,
            self._columns,
            tuple(rows),
            frozenset(self._heads),
        )

    def _name_the_grounds(self, rows: Sequence[TableRow]) -> None:
        """What is no formula in the column of 测算依据 is a note."""
        cells = [row.cells["测算依据"] for row in rows if "测算依据" in row.cells]
        texts = [cell.text for cell in cells if squeezed(cell.text)]
        if all(isinstance(parse(text), Formula) for text in texts):
            return
        keys = [column.key for column in self._columns]
        key = own_key("测算依据", keys) if "说明" in keys else "说明"
        self._columns = tuple(
            replace(one, key=key) if one.key == "测算依据" else one for one in self._columns
        )
        for row in rows:
            if "测算依据" in row.cells:
                row.cells[key] = row.cells.pop("测算依据")

    def _ends(self, row: int) -> bool:
        cells = [cell for cell in self._sheet.rows[row] if squeezed(cell.text)]
        if not cells:
            return False
        if self._sheet.texts(row) in self._titles:
            return False
        first = cells[0]
        if self._other_label(first) or any(
            self._covers(cell) > 1 for cell in self._sheet.rows[row]
        ):
            return squeezed(first.text) not in SUMS
        if (
            len(cells) == 1
            and first.columns == len(self._sheet.lines) - 1
            and not self._sheet.ragged
        ):
            return True
        if is_person(first.text):
            return True
        crossing = [cell for cell in cells if not self._sheet.ragged and not self._fits(cell)]
        if crossing:
            return True
        name = self._known.known(first.text)
        entries = self._known.entries.get(name or "", [])
        values = [cell for cell in cells if cell.column > first.column]
        return any(entry.right for entry in entries) and bool(values) and self._source == INDICATORS

    def _other_label(self, cell: SourceCell) -> bool:
        """Whether a cell in the column of the rows' label says something else than they do."""
        column = next((one for one in self._columns if one.first == cell.column), None)
        if column is None or column.key or self._sheet.ragged:
            return False
        text = squeezed(cell.text).removesuffix("(续)")
        if not self._label:
            over = self._sheet.at(self._first - 1, cell.column)
            self._label = squeezed(over.text) if over is not None else ""
            self._label = self._label or text
        return not (text.startswith(self._label) or self._label.startswith(text))

    def _covers(self, cell: SourceCell) -> int:
        """How many columns with values a cell covers."""
        inside = range(cell.column, cell.column + cell.columns)
        keyed = [one for one in self._columns if one.key and one.first in inside]
        return 0 if self._sheet.ragged else len(keyed)

    def _fits(self, cell: SourceCell) -> bool:
        """Whether a cell ends where a column of the head ends, and begins where one begins."""
        starts = {column.first for column in self._columns}
        stops = {column.stop for column in self._columns}
        return cell.column in starts and cell.column + cell.columns in stops

    def _row(self, row: int) -> TableRow | None:
        found = TableRow(row)
        if self._sheet.ragged and self._source == INDICATORS:
            return self._ragged(found)
        for column in self._columns:
            cell = self._sheet.at(row, column.first)
            if cell is None:
                continue
            if column.key in GROUPS or column.key == "一级项":
                self._group(found, column, cell)
            elif cell.row == row and column.key:
                found.cells[column.key] = cell
            elif (
                cell.row == row
                and squeezed(cell.text)
                and squeezed(column.label)
                and not column.is_frame
            ):
                found.further.append((column, cell))
        found.groups = dict(self._groups)
        return found

    def _group(self, row: TableRow, column: Column, cell: SourceCell) -> None:
        """Take over a group; a blank cell goes on with the one above where a page begins."""
        text = joined(cell.text)
        for mark in CONTINUED:
            text = (
                text.replace("（", "(").replace("）", ")").removesuffix(mark)
                if squeezed(text).endswith(mark)
                else text
            )
        before = self._groups.get(column.key)
        if cell.row != row.number and before is not None and cell.row >= self._first:
            return
        if not text and before is not None and cell.rows == 1:
            top = row.number in self._sheet.tops or row.number - 1 in self._heads
            layout = self._known.layout
            if (
                column.key == GROUPS[0]
                and layout is not None
                and "" in layout.dictionary
                and not top
            ):
                self._groups[column.key] = ""
                return
            if not top:
                row.doubt = f"“{column.key}”的格空着，按上一行的“{before}”"
            return
        if column.key == GROUPS[0] and text != before:
            self._groups.pop(GROUPS[1], None)
        self._groups[column.key] = text

    def _ragged(self, row: TableRow) -> TableRow | None:
        """A row of plain text: the value stands last, the name before it, groups before that."""
        cells = [cell for cell in self._sheet.rows[row.number] if squeezed(cell.text)]
        after = [column for column in self._columns if column.key and column.key not in GROUPS]
        if cells and squeezed(cells[0].text) in ("绩效指标", "指标"):
            cells = cells[1:]
        if not cells:
            return None
        values = cells[-len(after) :] if len(cells) >= len(after) else []
        if not values:
            row.doubt = "这一行的格比表头少"
            row.further = [(self._columns[0], cell) for cell in cells]
            return row
        row.cells = {column.key: cell for column, cell in zip(after, values, strict=True)}
        groups = cells[: -len(after)][-2:]
        names = [joined(cell.text) for cell in groups]
        levels = self._levels
        if len(names) > 1 and names[0] in levels:
            row.doubt = f"“{names[0]}”印在一级指标的一栏"
            names[0] = levels[names[0]]
        if len(names) == 1:
            self._lone_group(row, names[0], groups[0])
        elif names:
            self._groups = dict(zip(GROUPS, names, strict=True))
        row.groups = dict(self._groups)
        return row

    @property
    def _levels(self) -> Mapping[str, str]:
        """The first-level group of each second-level one."""
        layout = self._known.layout
        own = layout.dictionary if layout is not None else {}
        return LEVELS | {inner: outer for outer, groups in own.items() for inner in groups}

    def _lone_group(self, row: TableRow, name: str, cell: SourceCell) -> None:
        """Take over the only group before a name in plain text, of whichever level it is."""
        first = next((one.first for one in self._columns if one.key == GROUPS[0]), -1)
        own = self._levels.get(name)
        if own is None and (name in self._levels.values() or cell.column == first):
            self._groups = {GROUPS[0]: name}
            return
        self._groups[GROUPS[1]] = name
        above = self._groups.get(GROUPS[0])
        if own is not None and above is not None and above != own:
            self._groups[GROUPS[0]] = own
            row.doubt = f"没有印一级指标，按“{name}”推断为“{own}”"


def _with_name(source: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with one that holds names: without 三级指标 that is the last of the groups."""
    if source != INDICATORS or any(column.key == NAMES[source] for column in columns):
        return columns
    last = max(at for at, column in enumerate(columns) if column.key in GROUPS)
    return tuple(
        replace(one, key=NAMES[source]) if at == last else one for at, one in enumerate(columns)
    )


def _fill_from_below(rows: Sequence[TableRow]) -> None:
    """In plain text the name of a group may stand in the middle of its rows."""
    for row in rows:
        if row.cells and GROUPS[0] not in row.groups:
            inner = row.groups.get(GROUPS[1], "")
            row.groups = {GROUPS[0]: LEVELS.get(inner, ""), **row.groups}
            row.doubt = row.doubt or f"没有印一级指标，按“{inner}”推断"
