"""All that is replaced in WeasyPrint and pydyf, why, and what it was written against.

Each change stands in a module of its own; here they are listed and put in place. The digests are
of the source that they replace: where another version has another, a test names what to look at.
No issue is known upstream for any of them.
"""

from __future__ import annotations

from typing import Final

import pydyf  # type: ignore[import-untyped]
from weasyprint import draw  # type: ignore[import-untyped]
from weasyprint.layout import inline  # type: ignore[import-untyped]
from weasyprint.pdf import fonts  # type: ignore[import-untyped]

from ptgen.render.fonts import cid_charset
from ptgen.render.patch import Patch
from ptgen.render.pdf.weasyprint import page_spooler
from ptgen.render.pdf.weasyprint.patches import file_writer, justification, table_borders

PATCHES: Final = (
    Patch(
        inline.justify_line,
        justification.justify_line,
        "Lines are spread at spaces alone, so that Chinese ones stay short of the margin.",
        "f83b21ff8793ba6b6dfc5fe8e10e4ab6cd6e02b17de02da97200902166148a81",
        inline,
    ),
    Patch(
        inline.split_text_box,
        justification.split_text_box,
        "A glyph from another font makes its line higher than line-height says.",
        "8c564329599ef23fac6cc8c403768e9e51638226d87a8b2de69c49c9c5f408c8",
        inline,
    ),
    Patch(
        pydyf.Stream.show_text,
        justification.show_text,
        "Letter spacing is written with strings of no glyph, at which PDFium loses a number.",
        "3e008af86f62f42c382b8d75f85a92022008f8254db58a9d8f58f137ee7bcc40",
        pydyf.Stream,
    ),
    Patch(
        draw.draw_collapsed_borders,
        table_borders.draw_collapsed_borders,
        "A table whose row goes on overleaf is open at the foot and head of the pages.",
        "120b162d2a4f90661f89b01079f842af22cd057db2823b4417f2b8b38d381d1c",
        draw,
    ),
    Patch(
        fonts.Font.clean,
        cid_charset.clean,
        "Glyph numbers are written as CIDs, which fonts keyed by CID do not know them by.",
        "794f0211f18453f1a291056fcd6659cdcb262f7c1133cf5b2ea015df379c6813",
        fonts.Font,
    ),
    Patch(
        fonts.Font.subset,
        file_writer.subset,
        "A font is cut twice and copied: a batch would miss its time.",
        "61ed6bc2e9a7e43a7ad4c50e4bd61a0c5b6db06069754e66c6e328f4a97a6311",
        fonts.Font,
    ),
    Patch(
        fonts.get_hb_object_data,
        file_writer.data_when_cut,
        "Each whole font is copied before it is cut.",
        "03040a623df04c2b5fe464037e14b07fe430fd1ec43602abf955fdf3fbe77ea6",
        fonts,
    ),
    Patch(
        pydyf.PDF.page_references,
        property(page_spooler.page_references),
        "All pages are listed for each element: the time of a volume is quadratic in its pages.",
        "060bf90aad55931bc24c3575a52af9478a89916aa307e5323142663841cb7798",
        pydyf.PDF,
    ),
)
"""Every one of them."""


def patch_weasyprint() -> None:
    """Put all of them in place in this process."""
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.ours)
