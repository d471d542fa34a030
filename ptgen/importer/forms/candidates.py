"""Find the blocks of a document that are forms, with the lines beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ptgen.importer.forms.fields.pairs import held
from ptgen.importer.forms.meaning import is_title, title_cell, year_in
from ptgen.importer.forms.sheet import FormSheet, stacked
from ptgen.importer.forms.tables.columns import INDICATORS, head_at
from ptgen.importer.forms.tables.unfold import unfolded
from ptgen.importer.forms.vocabulary.labels import Vocabulary, bare
from ptgen.importer.forms.vocabulary.words import FIELD_WORDS
from ptgen.read.document import SourceCell, SourceDocument, SourceGrid, SourceParagraph

_NEAR = 0.05  # between the widths of two tables that are one form
_MOST_ROWS = 2000  # of a form
_SHORT = 16  # characters of a name that a page break drew outside its cell
_PIECES = re.compile(r"\t+|\s+(?=[^\s：:]{2,12}[：:])")
_PAGE_NUMBER = "-—–·第页0123456789/共 "
_STARTS = ("项目名称", "部门名称", "单位名称")


@dataclass(slots=True)
class FormBlocks:
    """The blocks of one form."""

    title: str = ""
    year: int | None = None
    grids: list[SourceGrid] = field(default_factory=list)
    paragraphs: list[SourceParagraph] = field(default_factory=list)
    strays: list[SourceParagraph] = field(default_factory=list)  # outside the cells
    reasons: list[str] = field(default_factory=list)

    def go_on(self, grid: SourceGrid, lines: list[SourceParagraph], *, ragged: bool) -> None:
        """Add the next grid. Lines between are rows of text, or names drawn outside their cell."""
        above = self.grids[-1]
        last = max(cell.row + cell.rows for cell in above.cells)
        for line in lines:
            free = [one for one in above.cells if not one.text and one.row + one.rows == last]
            if ragged:
                self.grids.append(_row(grid, line))
            elif len(free) == 1:
                named = replace(free[0], text=line.text)
                cells = tuple(named if one is free[0] else one for one in above.cells)
                above = self.grids[-1] = replace(above, cells=cells)
                told = f"“{line.text}”（{line.place}）印在格子外面，看作旁边空格里的字"
                self.reasons.append(told)
            else:
                self.strays.append(line)
        self.grids.append(grid)
        self.paragraphs += lines


@dataclass(frozen=True, slots=True)
class FormCandidates:
    """Finds forms by the labels of all editions."""

    known: Vocabulary

    def found(self, document: SourceDocument, *, ragged: bool) -> Iterator[FormBlocks]:
        """The blocks of each form, with the lines around it that belong to it."""
        form: FormBlocks | None = None
        lines: list[SourceParagraph] = []  # since the last grid
        for block in document.blocks:
            if isinstance(block, SourceParagraph):
                lines += [block] if block.text.strip(_PAGE_NUMBER) else []
                continue
            many = () if ragged else unfolded(stacked([block], ragged=False), self.known)
            for part in many or _cut(block, ragged=ragged):
                titled = any(is_title(one.text) for one in lines)
                if form and not titled and self._goes_on(form, part, lines, ragged=ragged):
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
    ) -> FormBlocks | None:
        """A form that begins with a grid; ``None`` where it is another table."""
        sheet = stacked([grid], ragged=ragged)
        if len(sheet.rows) > _MOST_ROWS:
            return None
        sources = self._tables(sheet)
        names = {bare(cell.text) for cell in sheet.cells} & set(FIELD_WORDS)
        titled = any(is_title(one.text) for one in lines) or title_cell(sheet, 0) is not None
        tables = sources if titled else INDICATORS in sources
        if len(names) < (1 if titled and tables else 2 if tables else 4):
            return None
        near = lines[-6:]
        first = max((at for at, one in enumerate(near) if is_title(one.text)), default=len(near))
        while first and is_title(near[first - 1].text):
            first -= 1
        beside = near[first:]
        titles = [
            cell.text for row in range(min(4, len(sheet.rows))) if (cell := title_cell(sheet, row))
        ]
        texts = [one.text for one in beside]
        inside, outside = [*filter(is_title, titles)], [*filter(is_title, texts)]
        title = (inside[:1] or outside[-1:] or [""])[0].strip()
        years = [year for text in (*texts, *titles) if (year := year_in(text))]
        rows = [_row(grid, one) for one in beside if _holds(one.text)]
        return FormBlocks(title, years[-1] if years else None, [*rows, grid], beside)

    def _tables(self, sheet: FormSheet) -> set[str]:
        """The kinds of tables that begin in a sheet."""
        heads = (head_at(sheet, row, self.known) for row in range(len(sheet.rows)))
        return {head.source for head in heads if head is not None}

    def _goes_on(
        self, form: FormBlocks, grid: SourceGrid, lines: list[SourceParagraph], *, ragged: bool
    ) -> bool:
        """Whether a grid is the rest of a form: nothing else stands between, and nothing begins."""
        if any(bare(cell.text) in _STARTS for cell in grid.cells[:6]):
            return False
        same = abs(sum(grid.widths) / (sum(form.grids[-1].widths) or 1.0) - 1) < _NEAR
        if ragged:
            return INDICATORS not in self._tables(stacked(form.grids, ragged=True))
        last = form.grids[-1].place.page
        over = last is not None and grid.place.page == last + 1
        return same and (not lines or (over and max(len(one.text) for one in lines) <= _SHORT))


def _cut(grid: SourceGrid, *, ragged: bool) -> Iterator[SourceGrid]:
    """The grid cut where a form begins: at a title, or at the name of a further project."""
    sheet = stacked([grid], ragged=ragged)
    starts = [0]
    named = False
    for row, cells in enumerate(sheet.rows):
        cell = title_cell(sheet, row)
        title = cell is not None and is_title(cell.text)
        start = any(bare(one.text) in _STARTS for one in cells[:3])
        if (title or start) and named:
            starts.append(row)
            named = False
        named = named or start
    if len(starts) == 1:
        yield grid
        return
    for first, stop in pairwise([*starts, len(sheet.rows)]):
        part = sheet.part(first, stop).cells
        yield SourceGrid(part, part[0].place, grid.widths, grid.heights[first:stop])


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


def _with_foot(form: FormBlocks, lines: list[SourceParagraph]) -> FormBlocks:
    """The form with the lines for signatures right below it."""
    for line in lines[:2]:
        if not _holds(line.text):
            break
        form.grids.append(_row(form.grids[-1], line))
        form.paragraphs.append(line)
    return form
