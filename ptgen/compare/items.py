"""Compare the line items of two budgets: a tree of changes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ptgen.compare.changes import (
    AmountChange,
    FieldChange,
    ItemChange,
    Kind,
    PlaceOf,
    TextChange,
    Transfer,
    amounts_by_year,
    changed_fields,
)
from ptgen.compare.match.matching import Matching, match
from ptgen.compare.match.text_diff import pieces
from ptgen.compare.pairs import Pair, amount_of, text_of
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.loader import Content
from ptgen.core.model.units.economic_codes import ECONOMIC_CODES
from ptgen.core.money import ZERO, plain


@dataclass(frozen=True, slots=True)
class Level:
    """What changed among the items of one group (or of the whole budget)."""

    items: tuple[ItemChange, ...]
    transfers: tuple[Transfer, ...]
    unchanged: int
    dated: bool


def compare_items(old: Content | None, new: Content | None, place_of: PlaceOf) -> Level:
    """The changed lines, the groups above them, and what moved between groups."""
    before, after = (() if one is None else one.budget.items for one in (old, new))
    return _Comparison(old, new, match(before, after), place_of).level(before, after)


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Content | None
    new: Content | None
    matching: Matching
    place_of: PlaceOf

    def level(
        self, old: Sequence[ItemAmount], new: Sequence[ItemAmount], *, dated: bool = True
    ) -> Level:
        """The changes among the children of one pair of groups; either side may be empty.

        They have amounts of the budget year where these are known of all of them, so that they
        add up: not where the split over years stands at a group above, on either side.
        """
        dated = dated and not any(item.annual is None for item in (*old, *new))
        here = {item.loc for item in old}
        changes = []
        unchanged = 0
        for item in new:
            former = self.matching.former(item)
            stays = former is None or former.loc in here
            change = self._change(former, item, stays=stays, dated=dated)
            if change is None:
                unchanged += 1
            else:
                changes.append(change)
        gone = (item for item in old if self.matching.successor(item) is None)
        removed = (self._change(item, None, stays=True, dated=dated) for item in gone)
        changes.extend(change for change in removed if change is not None)
        return Level(
            tuple(changes), tuple(self._transfers(old, new, dated=dated)), unchanged, dated
        )

    def _transfers(
        self, old: Sequence[ItemAmount], new: Sequence[ItemAmount], *, dated: bool
    ) -> Iterator[Transfer]:
        gone = [(item, self.matching.successor(item), -1) for item in old]
        come = [(item, self.matching.former(item), 1) for item in new]
        for moves, beside in ((gone, new), (come, old)):
            here = {item.loc for item in beside}
            for item, other, sign in moves:
                if other is not None and other.loc not in here:
                    was = item if sign < 0 else other
                    yield _transfer(was, self.matching.parent(other), sign, dated=dated)

    def _change(
        self, old: ItemAmount | None, new: ItemAmount | None, *, stays: bool, dated: bool
    ) -> ItemChange | None:
        kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
        below = self.level(old.items if old else (), new.items if new else (), dated=dated)
        change = ItemChange(
            kind=kind,
            name=text_of(old, new, lambda item: item.name),
            amount=amount_of(old, new, lambda item: item.amount),
            annual=amount_of(old, new, lambda item: item.annual) if dated else None,
            moved_from=None if stays or old is None else self.matching.parent(old),
            formula=_pair(old, new, lambda item: item.item.formula),
            method=_pair(old, new, lambda item: item.item.method.value),
            years=_years(old, new) if dated else (),
            fields=_fields(old, new),
            texts=tuple(self._texts(old, new)) if new and self.old else (),
            items=below.items,
            transfers=(*below.transfers, *_turned(old, new, dated=below.dated)),
            place=self.place_of(*((*one.loc, "测算") if one else None for one in (old, new))),
            unchanged=below.unchanged,
        )
        return None if kind is Kind.CHANGED and _unchanged(change) else change

    def _texts(self, old: ItemAmount | None, new: ItemAmount | None) -> Iterator[TextChange]:
        for key in ("说明", "备注"):
            written, before = _text(self.old, old, key)
            rewritten, after = _text(self.new, new, key)
            if before != after:
                found = pieces(before or "", after or "")
                yield TextChange(label=key, pieces=found, computed=written == rewritten)


def _text(
    content: Content | None, item: ItemAmount | None, key: str
) -> tuple[str | None, str | None]:
    """A text of an item as written and as computed."""
    if content is None or item is None:
        return None, None
    written = item.item.note if key == "说明" else item.item.remark
    return written, written and content.texts.at((*item.loc, key), written)


def _pair(
    old: ItemAmount | None, new: ItemAmount | None, get: Callable[[ItemAmount], str | None]
) -> Pair | None:
    pair = text_of(old, new, get)
    return None if pair.old is None and pair.new is None else pair


def _unchanged(change: ItemChange) -> bool:
    parts: tuple[object, ...] = (change.moved_from, change.years, change.fields)
    parts += (change.texts, change.items, change.transfers)
    pairs = (change.name, change.formula, change.method, change.amount, change.annual)
    return not (any(parts) or any(pair is not None and pair.differ for pair in pairs))


def _years(old: ItemAmount | None, new: ItemAmount | None) -> tuple[AmountChange, ...]:
    """The years of lines that are split on either side, where they differ."""
    if not any(item is not None and item.split for item in (old, new)):
        return ()
    return years_changed(old.years if old else (), new.years if new else ())


def years_changed(
    old: Sequence[tuple[int, Decimal]], new: Sequence[tuple[int, Decimal]]
) -> tuple[AmountChange, ...]:
    """The years whose amounts differ, in their order."""
    return tuple(one for one in amounts_by_year(dict(old), dict(new)) if one.amounts.difference)


def _fields(old: ItemAmount | None, new: ItemAmount | None) -> tuple[FieldChange, ...]:
    if old is None or new is None:
        return ()
    first, second = dict(_values(old)), dict(_values(new))
    return changed_fields(first, second, {**second, **first})


def _values(item: ItemAmount) -> Iterator[tuple[str, str]]:
    """The short values of a line by their keys, those of its edition among them."""
    own = item.item
    if own.approved is not None:
        yield "核定金额", own.approved
        yield "核定差额", f"{plain(item.excess or ZERO)} 元"
    if own.code is not None:
        yield "经济分类", f"{own.code} {ECONOMIC_CODES.get(own.code, '')}".strip()
    if own.procurement is not None:
        yield "政府采购", "是" if own.procurement else "否"
    if own.standard is not None:
        yield "标准依据", own.standard
    for key, value in own.further.items():
        if isinstance(value, str):
            yield key, value


def _turned(old: ItemAmount | None, new: ItemAmount | None, *, dated: bool) -> tuple[Transfer, ...]:
    """What a line's own amount was before it became a group, or is since it is none any more."""
    if old is None or new is None or bool(old.items) == bool(new.items):
        return ()
    if new.items:
        return (_transfer(old, "改为分列明细", -1, dated=dated),)
    return (_transfer(new, "改为一项", 1, dated=dated),)


def _transfer(item: ItemAmount, other: str, sign: int, *, dated: bool) -> Transfer:
    annual = sign * item.annual if dated and item.annual is not None else None
    return Transfer(name=item.name, other=other, annual=annual, amount=sign * item.amount)
