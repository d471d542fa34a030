"""What is drawn on a page: characters and straight rules, turned so that text reads to the right."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

Point = tuple[float, float]

_THICKEST = 4.0  # pt: a filled rectangle that is thinner is a rule
_FLATTEST = 0.5  # pt by which the ends of a rule may differ


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its place in points, from the left and from the top of the page."""

    text: str
    x0: float
    x1: float
    base: float  # the line that it stands on
    size: float
    bold: bool
    own: Glyph | None = None  # of one that is turned otherwise than the page: as its own text reads

    @property
    def middle(self) -> float:
        """Half its height, where the cell that it belongs to is looked for."""
        return self.base - 0.35 * self.size


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A straight line from the left or the top on, across or down."""

    across: bool
    at: float  # from the top; of one that goes down from the left
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class PageMarks:
    """All of a page that is read."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]  # as they were drawn
    rules: tuple[RuledLine, ...]
    pictures: float  # the share of the page that they cover


def marks_of(page: Any) -> PageMarks:  # noqa: ANN401  pdfplumber's objects are dictionaries
    """Return what is drawn on a page of pdfplumber's."""
    turns = Counter(_quarter(char["matrix"]) for char in page.chars if not char["text"].isspace())
    quarter = turns.most_common(1)[0][0] if turns else 0
    left, top, right, bottom = page.bbox
    width, height = right - left, bottom - top

    def turn(by: int) -> Callable[[float, float], Point]:
        def turned(x: float, y: float) -> Point:
            x, y = x - left, y - top
            return ((x, y), (bottom - top - y, x), (right - left - x, bottom - top - y),
                    (y, right - left - x))[by]  # fmt: skip

        return turned

    turns_of = [turn(by) for by in range(4)]
    turned = turns_of[quarter]
    area = sum(one["width"] * one["height"] for one in page.images) / max(width * height, 1)
    if quarter % 2:
        width, height = height, width
    glyphs = []
    for char in page.chars:
        glyph = _glyph(char, turned, page.mediabox[0])
        if glyph and (by := _quarter(char["matrix"])) != quarter:
            glyph = replace(glyph, own=_glyph(char, turns_of[by], page.mediabox[0]))
        glyphs.append(glyph)
    return PageMarks(width, height, tuple(filter(None, glyphs)), tuple(_rules(page, turned)), area)


def _quarter(matrix: tuple[float, ...]) -> int:
    """Return how often the text is turned by 90° against the clock."""
    a, b, *_ = matrix
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _glyph(
    char: dict[str, Any], turned: Callable[[float, float], Point], shift: float
) -> Glyph | None:
    text = "".join(_letter(one) for one in char["text"])
    one, other = turned(char["x0"], char["top"]), turned(char["x1"], char["bottom"])
    *_, x, y = char["matrix"]  # where it stands, from the left and the bottom of the media box
    _, base = turned(x + shift, char["top"] + char["y1"] - y)
    x0, x1 = sorted((one[0], other[0]))
    size = abs(one[1] - other[1])
    if not text or size <= 0:
        return None
    return Glyph(text, x0, x1, base, size, _is_bold(char["fontname"]))


def _letter(letter: str) -> str:
    """Return the usual character for one of those that stand for parts of characters."""
    return unicodedata.normalize("NFKC", letter) if "\u2e80" <= letter <= "\u2fdf" else letter


def _is_bold(font: str) -> bool:
    return any(name in font.lower() for name in ("bold", "black", "heavy", "simhei"))


def _rules(page: Any, turned: Callable[[float, float], Point]) -> Iterator[RuledLine]:  # noqa: ANN401
    outlines = [curve["pts"] for curve in page.curves if curve["stroke"]]
    for line in page.lines:
        yield from _straight(turned(line["x0"], line["top"]), turned(line["x1"], line["bottom"]))
    for rect in page.rects:
        x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
        if min(x1 - x0, bottom - top) <= _THICKEST:
            if x1 - x0 > bottom - top:
                top = bottom = (top + bottom) / 2
            else:
                x0 = x1 = (x0 + x1) / 2
            yield from _straight(turned(x0, top), turned(x1, bottom))
        elif rect["stroke"]:
            corners = [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]
            outlines.append(corners)
    for corners in outlines:
        for one, other in pairwise(corners):
            yield from _straight(turned(*one), turned(*other))


def _straight(one: Point, other: Point) -> Iterator[RuledLine]:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if down <= _FLATTEST < across:
        yield RuledLine(True, (one[1] + other[1]) / 2, *sorted((one[0], other[0])))
    elif across <= _FLATTEST < down:
        yield RuledLine(False, (one[0] + other[0]) / 2, *sorted((one[1], other[1])))
