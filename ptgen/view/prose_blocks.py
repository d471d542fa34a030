"""Turn an author's prose into blocks: paragraphs, sub-headings, numbered lists, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ptgen.core.model.edition_keys import EntryStyle
from ptgen.core.model.prose import Listing, Prose, Rows, Sections, Text
from ptgen.core.prose.project import Texts
from ptgen.core.source.nodes import Loc
from ptgen.view.document import Block, Heading, ListItem, Paragraph, TableBlock
from ptgen.view.numbering import heading_number, list_number
from ptgen.view.tables.prose_table import prose_table


def prose_blocks(
    value: Prose, loc: Loc, texts: Texts, titles: EntryStyle | None = None
) -> Iterator[Block]:
    """The blocks of a section, below its level 1 heading; ``titles`` of entries print so."""
    yield from _Prose(texts, titles).blocks(value, loc, heading=2, listing=1)


@dataclass(frozen=True, slots=True)
class _Prose:
    texts: Texts
    titles: EntryStyle | None

    def blocks(self, value: Prose, loc: Loc, *, heading: int, listing: int) -> Iterator[Block]:
        if isinstance(value, Text):
            yield from map(Paragraph, self._lines(value, loc))
        elif isinstance(value, Rows):
            yield self._table(value, loc)
        elif isinstance(value, Sections):
            number = 0
            for title, inner in value.entries:
                at = (*loc, title)
                if isinstance(inner, Rows):
                    yield self._table(inner, at)
                    continue
                number += 1
                yield Heading(heading, heading_number(heading, number), title)
                yield from self.blocks(inner, at, heading=min(heading + 1, 3), listing=listing)
        else:
            yield from self._list(value, loc, listing)

    def _list(self, value: Listing, loc: Loc, level: int) -> Iterator[Block]:
        number = 0
        for index, item in enumerate(value.items):
            at = (*loc, index)
            if isinstance(item, Sections):
                for title, inner in item.entries:
                    if isinstance(inner, Rows):
                        yield self._table(inner, (*at, title))
                        continue
                    number += 1
                    yield from self._titled(inner, (*at, title), level, number)
            elif isinstance(item, Text):
                number += 1
                yield from _entry(level, number, self._lines(item, at) or ("",))
            elif isinstance(item, Listing):
                yield from self._list(item, at, min(level + 1, 3))

    def _titled(self, value: Prose, loc: Loc, level: int, number: int) -> Iterator[Block]:
        """An entry with a title: a text goes on behind it, a list stands under it."""
        title = str(loc[-1])
        if isinstance(value, Text):
            first, *others = self._lines(value, loc) or ("",)
            if self.titles is EntryStyle.PARAGRAPH:
                lines = (title, first, *others)
            else:
                sign = "：" if self.titles is EntryStyle.COLON else "。"
                lines = (f"{title}{sign}{first}", *others)
            yield from _entry(level, number, lines)
        else:
            yield from _entry(level, number, (f"{title}：",))
            yield from self.blocks(value, loc, heading=3, listing=min(level + 1, 3))

    def _table(self, value: Rows, loc: Loc) -> TableBlock:
        rows = tuple(
            tuple(
                self.texts.at((*loc, *value.below, row, column), text).strip()
                for column, text in enumerate(line)
            )
            for row, line in enumerate(value.rows)
        )
        caption = self.texts.at((*loc, "标题"), value.caption)
        return TableBlock(caption, prose_table(rows, value.widths))

    def _lines(self, value: Text, loc: Loc) -> tuple[str, ...]:
        return Text(self.texts.at(loc, value.text)).paragraphs


def _entry(level: int, number: int, lines: Sequence[str]) -> Iterator[Block]:
    """An entry of a list: behind its number the first line, the others below."""
    yield ListItem(level, list_number(level, number), lines[0])
    yield from map(Paragraph, lines[1:])
