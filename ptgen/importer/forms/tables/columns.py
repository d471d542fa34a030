"""The heads of tables inside a form: which column holds what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ptgen.core.budget.named import AMOUNT_NAMES
from ptgen.core.layout.references import GOALS, INDICATOR_NAMES, ITEM_AMOUNTS, ITEM_TEXTS
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.core.model.line import ITEM_KEYS
from ptgen.core.model.project import FUNDING_KEYS, PROJECT_KEYS
from ptgen.core.prose.context import FIELD_NAMES
from ptgen.importer.forms.sheet import FormSheet
from ptgen.importer.forms.values import NUMBER
from ptgen.importer.forms.vocabulary.labels import (
    ListColumns,
    Template,
    Vocabulary,
    bare,
    squeezed,
    unique,
)
from ptgen.importer.forms.vocabulary.words import COLUMN_WORDS, ITEM_WORDS
from ptgen.read.document import SourceCell

_BEFORE = re.compile("上年|去年|上一年|前[一二两三]年|历史")
INDICATORS, BUDGET = "绩效指标", "预算"
RESERVED = frozenset[str]().union(
    AMOUNT_NAMES, PROJECT_KEYS, FIELD_NAMES, FUNDING_KEYS, GOALS, DETAIL_KEYS, INDICATOR_NAMES,
    ITEM_KEYS, ITEM_AMOUNTS, ITEM_TEXTS,
)  # fmt: skip
GROUPS = ("一级指标", "二级指标")
NAMES = {INDICATORS: "三级指标", BUDGET: "名称"}
_TARGETS = ("指标值", "指标数值", "权重")
SUMS = ("合计", "总计", "小计", "共计")


@dataclass(frozen=True, slots=True)
class FoundColumn:
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
    further: list[SourceCell] = field(default_factory=list)  # without a key
    doubt: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether a cell says something."""
        return any(squeezed(cell.text) for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of a form: its head, and the rows from ``body`` to before ``stop``."""

    source: str
    head: int
    body: int
    columns: tuple[FoundColumn, ...]
    stop: int = 0
    rows: tuple[TableRow, ...] = ()


def head_at(sheet: FormSheet, row: int, known: Vocabulary) -> FoundTable | None:
    """The table whose head begins in a row, still without its rows; ``None`` where none does."""
    texts = sheet.texts(row)
    for source, words in _kinds(known):
        if not _is_head(source, texts, words):
            continue
        head = [cell for cell in sheet.rows[row] if squeezed(cell.text)]
        names = [cell.rows for cell in head if _key(cell.text, words) == NAMES[source]]
        height = max(names, default=min(cell.rows for cell in head))
        shown = list(_columns(sheet, row, height, words, known))
        columns = _split(tuple(_each_once(shown, own=known.layout is None)))
        columns = _with_name(source, columns)
        if source == BUDGET or any(one.key == NAMES[source] for one in columns):
            return FoundTable(source, row, row + height, columns)
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
    return unique(stem, {*taken, *reserved})


def _own(columns: ListColumns) -> Mapping[str, str]:
    same = {"项目": "名称"} if columns.source == BUDGET else {}
    return {label: same.get(key, key) for label, key in columns.keys.items()}


def _key(text: str, words: Mapping[str, str]) -> str:
    plain = squeezed(text)
    if found := words.get(plain) or words.get(bare(plain)):
        return found
    holes = ((Template.of(label), key) for label, key in words.items() if "{{" in label)
    return next((key for label, key in holes if label.pattern.fullmatch(plain)), "")


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


def _split(columns: tuple[FoundColumn, ...]) -> tuple[FoundColumn, ...]:
    """The columns, where sign or unit of a value have one of their own: 指标值 is its number."""
    keys = {column.key for column in columns}
    if "指标数值" in keys or not keys & {"指标性质", "计量单位"}:
        return columns
    return tuple(
        replace(column, key="指标数值") if column.key == "指标值" else column for column in columns
    )


def _each_once(columns: Sequence[FoundColumn], *, own: bool) -> Iterator[FoundColumn]:
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
    sheet: FormSheet, row: int, height: int, words: Mapping[str, str], known: Vocabulary
) -> Iterator[FoundColumn]:
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
        yield FoundColumn(column, stop, "" if spans else key, label, known_label, is_frame=spans)
        column = stop


def _with_name(source: str, columns: tuple[FoundColumn, ...]) -> tuple[FoundColumn, ...]:
    """The columns with one that holds names: without 三级指标 that is the last of the groups."""
    groups = [column for column in columns if column.key in GROUPS]
    if source != INDICATORS or not groups or any(one.key == NAMES[source] for one in columns):
        return columns
    return tuple(replace(one, key=NAMES[source]) if one is groups[-1] else one for one in columns)
