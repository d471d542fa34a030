"""Tell from the lines alone where in a file a place is: the file need not be readable.

Indentation, dashes and brackets before the place say which keys it stands below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ptgen.core.source.nodes import Loc

_DASH = re.compile(r"-(?:\s+|$)")
_KEY = re.compile(r"(?P<quote>['\"]?)(?P<key>[^\s'\"{\[#&*!|>-][^:'\"]*?)(?P=quote)\s*:(?=\s|$)")
_BLOCK_TEXT = re.compile(r"[|>][-+\d]*$")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_FURTHER_KEYS = re.compile(r"[,{]\s*['\"]?([^\s,:{}'\"]+)['\"]?\s*:")
_SIGNS = re.compile(r"[,:{}\[\]]")
_COLON = re.compile(r":(?=[\s'\"]|$)")
_BLANKS = " \n'\""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a place is.

    ``loc`` are the keys and indices above a key (``in_key``), or with it where its value stands.
    ``start`` is the column (0-based) where the key or the value begins; ``name`` is the whole key
    and ``siblings`` are those beside it.
    """

    loc: Loc
    in_key: bool
    start: int
    name: str = ""
    siblings: frozenset[str] = frozenset()

    @property
    def of_key(self) -> Loc:
        """The path of the key at the place, or of the one whose value is there."""
        return (*self.loc, self.name) if self.in_key else self.loc


@dataclass(frozen=True, slots=True)
class _Mark:
    """A dash, or a key with the column of its colon and what stands behind that."""

    column: int
    key: str | None = None
    colon: int = 0
    value: str = ""

    @property
    def opens_flow(self) -> bool:
        return self.value[:1] in ("{", "[") and self.value[:2] != "{{"

    @property
    def opens_block(self) -> bool:
        return not self.value or self.value[0] == "&"


def place_at(lines: Sequence[str], row: int, column: int) -> Place:
    """The place at a line and a column, both 0-based."""
    line, marks = lines[row], list(_marks(lines[row]))
    key = marks.pop() if marks and marks[-1].key is not None else None
    if key is not None and column > key.colon:
        above = _Above.of(lines, row, marks, key.column)
        if above.opening is None and key.opens_flow:
            return _in_flow((*above.loc, str(key.key)), lines, (row, key.colon + 1), (row, column))
        loc = above.loc if above.opening else (*above.loc, str(key.key))
        behind = line[key.colon + 1 :]
        return Place(loc, False, key.colon + 1 + len(behind) - len(behind.lstrip()))
    start = column if not line.strip() else len(line) - len(line.lstrip(" -" if marks else None))
    above = _Above.of(lines, row, marks, start)
    if above.opening is not None:
        opened_at, opening = above.opening
        if opening.opens_flow:
            return _in_flow(above.loc, lines, (opened_at, opening.colon + 1), (row, column))
        return Place(above.loc, False, start)
    if key is None and line[start : start + 1] == "{" and column > start:
        return _in_flow(above.loc, lines, (row, start), (row, column))
    name = str(key.key) if key is not None else line[start:].strip()
    return Place(above.loc, True, start, name, above.siblings | _below(lines, row, start))


def expression_at(line: str, column: int) -> tuple[int, str] | None:
    """Where what stands in ``{{ }}`` around a column begins, and what it is; ``None`` outside."""
    start = line.rfind("{{", 0, column)
    if start < 0 or "}}" in line[start:column]:
        return None
    end = line.find("}}", column)
    return start + 2, line[start + 2 : end if end >= 0 else len(line)]


def _marks(line: str) -> Iterator[_Mark]:
    """The dashes and the key that a line begins with."""
    at = len(line) - len(line.lstrip())
    while dash := _DASH.match(line, at):
        yield _Mark(at)
        at = dash.end()
    if key := _KEY.match(line, at):
        value = _COMMENT.sub("", line[key.end() :]).strip()
        yield _Mark(at, key["key"], key.end() - 1, value)


@dataclass(slots=True)
class _Above:
    """What stands above a column: the way there and the keys beside it.

    ``opening`` is the line and key below which everything is a text or in brackets.
    """

    column: int
    siblings: frozenset[str] = frozenset()
    opening: tuple[int, _Mark] | None = None
    _steps: list[str | int] = field(default_factory=list)
    _in_list: bool = False

    @classmethod
    def of(cls, lines: Sequence[str], row: int, marks: Sequence[_Mark], column: int) -> _Above:
        """Of a column in a line that begins with these marks."""
        above = cls(column)
        for at in range(row, -1, -1):
            for mark in reversed(marks if at == row else tuple(_marks(lines[at]))):
                above._meet(at, mark)
            if above.column == 0 and above.loc and not above._in_list:
                break
        return above

    @property
    def loc(self) -> Loc:
        return tuple(reversed(self._steps))

    def _meet(self, row: int, mark: _Mark) -> None:
        if mark.key is None:
            if mark.column < self.column:
                self._steps.append(0)
                self.column, self._in_list = mark.column, True
            elif self._in_list and mark.column == self.column:
                self._steps[-1] = int(self._steps[-1]) + 1
        elif mark.column < self.column or (self._in_list and mark.column == self.column):
            if not mark.opens_block:
                self._steps, self.siblings, self.opening = [], frozenset(), (row, mark)
            self._steps.append(mark.key)
            self.column, self._in_list = mark.column, False
        elif mark.column == self.column and not self._steps:
            self.siblings |= {mark.key}


def _below(lines: Sequence[str], row: int, column: int) -> frozenset[str]:
    """The keys further down in the same block."""
    found: set[str] = set()
    for line in lines[row + 1 :]:
        marks = tuple(_marks(line))
        if marks and marks[0].column < column:
            break
        found.update(mark.key for mark in marks if mark.key and mark.column == column)
    return frozenset(found)


@dataclass(slots=True)
class _Bracket:
    sign: str
    key: str | None = None
    keys: frozenset[str] = frozenset()
    index: int = 0

    @property
    def awaits_key(self) -> bool:
        return self.sign == "{" and self.key is None


def _in_flow(
    loc: Loc, lines: Sequence[str], first: tuple[int, int], last: tuple[int, int]
) -> Place:
    """The place at ``last`` in the brackets that open behind ``first``; lines and columns."""
    between = [lines[row] for row in range(first[0], last[0] + 1)]
    between[-1] = between[-1][: last[1]]
    between[0] = between[0][first[1] :]
    whole, rest = "\n".join(between), lines[last[0]][last[1] :]
    brackets, start = _open_brackets(whole)
    steps = tuple(one.index if one.key is None else one.key for one in brackets)
    typed = whole[start:]
    column = max(last[1] - len(typed.lstrip()), 0)
    if not brackets or brackets[-1].sign == "[" or brackets[-1].key is not None:
        return Place((*loc, *steps), False, column)
    name = (typed + _SIGNS.split(rest, maxsplit=1)[0]).strip(_BLANKS)
    # Behind the rest of a key that is begun, or at once, further ones come.
    behind = rest if typed.strip() else f",{rest}"
    further = frozenset(_FURTHER_KEYS.findall(behind.split("}")[0])) - {name}
    return Place((*loc, *steps[:-1]), True, column, name, brackets[-1].keys | further)


def _open_brackets(text: str) -> tuple[list[_Bracket], int]:
    """The brackets that a text leaves open, and where what is being written in them begins."""
    brackets: list[_Bracket] = []
    start = at = 0
    while at < len(text):
        sign, top = text[at], brackets[-1] if brackets else _Bracket("")
        if sign in "'\"" and not text[start:at].strip():
            at = _end_of(text, sign, at + 1)
        elif text.startswith("{{", at):
            at = _end_of(text, "}}", at) + 1
        elif sign in "{[":
            brackets.append(_Bracket(sign))
            start = at + 1
        elif sign in "}]":
            del brackets[-1:]
        elif sign == "," and top.sign:
            top.key, top.index, start = None, top.index + 1, at + 1
        elif top.awaits_key and _COLON.match(text, at):
            top.key = text[start:at].strip(_BLANKS)
            top.keys, start = top.keys | {top.key}, at + 1
        at += 1
    return brackets, start


def _end_of(text: str, sign: str, at: int) -> int:
    end = text.find(sign, at)
    return len(text) if end < 0 else end
