"""Find the forms in a document, and the edition that each of them was printed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ptgen.core.layout.model import Layout
from ptgen.core.layout.references import GOALS
from ptgen.importer.forms.candidates import FormBlocks, FormCandidates
from ptgen.importer.forms.draft.edition import drawn_up
from ptgen.importer.forms.draft.styles import item_fields
from ptgen.importer.forms.found import fields_of, tables_of
from ptgen.importer.forms.meaning import Meaning
from ptgen.importer.forms.sheet import stacked
from ptgen.importer.forms.understand import in_own_edition, understood
from ptgen.importer.forms.values import amount_of, value_format
from ptgen.importer.forms.vocabulary.labels import labels_of, merged, squeezed, vocabulary
from ptgen.importer.forms.vocabulary.words import FIELD_WORDS
from ptgen.importer.reading import FormReading
from ptgen.read.document import SourceDocument
from ptgen.view.figures import amount_text

_FITS = 0.85  # of a form's labels, so that an edition is the form's


class FormFinder:
    """Reads forms by the editions at hand, each read backwards once."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._known = tuple(vocabulary(name, layout) for name, layout in layouts.items())
        self._all = merged(self._known, FIELD_WORDS)

    def forms_in(self, document: SourceDocument) -> tuple[FormReading, ...]:
        """All forms of a document; what is none is in none of them."""
        ragged = document.kind == "text"
        return tuple(
            self._read(one, ragged=ragged)
            for one in FormCandidates(self._all).found(document, ragged=ragged)
        )

    def _read(self, form: FormBlocks, *, ragged: bool) -> FormReading:
        """The form by the edition that fits best, else by one that is drawn up from it."""
        sheet = stacked(form.grids, ragged=ragged)
        tries = [understood(sheet, known, own=False) for known in self._known]
        tries.sort(key=lambda one: self._rank(one, form), reverse=True)
        reasons = form.reasons
        best = tries[0] if tries else None
        if best is not None:
            known, count = best.labels
            reasons.append(f"{count} 个标签里，版式“{best.known.name}”认得 {known} 个")
            reasons += [
                f"版式“{one.known.name}”也认得 {one.labels[0]} 个"
                for one in tries[1:]
                if one.labels[0] >= known - 1 and not one.lost
            ]
            reasons += [
                f"“{cell.text[:20]}”（{cell.place}）在它里面没有位置" for cell in best.lost[:5]
            ]
        own = ""
        if best is None or not _fits(best):
            best = in_own_edition(sheet, self._all, form.year)
            name, own = drawn_up(best, form.paragraphs, form.year)
            best.known = replace(best.known, name=name)
            reasons.append("没有合适的版式，照这张表做了一个")
        return self._reading(form, best, own, tuple(reasons))

    def _rank(self, one: Meaning, form: FormBlocks) -> tuple[float, ...]:
        """How well an edition fits: labels of the form, its own labels, title, year, amounts."""
        known, count = one.labels
        layout = one.known.layout
        wanted = set(labels_of(one.known))
        labels = [part.cell.text for part in one.parts if part.is_label]
        labels += [column.label for table in one.tables for column in table.columns]
        there = {found for text in labels if (found := one.known.known(text) or squeezed(text))}
        since = (layout.since if layout else None) or 0
        title = layout is not None and squeezed(layout.form.title) == squeezed(form.title)
        alike = 0
        for part in one.amounts:
            amount = amount_of(part.cell, part.unit)
            if layout is not None and amount is not None:
                alike += 1 if amount_text(amount, layout.amount) == part.cell.text else -1
        return (
            round(known / max(count, 1), 2) - 0.02 * len(one.lost),
            round(len(wanted & there) / max(len(wanted), 1), 2),
            title,
            alike,
            since if since <= (form.year or 9999) else -since,
        )

    def _reading(
        self, form: FormBlocks, meaning: Meaning, own: str, reasons: tuple[str, ...]
    ) -> FormReading:
        layout = meaning.known.layout
        style = layout.value if layout else value_format(meaning.shown("指标值"))
        specs = layout.item_fields if layout is not None else item_fields(meaning)
        indicators, items = tables_of(meaning, style, specs)
        fields = list(fields_of(meaning))
        years = [one.written[:4] for one in fields if one.key in ("年度", "计划开始日期")]
        year = form.year or next((int(text) for text in years if text.isdecimal()), None)
        left_out = [part for part in meaning.parts if part.left_out and squeezed(part.cell.text)]
        return FormReading(
            title=form.title,
            year=year,
            layout=meaning.known.name,
            own_layout=own,
            fields=tuple(one for one in fields if one.key not in GOALS),
            goals=tuple(one for one in fields if one.key in GOALS),
            indicators=indicators,
            items=items,
            unplaced=(*form.strays, *meaning.lost),
            left_out=len(left_out),
            reasons=reasons,
            grids=tuple(form.grids),
            paragraphs=tuple(form.paragraphs),
            place=form.grids[0].place,
        )


def _fits(meaning: Meaning) -> bool:
    """Whether an edition is the form's: it knows the labels, and no value is lost."""
    known, count = meaning.labels
    if meaning.sheet.ragged:
        return known >= _FITS * count and len(meaning.lost) * 10 <= len(meaning.sheet.cells)
    whole = not meaning.lost and not any(part.left_out for part in meaning.parts)
    return known >= _FITS * count and whole
