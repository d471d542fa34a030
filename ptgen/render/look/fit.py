"""A narrative on the sheet that its template has."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ptgen.view.document import Document, Narrative, Page, TableBlock
from ptgen.view.table import Table


def fitted(document: Document, page: Page) -> Document:
    """Return the document on the sheet of its template, unless it asks for a sheet of its own.

    Tables keep their share of the text's width.
    """
    if not isinstance(document, Narrative) or document.page != Page() or page == document.page:
        return document
    blocks = tuple(
        replace(block, table=_scaled(block.table, page.text_width, document.page.text_width))
        if isinstance(block, TableBlock)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks, page=page)


def _scaled(table: Table, width: int, former: int) -> Table:
    edges = [0]
    for column in table.widths:
        edges.append(edges[-1] + column)
    scaled = [round(edge * width / former) for edge in edges]
    widths = tuple(right - left for left, right in pairwise(scaled))
    return replace(table, widths=widths)
