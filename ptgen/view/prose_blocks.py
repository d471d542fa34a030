"""Turn an author's prose into blocks: paragraphs, sub-headings, numbered lists."""

from __future__ import annotations

from collections.abc import Iterator

from ptgen.core.model.prose import Listing, Prose, Sections, Text
from ptgen.core.prose.project import Texts
from ptgen.core.source.nodes import Loc
from ptgen.view.document import Block, Heading, ListItem, Paragraph
from ptgen.view.numbering import heading_number, list_number


def prose_blocks(value: Prose, loc: Loc, texts: Texts) -> Iterator[Block]:
    """The blocks of a section, below its level 1 heading."""
    yield from _blocks(value, loc, texts, heading=2, listing=1)


def _blocks(value: Prose, loc: Loc, texts: Texts, *, heading: int, listing: int) -> Iterator[Block]:
    if isinstance(value, Text):
        for line in _lines(value, loc, texts):
            yield Paragraph(line)
    elif isinstance(value, Sections):
        for number, (title, inner) in enumerate(value.entries, 1):
            yield Heading(heading, heading_number(heading, number), title)
            yield from _blocks(
                inner, (*loc, title), texts, heading=min(heading + 1, 3), listing=listing
            )
    else:
        yield from _list(value, loc, texts, listing)


def _list(value: Listing, loc: Loc, texts: Texts, level: int) -> Iterator[Block]:
    number = 0
    for index, item in enumerate(value.items):
        at = (*loc, index)
        if isinstance(item, Sections):
            for title, inner in item.entries:
                number += 1
                yield from _titled(inner, (*at, title), texts, level, number)
        elif isinstance(item, Text):
            number += 1
            first, *others = _lines(item, at, texts) or ("",)
            yield ListItem(level, list_number(level, number), first)
            for line in others:
                yield Paragraph(line)
        else:
            yield from _list(item, at, texts, min(level + 1, 3))


def _titled(value: Prose, loc: Loc, texts: Texts, level: int, number: int) -> Iterator[Block]:
    """An entry with a title: a text goes on behind it, a list stands under it."""
    title = str(loc[-1])
    if isinstance(value, Text):
        first, *others = _lines(value, loc, texts) or ("",)
        yield ListItem(level, list_number(level, number), f"{title}。{first}")
        for line in others:
            yield Paragraph(line)
    else:
        yield ListItem(level, list_number(level, number), f"{title}：")
        yield from _blocks(value, loc, texts, heading=3, listing=min(level + 1, 3))


def _lines(value: Text, loc: Loc, texts: Texts) -> tuple[str, ...]:
    return Text(texts.at(loc, value.text)).paragraphs
