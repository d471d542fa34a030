"""What documents look like, in points: sheet, paragraphs, tables, headers and footers.

It says nothing of the program that draws it: neither CSS nor WordprocessingML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal

from ptgen.view.document import Page
from ptgen.view.table import CellKind

MM: Final = 72 / 25.4
"""Points in a millimetre."""
_LEAST_EDGE: Final = 5.0  # mm; printers reach no farther


class Part(StrEnum):
    """The parts of a document's text, by the names that templates give them."""

    TITLE = "标题"
    SUBTITLE = "副题"
    HEADING1 = "一级标题"
    HEADING2 = "二级标题"
    HEADING3 = "三级标题"
    TEXT = "正文"
    LIST = "编号列表"
    CAPTION = "表题"


Place = Part | CellKind
"""Where a paragraph stands: in the text, or in a kind of cell."""
Side = Literal["top", "right", "bottom", "left", "insideH", "insideV"]
SIDES: Final[tuple[Side, ...]] = ("top", "right", "bottom", "left")
"""Those of a paragraph or a cell."""
LineRule = Literal["exact", "at least", "multiple"]
Alignment = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class BorderRule:
    """A drawn line; ``space`` lies between it and the text."""

    style: Literal["solid", "double", "dotted", "dashed"]
    width: float
    color: str
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class Characters:
    """How characters look: faces by the names that the template has, sizes in points.

    ``tracking`` is added to the width of each; ``fill`` is the colour behind them or nothing.
    """

    han: str
    latin: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    color: str = "000000"
    fill: str = ""
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph looks. ``line`` is in points, or a multiple of the single pitch.

    ``spaced`` puts a quarter of an em between Chinese and Latin characters.
    """

    characters: Characters
    line: float
    line_rule: LineRule = "exact"
    before: float = 0.0
    after: float = 0.0
    first_line: float = 0.0
    left: float = 0.0
    right: float = 0.0
    align: Alignment = "left"
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    widows: bool = True
    spaced: bool = False
    fill: str = ""
    rules: Mapping[Side, BorderRule] = field(default_factory=dict)

    @property
    def pitch(self) -> float:
        """The height of a line."""
        single = SINGLE * self.characters.size
        if self.line_rule == "multiple":
            return self.line * single
        return self.line if self.line_rule == "exact" else max(self.line, single)

    @property
    def height(self) -> float:
        """The height of the paragraph if it has one line."""
        return self.before + self.pitch + self.after


SINGLE: Final = 1.3
"""The single pitch in ems: what Word gives the faces of official documents."""


@dataclass(frozen=True, slots=True)
class TableLook:
    """The rules of a table and the room between rule and text in each of its cells."""

    rules: Mapping[Side, BorderRule]
    padding: Mapping[Side, float]

    def inner(self, side: Side) -> BorderRule | None:
        """Return the rule between two cells that lies on that side of one."""
        return self.rules.get("insideH" if side in ("top", "bottom") else "insideV")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is drawn in a line or, with ``place``, where it stands on the page.

    ``place`` is the way from the page's left and upper edge.
    """

    data: bytes
    media_type: str
    width: float
    height: float
    description: str = ""
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Text of a header or footer in one look."""

    text: str
    characters: Characters


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The page's number, or how many pages there are (``of_all``)."""

    characters: Characters
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A step to a place on the line, in points from the left margin; what follows stands so."""

    at: float
    align: Alignment


Piece = Words | PageNumber | Tab | Picture


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A paragraph of a header or footer."""

    look: ParagraphLook
    pieces: tuple[Piece, ...]

    @property
    def height(self) -> float:
        """Its height if its words take one line."""
        pictures = (one.height for one in self.pieces if isinstance(one, Picture) and not one.place)
        tall = max(pictures, default=0.0)
        room = 0.0 if self.look.line_rule == "exact" else max(tall - self.look.pitch, 0.0)
        return self.look.height + room

    @property
    def stops(self) -> list[tuple[Tab | None, list[Piece]]]:
        """What stands before the first tab, then what stands at each."""
        found: list[tuple[Tab | None, list[Piece]]] = [(None, [])]
        for piece in self.pieces:
            if isinstance(piece, Tab):
                found.append((piece, []))
            elif not (isinstance(piece, Picture) and piece.place):
                found[-1][1].append(piece)
        return found


Story = tuple[StoryLine, ...]
"""A header or footer."""


@dataclass(frozen=True, slots=True)
class Stories:
    """The headers or footers of odd pages, of even ones and of the first; ``None``: as odd ones."""

    odd: Story = ()
    even: Story | None = None
    first: Story | None = None

    def all(self) -> Iterator[Story]:
        """Those that there are."""
        yield from (story for story in (self.odd, self.even, self.first) if story)

    @property
    def height(self) -> float:
        """The height of the tallest."""
        return max((sum(line.height for line in story) for story in self.all()), default=0.0)


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a kind of document.

    ``header`` and ``footer`` say how far those stand from the sheet's edge. ``unfollowed`` names,
    in Chinese, what the template has and this value has not.
    """

    page: Page
    header: float
    footer: float
    paragraphs: Mapping[Place, ParagraphLook]
    table: TableLook
    after_table: float = 0.0
    headers: Stories = Stories()
    footers: Stories = Stories()
    unfollowed: tuple[str, ...] = ()

    def on(self, page: Page) -> Look:
        """Return the look on another sheet, header and footer as far from the text as they are.

        Those never leave the part of the sheet that printers reach.
        """
        header = max(self.header + (page.top - self.page.top) * MM, _LEAST_EDGE * MM)
        footer = max(self.footer + (page.bottom - self.page.bottom) * MM, _LEAST_EDGE * MM)
        return self if page == self.page else replace(self, page=page, header=header, footer=footer)

    @property
    def pieces(self) -> Iterator[Piece]:
        """What stands in all its headers and footers."""
        stories = (*self.headers.all(), *self.footers.all())
        return (piece for story in stories for line in story for piece in line.pieces)

    @property
    def margins(self) -> tuple[float, float]:
        """The upper and lower margin in points: tall headers and footers push the text away."""
        return (
            max(self.page.top * MM, self.header + self.headers.height),
            max(self.page.bottom * MM, self.footer + self.footers.height),
        )
