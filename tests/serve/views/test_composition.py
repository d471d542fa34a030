from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ptgen.core.money import grouped, total
from ptgen.serve.views.composition import COLORS, WIDTH, composition

AMOUNTS = st.lists(
    st.decimals(min_value=-(10**9), max_value=10**12, places=2, allow_nan=False), max_size=30
)


def test_each_part_has_its_exact_amount_and_share() -> None:
    made = composition([("甲", "", Decimal("1.00")), ("乙", "#b", Decimal("2.00"))])
    assert [(part.name, part.href, part.amount, part.share) for part in made.parts] == [
        ("甲", "", Decimal(1), "33.33%"),
        ("乙", "#b", Decimal(2), "66.67%"),
    ]
    assert [(piece.x, piece.width) for piece in made.pieces] == [(0, 333), (333, 667)]
    assert (made.total, made.in_words) == ("3.00", "甲 33.33%；乙 66.67%")


def test_small_parts_share_the_last_piece() -> None:
    named = [(f"第{number}项", "", Decimal(number)) for number in range(1, 12)]
    made = composition(named)
    assert [part.color for part in made.parts] == [0, 0, 0, *range(1, COLORS + 1)]
    assert (made.pieces[-1].name, made.pieces[-1].color) == ("其余 3 项", 0)


def test_a_cut_is_in_no_bar() -> None:
    made = composition([("设备", "", Decimal(100)), ("核减", "", Decimal(-20))])
    assert [(part.share, part.color) for part in made.parts] == [("125.00%", 1), ("-25.00%", None)]
    assert [piece.name for piece in made.pieces] == ["设备"]


def test_nothing_has_no_shares() -> None:
    made = composition([("设备", "", Decimal(20)), ("核减", "", Decimal(-20))])
    assert [part.share for part in made.parts] == ["", ""]
    assert composition([]).pieces == ()


@given(AMOUNTS)
def test_shares_add_up_and_pieces_fill_the_bar(amounts: list[Decimal]) -> None:
    made = composition([("项", "", amount) for amount in amounts])
    assert made.total == grouped(total(amounts))
    shares = [Decimal(part.share.removesuffix("%")) for part in made.parts if part.share]
    assert not shares or sum(shares) == 100
    ends = [0, *(piece.x + piece.width for piece in made.pieces)]
    assert [piece.x for piece in made.pieces] == ends[:-1]
    assert ends[-1] == (WIDTH if made.pieces else 0)
