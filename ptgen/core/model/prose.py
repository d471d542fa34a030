"""Prose as its author structured it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from ptgen.core.source.nodes import Loc, Plain

MAX_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, one a line."""

    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The lines that hold something, without blanks around."""
        return tuple(line.strip() for line in self.text.split("\n") if line.strip())


@dataclass(frozen=True, slots=True)
class Listing:
    """A numbered list: （1）（2） and inside it 1）2）."""

    items: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """Sub-headings with what stands under each."""

    entries: tuple[tuple[str, Prose], ...]


Prose = Text | Listing | Sections


def prose(value: Plain, loc: Loc = ()) -> Prose:
    """Prose from plain values: a text, a list (numbered), a mapping (sub-headings).

    Raises ``PydanticCustomError`` whose context says ``at`` which path below the value.
    """
    if len(loc) > MAX_LEVELS:
        raise PydanticCustomError("prose_depth", "too deep", {"at": loc})
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, list) and value:
        return Listing(tuple(prose(item, (*loc, index)) for index, item in enumerate(value)))
    if isinstance(value, dict) and value:
        return Sections(tuple((key, prose(inner, (*loc, key))) for key, inner in value.items()))
    raise PydanticCustomError("prose_empty", "empty", {"at": loc})


def texts(value: Prose, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text of the prose with its path in the file, sub-headings left out."""
    if isinstance(value, Text):
        yield loc, value.text
    elif isinstance(value, Listing):
        for index, item in enumerate(value.items):
            yield from texts(item, (*loc, index))
    else:
        for key, inner in value.entries:
            yield from texts(inner, (*loc, key))
