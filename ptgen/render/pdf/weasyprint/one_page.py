"""Smaller type and rows, until a form fits one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ptgen.render.pdf.engine import largest_fitting
from ptgen.render.pdf.weasyprint.engine import boxes, weasyprint
from ptgen.render.pdf.weasyprint.html_table import CELL_CLASSES
from ptgen.view.document import Form
from ptgen.view.table import CellKind

LayOut = Callable[[Form, str], weasyprint.Document]
"""Lays a form out with a style sheet more."""

_PX: Final = 0.75  # pt


def on_one_page(form: Form, lay_out: LayOut) -> weasyprint.Document:
    """The form in the largest type that lets it fit one page; as usual if the smallest does not.

    Sizes go down from that of the style sheet in steps of half a point.
    """
    usual = lay_out(form, "")
    if len(usual.pages) == 1 or form.smallest is None:
        return usual
    least, styles = form.smallest, _styles(usual)
    size = styles[CELL_CLASSES[CellKind.VALUE]]["font_size"] * _PX

    def smaller(now: float) -> weasyprint.Document | None:
        css = "".join(_smaller(styles, now / size, least / _PX))
        made = lay_out(form.shrunk(now, size), css)
        return made if len(made.pages) == 1 else None

    return largest_fitting(size, least, smaller) or usual


def _styles(laid_out: weasyprint.Document) -> dict[str, dict[str, float]]:
    """The lengths of each kind of cell in px, as they are with the style sheet."""
    found: dict[str, dict[str, float]] = {}
    for page in laid_out.pages:
        for box in _blocks(page._page_box):  # noqa: SLF001  # WeasyPrint offers no other way in
            classes = "" if box.element is None else box.element.get("class", "")
            for name in {*classes.split(), box.element_tag} & {*CELL_CLASSES.values(), "h1"}:
                found.setdefault(name, _lengths(box))
    return found


def _blocks(box: boxes.Box) -> Iterator[boxes.Box]:
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TableCellBox) or (child.element_tag == "h1"):
            yield child
        if not isinstance(child, boxes.LineBox):
            yield from _blocks(child)


def _lengths(box: boxes.Box) -> dict[str, float]:
    style = box.style
    lengths = {"font_size": style["font_size"]}
    for name in ("line_height", "padding_top", "padding_bottom"):
        unit = getattr(style[name], "unit", "")
        if unit == "px":
            lengths[name] = style[name].value
    return lengths


def _smaller(styles: dict[str, dict[str, float]], factor: float, least: float) -> Iterator[str]:
    """The rules that make each kind of cell smaller, no type below a size in px."""
    for name, lengths in styles.items():
        usual = lengths["font_size"]
        part = max(factor, min(least / usual, 1))
        selector = f".公文表格 {name}" if name == "h1" else f".公文表格 .{name}"
        rules = "; ".join(
            f"{key.replace('_', '-')}: {length * part:.4f}px !important"
            for key, length in lengths.items()
        )
        yield f"{selector} {{ {rules} }}\n"
