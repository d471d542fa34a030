"""Give each value of a form its key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from ptgen.core.money import is_whole_fen
from ptgen.importer.forms.columns import RESERVED, SUMS, own_key
from ptgen.importer.forms.labels import Slot, bare, plain_label, squeezed
from ptgen.importer.forms.meaning import FormPart, Meaning
from ptgen.importer.forms.pairs import LabelledCells, held, occurrence
from ptgen.importer.forms.values import amount_of, day_example, days_in, options_in, unit_in
from ptgen.importer.forms.words import is_person
from ptgen.read.document import SourceCell

_OPEN_DAY = re.compile(r"年\D{0,2}月|月\D{0,1}日$")  # a day that is still to be put in
_PHONE = re.compile(r"0\d{2,3}-\d{7,8}|1[3-9]\d{9}")
_LONG = 30


class KeyedParts:
    """Gives each value its key."""

    def __init__(
        self,
        meaning: Meaning,
        pairs: tuple[LabelledCells, ...],
        *,
        own: bool,
        apart: Collection[str],
    ) -> None:
        self._meaning = meaning
        self._known = meaning.known
        self._sheet = meaning.sheet
        self._pairs = pairs
        self._own = own
        self._apart = apart
        self._labels: dict[SourceCell, str] = {}
        self._heads: set[SourceCell] = set()
        self._used: set[str] = set()
        names = [self._name(pair) for pair in pairs if not pair.below]
        self._counts = Counter(names)
        self._seen: Counter[str] = Counter()

    def parts(self) -> Iterator[FormPart]:
        """The labels and values in reading order."""
        for pair in self._pairs:
            if pair.inside and pair.label is not None:
                yield self._inside(pair.label)
                continue
            if pair.label is not None and not pair.below and pair.label not in self._labels:
                self._labels[pair.label] = squeezed(pair.label.text)
                if pair.is_head:
                    self._heads.add(pair.label)
                known = self._known.known(pair.label.text) is not None
                yield FormPart(
                    pair.label, is_label=True, known=known or not self._labels[pair.label]
                )
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
            return FormPart(
                cell,
                Slot("标签", template.text),
                is_label=True,
                values=template.found(cell.text) or (),
            )
        label, value = held(cell.text) or (cell.text, "")
        known = self._known.known(cell.text) is not None
        if not value or unit_in(cell.text) or _OPEN_DAY.search(squeezed(value)):
            return FormPart(cell, label=label, is_label=True, known=known or self._own)
        if is_person(label):
            return FormPart(cell, label=label, is_label=True, known=known, left_out=True)
        slot = next(
            (slot for entry in self._known.entries.get(bare(label), []) for slot in entry.right),
            None,
        )
        if not self._own:
            return FormPart(cell, label=label, known=False)
        key = (
            slot.key
            if slot and slot.kind == "值" and slot.key not in self._used
            else own_key(label, self._taken)
        )
        self._used.add(key)
        if slot is None or key != slot.key:
            self._meaning.fields[key] = {}
        mark = cell.text[: cell.text.index(value)] if value in cell.text else f"{label}："
        return FormPart(
            cell,
            Slot("标签", f"{plain_label(mark)}{{{{ {key} }}}}"),
            label,
            is_label=True,
            values=((key, value),),
        )

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
        if (options := options_in(cell.text)) and slot.key not in RESERVED:
            self._meaning.fields[slot.key] = options
        elif slot.key not in RESERVED:  # of another edition: here as loose as all the others
            self._meaning.fields.setdefault(slot.key, {})
        return slot

    @property
    def _taken(self) -> set[str]:
        return {*self._used, *self._meaning.fields}

    def _period(self, text: str) -> Slot | None:
        days = days_in(text)
        if len(days) != 2:
            return None
        keys = iter(("计划开始日期", "计划完成日期"))
        made, pieces = (
            [],
            re.split(
                r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{8})", text.strip()
            ),
        )
        for at, piece in enumerate(pieces):
            made.append(f"{{{{ {next(keys)} }}}}" if at % 2 else plain_label(piece))
        return Slot("标签", "".join(made)) if len(pieces) == 5 else None

    def _own_slot(self, pair: LabelledCells, cell: SourceCell, unit: str) -> Slot:
        label = "" if pair.label is None else pair.label.text
        head = self._head(cell)
        beside = head if pair.values[1:] or squeezed(label) in SUMS else ""
        key = own_key(bare(label) + bare(beside) or "其他内容", self._taken)
        number = amount_of(cell, unit)
        money = bool(unit_in(label) or unit_in(head)) or re.search(
            "资金|金额|预算|拨款|收入|支出|经费|执行", label + head
        )
        if money and (
            (number is not None and is_whole_fen(Fraction(number))) or not squeezed(cell.text)
        ):
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
        near = [
            one.text
            for one in (*self._sheet.above(cell), *self._sheet.before(cell))
            if one in self._labels
        ]
        layout = self._known.layout
        texts = (label, self._head(cell), *near)
        own = next((unit for text in texts if (unit := unit_in(text))), "")
        return own or self._meaning.unit or ("" if layout is None else layout.amount.unit)
