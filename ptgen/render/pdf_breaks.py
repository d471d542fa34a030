"""Stage render: where pages begin inside tables, found in one layout and used in the next.

In come the anchors of each page of a document that was laid out; out comes where its tables are
to be cut, until laying it out again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

Place = tuple[int, int]
"""A row as (number of the table part in the document, row in that part), both from 0."""

Rows = frozenset[int]

_ANCHOR: Final = re.compile(r"t(\d+)r(\d+)\Z")


def anchor(place: Place) -> str:
    """The name under which a row is found again on its page."""
    return f"t{place[0]}r{place[1]}"


@dataclass(frozen=True, slots=True)
class Breaks:
    """Rows before which a page begins, and rows that take more than a page."""

    cuts: frozenset[Place] = frozenset()
    tall: frozenset[Place] = frozenset()

    def of(self, part: int) -> tuple[Rows, Rows]:
        """The rows of one table part: its cuts and its tall rows."""
        cuts, tall = (
            frozenset(row for number, row in places if number == part)
            for places in (self.cuts, self.tall)
        )
        return cuts, tall

    def after(self, pages: Iterable[Iterable[str]], joined: AbstractSet[Place]) -> Breaks:
        """The breaks for the next layout, given the anchors of each page of this one.

        Only rows in ``joined`` need a cut. Cutting makes rows higher and letting a tall row
        split makes room, so a cut holds only if nothing before it has changed. Layouts come to
        an end: then the outcome equals ``self``.
        """
        starts, split = _seen(pages)
        new_tall = split - self.tall
        new_cuts = (starts & joined) - self.cuts
        if new_tall:
            kept = {cut for cut in self.cuts if cut < min(new_tall)}
            return Breaks(frozenset(kept), self.tall | new_tall)
        if new_cuts:
            kept = {cut for cut in self.cuts if cut < min(new_cuts)}
            return Breaks(frozenset(kept) | new_cuts, self.tall)
        return self


def _seen(pages: Iterable[Iterable[str]]) -> tuple[frozenset[Place], frozenset[Place]]:
    """The rows that begin a page, and the rows that go on from one page to the next."""
    starts: set[Place] = set()
    split: set[Place] = set()
    before: set[Place] = set()
    for anchors in pages:
        here = {
            (int(found[1]), int(found[2])) for name in anchors if (found := _ANCHOR.match(name))
        }
        split |= here & before
        for part in {part for part, _ in here}:
            first = min(row for number, row in here if number == part)
            if (part, first) not in before:
                starts.add((part, first))
        before = here
    return frozenset(starts), frozenset(split)
