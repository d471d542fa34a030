"""Find the forms in a document, and the edition that each of them was printed by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ptgen.core.layout.model import Layout
from ptgen.core.layout.references import GOALS
from ptgen.importer.forms.columns import INDICATORS
from ptgen.importer.forms.draft.edition import drawn_up
from ptgen.importer.forms.draft.styles import item_fields
from ptgen.importer.forms.found import fields_of, tables_of
from ptgen.importer.forms.labels import bare, labels_of, merged, squeezed, vocabulary
from ptgen.importer.forms.meaning import Meaning, is_title, title_cell, year_in
from ptgen.importer.forms.pairs import held
from ptgen.importer.forms.sheet import Sheet, stacked
from ptgen.importer.forms.tables import table_at
from ptgen.importer.forms.understand import in_own_edition, understood
from ptgen.importer.forms.unfold import unfolded
from ptgen.importer.forms.values import amount_of, value_format
from ptgen.importer.forms.words import FIELD_WORDS
from ptgen.importer.reading import FormReading, FoundText
from ptgen.read.document import SourceCell, SourceDocument, SourceGrid, SourceParagraph
from ptgen.view.figures import amount_text

_FITS = 0.85  # of a form's labels, so that an edition is the form's
_NEAR = 0.05
_SHORT = 16  # characters of a name that a page break drew outside its cell
_PIECES = re.compile(r"\t+|\s+(?=[^\s：:]{2,12}[：:])")
_PAGE_NUMBER = "-—–·第页0123456789/共 "


@dataclass(slots=True)
class _Found:
    """The blocks of one form."""

    title: str = ""
    year: int | None = None
    grids: list[SourceGrid] = field(default_factory=list)
    paragraphs: list[SourceParagraph] = field(default_factory=list)
    strays: list[SourceParagraph] = field(default_factory=list)  # outside the cells
    reasons: list[str] = field(default_factory=list)

    def go_on(self, grid: SourceGrid, lines: list[SourceParagraph], *, ragged: bool) -> None:
        """Add the next grid. Lines between are rows of text, or names drawn outside their cell."""
        if ragged:
            self.grids += [_row(grid, one) for one in lines]
        for line in [] if ragged else lines:
            above = self.grids[-1]
            last = max(cell.row + cell.rows for cell in above.cells)
            free = [one for one in above.cells if not one.text and one.row + one.rows == last]
            if len(free) == 1:
                named = replace(free[0], text=line.text)
                cells = tuple(named if one is free[0] else one for one in above.cells)
                self.grids[-1] = replace(above, cells=cells)
                self.reasons.append(
                    f"“{line.text}”（{line.place}）印在格子外面，看作旁边空格里的字"
                )
            else:
                self.strays.append(line)
        self.grids.append(grid)
        self.paragraphs += lines


class FormFinder:
    """Reads forms by the editions at hand, each read backwards once."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._known = tuple(vocabulary(name, layout) for name, layout in layouts.items())
        self._all = merged(self._known, FIELD_WORDS)

    def forms_in(self, document: SourceDocument) -> tuple[FormReading, ...]:
        """All forms of a document; what is none is in none of them."""
        ragged = document.kind == "text"
        return tuple(
            self._read(one, ragged=ragged) for one in self._candidates(document, ragged=ragged)
        )

    def _candidates(self, document: SourceDocument, *, ragged: bool) -> Iterator[_Found]:
        """The blocks of each form, with the lines around it that belong to it."""
        form: _Found | None = None
        lines: list[SourceParagraph] = []  # since the last grid
        for block in document.blocks:
            if isinstance(block, SourceParagraph):
                if block.text.strip(_PAGE_NUMBER):
                    lines.append(block)
                continue
            many = () if ragged else unfolded(stacked([block], ragged=False), self._all)
            for part in many or _cut(block, ragged=ragged):
                titled = next((at for at, one in enumerate(lines) if is_title(one.text)), None)
                if (
                    form is not None
                    and titled is None
                    and self._goes_on(form, part, lines, ragged=ragged)
                ):
                    form.go_on(part, lines, ragged=ragged)
                else:
                    if form is not None:
                        yield _with_foot(form, lines)
                    form = self._begun(part, lines, ragged=ragged)
                lines = lines if many else []
            lines = []
        if form is not None:
            yield _with_foot(form, lines)

    def _begun(
        self, grid: SourceGrid, lines: list[SourceParagraph], *, ragged: bool
    ) -> _Found | None:
        """A form that begins with a grid; ``None`` where it is another table."""
        sheet = stacked([grid], ragged=ragged)
        heads = [table_at(sheet, row, self._all) for row in range(len(sheet.rows))]
        names = {bare(cell.text) for cell in sheet.cells} & set(FIELD_WORDS)
        titled = any(is_title(one.text) for one in lines) or title_cell(sheet, 0) is not None
        tables = sum(one is not None and (titled or one.source == INDICATORS) for one in heads)
        if len(names) < (1 if titled and tables else 2 if tables else 4):
            return None
        form = _Found(grids=[grid])
        titles = [
            cell for row in range(min(4, len(sheet.rows))) if (cell := title_cell(sheet, row))
        ]
        near = lines[-6:]
        first = max((at for at, one in enumerate(near) if is_title(one.text)), default=len(near))
        while first and is_title(near[first - 1].text):
            first -= 1
        form.paragraphs = near[first:]
        inside = [cell.text for cell in titles if is_title(cell.text)]
        outside = [one.text for one in form.paragraphs if is_title(one.text)]
        form.title = next(iter([*inside, *outside[-1:]]), "").strip()
        texts = [one.text for one in form.paragraphs] + [cell.text for cell in titles]
        form.year = next((year for text in reversed(texts) if (year := year_in(text))), None)
        form.grids[:0] = [_row(grid, one) for one in form.paragraphs if _holds(one.text)]
        return form

    def _indicators(self, sheet: Sheet, row: int) -> bool:
        table = table_at(sheet, row, self._all)
        return table is not None and table.source == INDICATORS

    def _goes_on(
        self, form: _Found, grid: SourceGrid, lines: list[SourceParagraph], *, ragged: bool
    ) -> bool:
        """Whether a grid is the rest of a form: nothing else stands between, and nothing begins."""
        if any(bare(cell.text) in _STARTS for cell in grid.cells[:6]):
            return False
        same = abs(sum(grid.widths) / (sum(form.grids[-1].widths) or 1.0) - 1) < _NEAR
        sheet = stacked(form.grids, ragged=ragged)
        complete = any(self._indicators(sheet, row) for row in range(len(sheet.rows)))
        if ragged:
            return not complete
        last = form.grids[-1].place.page
        over = last is not None and grid.place.page == last + 1
        return same and (not lines or (over and max(len(one.text) for one in lines) <= _SHORT))

    def _read(self, form: _Found, *, ragged: bool) -> FormReading:
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

    def _rank(self, one: Meaning, form: _Found) -> tuple[float, ...]:
        """How well an edition fits: labels of the form, its own labels, title, year, amounts."""
        known, count = one.labels
        layout = one.known.layout
        wanted = set(labels_of(one.known))
        there = {
            found
            for text in (
                *(part.cell.text for part in one.parts if part.is_label),
                *(column.label for table in one.tables for column in table.columns),
            )
            if (found := one.known.known(text)) or (found := squeezed(text))
        }
        since = (layout.since if layout else None) or 0
        year = form.year or 9999
        amounts = Counter(
            amount_text(amount, layout.amount) == part.cell.text
            for part in one.parts
            if layout is not None
            and part.slot is not None
            and part.slot.kind == "金额"
            and (amount := amount_of(part.cell, part.unit)) is not None
        )
        return (
            round(known / max(count, 1), 2) - 0.02 * len(one.lost),
            round(len(wanted & there) / max(len(wanted), 1), 2),
            float(layout is not None and squeezed(layout.form.title) == squeezed(form.title)),
            float(amounts[True] - amounts[False]),
            float(since if since <= year else -since),
        )

    def _reading(
        self, form: _Found, meaning: Meaning, own: str, reasons: tuple[str, ...]
    ) -> FormReading:
        layout = meaning.known.layout
        values = [
            cell.text for table in meaning.tables for row in table.rows
            for key, cell in row.cells.items() if key == "指标值"
        ]  # fmt: skip
        style = layout.value if layout is not None else value_format(values)
        specs = layout.item_fields if layout is not None else item_fields(meaning)
        indicators, items, empty = tables_of(meaning, style, specs)
        fields = list(fields_of(meaning))
        goals = tuple(one for one in fields if one.key in GOALS)
        years = [
            one.written[:4] for one in fields if one.key in ("年度", "计划开始日期") and one.written
        ]
        year = form.year or next((int(text) for text in years if text.isdecimal()), None)
        left_out = [part for part in meaning.parts if part.left_out and squeezed(part.cell.text)]
        return FormReading(
            title=form.title,
            year=year,
            layout=meaning.known.name,
            fit=meaning.labels,
            own_layout=own,
            fields=tuple(one for one in fields if one.key not in GOALS),
            goals=goals,
            indicators=indicators,
            items=items,
            unplaced=(
                *(FoundText(line.text, line.place) for line in form.strays),
                *(FoundText(cell.text, cell.place) for cell in meaning.lost),
            ),
            left_out=len(left_out),
            reasons=reasons,
            empty_groups=empty,
            grids=tuple(form.grids),
            paragraphs=tuple(form.paragraphs),
            place=form.grids[0].place,
        )


_STARTS = ("项目名称", "部门名称", "单位名称")


def _fits(meaning: Meaning) -> bool:
    """Whether an edition is the form's: it knows the labels, and no value is lost."""
    known, count = meaning.labels
    if meaning.sheet.ragged:
        return known >= _FITS * count and len(meaning.lost) * 10 <= len(meaning.sheet.cells)
    whole = not meaning.lost and not any(part.left_out for part in meaning.parts)
    return known >= _FITS * count and whole


def _cut(grid: SourceGrid, *, ragged: bool) -> Iterator[SourceGrid]:
    """The grid cut where a form begins: at a title, or at the name of a further project."""
    sheet = stacked([grid], ragged=ragged)
    starts = [0]
    named = False
    for row in range(len(sheet.rows)):
        cell = title_cell(sheet, row)
        title = cell is not None and is_title(cell.text)
        start = any(bare(one.text) in _STARTS for one in sheet.rows[row][:3])
        if (title or start) and named:
            starts.append(row)
            named = False
        named = named or start
    for first, stop in pairwise([*starts, len(sheet.rows)]):
        if (first, stop) == (0, len(sheet.rows)):
            yield grid
            return
        part = sheet.part(first, stop)
        place = next(iter(part.cells)).place if part.cells else grid.place
        yield SourceGrid(part.cells, place, grid.widths, grid.heights[first:stop])


def _row(grid: SourceGrid, line: SourceParagraph) -> SourceGrid:
    """A line beside a form as a row of it: its parts on the form's columns."""
    texts = _PIECES.split(line.text.strip())
    texts = texts if len(texts) <= len(grid.widths) else [line.text.strip()]
    starts = [at * len(grid.widths) // len(texts) for at in range(len(texts) + 1)]
    cells = tuple(
        SourceCell(0, first, text, line.place, columns=stop - first)
        for text, (first, stop) in zip(texts, pairwise(starts), strict=True)
    )
    return SourceGrid(cells, line.place, grid.widths, (0.0,))


def _holds(text: str) -> bool:
    return any(held(one) is not None for one in _PIECES.split(text.strip()))


def _with_foot(form: _Found, lines: list[SourceParagraph]) -> _Found:
    """The form with the lines for signatures right below it."""
    for line in lines[:2]:
        if not _holds(line.text):
            break
        form.grids.append(_row(form.grids[-1], line))
        form.paragraphs.append(line)
    return form
