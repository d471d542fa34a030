"""On which pages the rows of a form stand in a Word file.

Word and LibreOffice begin a new page where they come to its end, and leave merged cells blank
there. So a form that is longer than a page is cut into one table for each page, with a page break
between them, and each table has the names of the cells that go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from ptgen.render.docx.measure import Measure, line_count
from ptgen.render.docx.package import W, value
from ptgen.render.docx.styles import TableStyles
from ptgen.view.document import Form, Page
from ptgen.view.table import Cell, CellKind, Table

_SLACK: Final = 6.0  # pt of a page that are left
_STEP: Final = 0.5  # pt
_MOST_ROWS: Final = 200  # on a page; the least row is 6 pt high
_SPLIT: Final = 1.04  # what a row of several pages takes, of what was reckoned
TALL: Final = 0.75
"""A row higher than this part of a page may be split: kept whole, its end could be lost."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a form is drawn: what its cells take, its table, and the rows with which pages begin.

    ``changed``: it is not as the styles alone have it. ``too_long``: it was to fit one page, and
    does not.
    """

    measure: Measure
    table: Table
    starts: tuple[int, ...] = ()
    changed: bool = False
    too_long: bool = False


def paginated(form: Form, body: etree._Element, styles: TableStyles, page: Page) -> Pagination:
    """The form on as few pages as it may be; ``body`` is the template filled with it.

    One that is to fit one page is drawn smaller, in steps of half a point; where the smallest
    type does not do either, it has its usual size.
    """
    room = page.text_height / 20 - _SLACK
    before = sum(_outside(body, form.table, styles, page))
    usual = size = styles.measure.types[CellKind.VALUE].size
    while form.smallest is not None and size >= form.smallest:
        measure = (
            styles.measure.scaled(size / usual, form.smallest) if size < usual else styles.measure
        )
        table = form.shrunk(size, usual).table
        if before + sum(measure.heights(table)) <= room:
            return Pagination(measure, table, changed=size < usual)
        size -= _STEP
    table = opened(form.table, styles.measure, room)
    starts = _page_starts(table, styles.measure, before, room)
    changed = bool(starts) or table is not form.table
    return Pagination(styles.measure, table, starts, changed, too_long=form.smallest is not None)


def opened(table: Table, measure: Measure, room: float) -> Table:
    """The table without merged cells that no page holds: a page cannot end in their text.

    Such a cell is one for each row, without rules between them; the first one has the text.
    """
    tall = [
        cell for cell in table.cells if cell.rows > 1 and measure.height(cell, table) > room * TALL
    ]
    if not tall:
        return table
    pieces = (
        replace(
            cell,
            row=number,
            rows=1,
            text=cell.text if number == cell.row else "",
            open_above=cell.open_above or number > cell.row,
            open_below=cell.open_below or number < cell.row + cell.rows - 1,
        )
        for cell in tall
        for number in range(cell.row, cell.row + cell.rows)
    )
    return with_cells(table, (*(cell for cell in table.cells if cell not in tall), *pieces))


def with_cells(table: Table, cells: Iterable[Cell]) -> Table:
    """The table with other cells, each in the row in which it begins."""
    rows: list[list[Cell]] = [[] for _ in table.rows]
    for cell in cells:
        rows[cell.row].append(cell)
    filled = (
        replace(row, cells=tuple(sorted(own, key=lambda cell: cell.column)))
        for row, own in zip(table.rows, rows, strict=True)
    )
    return replace(table, rows=tuple(filled))


def joined_rows(table: Table) -> set[int]:
    """The rows behind the head that hang on the row above: by a merged cell, or without a rule."""
    joined: set[int] = set()
    for cell in table.cells:
        joined.update(range(cell.row + 1, cell.row + cell.rows))
        if cell.open_above:
            joined.add(cell.row)
        if cell.open_below:
            joined.add(cell.row + cell.rows)
    first = table.head[1] if table.head else 0
    return {row for row in joined if first < row < len(table.rows)}


def _outside(
    body: etree._Element, table: Table, styles: TableStyles, page: Page
) -> Iterator[float]:
    """The heights of what stands above and below the table, in pt."""
    widths = [str(width) for width in table.widths]
    for element in body:
        grid = element.iterfind(f"{W}tblGrid/{W}gridCol")
        if element.tag == f"{W}tbl" and [one.get(f"{W}w") for one in grid] == widths:
            continue
        for paragraph in element.iter(f"{W}p"):
            own = styles.types.get(value(paragraph, "pPr/pStyle"))
            if own is not None:
                text = "".join(one.text or "" for one in paragraph.iter(f"{W}t"))
                lines = line_count(text, page.text_width / 20, own.size)
                yield lines * own.pitch + own.around


def _page_starts(table: Table, measure: Measure, before: float, room: float) -> tuple[int, ...]:
    """The rows with which pages begin; none where no merged cell can be blank on a page."""
    if all(cell.rows == 1 for cell in table.cells):
        return ()
    starts: list[int] = []
    stop = _page_end(table, measure, 0, before, room)
    while stop < len(table.rows):
        starts.append(stop)
        stop = _page_end(table, measure, stop, 0, room)
    return tuple(starts)


def _page_end(table: Table, measure: Measure, start: int, before: float, room: float) -> int:
    """The row that stands no more on the page that begins with ``start``.

    A tall row goes on over pages: what follows it stands on the last one.
    """
    window = table.piece(start, min(start + _MOST_ROWS, len(table.rows)))
    heights = measure.heights(window)
    repeated = len(window.rows) - min(_MOST_ROWS, len(table.rows) - start)
    used = before + sum(heights[:repeated])
    split = False
    for row, height in enumerate(heights[repeated:], start):
        if height > room * TALL:
            used = (used + height * _SPLIT) % room
            split = True
        elif used + height <= room:
            used += height
        else:
            last = min(row, len(table.rows) - 2)  # no row stands alone on the last page
            ends = [end for end in range(last, start, -1) if _may_end(table, end)]
            fits = (
                end
                for end in ends
                if split or before + sum(measure.heights(table.piece(start, end))) <= room
            )
            end = next(fits, None) or next(iter(ends), None)
            if end is not None:
                return end
            used += height
    return start + len(heights) - repeated


def _may_end(table: Table, row: int) -> bool:
    """Whether a page may begin with a row: titles and head are kept with what follows them."""
    in_head = any(first < row <= last for first, last in table.heads)
    return row > table.titles and not in_head and not table.rows[row - 1].kept
