"""Lines of Chinese text reach the right margin, all at the same pitch.

WeasyPrint 70 justifies only at U+0020 and U+00A0, so a Chinese line stays short by up to one
character and a line with one space gets a hole. Here the slack is spread evenly over Chinese
characters and spaces, as Word does, and words and numbers stay tight. A line before a word that
does not fit it is not torn apart. And it makes a line higher
that borrows a glyph from another font; here a line is as high as ``line-height`` says, so that a
page holds its 22 lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.layout import inline  # type: ignore[import-untyped]
from weasyprint.text.ffi import TO_UNITS, ffi, pango  # type: ignore[import-untyped]
from weasyprint.text.line_break import Layout, strut  # type: ignore[import-untyped]

_LOOSEST: Final = 0.3
"""Slack in ems between two Chinese characters from which words and numbers are spread too.

A line that has as much between all its characters would be torn apart: it ends where it ends.
"""

_HALF_STEP: Final = 0.0005
"""In ems. PDF text moves by thousandths of an em, to which WeasyPrint rounds down."""

_SPACES: Final = " \u00a0"


def _is_wide(character: str) -> bool:
    """Whether a line may be stretched at the character: Chinese, its punctuation, a space.

    Widths by Unicode Standard Annex 11; the dash, dots and quotation marks are ambiguous there.
    """
    return character in _SPACES or unicodedata.east_asian_width(character) in "WFA"


def _is_visible(character: str) -> bool:
    """Whether the character takes up room: not a break opportunity, not a combining mark."""
    return unicodedata.category(character) not in ("Cf", "Mn", "Me", "Cc")


Rule = Callable[[str], bool]


class SpreadLayout(Layout):  # type: ignore[misc]  # WeasyPrint has no types
    """A line's Pango layout with extra room at the characters that a rule names."""

    def __init__(self, style: object, spacing: float, stretches: Rule) -> None:
        super().__init__(style, justification_spacing=spacing)
        self.stretches = stretches

    def set_text(self, text: str, justify: bool = False) -> None:
        """Lay out ``text``; when it is drawn (``justify``), with the extra room."""
        super().set_text(text, justify=False)
        if not justify:
            return
        own = self.style["letter_spacing"]
        extra = self.justification_spacing + (0 if own == "normal" else own)
        extra += _HALF_STEP * self.style["font_size"]
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for start, end in _ranges(self.text, self.stretches):
            attribute = pango.pango_attr_letter_spacing_new(round(extra * TO_UNITS))
            attribute.start_index, attribute.end_index = start, end
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)


def _ranges(text: str, stretches: Rule) -> Iterator[tuple[int, int]]:
    """The byte ranges of neighbouring characters that stretch, in UTF-8."""
    marks = "".join("x" if stretches(character) else "-" for character in text)
    for run in re.finditer("x+", marks):
        start = len(text[: run.start()].encode())
        yield start, start + len(text[run.start() : run.end()].encode())


def _gaps(text: str, stretches: Rule) -> float:
    """How many times the spacing is added in a line of ``text``.

    Pango puts half of it on each side of a character and none outside the line's two ends.
    """
    if not text:
        return 0.0
    ends = stretches(text[0]) + stretches(text[-1])
    return sum(map(stretches, text)) - ends / 2


def justify_line(context: object, line: boxes.LineBox, extra_width: float) -> None:
    """Spread ``extra_width`` (CSS px) over the line; in place of WeasyPrint's function."""
    del context  # part of the signature that WeasyPrint calls
    texts = list(_text_boxes(line))
    if not texts:
        return
    stretches: Rule = _is_wide
    gaps = sum(_gaps(box.text, stretches) for box in texts)
    if gaps <= 0 or extra_width / gaps > _LOOSEST * line.style["font_size"]:
        stretches = _is_visible
        gaps = sum(_gaps(box.text, stretches) for box in texts)
    if gaps > 0 and extra_width / gaps <= _LOOSEST * line.style["font_size"]:
        _spread(line, extra_width / gaps, stretches, 0.0)


def _text_boxes(box: boxes.Box) -> Iterator[boxes.TextBox]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _text_boxes(child)


def _spread(box: boxes.Box, spacing: float, stretches: Rule, moved: float) -> float:
    """Move the box right by ``moved`` and widen what it holds; how far what follows moves."""
    if isinstance(box, boxes.TextBox):
        box.position_x += moved
        widened = spacing * _gaps(box.text, stretches)
        box.width += widened
        box.justification_spacing = spacing
        layout = SpreadLayout(box.style, spacing, stretches)
        layout.set_text(box.text)
        layout.deactivate()
        box.pango_layout = layout
        return moved + widened
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += moved
        after = moved
        for child in box.children:
            if child.is_in_normal_flow():
                after = _spread(child, spacing, stretches, after)
        box.width += after - moved
        return after
    box.translate(moved, 0)
    return moved


_split_text_box: Final = inline.split_text_box
_show_text: Final = pydyf.Stream.show_text

Split = tuple[boxes.TextBox | None, int | None, bool]


def split_text_box(
    context: object,
    box: boxes.TextBox,
    available_width: float | None,
    skip: int,
    is_line_start: bool = True,
) -> Split:
    """The part of a text that fits a line, on the baseline of its first font."""
    fitting, resume, broken = _split_text_box(context, box, available_width, skip, is_line_start)
    if fitting is not None:
        _, baseline = strut(fitting.style)
        lowered = baseline - fitting.baseline
        fitting.margin_top += lowered
        fitting.margin_bottom -= lowered
        fitting.baseline = baseline
    return fitting, resume, broken


def show_text(stream: pydyf.Stream, text: str) -> None:
    """Show strings and the numbers that move them, without strings of no glyph.

    PDFium leaves out the last number of an array that has such strings.
    """
    _show_text(stream, text.replace("<>", " "))
