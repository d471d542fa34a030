"""Match the lines of two budgets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from ptgen.compare.match.similar import by_key, by_likeness, likeness
from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.source.nodes import Loc

TOP = "预算"
_BONUS = Fraction(1, 4)


@dataclass(slots=True)
class Matching:
    """Pairs of lines, and where each line stands. A line's ``loc`` names it."""

    _forward: dict[Loc, ItemAmount] = field(default_factory=dict)
    _backward: dict[Loc, ItemAmount] = field(default_factory=dict)
    _parents: dict[int, str] = field(default_factory=dict)

    def successor(self, old: ItemAmount) -> ItemAmount | None:
        """What became of an old line."""
        return self._forward.get(old.loc)

    def former(self, new: ItemAmount) -> ItemAmount | None:
        """What a new line was."""
        return self._backward.get(new.loc)

    def parent(self, item: ItemAmount) -> str:
        """The name of the group that a line of either side stands in."""
        return self._parents.get(id(item), TOP)

    def place(self, items: Sequence[ItemAmount], parent: str = TOP) -> None:
        """Remember where the lines stand."""
        for item in items:
            self._parents[id(item)] = parent
            self.place(item.items, item.name)

    def pair(self, old: ItemAmount, new: ItemAmount) -> None:
        """Remember a pair, and match what is below."""
        self._forward[old.loc] = new
        self._backward[new.loc] = old
        self.level(old.items, new.items)

    def level(self, old: Sequence[ItemAmount], new: Sequence[ItemAmount]) -> None:
        """Match the children of a pair of groups: by name, then by likeness."""
        for step in _LEVEL:
            self._step(step(old, new), old, new)
            old = [item for item in old if item.loc not in self._forward]
            new = [item for item in new if item.loc not in self._backward]

    def moved(self, old: Sequence[ItemAmount], new: Sequence[ItemAmount]) -> None:
        """Match what has no partner in its own group with what has none in another."""
        for step in _MOVED:
            left = [item for item in _walk(old) if item.loc not in self._forward]
            free = [item for item in _walk(new) if item.loc not in self._backward]
            self._step(step(left, free), left, free)

    def _step(
        self, pairs: Sequence[tuple[int, int]], old: Sequence[ItemAmount], new: Sequence[ItemAmount]
    ) -> None:
        for i, j in pairs:
            # A pair above may have matched what is below it.
            if old[i].loc not in self._forward and new[j].loc not in self._backward:
                self.pair(old[i], new[j])


def match(old: Sequence[ItemAmount], new: Sequence[ItemAmount]) -> Matching:
    """Match two budgets."""
    matching = Matching()
    matching.place(old)
    matching.place(new)
    matching.level(old, new)
    matching.moved(old, new)
    return matching


def _walk(items: Sequence[ItemAmount]) -> Iterator[ItemAmount]:
    for item in items:
        yield from item.walk()


def _score(one: ItemAmount, other: ItemAmount) -> Fraction:
    """Likeness of names; the same formula and amount count a quarter."""
    alike = likeness(one.name, other.name)
    return alike + _BONUS if alike and _same_sum(one, other) else alike


def _moved_score(one: ItemAmount, other: ItemAmount) -> Fraction:
    """Between groups only the same sum makes likeness believable."""
    return likeness(one.name, other.name) if _same_sum(one, other) else Fraction(0)


def _same_sum(one: ItemAmount, other: ItemAmount) -> bool:
    return (one.item.formula, one.amount) == (other.item.formula, other.amount)


_Step = Callable[[Sequence[ItemAmount], Sequence[ItemAmount]], list[tuple[int, int]]]
_EQUAL: tuple[_Step, ...] = (
    partial(by_key, key=lambda item: (item.name, item.item.formula, item.amount)),
    partial(by_key, key=lambda item: item.name),
)
_LEVEL: tuple[_Step, ...] = (*_EQUAL, partial(by_likeness, score=_score))
_MOVED: tuple[_Step, ...] = (*_EQUAL, partial(by_likeness, score=_moved_score))
