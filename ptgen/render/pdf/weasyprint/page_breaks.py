"""Where pages begin inside tables, found in one layout and used in the next.

Tables are cut where pages begin, until laying the document out again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

ROW_ATTRIBUTE: Final = "data-row"
"""Names a row or a head in HTML; an ``id`` would give all that it holds styles of their own."""

Place = tuple[int, int]
"""A row as (number of the table part in the document, row in that part), both from 0."""

Rows = frozenset[int]

_ROW: Final = re.compile(r"t(\d+)r(\d+)\Z")


def row_name(place: Place) -> str:
    """The name under which a row is found again on its page."""
    return f"t{place[0]}r{place[1]}"


def head_name(part: int) -> str:
    """The name under which a table part's head is found again."""
    return f"t{part}h"


@dataclass(frozen=True, slots=True)
class Breaks:
    """Rows before which a page begins, rows that take more than a page, and parts whose head does.

    Such a head cannot be repeated: WeasyPrint would leave it out altogether.
    """

    cuts: frozenset[Place] = frozenset()
    tall: frozenset[Place] = frozenset()
    headless: frozenset[int] = frozenset()

    def of(self, part: int) -> tuple[Rows, Rows]:
        """The rows of one table part: its cuts and its tall rows."""
        cuts, tall = (
            frozenset(row for number, row in places if number == part)
            for places in (self.cuts, self.tall)
        )
        return cuts, tall

    def after(
        self,
        pages: Iterable[Iterable[str]],
        joined: AbstractSet[Place],
        headed: AbstractSet[int] = frozenset(),
    ) -> Breaks:
        """The breaks for the next layout, given the rows on each page of this one.

        Only rows in ``joined`` need a cut; the parts in ``headed`` have a head. Cutting makes rows
        higher and letting a tall row split makes room, so a cut holds only if nothing before it
        has changed. Layouts come to an end: then the outcome equals ``self``.
        """
        seen = tuple(frozenset(names) for names in pages)
        lost = _lost_heads(seen, headed) - self.headless
        if lost:
            return Breaks(headless=self.headless | lost)
        starts, split = _seen(seen)
        new_tall = split - self.tall
        new_cuts = (starts & joined) - self.cuts
        if new_tall:
            kept = {cut for cut in self.cuts if cut < min(new_tall)}
            return replace(self, cuts=frozenset(kept), tall=self.tall | new_tall)
        if new_cuts:
            kept = {cut for cut in self.cuts if cut < min(new_cuts)}
            return replace(self, cuts=frozenset(kept) | new_cuts)
        return self


def _lost_heads(pages: Iterable[AbstractSet[str]], headed: AbstractSet[int]) -> frozenset[int]:
    """The parts whose head is not on the page where the part begins."""
    begun: set[int] = set()
    lost: set[int] = set()
    for names in pages:
        parts = {int(found[1]) for name in names if (found := _ROW.match(name))}
        new = (parts - begun) & headed
        lost |= {part for part in new if head_name(part) not in names}
        begun |= parts
    return frozenset(lost)


def _seen(pages: Iterable[Iterable[str]]) -> tuple[frozenset[Place], frozenset[Place]]:
    """The rows that begin a page, and the rows that go on from one page to the next."""
    starts: set[Place] = set()
    split: set[Place] = set()
    before: set[Place] = set()
    for names in pages:
        here = {(int(found[1]), int(found[2])) for name in names if (found := _ROW.match(name))}
        split |= here & before
        for part in {part for part, _ in here}:
            first = min(row for number, row in here if number == part)
            if (part, first) not in before:
                starts.add((part, first))
        before = here
    return frozenset(starts), frozenset(split)
