"""Characters become lines, and lines paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ptgen.read.pdf.marks import Glyph

_LOWER = 0.35  # of the size by which characters of one line may stand lower
_CLOSING = "，。、；：？！）》”’」】〕％%,.;:?!)]"
_OPENING = "（《“‘「【〔(["
_WORD_END = re.compile(r"[A-Za-z][,.;:)]?$")
_WORD = re.compile(r"[A-Za-z0-9.,%+\-*/=@_()#]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its box."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    unit: float  # the width of what could not be parted from its first character

    @property
    def top(self) -> float:
        """The top of its characters."""
        return self.base - 0.88 * self.size


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines from the top, the characters of each from the left; last what is turned."""
    found = list(glyphs)
    level = _lines([glyph for glyph in found if glyph.own is None])
    return level + _lines([glyph.own for glyph in found if glyph.own])


def _lines(glyphs: list[Glyph]) -> list[Line]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if rows and glyph.base - rows[-1][0].base <= _LOWER * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for one, other in pairwise(rows):
        if _is_raised(one, other) or _is_raised(other, one):
            other.extend(one)
            one.clear()
    return [line for row in rows if (line := _line(row))]


def _is_raised(small: list[Glyph], row: list[Glyph]) -> bool:
    """Whether characters stand a little above or below the line that they belong to, as in m²."""
    sizes = [max((glyph.size for glyph in one), default=0.0) for one in (small, row)]
    return 0 < sizes[0] < 0.9 * sizes[1] and abs(small[0].base - row[0].base) < 0.5 * sizes[1]


def _line(glyphs: list[Glyph]) -> Line | None:
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.x0 + glyph.x1) / 2):
        last = row[-1] if row else None
        # Bold type may be the same character drawn twice, a little apart.
        if last and last.text == glyph.text and glyph.x0 - last.x0 < 0.2 * glyph.size:
            continue
        row.append(glyph)
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    if not inked:
        return None
    row = row[row.index(inked[0]) : len(row) - row[::-1].index(inked[-1])]
    text = row[0].text + "".join(_gap(*pair) + pair[1].text for pair in pairwise(row))
    size = sorted(glyph.size for glyph in inked)[len(inked) // 2]
    bold = 2 * sum(glyph.bold for glyph in inked) > len(inked)
    base = max(glyph.base for glyph in inked)
    return Line(text, row[0].x0, row[-1].x1, base, size, bold, _unit(row))


def _gap(last: Glyph, glyph: Glyph) -> str:
    """Return a blank where two characters stand apart and none was drawn."""
    if last.text.isspace() or glyph.text.isspace():
        return ""
    words = last.text.isascii() and glyph.text.isascii()
    return " " if glyph.x0 - last.x1 > (0.3 if words else 0.9) * glyph.size else ""


def _unit(row: Sequence[Glyph]) -> float:
    text = "".join(glyph.text[0] for glyph in row)
    start = len(text) - len(text.lstrip(_OPENING))
    word = _WORD.match(text, start)
    end = word.end() if word else min(start + 1, len(row))
    while end < len(row) and text[end] in _CLOSING:
        end += 1
    return row[end - 1].x1 - row[0].x0


def wrapped(line: Line, following: Line, room: float) -> bool:
    """Whether a line was full, so that the following one goes on with it."""
    if line.text[-1] in "。；;：:" and _MARKED.match(following.text):
        return False
    return line.x1 - line.x0 + following.unit > room - 0.2 * line.size


def joined(texts: Sequence[str]) -> str:
    """Return lines as one, with a blank between words of letters."""
    whole = ""
    for text in texts:
        words = _WORD_END.search(whole) and re.match(r"[A-Za-z0-9(]", text)
        whole += (" " if words else "") + text
    return whole


def cell_text(lines: Sequence[Line], room: float) -> str:
    """Return the lines of a cell, paragraphs parted by line breaks."""
    if len(lines) > 1 and all(len(line.text) == 1 for line in lines):
        return "".join(line.text for line in lines)  # a label written downwards
    texts: list[str] = []
    for last, line in zip((None, *lines), lines, strict=False):
        if last and wrapped(last, line, room):
            texts[-1] = joined([texts[-1], line.text])
        else:
            texts.append(line.text)
    return "\n".join(texts)


@dataclass(frozen=True, slots=True)
class PdfParagraph:
    """Lines that are one paragraph."""

    lines: tuple[Line, ...]
    page: int

    @property
    def text(self) -> str:
        """Its text."""
        return joined([line.text for line in self.lines])


def paragraphs(
    lines: Sequence[Line], page: int, margins: tuple[float, float]
) -> list[PdfParagraph]:
    """Return the paragraphs of lines between two margins."""
    found: list[PdfParagraph] = []
    for line in lines:
        if found and goes_on(found[-1].lines, line, margins):
            found[-1] = replace(found[-1], lines=(*found[-1].lines, line))
        else:
            found.append(PdfParagraph((line,), page))
    return found


def goes_on(
    lines: Sequence[Line], line: Line, margins: tuple[float, float], *, paged: bool = False
) -> bool:
    """Whether a line goes on with a paragraph: its last line is full, and this is not indented."""
    first, last = lines[0], lines[-1]
    left, right = margins
    em = line.size
    if abs(last.size - em) > 0.06 * em or last.bold != line.bold or _LEADER.search(last.text):
        return False
    if not paged and line.base - last.base > 2.6 * em:
        return False
    if last.x1 + line.unit <= right - em:
        return False
    if line.x0 > left + em:
        hanging = 0.5 * em < line.x0 - first.x0 < 5 * em
        return hanging or (len(lines) > 1 and abs(line.x0 - last.x0) < 0.5 * em)
    return first.x0 > left + em or not _MARKED.match(line.text) or len(lines) > 1


_LEADER = re.compile(r"[.．·…\s]{4,}[0-9]+$")  # of a table of contents
_MARKED = re.compile(r"[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[①-⑳]")


def is_centered(line: Line, left: float, right: float) -> bool:
    """Whether a line stands in the middle of a room."""
    return abs((line.x0 - left) - (right - line.x1)) < 0.6 * line.size
