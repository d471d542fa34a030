"""Edit the budget of a project for another year: remainders that fall due become items."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.diagnostics import Span
from ptgen.core.model.line import Method
from ptgen.core.money import plain, total
from ptgen.core.source.edits import Edit, is_flow
from ptgen.core.source.nodes import Mapping, Scalar, find
from ptgen.edit.text_edits import YamlText


@dataclass(frozen=True, slots=True)
class ItemEdits:
    """The edits of a file by which the items of an old year become those of a new one."""

    text: YamlText
    old: int
    new: int

    def items(self, items: tuple[ItemAmount, ...], *, whole: bool) -> Iterator[Edit]:
        """The edits of all items; ``whole`` keeps the items of every year (全周期)."""
        for item in items:
            yield from self._kept_whole(item) if whole else self._item(item)

    def due(self, item: ItemAmount) -> tuple[tuple[int, Decimal], ...]:
        """The parts of an amount that fall to the new year and those after it."""
        return tuple((year, part) for year, part in item.years if year >= self.new and part)

    def _node(self, item: ItemAmount) -> Mapping | None:
        node = find(self.text.root, item.loc)
        return node if isinstance(node, Mapping) else None

    def _kept_whole(self, item: ItemAmount) -> Iterator[Edit]:
        """An item that was all of the old year says so, and stays in the total."""
        if item.item.years is not None:
            return
        if item.items and is_split(item):
            for child in item.items:
                yield from self._kept_whole(child)
            return
        node = self._node(item)
        if node is not None:
            share = f"{{{self.old}: 100%}}"
            note = self.text.note(node.span.line, f"请写“分年: {share}”，这一项是{self.old}年的")
            yield from self._changed(node, {"分年": share}) or (note,)

    def _item(self, item: ItemAmount) -> Iterator[Edit]:
        node = self._node(item)
        if node is None:
            return
        if item.item.years is not None:
            yield from self._remainder(item, node)
        elif self.is_finished(item):
            yield from self._left_out(item, node)
        else:
            yield from self._approved_of(node)
            for child in item.items:
                yield from self._item(child)

    def is_finished(self, item: ItemAmount) -> bool:
        """Whether nothing of an item is left for the new year or later."""
        if item.item.years is not None:
            return not self.due(item)
        return bool(item.items) and all(self.is_finished(child) for child in item.items)

    def _remainder(self, item: ItemAmount, node: Mapping) -> Iterator[Edit]:
        due = self.due(item)
        if not due:
            yield from self._left_out(item, node)
            return
        edits = list(self._amounts(item, node))
        line = node.span.line
        if not edits or any(edit is None for edit in edits):
            yield self.text.note(line, f"这一项照原样带来，{self.new}年的部分按“分年”计算")
            return
        amount = plain(total([part for _, part in item.years]))
        listed = "，".join(f"{year}年{plain(part)}元" for year, part in due)
        lost = "，各项明细没有带入" if item.items else ""
        yield self.text.note(line, f"{self.old}年的预算共{amount}元，余下{listed}{lost}")
        yield from (edit for edit in edits if edit is not None)

    def _amounts(self, item: ItemAmount, node: Mapping) -> Iterator[Edit | None]:
        """An item with its remainder as the amount; ``None`` where the text cannot be changed.

        What is left of a group with its own 分年 was not said item by item: it becomes one item.
        """
        sign = -1 if item.item.method is Method.CUT else 1
        due = self.due(item)
        if any(part * sign <= 0 for _, part in due):
            yield None
            return
        amount = plain(total([part * sign for _, part in due]))
        years = ", ".join(f"{year}: {plain(part * sign)}元" for year, part in due)
        later = [year for year, _ in due] != [self.new]
        changes = {
            "测算": f"{amount}元",
            "明细": None,
            "分年": f"{{{years}}}" if later else None,
            "核定金额": None,
        }
        yield from self._changed(node, changes) or (None,)

    def _left_out(self, item: ItemAmount, node: Mapping) -> tuple[Edit, ...]:
        comment = f"“{item.name}”到{self.new - 1}年已经付清"
        dash = self.text.dash_of(node)
        if dash is None:
            return (self.text.note(node.span.line, f"{comment}，请删去"),)
        return (self.text.without_lines(dash, node, f"{comment}，没有带入"),)

    def _approved_of(self, node: Mapping) -> tuple[Edit, ...]:
        entry = node.get("核定金额")
        if entry is None:
            return ()
        value = self.text.slice_of(entry.value.span, entry.value.span)
        edits = self._changed(node, {"核定金额": None})
        comment = f"{self.old}年的核定金额{value}{'没有带入' if edits else '请删去'}"
        return (self.text.note(node.span.line, comment), *edits)

    def _changed(self, node: Mapping, new: dict[str, str | None]) -> tuple[Edit, ...]:
        """Other values of a mapping; empty where its text cannot be changed with safety."""
        if is_flow(node, self.text.lines):
            one_line = node.span.line == node.span.end_line
            return (self.text.rewritten_flow(node, new),) if one_line else ()
        edits = []
        for entry in node.entries:
            value = new.get(entry.key.text, "")
            if value is None and not self.text.begins_line(entry):
                return ()
            if value is None:
                edits.append(self.text.without_lines(entry.key.span, entry.value))
            elif value and isinstance(entry.value, Scalar):
                edits.append(Edit(entry.value.span, value))
            elif value:
                edits.append(self.text.other_value(entry, value))
        known = {entry.key.text for entry in node.entries}
        column = node.entries[0].key.span.column
        # Behind the first key, which stays: the last one may go.
        end = self.text.last_line(node.entries[0].value, column - 1)
        for key, value in new.items():
            if value and key not in known:
                at = Span.at("", end + 1)
                edits.append(Edit(at, f"{' ' * (column - 1)}{key}: {value}\n"))
        return tuple(edits)


def is_split(item: ItemAmount) -> bool:
    """Whether an item or one below it says its own split over years (分年)."""
    return any(line.item.years is not None for line in item.walk())
