"""Give each value of a form its key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from ptgen.core.money import is_whole_fen
from ptgen.importer.forms.fields.pairs import LabelledCells, held, occurrence
from ptgen.importer.forms.meaning import FormPart, Meaning
from ptgen.importer.forms.tables.columns import RESERVED, SUMS, own_key
from ptgen.importer.forms.values import MONEY, amount_of, day_example, days_in, options_in, unit_in
from ptgen.importer.forms.vocabulary.labels import Slot, bare, plain_label, squeezed
from ptgen.importer.forms.vocabulary.words import is_person
from ptgen.read.document import SourceCell

_OPEN_DAY = re.compile(r"年\D{0,2}月|月\D{0,1}日$")  # a day that is still to be put in
_PHONE = re.compile(r"0\d{2,3}-\d{7,8}|1[3-9]\d{9}")
_WHOLE_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{8}")
_LONG = 30


class KeyedParts:
    """Gives each value its key. ``own``: what has none gets one of its own."""

    def __init__(
        self,
        meaning: Meaning,
        pairs: tuple[LabelledCells, ...],
        apart: Collection[str],
        *,
        own: bool,
    ) -> None:
        self._meaning, self._known, self._sheet = meaning, meaning.known, meaning.sheet
        self._pairs, self._apart, self._own = pairs, apart, own
        self._labels: dict[SourceCell, str] = {}
        self._heads: set[SourceCell] = set()
        self._used: set[str] = set()
        self._counts = Counter(self._name(pair) for pair in pairs if not pair.below)
        self._seen: Counter[str] = Counter()

    def parts(self) -> Iterator[FormPart]:
        """The labels and values in reading order."""
        for pair in self._pairs:
            label = pair.label
            if pair.inside and label is not None:
                yield self._inside(label)
                continue
            if label is not None and not pair.below and label not in self._labels:
                text = self._labels[label] = squeezed(label.text)
                if pair.is_head:
                    self._heads.add(label)
                known = not text or self._known.known(label.text) is not None
                yield FormPart(label, is_label=True, known=known)
            slots = self._slots(pair)
            for at, cell in enumerate(pair.values):
                yield self._value(pair, cell, slots, at)

    def _name(self, pair: LabelledCells) -> str:
        return "" if pair.label is None else self._known.known(pair.label.text) or ""

    def _slots(self, pair: LabelledCells) -> list[Slot]:
        """What the values beside a label are, by the place of the label among its like."""
        name = self._name(pair)
        entries = self._known.entries.get(name, [])
        if pair.below:
            below = [entry.below for entry in entries if entry.below is not None]
            return below[:1] or [slot for entry in entries for slot in entry.right][:1]
        entry = occurrence(entries, self._seen[name], self._counts[name])
        self._seen[name] += 1
        return [] if entry is None else entry.right or ([entry.below] if entry.below else [])

    def _inside(self, cell: SourceCell) -> FormPart:
        """A cell that holds a label and its value."""
        template = self._known.template(cell.text)
        if template is not None:
            slot, values = Slot("标签", template.text), template.found(cell.text) or ()
            return FormPart(cell, slot, is_label=True, values=values)
        label, value = held(cell.text) or (cell.text, "")
        known = self._known.known(cell.text) is not None
        if not value or unit_in(cell.text) or _OPEN_DAY.search(squeezed(value)):
            return FormPart(cell, label=label, is_label=True, known=known or self._own)
        if is_person(label):
            return FormPart(cell, label=label, is_label=True, known=known, left_out=True)
        if not self._own:
            return FormPart(cell, label=label, known=False)
        entries = self._known.entries.get(bare(label), [])
        first = [slot for entry in entries for slot in entry.right][:1]
        free = (one.key for one in first if one.kind == "值" and one.key not in self._used)
        if not (key := next(free, "")):
            key = own_key(label, self._taken)
            self._meaning.fields[key] = {}
        self._used.add(key)
        slot = Slot("标签", f"{plain_label(cell.text.rpartition(value)[0])}{{{{ {key} }}}}")
        return FormPart(cell, slot, label, is_label=True, values=((key, value),))

    def _value(
        self, pair: LabelledCells, cell: SourceCell, slots: Sequence[Slot], at: int
    ) -> FormPart:
        slot = slots[at] if at < len(slots) else None
        label = "" if pair.label is None else pair.label.text
        text = squeezed(cell.text)
        if slot is None and at and not text:
            return FormPart(cell, label=label, is_label=True)  # beside a value: part of the frame
        unit = self._unit(cell, label)
        private = is_person(label) or _PHONE.search(text) is not None
        if slot is None and private and not self._own:
            return FormPart(cell, label=label, left_out=bool(text))
        if not self._own or (not label and not text):
            return FormPart(cell, slot, label, unit=unit, known=slot is not None, doubt=pair.doubt)
        if head := self._head(cell) if pair.label is not None else "":
            slot = self._in_column(head, label, slots[0] if slots else None)
        if slot is not None:
            slot = self._fitting(slot, cell, unit)
        if slot is None and private:
            return FormPart(cell, label=label, left_out=True)
        if slot is None or slot.key in self._used:
            slot = self._own_slot(pair, cell, unit)
        self._used.add(slot.key)
        return FormPart(cell, slot, label, unit=unit, doubt=pair.doubt)

    def _in_column(self, head: str, label: str, slot: Slot | None) -> Slot | None:
        """The slot of a value that has a label at its left and one above: the year's, or none."""
        years = [int(text) for text in re.findall(r"20\d\d", head)]
        last = re.search("上年|去年|上一?年|前[两三]年", head)
        now = not last and (years == [self._meaning.year] or re.search("本年|当年|年度", head))
        if not now or not re.search("预算|申请|金额|资金", head):
            return None
        return Slot("金额", "年度资金申请总额") if squeezed(label) in SUMS else slot

    def _fitting(self, slot: Slot, cell: SourceCell, unit: str) -> Slot | None:
        """The slot of a known label, where what stands there can be that."""
        text = squeezed(cell.text)
        if slot.kind == "金额":
            fits = not text or amount_of(cell, unit) is not None
            return slot if fits and slot.key not in self._apart else None
        if slot.kind == "比例":
            return None
        if slot.kind == "标签":
            return self._period(cell.text)
        if slot.key in ("计划开始日期", "计划完成日期") and text:
            days = days_in(text)
            fits = len(days) == 1 and day_example(text, days[0]) is not None
            return slot if fits else None
        if slot.key not in RESERVED:  # of another edition: here as loose as all the others
            own = options_in(cell.text) or self._meaning.fields.get(slot.key, {})
            self._meaning.fields[slot.key] = own
        return slot

    @property
    def _taken(self) -> set[str]:
        return {*self._used, *self._meaning.fields}

    def _period(self, text: str) -> Slot | None:
        days = days_in(text)
        if len(days) != 2:
            return None
        before, *others = _WHOLE_DAY.split(text.strip())
        if len(others) != 2:
            return None
        made = [before, "{{ 计划开始日期 }}", others[0], "{{ 计划完成日期 }}", others[1]]
        made[::2] = map(plain_label, made[::2])
        return Slot("标签", "".join(made))

    def _own_slot(self, pair: LabelledCells, cell: SourceCell, unit: str) -> Slot:
        label = "" if pair.label is None else pair.label.text
        head = self._head(cell)
        beside = head if pair.values[1:] or squeezed(label) in SUMS else ""
        key = own_key(bare(label) + bare(beside) or "其他内容", self._taken)
        number = amount_of(cell, unit)
        exact = number is not None and is_whole_fen(Fraction(number))
        money = unit_in(label) or unit_in(head) or MONEY.search(label + head)
        if money and (exact or not squeezed(cell.text)):
            self._meaning.fields[key] = {"单位": unit or "元"}
            return Slot("金额", key)
        options = options_in(cell.text)
        self._meaning.fields[key] = options
        is_long = len(cell.text) > _LONG or "\n" in cell.text
        return Slot("正文" if is_long and not options else "值", key)

    def _head(self, cell: SourceCell) -> str:
        """The label of the column that a cell stands in."""
        for one in self._sheet.above(cell):
            same = (one.column, one.columns) == (cell.column, cell.columns)
            if one in self._labels or not same:
                return self._labels[one] if one in self._heads and same else ""
        return ""

    def _unit(self, cell: SourceCell, label: str) -> str:
        """The unit of money of a cell: by its label, its column, its group, then the form's."""
        around = (*self._sheet.above(cell), *self._sheet.before(cell))
        near = (one.text for one in around if one in self._labels)
        layout = self._known.layout
        texts = (label, self._head(cell), *near)
        own = next((unit for text in texts if (unit := unit_in(text))), "")
        return own or self._meaning.unit or ("" if layout is None else layout.amount.unit)
