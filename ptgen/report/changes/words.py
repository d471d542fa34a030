"""The Chinese words for changes, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ptgen.compare.changes import Direction, Kind, Piece
from ptgen.compare.pairs import Amounts, Totals
from ptgen.core.money import grouped

KINDS = {Kind.ADDED: "新增", Kind.REMOVED: "删除", Kind.CHANGED: "改动", Kind.UNREADABLE: "读不了"}
DIRECTIONS = {
    Direction.WEAKER: "降低",
    Direction.STRONGER: "提高",
    Direction.UNCLEAR: "改动",
    Direction.SAME: "写法",
}
NO_CHANGE = "没有变化"
PARTS_NOTE = "合计只算有变化的项目；其余项目未变，差额就是全部项目的差额。"
_FOLD = 30  # characters of an unchanged stretch that are shown whole
_LONG = 120  # characters of a stretch that went or came
_KEPT = 10  # characters that are kept at each end of a longer one


def signed(amount: Decimal) -> str:
    """``+12,000.00``, ``-12,000.00``, ``0.00``."""
    return f"+{grouped(amount)}" if amount > 0 else grouped(amount)


def side(amount: Decimal | None) -> str:
    """An amount, a dash where the thing is not there."""
    return "—" if amount is None else grouped(amount)


def percent(amounts: Amounts) -> str:
    """``+12.50%``; empty where there is nothing to compare with, or only one side is below zero."""
    share, old, new = amounts.percent, amounts.old, amounts.new
    if share is None or old is None or new is None or not amounts.differ or old * new < 0:
        return ""
    return f"+{share}%" if amounts.difference > 0 else f"{share}%"


def figures(amounts: Amounts | None) -> tuple[str, str, str, str]:
    """Both sides, the difference and its share; empty where there are no amounts."""
    if amounts is None:
        return "", "", "", ""
    difference = signed(amounts.difference)
    return side(amounts.old), side(amounts.new), difference, percent(amounts)


def in_one(amounts: Amounts) -> str:
    """``68,000.00 → 80,000.00 元，+12,000.00（+17.65%）``."""
    if not amounts.differ:
        return f"{side(amounts.old)} 元（未变）"
    share = percent(amounts)
    behind = f"（{share}）" if share else ""
    sides = f"{side(amounts.old)} → {side(amounts.new)} 元"
    return f"{sides}，{signed(amounts.difference)}{behind}"


def further_totals(totals: Totals) -> Iterator[tuple[str, Amounts]]:
    """项目资金总额 and the sum of all years, where they say more than 年度资金申请总额."""
    if totals.total != totals.annual:
        yield "项目资金总额", totals.total
    if totals.all_years not in (totals.annual, totals.total):
        yield "各年合计", totals.all_years


def folded(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Long stretches cut: unchanged ones to what stands beside the changes, others to a start."""
    last = len(pieces) - 1
    return tuple(_folded(piece, place > 0, place < last) for place, piece in enumerate(pieces))


def _folded(piece: Piece, before: bool, after: bool) -> Piece:
    text = piece.text
    start, end = text[:_KEPT] if before else "", text[-_KEPT:] if after else ""
    if piece.op == "same":
        return piece if len(text) <= _FOLD else Piece(op="same", text=f"{start}…{end}")
    if len(text) <= _LONG:
        return piece
    return Piece(op=piece.op, text=f"{text[:_LONG]}…（共 {len(text)} 字）")


def on_one_line(text: str) -> str:
    """Line breaks as a sign."""
    return text.replace("\n", "⏎")
