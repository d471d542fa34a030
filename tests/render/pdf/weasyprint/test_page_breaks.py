from __future__ import annotations

from ptgen.render.pdf.weasyprint.page_breaks import Breaks, Place, head_name, row_name

JOINED = {(0, row) for row in range(1, 60)}


def pages(*rows: range, part: int = 0) -> list[list[str]]:
    return [[row_name((part, row)) for row in page] for page in rows]


def places(*rows: int) -> frozenset[Place]:
    return frozenset((0, row) for row in rows)


def test_a_joined_row_that_begins_a_page_is_cut() -> None:
    found = Breaks().after(pages(range(20), range(20, 40)), JOINED)
    assert found == Breaks(cuts=places(20))


def test_a_row_on_its_own_needs_no_cut() -> None:
    assert Breaks().after(pages(range(20), range(20, 40)), set()) == Breaks()


def test_each_table_part_has_its_own_rows() -> None:
    both = [*pages(range(3)), ["t0r3", "t0r4", "t1r0", "other"], ["t1r12", "t1r9"]]
    found = Breaks().after(both, JOINED | {(1, 9)})
    assert found.of(0) == (frozenset({3}), frozenset())
    assert found.of(1) == (frozenset({9}), frozenset())
    assert found.of(2) == (frozenset(), frozenset())


def test_what_was_cut_already_ends_the_search() -> None:
    breaks = Breaks(cuts=places(20))
    assert breaks.after(pages(range(20), range(20, 40)), JOINED) == breaks


def test_an_earlier_cut_drops_those_behind_it() -> None:
    breaks = Breaks(cuts=places(10, 20))
    found = breaks.after(pages(range(10), range(10, 19), range(19, 20), range(20, 40)), JOINED)
    assert found == Breaks(cuts=places(10, 19))


def test_a_row_that_goes_on_overleaf_is_tall_and_what_follows_is_found_anew() -> None:
    breaks = Breaks(cuts=places(2, 9))
    found = breaks.after(
        pages(range(2), range(2, 6), range(5, 6), range(5, 9), range(9, 12)), JOINED
    )
    assert found == Breaks(cuts=places(2), tall=places(5))


def test_a_tall_row_does_not_begin_the_pages_that_it_goes_on_to() -> None:
    breaks = Breaks(tall=places(5))
    assert breaks.after(pages(range(6), range(5, 6), range(5, 9)), JOINED) == breaks


def test_a_head_that_was_left_out_is_drawn_as_rows() -> None:
    breaks = Breaks(cuts=places(20), tall=places(3))
    assert breaks.after(pages(range(20)), JOINED, {0}) == Breaks(headless=frozenset({0}))


def test_a_head_counts_where_its_part_begins() -> None:
    first, second = pages(range(1, 20), range(20, 40))
    assert Breaks().after([[head_name(0), *first], second], set(), {0}) == Breaks()
    assert Breaks().after([first, [head_name(0), *second]], set(), {0}) != Breaks()
