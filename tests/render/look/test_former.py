"""Documents look as they did when the look of a PDF stood in print.css, whose copies still work."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from ptgen.core.filesystem import builtin_templates
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.template_folders import Folders
from ptgen.view.document import Document, Form, Heading, ListItem, Paragraph, TableBlock
from tests.render.look.restyled import restyle_form, restyle_narrative
from tests.render.pdf_samples import detail_table, form, narrative, prose
from tests.render.titled import titled

FORMER = Path(__file__).parent / "former"
"""The templates for HTML and the style sheet as users may have copied them."""
MOST = 0.6
"""How far grey values are apart on average, of 255, after a page was blurred."""

NARRATIVE = narrative(
    Heading(1, "一、", "项目概述"),
    Paragraph(prose(300)),
    Heading(2, "（一）", "文件依据"),
    ListItem(1, "（1）", prose(60)),
    Heading(3, "1.", "设备"),
    TableBlock("预算明细表", detail_table(6)),
    Paragraph(prose(400)),
)
DOCUMENTS: dict[str, Document] = {
    "narrative": NARRATIVE,
    "form": form(15),
    "titled": titled(form(15)),
}


def pages(data: bytes, folder: Path) -> list[Image.Image]:
    """The pages as Poppler draws them, without the number at the foot."""
    folder.mkdir()
    (folder / "document.pdf").write_bytes(data)
    program = str(shutil.which("pdftoppm"))
    subprocess.run(
        [program, "-r", "40", "-gray", str(folder / "document.pdf"), str(folder / "page")],
        check=True,
    )
    drawn = [Image.open(path) for path in sorted(folder.glob("page*.pgm"))]
    return [one.crop((0, 0, one.width, one.height * 88 // 100)) for one in drawn]


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pages are apart; letters a little larger are not."""
    blurred = [image.filter(ImageFilter.GaussianBlur(1.5)) for image in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*blurred)).mean[0])


def drawn(document: Document, own: Path, folder: Path) -> list[Image.Image]:
    """The pages with templates of one's own."""
    return pages(PdfRenderer(Folders((own, builtin_templates()))).render(document), folder)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pages_look_as_they_did(name: str, tmp_path: Path) -> None:
    before = drawn(DOCUMENTS[name], FORMER, tmp_path / "before")
    after = drawn(DOCUMENTS[name], builtin_templates(), tmp_path / "after")
    assert len(before) == len(after)
    found = [difference(one, other) for one, other in zip(before, after, strict=True)]
    assert max(found) < MOST


@pytest.mark.parametrize("name", ["narrative", "form"])
def test_another_look_is_seen(name: str, tmp_path: Path) -> None:
    document = DOCUMENTS[name]
    restyle_form(tmp_path) if isinstance(document, Form) else restyle_narrative(tmp_path)
    before = drawn(document, FORMER, tmp_path / "before")
    after = drawn(document, tmp_path, tmp_path / "after")
    assert difference(before[0], after[0]) > MOST


def test_a_style_sheet_of_former_times_keeps_its_look(tmp_path: Path) -> None:
    """Whatever stands in the Word template beside it."""
    own = tmp_path / "own"
    shutil.copytree(FORMER, own)
    restyle_narrative(own)
    (one, *_), (other, *_) = (
        drawn(NARRATIVE, folder, tmp_path / str(number))
        for number, folder in enumerate((FORMER, own))
    )
    assert difference(one, other) == 0
