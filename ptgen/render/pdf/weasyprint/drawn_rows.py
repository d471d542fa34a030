"""Which rows of tables a page of WeasyPrint shows."""

from __future__ import annotations

from collections.abc import Iterator

from ptgen.render.pdf.weasyprint.engine import boxes, weasyprint
from ptgen.render.pdf.weasyprint.page_breaks import ROW_ATTRIBUTE


def rows_on(page: weasyprint.Page) -> Iterator[str]:
    """The names of the rows and heads that a page shows, or parts of."""
    yield from _rows_in(page._page_box)  # noqa: SLF001  # WeasyPrint offers no other way in


def _rows_in(box: boxes.ParentBox) -> Iterator[str]:
    row = isinstance(box, boxes.TableRowBox)
    if (row or isinstance(box, boxes.TableRowGroupBox)) and box.element is not None:
        name = box.element.get(ROW_ATTRIBUTE)
        if name is not None:
            yield name
    if not row:
        for child in box.children:
            if isinstance(child, boxes.ParentBox) and not isinstance(child, boxes.LineBox):
                yield from _rows_in(child)
