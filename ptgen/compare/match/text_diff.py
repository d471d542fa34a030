"""The difference of two Chinese texts, word by word."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from ptgen.compare.changes import Piece

Op = Literal["same", "removed", "added"]

# A number with its unit sign, a Latin word, a line break, or one other character.
_WORD = re.compile(r"\d+(?:[,.]\d+)*[%‰]?|[A-Za-z]+|\n|.", re.DOTALL)
# Longer passages than this many words are replaced as a whole: the search is quadratic.
MAX_WORDS = 3_000
_BREAKS = frozenset("，。；：、！？（）《》“”\n,.;:!?()")


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """What stayed, went and came, in the order of the text; all of it together is both texts.

    The reverse of a difference is the mirror of it. Where two changes are one character apart
    they are shown as one, because half a Chinese word says nothing.
    """
    if old > new:
        return tuple(_joined((_MIRROR[one.op], one.text) for one in pieces(new, old)))
    return tuple(_joined(_smooth(list(_by_lines(old, new)))))


_MIRROR: dict[str, Op] = {"same": "same", "removed": "added", "added": "removed"}


def _by_lines(old: str, new: str) -> Iterator[tuple[Op, str]]:
    """Lines are matched first, so that long texts cost little."""
    first, second = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    yield from _parts(first, second, matcher, _by_words)


def _by_words(old: str, new: str) -> Iterator[tuple[Op, str]]:
    first, second = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if max(len(first), len(second)) > MAX_WORDS or matcher.ratio() < 0.3:
        yield from _replaced(old, new)
    else:
        yield from _parts(first, second, matcher, _replaced)


def _parts(
    first: Sequence[str],
    second: Sequence[str],
    matcher: SequenceMatcher[str],
    differing: Callable[[str, str], Iterable[tuple[Op, str]]],
) -> Iterator[tuple[Op, str]]:
    """What stayed, and of the rest what ``differing`` makes."""
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        old, new = "".join(first[i1:i2]), "".join(second[j1:j2])
        yield from (("same", old),) if tag == "equal" else differing(old, new)


def _replaced(old: str, new: str) -> Iterator[tuple[Op, str]]:
    if old:
        yield "removed", old
    if new:
        yield "added", new


def _smooth(found: Sequence[tuple[Op, str]]) -> Iterator[tuple[Op, str]]:
    """A single character between two changes belongs to both of them."""
    for place, (op, text) in enumerate(found):
        between = 0 < place < len(found) - 1
        if op == "same" and between and len(text) == 1 and text not in _BREAKS:
            yield "removed", text
            yield "added", text
        else:
            yield op, text


def _joined(found: Iterable[tuple[Op, str]]) -> Iterator[Piece]:
    """Between two stretches that stayed, first all that went, then all that came."""
    for same, group in groupby(found, key=lambda one: one[0] == "same"):
        run = list(group)
        if same:
            yield Piece(op="same", text="".join(text for _, text in run))
            continue
        for op in ("removed", "added"):
            text = "".join(text for other, text in run if other == op)
            if text:
                yield Piece(op=op, text=text)
