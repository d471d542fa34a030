"""How high the rows of a table become in Word, told by the type of the template's styles.

Word and LibreOffice lay out for themselves: what is said here is never less than what they need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ptgen.render.look.model import ParagraphLook, Side
from ptgen.view.table import Cell, CellKind, Table

_NATURAL: Final = 1.45  # the line of Chinese faces, in sizes, where no pitch is set
_RULE: Final = 0.5  # pt between two rows
_CAPITAL: Final = 0.72  # of a Latin character, in sizes; of a Chinese one it is 1
_SMALL: Final = 0.56
_BESIDE: Final = 0.5  # between a Latin word and the Chinese characters on both sides
_FIRST_WIDE: Final = "\u2000"
# No line begins with a closing mark or ends with an opening one; a Latin word stays whole.
_UNITS: Final = re.compile(
    r"[（《〈“‘「『【〔(\[]*(?:[!-'*-Z^-~\\]+|.)[，。、；：？！）》〉”’」』】〕…—)\]]*", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a style in pt: its size, the pitch of its lines, the room around a paragraph."""

    size: float
    pitch: float
    around: float = 0.0

    def scaled(self, factor: float, least: float) -> Type:
        """The same, smaller, but not below a size; Word knows half points."""
        size = max(int(self.size * factor * 2 + 1e-6) / 2, min(least, self.size))
        return Type(size, self.pitch * size / self.size, self.around)


@dataclass(frozen=True, slots=True)
class Measure:
    """What the cells of a template take: the type of each kind, the room at each edge in pt."""

    types: Mapping[CellKind, Type]
    edges: Mapping[Side, float]

    @property
    def ends(self) -> float:
        """The room above and below the text of a cell."""
        return self.edges["top"] + self.edges["bottom"]

    def scaled(self, factor: float, least: float) -> Measure:
        """The same with smaller type and rows, no type below a size."""
        types = {kind: one.scaled(factor, least) for kind, one in self.types.items()}
        top, bottom = self.edges["top"] * factor, self.edges["bottom"] * factor
        return Measure(types, {**self.edges, "top": top, "bottom": bottom})

    def heights(self, table: Table) -> tuple[float, ...]:
        """The height of each row in pt; what a merged cell lacks is given by its last row."""
        heights = [max(row.min_height, self.ends + _RULE) for row in table.rows]
        for cell in sorted(table.cells, key=lambda cell: cell.row + cell.rows):
            last = cell.row + cell.rows - 1
            above = sum(heights[cell.row : last])
            heights[last] = max(heights[last], self.height(cell, table) - above)
        return tuple(heights)

    def height(self, cell: Cell, table: Table) -> float:
        """What a cell needs, in pt."""
        own = self.types[cell.kind]
        width = sum(table.widths[cell.column : cell.column + cell.columns]) / 20
        width -= self.edges["left"] + self.edges["right"]
        lines = [line_count(text, width, own.size) for text in cell.text.split("\n")]
        return sum(lines) * own.pitch + len(lines) * own.around + self.ends + _RULE


@lru_cache(maxsize=4096)
def line_count(text: str, width: float, size: float) -> int:
    """How many lines a paragraph takes in a width, both in pt."""
    lines, used = 1, 0.0
    for unit in _UNITS.findall(text):
        needed = (sum(map(_width, unit)) + _BESIDE * (min(unit) < _FIRST_WIDE)) * size
        if used + needed <= width:
            used += needed
        elif needed <= width:
            lines, used = lines + 1, needed
        else:  # a word wider than the line is broken
            whole_lines, rest = divmod(needed, width)
            lines, used = lines + int(whole_lines) + (used > 0), rest
    return lines


def _width(character: str) -> float:
    if character >= _FIRST_WIDE:
        return 1.0
    return _CAPITAL if character in "MWm%@" or character.isupper() else _SMALL


def type_of(look: ParagraphLook) -> Type:
    """The type of a paragraph."""
    natural = look.characters.size * _NATURAL
    pitch = look.line * natural if look.line_rule == "multiple" else look.line
    if look.line_rule == "at least":
        pitch = max(pitch, natural)
    return Type(look.characters.size, pitch, look.before + look.after)
