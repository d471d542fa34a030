"""The two documents as values, made of blocks whose strings are final."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ptgen.view.table import Table


@dataclass(frozen=True, slots=True)
class Info:
    """Document properties, written to DOCX core properties and PDF metadata.

    ``day`` stands for both creation and modification: it comes from the input, so that the same
    input gives the same bytes.
    """

    title: str
    subject: str
    author: str
    day: date
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet in mm, as it is held: landscape is wider than high."""

    width: float = 210.0
    height: float = 297.0
    top: float = 37.0
    right: float = 26.0
    bottom: float = 35.0
    left: float = 28.0

    @property
    def text_width(self) -> int:
        """The width between the margins, in dxa (1/20 pt)."""
        return round((self.width - self.left - self.right) / 25.4 * 1440)

    @property
    def text_height(self) -> int:
        """The height between the margins, in dxa."""
        return round((self.height - self.top - self.bottom) / 25.4 * 1440)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is ``一、`` (黑体), 2 is ``（一）`` (楷体), 3 is ``1.`` (仿宋).

    ``number`` is final and may be empty; it is printed right before ``text``.
    """

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text: 仿宋, first line indented by two characters."""

    text: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """An entry of a numbered list: level 1 is ``（1）``, 2 is ``1）``, 3 is ``①``.

    Set like body text, the number printed right before ``text``.
    """

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table inside the text with its caption above it, kept with the first rows."""

    caption: str
    table: Table


Block = Heading | Paragraph | ListItem | TableBlock


@dataclass(frozen=True, slots=True)
class Narrative:
    """The 经费情况说明: a centred title over blocks in reading order."""

    info: Info
    title: str
    blocks: tuple[Block, ...]
    page: Page = Page()


@dataclass(frozen=True, slots=True)
class Form:
    """The 绩效目标表: title and subtitle centred over one table, or in its first rows.

    With ``smallest``, type and rows shrink until it fits one page, the type to so many pt at most.
    """

    info: Info
    title: str
    subtitle: str
    table: Table
    page: Page
    smallest: float | None = None

    def shrunk(self, size: float, usual: float) -> Form:
        """The form for type of a size, in pt: in the smallest, rows are as high as their text."""
        least = usual if self.smallest is None else self.smallest
        part = (size - least) / (usual - least) if usual > least else 1
        rows = (replace(row, min_height=row.min_height * part) for row in self.table.rows)
        return replace(self, table=replace(self.table, rows=tuple(rows)))


Document = Narrative | Form
