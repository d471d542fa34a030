"""A table whose row goes on overleaf is ruled at the foot and head of the pages.

WeasyPrint 70 leaves a table with collapsed borders open there. The part on each page gains
the two rules.
"""

from __future__ import annotations

from typing import Final

from weasyprint import draw  # type: ignore[import-untyped]
from weasyprint.draw.border import draw_line  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.pdf.stream import Stream  # type: ignore[import-untyped]

_draw_collapsed_borders: Final = draw.draw_collapsed_borders


def draw_collapsed_borders(stream: Stream, table: boxes.TableBox) -> None:
    """Draw the table's rules; in place of WeasyPrint's function."""
    _draw_collapsed_borders(stream, table)
    rows = [row for group in table.children for row in group.children]
    vertical, _ = table.collapsed_border_grid
    if not rows or not vertical:
        return
    _, (style, width, color) = vertical[0][0]
    if not width:
        return
    left = table.column_positions[0] - width / 2
    right = table.column_positions[-1] + table.column_widths[-1] + width / 2
    edges = [rows[0].position_y] if table.skip_cell_border_top else []
    if table.skip_cell_border_bottom:
        edges.append(rows[-1].position_y + rows[-1].height)
    for y in edges:
        with stream.artifact(), stream.stacked():
            draw_line(stream, left, y, right, y, width, style, color)
