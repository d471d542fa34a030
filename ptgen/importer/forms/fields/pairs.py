"""Tell labels from values, row by row, and give each value to its label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ptgen.core.layout.references import GOALS
from ptgen.importer.forms.sheet import FormSheet
from ptgen.importer.forms.values import NUMBER, choice_in, days_in, unit_in
from ptgen.importer.forms.vocabulary.labels import LabelEntry, Vocabulary, bare, squeezed
from ptgen.importer.forms.vocabulary.words import FIELD_WORDS, is_label_word, is_person
from ptgen.read.document import SourceCell

_LONG = 24
_HOLDING = re.compile(r"(?!其中)([^：:。，；]{2,12})[：:](.*)", re.DOTALL)
_PARTS = ("填报日期", "编制日期", "填表日期", "申报日期", "单位", "金额单位", "日期", "年月日")


@dataclass(frozen=True, slots=True)
class LabelledCells:
    """A label with its values; ``label`` is ``None`` for values without one.

    ``inside``: the label's own cell holds the value, as in ``填报单位：…``.
    """

    label: SourceCell | None
    values: tuple[SourceCell, ...] = ()
    below: bool = False
    inside: bool = False
    is_head: bool = False  # of a column
    doubt: str = ""


def pairs_of(sheet: FormSheet, rows: Sequence[int], known: Vocabulary) -> tuple[LabelledCells, ...]:
    """The labels and values of some rows of a form, in reading order."""
    reader = _RowReader(sheet, known)
    return tuple(pair for row in rows for pair in reader.line(row))


def held(text: str) -> tuple[str, str] | None:
    """The label and the value of a cell that holds both: ``填报单位：某局``."""
    match = _HOLDING.fullmatch(text.strip())
    if match is None:
        return None
    label = bare(match[1])
    holds = label in FIELD_WORDS or is_person(label) or label in _PARTS
    return (match[1], match[2].strip()) if holds else None


class _RowReader:
    def __init__(self, sheet: FormSheet, known: Vocabulary) -> None:
        self._sheet, self._known = sheet, known
        self._labels: set[SourceCell] = set()
        self._open: list[SourceCell] = []  # labels that wait for the value below

    def line(self, row: int) -> Iterator[LabelledCells]:
        """The pairs of one row."""
        cells = self._sheet.rows[row]
        waiting = dict(self._awaited(cells))
        for cell, (label, doubt) in waiting.items():
            self._open.remove(label)
            yield LabelledCells(label, (cell,), below=True, doubt=doubt)
        rest = [cell for cell in cells if cell not in waiting]
        open_labels = not all(held(cell.text) for cell in rest if squeezed(cell.text))
        whole = [cell for cell in rest if self._holds(cell, open_labels=open_labels)]
        for cell in whole:
            self._labels.add(cell)
            yield LabelledCells(cell, inside=True)
        rest = [cell for cell in rest if cell not in whole]
        if self._heads_columns(rest):
            self._labels.update(rest)
            yield from (LabelledCells(cell, is_head=True) for cell in rest)
        else:
            yield from self._alternating(rest)

    def _awaited(
        self, cells: Sequence[SourceCell]
    ) -> Iterator[tuple[SourceCell, tuple[SourceCell, str]]]:
        """The cells below labels that wait for their value, each with its label."""
        if not self._sheet.ragged:
            for cell in cells:
                above = next(self._sheet.above(cell), None)
                if self._known.known(cell.text) or is_label_word(cell.text):
                    continue
                if above is not None and above in self._open and above.columns == cell.columns:
                    yield cell, (above, "")
            return
        costs = ((cell, self._cost(cell)) for cell in cells if squeezed(cell.text))
        texts = [cell for cell, cost in costs if cost[True] > cost[False]]
        columns = {label.column: label for label in self._open}
        exact = all(cell.column in columns and len(cells) > 1 for cell in texts)
        doubt = "" if exact or len(texts) == len(self._open) else "看不出是哪一个标签的"
        for cell, label in zip(texts, list(self._open), strict=False):
            yield cell, (columns[cell.column] if exact else label, doubt)

    def _holds(self, cell: SourceCell, *, open_labels: bool) -> bool:
        if self._known.template(cell.text) is None and self._known.known(cell.text):
            return False
        before = next(self._sheet.before(cell), None)
        if self._known.template(cell.text) is not None and before not in self._labels:
            return True
        parts = held(cell.text)
        return parts is not None and bool(parts[1] or not open_labels)

    def _alternating(self, cells: Sequence[SourceCell]) -> Iterator[LabelledCells]:
        groups: list[tuple[SourceCell | None, list[SourceCell]]] = []
        for cell, is_label in zip(cells, self._states(cells), strict=True):
            if is_label:
                self._labels.add(cell)
                groups.append((cell, []))
            elif groups:
                groups[-1][1].append(cell)
            else:
                groups.append((self._context(cell), [cell]))
        for label, beside in groups:
            values = beside
            if self._sheet.ragged:  # blank cells are the rest of merged ones
                values = [cell for cell in beside if squeezed(cell.text)]
            if label is not None and not values and self._waits(label):
                self._open.append(label)
                yield LabelledCells(label)
            else:
                yield LabelledCells(label, tuple(values or beside[:1]))

    def _context(self, cell: SourceCell) -> SourceCell | None:
        """The label that began further up and stands on the left."""
        return next((one for one in self._sheet.before(cell) if one in self._labels), None)

    def _waits(self, label: SourceCell) -> bool:
        """Whether the value of a label stands below it: that of goals side by side."""
        entries = self._known.entries.get(self._known.known(label.text) or "", [])
        goals = (slot.key in GOALS for entry in entries for slot in entry.right)
        return any(entry.below for entry in entries) or any(goals)

    def _states(self, cells: Sequence[SourceCell]) -> list[bool]:
        """Which cells are labels: the cheapest reading of the row."""
        best: dict[bool, tuple[float, list[bool]]] = {}
        for at, cell in enumerate(cells):
            cost = self._cost(cell)
            step: dict[bool, tuple[float, list[bool]]] = {}
            for now in (True, False):
                ways = [
                    (spent + self._change(before, now, cells[at - 1], cell), chosen)
                    for before, (spent, chosen) in best.items()
                ] or [(self._start(cell, now), [])]
                spent, chosen = min(ways, key=lambda way: way[0])
                step[now] = (spent + cost[now], [*chosen, now])
            best = step
        return min(best.values(), key=lambda way: way[0])[1] if best else []

    def _heads_columns(self, cells: Sequence[SourceCell]) -> bool:
        """Whether the row is the head of columns: of equal units, or of numbers side by side."""
        units = Counter(squeezed(cell.text) for cell in cells if unit_in(cell.text))
        if any(count > 1 for count in units.values()):
            return True
        numbers = [self._is_over_number(cell) for cell in cells]
        return any(one and other for one, other in pairwise(numbers))

    def _is_over_number(self, cell: SourceCell) -> bool:
        text = squeezed(cell.text)
        below = self._sheet.at(cell.row + cell.rows, cell.column)
        if not text or below is None or NUMBER.fullmatch(text):
            return False
        same = (below.column, below.columns) == (cell.column, cell.columns)
        return same and NUMBER.fullmatch(squeezed(below.text)) is not None

    def _start(self, cell: SourceCell, now: bool) -> float:
        if now or not squeezed(cell.text):
            return 0.1
        return 0.5 if self._context(cell) is not None else 3.0

    def _cost(self, cell: SourceCell) -> dict[bool, float]:
        """What it costs to read a cell as a label, and as a value."""
        text = squeezed(cell.text)
        if not text:
            return {True: 3.0, False: 0.0}
        if self._known.known(text) is not None:
            return {True: -4.0, False: 3.0}
        if is_label_word(text):
            return {True: -3.0, False: 2.0}
        if NUMBER.fullmatch(text) or days_in(text) or choice_in(text) is not None:
            return {True: 5.0, False: -1.0}
        if len(text) > _LONG or "。" in text:
            return {True: 4.0, False: -1.0}
        label = -(0.4 if text.endswith(":") else 0.0) - (1.5 if unit_in(text) else 0.0)
        return {True: label - (0.4 if cell.bold else 0.0), False: 0.5}

    def _change(self, before: bool, now: bool, one: SourceCell, other: SourceCell) -> float:
        if before and now:
            return 0.0 if one.rows > other.rows else 1.0
        if not before and not now:
            blank = not squeezed(other.text) or (self._sheet.ragged and not squeezed(one.text))
            return 0.2 if blank else 2.5
        return 1.2 if before and one.rows > other.rows and squeezed(other.text) else 0.0


def occurrence(entries: Sequence[LabelEntry], at: int, of: int) -> LabelEntry | None:
    """The place in the edition of the label's ``at``-th place of so many in the form.

    A form that has it less often has the last ones: the wholes stand before their parts.
    """
    index = at + max(len(entries) - of, 0)
    return entries[index] if index < len(entries) else None
