"""A document on its sheet, as the values of its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ptgen.render.docx.renderer import LONG_WORD
from ptgen.render.look.model import Look, ParagraphLook, Part
from ptgen.render.pdf.typst.pagination import Part as TablePart
from ptgen.render.pdf.typst.pagination import Starts
from ptgen.render.pdf.typst.tables import TableValues, parts_of
from ptgen.render.pdf.typst.values import Looks, Values, page_values
from ptgen.view.document import Block, Document, Form, Heading, Paragraph, TableBlock
from ptgen.view.table import Table
from ptgen.view.volume import ContentsLine

_HEADINGS: Final = (Part.HEADING1, Part.HEADING2, Part.HEADING3)
_DEEPEST: Final = 3  # of the headings in the outline


@dataclass(frozen=True, slots=True)
class DocumentSheet:
    """A document with the look of its Word template; ``starts`` are the cuts of its tables.

    In a volume it has a number; ``entries`` are the lines of the contents that lead to it, and
    ``contents`` all of them with their pages, which stand behind the document. Its own headings are in the outline
    where it is ``bookmarked``. The rows of tables tell where they stand if it is ``marked``.
    """

    document: Document
    look: Look
    number: int = 0
    starts: Starts = field(default_factory=dict)
    entries: tuple[ContentsLine, ...] = ()
    contents: tuple[tuple[ContentsLine, int], ...] = ()
    bookmarked: bool = True
    marked: bool = False

    @property
    def tables(self) -> Iterator[tuple[tuple[int, int], Table]]:
        """Each table with the numbers of its document and its own."""
        document = self.document
        if isinstance(document, Form):
            yield (self.number, 0), document.table
            return
        for number, block in enumerate(document.blocks):
            if isinstance(block, TableBlock):
                yield (self.number, number), block.table


def table_parts(sheet: DocumentSheet) -> Mapping[TablePart, Table]:
    """Return the parts of the tables of a document."""
    return {
        place: part
        for number, table in sheet.tables
        for place, part in parts_of(table, number, sheet.look)
    }


def part_values(looks: Looks, sheet: DocumentSheet) -> Values:
    """Return the values of a document; looks and files are gathered in ``looks``."""
    return {
        "name": f"part-{sheet.number}",
        "page": page_values(sheet.look),
        "headers": looks.stories(sheet.look.headers),
        "footers": looks.stories(sheet.look.footers),
        "entries": [
            {"level": one.level, "key": f"entry-{one.key}", "text": one.text}
            for one in sheet.entries
        ],
        "base": looks.paragraph(sheet.look.paragraphs[Part.TEXT], ""),
        "blocks": list(_Blocks(looks, sheet).values()),
    }


@dataclass
class _Blocks:
    looks: Looks
    sheet: DocumentSheet
    level: int = 0

    def values(self) -> Iterator[Values]:
        document, look = self.sheet.document, self.sheet.look
        writer = TableValues(self.looks, look, self.sheet.bookmarked, self.sheet.marked)
        tables = {
            number: list(writer.values(parts_of(table, number, look), self.sheet.starts))
            for number, table in self.sheet.tables
        }
        if isinstance(document, Form):
            if not document.table.titles:
                yield self._heading(1, Part.TITLE, document.title, first=True)
                if document.subtitle:
                    yield self._paragraph(look.paragraphs[Part.SUBTITLE], document.subtitle)
            yield from tables[self.sheet.number, 0]
            return
        yield self._heading(1, Part.TITLE, document.title, first=True)
        for number, block in enumerate(document.blocks):
            if isinstance(block, TableBlock):
                if block.caption:
                    yield self._paragraph(look.paragraphs[Part.CAPTION], block.caption)
                yield from tables[self.sheet.number, number]
            else:
                yield self._text(block)
        if self.sheet.contents:
            yield from self._contents()

    def _text(self, block: Block) -> Values:
        if isinstance(block, Heading):
            place = _HEADINGS[block.level - 1]
            return self._heading(block.level + 1, place, f"{block.number}{block.text}")
        if isinstance(block, Paragraph):
            return self._paragraph(self.sheet.look.paragraphs[Part.TEXT], block.text)
        assert not isinstance(block, TableBlock)  # noqa: S101  # is drawn by the caller
        look = self.sheet.look.paragraphs[Part.LIST]
        return self._paragraph(look, f"{block.number}{block.text}")

    def _heading(self, level: int, place: Part, text: str, *, first: bool = False) -> Values:
        """A heading; none is tagged more than one level below the one before it.

        In a volume it stands below those in the outline, of which it is none.
        """
        self.level = min(level, self.level + 1)
        below = 0 if self.sheet.bookmarked else 1
        bookmarked = self.sheet.bookmarked and level <= _DEEPEST
        values = self._paragraph(self.sheet.look.paragraphs[place], text, first=first)
        return values | {"heading": self.level + below, "bookmarked": bookmarked}

    def _paragraph(self, look: ParagraphLook, text: str, *, first: bool = False) -> Values:
        if look.align == "justify" and LONG_WORD.search(text):
            look = replace(look, align="left")  # else the line before it would be torn apart
        number = self.looks.paragraph(look, text)
        return {"kind": "paragraph", "look": number, "text": text, "first": first}

    def _contents(self) -> Iterator[Values]:
        paragraphs = self.sheet.look.paragraphs
        title = replace(paragraphs[Part.TITLE], new_page=True, after=_AFTER_CONTENTS_TITLE)
        number = self.looks.paragraph(title, "目录")
        yield {
            "kind": "paragraph", "look": number, "text": "目录", "first": False,
            "heading": 1, "bookmarked": True,
        }  # fmt: skip
        characters = replace(paragraphs[Part.TEXT].characters, size=12.0, tracking=0.0)
        lines = []
        for line, page in self.sheet.contents:
            left = 24.0 * (line.level - 1)
            look = ParagraphLook(characters, 20.0, left=left, keep_next=line.level == 1)
            number = self.looks.paragraph(look, f"{line.text}.0123456789 ")
            lines.append({"look": number, "key": line.key, "text": line.text, "page": page})
        yield {"kind": "contents", "lines": lines}


_AFTER_CONTENTS_TITLE: Final = 12.0
