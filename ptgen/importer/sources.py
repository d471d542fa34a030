"""The forms and narratives of documents, and what of them is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ptgen.core.layout.model import Layout
from ptgen.importer.forms.find import FormFinder
from ptgen.importer.narrative.find import narratives_of
from ptgen.importer.narrative.outline import Block
from ptgen.importer.reading import FormReading, NarrativeReading
from ptgen.read.document import (
    SourceDocument,
    SourceGrid,
    SourceParagraph,
    SourcePlace,
    without_blanks,
)

_SUBTITLE = re.compile(r"[（(]?20\d\d年?度?[)）]?")
_LONGEST_TITLE = 80
_Key = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """The forms and narratives of one document, in the order in which they stand there."""

    document: SourceDocument
    readings: tuple[FormReading | NarrativeReading, ...]


def found_in(document: SourceDocument, layouts: Mapping[str, Layout]) -> Found:
    """What a document holds; chapters are known by the headings of the editions."""
    headings = {
        text: key for one in layouts.values() for key, text in one.narrative.sections.items()
    }
    forms = [one for one in FormFinder(layouts).forms_in(document) if _is_form(one)]
    grids = [grid for form in forms for grid in form.grids]
    narratives = narratives_of(document, grids, headings)
    readings: list[FormReading | NarrativeReading] = [*forms, *narratives]
    places = [_key(place) for block in document.blocks for place in _places(block)]
    return Found(document, tuple(sorted(readings, key=lambda one: places.index(_key(one.place)))))


def name_of(form: FormReading) -> str:
    """The project's name on a form."""
    return next((one.written.strip() for one in form.fields if one.key == "项目名称"), "")


def _is_form(form: FormReading) -> bool:
    """Whether a table is a project's or department's form, and no other with words alike."""
    return not form.own_layout or bool(name_of(form)) or "绩效" in form.title


def unused(found: Sequence[Found]) -> Iterator[tuple[SourceDocument, Block]]:
    """The blocks of the documents that are in no form and no narrative, titles of forms aside."""
    for each in found:
        used = {_key(place) for one in each.readings for place in _used(one)}
        titles = {without_blanks(one.title) for one in each.readings}
        for block in each.document.blocks:
            text = without_blanks(block.text) if isinstance(block, SourceParagraph) else ""
            title = text in titles or _SUBTITLE.fullmatch(text)
            if not title and used.isdisjoint(map(_key, _places(block))):
                yield each.document, block


def opening_of(found: Sequence[Found]) -> tuple[SourceParagraph, ...]:
    """The title of a volume with the sentences below it, which stand before its projects."""
    for each in found:
        free = [block for _, block in unused([each])]
        before = [
            one for one, other in zip(free, each.document.blocks, strict=False) if one is other
        ]
        lines = [block for block in before if isinstance(block, SourceParagraph)]
        title = lines[0].text if lines and len(each.readings) > 1 else "。"
        if len(title) <= _LONGEST_TITLE and not title.endswith("。"):
            return (lines[0], *(line for line in lines[1:] if line.text.endswith("。")))
    return ()


def _used(one: FormReading | NarrativeReading) -> Iterator[SourcePlace]:
    yield one.place
    if isinstance(one, FormReading):
        yield from (cell.place for grid in one.grids for cell in grid.cells)
        yield from (line.place for line in one.paragraphs)
        return
    yield from (text.place for text in one.unplaced)
    for section in one.sections:
        yield section.place
        yield from (place for block in section.blocks for place in _places(block))


def _places(block: Block) -> tuple[SourcePlace, ...]:
    """The place of a block and of its cells."""
    cells = block.cells if isinstance(block, SourceGrid) else ()
    return (block.place, *(cell.place for cell in cells))


def _key(place: SourcePlace) -> _Key:
    return str(place), place.box
