"""Prose as its author structured it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from ptgen.core.source.nodes import Loc, Plain

MAX_LEVELS = 5
MAX_COLUMNS = 20
TABLE_KEY = "表格"
"""The sub-heading under which rows of texts are a table."""
_CAPTION, _WIDTHS, _ROWS = "标题", "列宽", "行"


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


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: a head row and the rows below it, all of one length, under a caption or none.

    ``below`` is the path of the rows from the table's key; no ``widths``: as the texts need.
    """

    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()
    below: Loc = ()

    def texts(self, loc: Loc) -> Iterator[tuple[Loc, str]]:
        """Its caption and its cells with their paths."""
        if self.caption:
            yield (*loc, _CAPTION), self.caption
        for row, line in enumerate(self.rows):
            for column, text in enumerate(line):
                yield (*loc, *self.below, row, column), text


Prose = Text | Listing | Sections | Rows


def prose(value: Plain, loc: Loc = ()) -> Prose:
    """Prose from plain values: a text, a list (numbered), a mapping (sub-headings).

    Raises ``PydanticCustomError`` whose context says ``at`` which path below the value.
    """
    if loc and loc[-1] == TABLE_KEY and _is_table(value):
        return _table(value, loc)
    if len(loc) > MAX_LEVELS:
        raise PydanticCustomError("prose_depth", "too deep", {"at": loc})
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, list) and value:
        return Listing(tuple(prose(item, (*loc, index)) for index, item in enumerate(value)))
    if isinstance(value, dict) and value:
        return Sections(tuple((key, prose(inner, (*loc, key))) for key, inner in value.items()))
    raise PydanticCustomError("prose_empty", "empty", {"at": loc})


def _is_table(value: Plain) -> bool:
    if isinstance(value, dict):
        return _ROWS in value
    return isinstance(value, list) and any(isinstance(row, list) for row in value)


def _table(value: Plain, loc: Loc) -> Rows:
    written = value if isinstance(value, dict) else {_ROWS: value}
    below: Loc = (_ROWS,) if isinstance(value, dict) else ()
    if len((*loc, *below)) + 2 > MAX_LEVELS:
        raise PydanticCustomError("prose_depth", "too deep", {"at": loc})
    for key in written:
        if key not in (_CAPTION, _WIDTHS, _ROWS):
            raise PydanticCustomError("rows_key", "unknown", {"at": (*loc, key)})
    rows = written[_ROWS]
    if not isinstance(rows, list) or not rows:
        raise PydanticCustomError("rows", "no rows", {"at": (*loc, *below)})
    made = tuple(_row(row, (*loc, *below, number)) for number, row in enumerate(rows))
    for number, row in enumerate(made):
        if len(row) != len(made[0]):
            said = f"{len(row)} 格，第一行有 {len(made[0])} 格"
            at = (*loc, *below, number)
            raise PydanticCustomError("rows_ragged", "ragged", {"at": at, "said": said})
    caption = written.get(_CAPTION) or ""
    if not isinstance(caption, str):
        raise PydanticCustomError("string_type", "no text", {"at": (*loc, _CAPTION)})
    return Rows(made, caption, _widths(written.get(_WIDTHS), len(made[0]), loc), below)


def _row(row: Plain, loc: Loc) -> tuple[str, ...]:
    cells = row if isinstance(row, list) else []
    if not 0 < len(cells) <= MAX_COLUMNS or any(isinstance(one, (list, dict)) for one in cells):
        raise PydanticCustomError("rows_row", "no row of texts", {"at": loc})
    return tuple(str(cell or "") for cell in cells)


def _widths(value: Plain, columns: int, loc: Loc) -> tuple[float, ...]:
    if value is None:
        return ()
    widths = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if len(value) != len(widths) or len(widths) != columns or not all(map(_is_width, widths)):
        said = {"at": (*loc, _WIDTHS), "columns": columns}
        raise PydanticCustomError("rows_widths", "widths", said)
    return tuple(map(float, widths))


def _is_width(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdecimal() and 0 < float(text) <= 1000


def texts(value: Prose, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text of the prose with its path in the file, sub-headings left out."""
    if isinstance(value, Text):
        yield loc, value.text
    elif isinstance(value, Rows):
        yield from value.texts(loc)
    elif isinstance(value, Listing):
        for index, item in enumerate(value.items):
            yield from texts(item, (*loc, index))
    else:
        for key, inner in value.entries:
            yield from texts(inner, (*loc, key))
