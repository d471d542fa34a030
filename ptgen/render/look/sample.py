"""Documents that have each part once, by which the look of a template's parts is found."""

from __future__ import annotations

from datetime import date
from typing import Final

from ptgen.render.look.model import Part, Place
from ptgen.view.document import (
    Form,
    Heading,
    Info,
    ListItem,
    Narrative,
    Page,
    Paragraph,
    TableBlock,
)
from ptgen.view.table import Cell, CellKind, Row, Table

_MARK: Final = "\ue000"
"""A character for private use: no template has it."""
_INFO: Final = Info("", "", "", date(2000, 1, 1))
_WIDTH: Final = 1000


def text_of(place: Place) -> str:
    """Return the text that stands in a place of the sample."""
    return f"{_MARK}{place.value}{_MARK}"


_PLACES: Final[dict[str, Place]] = {text_of(place): place for place in (*Part, *CellKind)}


def place_of(text: str) -> Place | None:
    """Return the place of a text of the sample, whatever a template puts around it."""
    parts = text.split(_MARK)
    return _PLACES.get(f"{_MARK}{parts[1]}{_MARK}") if len(parts) > 2 else None


def _table() -> Table:
    cells = tuple(
        Cell(0, column, text_of(kind), kind, kind.align, bold=kind.bold)
        for column, kind in enumerate(CellKind)
    )
    return Table((_WIDTH,) * len(cells), (Row(cells),))


_HEADINGS: Final = (Part.HEADING1, Part.HEADING2, Part.HEADING3)
FORM: Final = Form(_INFO, text_of(Part.TITLE), text_of(Part.SUBTITLE), _table(), Page())
NARRATIVE: Final = Narrative(
    _INFO,
    text_of(Part.TITLE),
    (
        *(Heading(level, "", text_of(part)) for level, part in enumerate(_HEADINGS, 1)),
        Paragraph(text_of(Part.TEXT)),
        ListItem(1, "", text_of(Part.LIST)),
        TableBlock(text_of(Part.CAPTION), _table()),
        Paragraph(text_of(Part.TEXT)),
    ),
)
