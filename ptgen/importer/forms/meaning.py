"""A form with the meaning of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ptgen.edit.scaffold.yaml_writer import Example
from ptgen.importer.forms.sheet import FormSheet
from ptgen.importer.forms.tables.columns import FoundTable
from ptgen.importer.forms.vocabulary.labels import Slot, Vocabulary, squeezed
from ptgen.read.document import SourceCell

_TITLE = re.compile(r"(?!.*[:。;]).{0,40}(?:表|书|表样|申报|填报)(?:\(.{0,20}\))?")
_YEAR = re.compile(r"[(]?(\d{4})年?度?[)]?")


@dataclass(frozen=True, slots=True)
class FormPart:
    """A cell of a form outside of its tables.

    ``slot``: what it holds, ``None`` for a label and for what has no key. ``values``: those in
    the text of a label.
    """

    cell: SourceCell
    slot: Slot | None = None
    label: str = ""  # beside it
    is_label: bool = False
    known: bool = True
    values: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    doubt: str = ""
    left_out: bool = False


@dataclass(slots=True)
class Meaning:
    """A form as the labels of a vocabulary tell it."""

    sheet: FormSheet
    known: Vocabulary
    parts: list[FormPart] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    titles: list[SourceCell] = field(default_factory=list)
    fields: dict[str, dict[str, Example]] = field(default_factory=dict)  # keys of its own
    unit: str = ""  # of money, for the whole form
    year: int | None = None

    @property
    def amounts(self) -> list[FormPart]:
        """The cells of amounts outside of the tables."""
        return [one for one in self.parts if one.slot is not None and one.slot.kind == "金额"]

    def shown(self, *keys: str) -> list[str]:
        """What the tables print in the columns with these keys."""
        rows = (row for table in self.tables for row in table.rows)
        return [row.cells[key].text for row in rows for key in keys if key in row.cells]

    @property
    def labels(self) -> tuple[int, int]:
        """How many labels of the form the vocabulary has, and how many there are."""
        found = [part.known for part in self.parts if part.is_label and squeezed(part.cell.text)]
        found += [
            one.known for table in self.tables for one in table.columns if squeezed(one.label)
        ]
        return sum(found), len(found)

    @property
    def lost(self) -> list[SourceCell]:
        """The cells with a text that have no key."""
        cells = [
            part.cell
            for part in self.parts
            if part.slot is None
            and not (part.is_label or part.left_out)
            and squeezed(part.cell.text)
        ]
        return cells + [cell for table in self.tables for row in table.rows for cell in row.further]


def title_cell(sheet: FormSheet, row: int) -> SourceCell | None:
    """The title or the line below it, where one fills the row."""
    cells = [cell for cell in sheet.rows[row] if squeezed(cell.text)]
    if len(cells) != 1 or cells[0].rows > 1:
        return None
    return cells[0] if is_title(cells[0].text) or is_subtitle(cells[0].text) else None


def is_subtitle(text: str) -> bool:
    """Whether a text is nothing but the year: ``（2023年度）``."""
    return _YEAR.fullmatch(squeezed(text)) is not None


def is_title(text: str) -> bool:
    """Whether a text is the title of a form."""
    plain = squeezed(text)
    return _TITLE.fullmatch(plain) is not None and any(
        word in plain for word in ("绩效", "目标", "预算", "项目", "申报")
    )


def year_in(text: str) -> int | None:
    """The year in a title: ``（2023年度）``."""
    match = re.search(r"(?<!\d)(20\d\d|19\d\d)(?=年|\)|$)", squeezed(text))
    return None if match is None else int(match[1])
