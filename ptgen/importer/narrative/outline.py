"""Find the numbered lists of a text, one inside another, by the numbers that are printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ptgen.read.document import SourceGrid, SourceParagraph
from ptgen.view.numbering import chinese, list_number

_CHINESE = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARKS: Mapping[str, re.Pattern[str]] = {
    "（一）": re.compile(rf"[（(]([{_CHINESE}]{{1,3}})[)）][、.]?"),
    "一、": re.compile(rf"([{_CHINESE}]{{1,3}})、"),
    "（1）": re.compile(r"[（(](\d{1,2})[)）][、.]?", re.ASCII),
    "1）": re.compile(r"(\d{1,2})[)）]", re.ASCII),
    "①": re.compile(rf"([{_CIRCLED}])"),
    "1.": re.compile(r"(\d{1,2})[.．、](?!\d)", re.ASCII),
}
_NUMBERS = {
    **{chinese(number): number for number in range(1, 100)},
    **{list_number(3, number): number for number in range(1, len(_CIRCLED) + 1)},
}
Block = SourceParagraph | SourceGrid


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry of a list: its first paragraph, the text behind the number, what stands below."""

    kind: str  # how its list is numbered: "（1）"
    text: str
    block: SourceParagraph
    inner: tuple[Part, ...]


Part = Block | Numbered


def number_of(text: str) -> tuple[str, int, str]:
    """How a line is numbered, by which number, and the text behind it; ``""`` without a number."""
    text = text.strip()
    for kind, mark in _MARKS.items():
        match = mark.match(text)
        if match is not None:
            sign = match[1]
            number = int(sign) if sign.isascii() else _NUMBERS.get(sign, 0)
            return kind, number, text[match.end() :].strip()
    return "", 0, text


def outline(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """The blocks with their lists; a number that does not go on from 1 is part of a text."""
    return _parts(blocks, 0, {})[0]


def _parts(
    blocks: Sequence[Block], at: int, awaited: Mapping[str, int]
) -> tuple[tuple[Part, ...], int]:
    """The parts from a place up to the next entry of a list outside, and where they end."""
    parts: list[Part] = []
    following: dict[str, int] = {}
    while at < len(blocks):
        block = blocks[at]
        kind, number, text = (
            number_of(block.text) if isinstance(block, SourceParagraph) else ("", 0, "")
        )
        if kind and awaited.get(kind) == number:
            break
        first = number == 1 and kind not in awaited
        if isinstance(block, SourceParagraph) and kind and (first or following.get(kind) == number):
            following = {kind: number + 1}
            inner, at = _parts(blocks, at + 1, {**awaited, **following})
            parts.append(Numbered(kind, text, block, inner))
        else:
            parts.append(block)
            at += 1
    return tuple(parts), at
