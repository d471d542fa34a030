"""Find the forms in a document, and the edition that each of them was printed by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ptgen.core.layout.model import Layout
from ptgen.core.layout.references import GOALS
from ptgen.importer.forms.draft import drawn_up
from ptgen.importer.forms.found import fields_of, tables_of
from ptgen.importer.forms.labels import Vocabulary, bare, labels_of, merged, squeezed, vocabulary
from ptgen.importer.forms.meaning import Meaning, is_title, title_cell, understood, year_in
from ptgen.importer.forms.sheet import Sheet, stacked
from ptgen.importer.forms.tables import INDICATORS, table_at
from ptgen.importer.forms.words import FIELD_WORDS
from ptgen.importer.reading import FormReading, FoundText
from ptgen.read.document import SourceDocument, SourceGrid, SourceParagraph

_FITS = 0.85  # of a form's labels, so that an edition is the form's
_NEAR = 0.05
_PAGE_NUMBER = "-—–·第页0123456789/共 "


@dataclass(slots=True)
class _Found:
    """The blocks of one form."""

    title: str = ""
    year: int | None = None
    grids: list[SourceGrid] = field(default_factory=list)
    paragraphs: list[SourceParagraph] = field(default_factory=list)


class FormFinder:
    """Reads forms by the editions at hand, each read backwards once."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._known = tuple(vocabulary(name, layout) for name, layout in layouts.items())
        self._all = merged(self._known, FIELD_WORDS)

    def forms_in(self, document: SourceDocument) -> tuple[FormReading, ...]:
        """All forms of a document; what is none is in none of them."""
        ragged = document.kind == "text"
        found = []
        for one in self._candidates(document, ragged=ragged):
            sheet = stacked(one.grids, ragged=ragged)
            found.append(self._read(one, sheet))
        return tuple(found)
