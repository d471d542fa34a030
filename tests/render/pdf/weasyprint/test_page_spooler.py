from __future__ import annotations

import io

import pydyf  # type: ignore[import-untyped]
import pypdf
import pytest

from ptgen.render.pdf.weasyprint.page_spooler import Press, page_references
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer, written
from ptgen.view.document import Heading, Narrative, Paragraph, TableBlock
from tests.render.pdf_samples import detail_table, narrative, prose

# What a style sheet may ask for that stands in resources beside a page: groups, states, patterns.
_DECORATED = """
h1 { opacity: 0.5; background: linear-gradient(red, blue) }
p { background: repeating-linear-gradient(45deg, white 0, #eee 9pt); color: rgb(0 0 0 / 80%) }
"""


def document() -> Narrative:
    return narrative(
        Heading(1, "一、", "项目概述"),
        *[Paragraph(prose(300))] * 3,
        TableBlock("预算明细表", detail_table(12)),
    )


@pytest.mark.parametrize("css", ["", _DECORATED])
def test_pages_that_were_drawn_at_once_give_the_same_file(renderer: PdfRenderer, css: str) -> None:
    wanted = document()

    def fill() -> object:
        return renderer.lay_out(
            lambda tables: renderer.template_of(wanted).fill(wanted, tables),
            renderer.page_of(wanted),
            css,
        )

    usual, drawn = fill(), fill()
    press = Press()
    pages = [press.draw(page) for page in drawn.pages]  # type: ignore[attr-defined]
    assert len(pages) > 1
    bound = press.bind(drawn, pages)
    assert written(bound, wanted.info) == written(usual, wanted.info)


def test_the_pages_of_two_layouts_share_their_fonts(renderer: PdfRenderer) -> None:
    wanted = document()
    press = Press()
    laid_out = [
        renderer.lay_out(
            lambda tables: renderer.template_of(wanted).fill(wanted, tables),
            renderer.page_of(wanted),
        )
        for _ in range(2)
    ]
    pages = [press.draw(page) for one in laid_out for page in one.pages]
    fonts = {
        font
        for page in pypdf.PdfReader(
            io.BytesIO(written(press.bind(laid_out[0], pages), wanted.info))
        ).pages
        for font in page["/Resources"]["/Font"]  # type: ignore[index]
    }
    alone = pypdf.PdfReader(io.BytesIO(renderer.render(wanted))).pages[0]
    assert fonts == set(alone["/Resources"]["/Font"])  # type: ignore[index]


def test_nothing_is_left_of_the_boxes_but_the_structure(renderer: PdfRenderer) -> None:
    laid_out = renderer.lay_out(
        lambda tables: renderer.template_of(document()).fill(document(), tables),
        renderer.page_of(document()),
    )
    box = Press().draw(laid_out.pages[0])._page_box
    while getattr(box, "children", None):
        assert "style" not in vars(box)
        box = box.children[0]
    assert "pango_layout" not in vars(box)


def test_a_page_is_referred_to_by_its_place() -> None:
    pdf = pydyf.PDF()
    pages = [pydyf.Dictionary({"Type": "/Page"}) for _ in range(3)]
    for page in pages:
        pdf.add_page(page)
    wanted = [page.reference for page in pages]
    found = page_references(pdf)
    assert [found[place] for place in range(3)] == wanted
    assert found[-1] == wanted[-1]
    with pytest.raises(IndexError):
        found[3]
