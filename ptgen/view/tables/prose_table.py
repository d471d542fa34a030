"""A table that an author wrote as rows of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from ptgen.view.document import Page
from ptgen.view.figures import breakable
from ptgen.view.table import CellKind, Table, list_table
from ptgen.view.tables.columns import columns_of

_NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+\s*[%％元万亿]*")
_LEAST, _MOST = 6, 40  # of a column that is given no width, in half-width letters
_SHORT = 12


def prose_table(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    """The first row is the head, which repeats; columns of numbers are aligned right."""
    columns = range(len(rows[0]))
    texts = [[row[column] for row in rows[1:]] for column in columns]
    kinds = [_kind(column) for column in texts]
    shares = widths or [
        min(max([_LEAST, *(_length(row[column]) + 2 for row in rows)]), _MOST) for column in columns
    ]
    lines = [zip(map(breakable, row), kinds, strict=True) for row in rows[1:]]
    return list_table(columns_of([shares], Page().text_width).widths, rows[0], lines)


def _kind(texts: Sequence[str]) -> CellKind:
    filled = [text for text in texts if text]
    if filled and all(_NUMBER.fullmatch(text) for text in filled):
        return CellKind.AMOUNT
    short = all(_length(text) <= _SHORT for text in texts)
    return CellKind.VALUE if short else CellKind.TEXT


def _length(text: str) -> int:
    return max(
        sum(2 if east_asian_width(one) in "WF" else 1 for one in line) for line in text.split("\n")
    )
