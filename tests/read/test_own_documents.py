"""ptgen's own documents read back, in its formats and through LibreOffice: every cell, every span."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from ptgen.core.model.project import DocumentKind
from ptgen.read.document import SourceCell, SourceDocument
from ptgen.read.read import read_document
from ptgen.read.witness import missing
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.xlsx.form import form_xlsx
from ptgen.view.document import Form, Narrative
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.projects import load_all
from tests.read.sources import (
    ROOT,
    covers,
    grid_of,
    of_form,
    of_grid,
    of_narrative,
    texts,
    without_blanks,
)
from tests.render.long_forms import long_form

TEMPLATES = ROOT / "templates"
PROJECTS = (
    "songjiang-2022/01-equipment",
    "changzheng-2023/02-fine-management",
    "multi-year-2026/01-archive-digitisation",
    "national-example/01-soil-monitoring",
)
LONG = ("shanghai-district-2022", "shanghai-district-2023", "national-weighted")
NAME = "的维护和保障情况良好率以及其他各方面的综合满意程度很长很长很长很长"
SIZES = {5: 48, 6: 57, 8: 76, 12: 114}
"""Sizes of type in pt, with the scale of the page that gives them."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Form | Narrative]:
    found: dict[str, Form | Narrative] = {}
    for loaded in load_all(ROOT / "projects"):
        name = "/".join(Path(loaded.file.path).with_suffix("").parts[-2:])
        if name in PROJECTS and loaded.content is not None:
            found[name.replace("/", "-")] = form_of(loaded.content)
            if DocumentKind.NARRATIVE in loaded.content.project.documents:
                found[f"{name.replace('/', '-')}-narrative"] = narrative_of(loaded.content)
    for edition in LONG:
        found[f"long-{edition}"] = long_form(tmp_path_factory.mktemp("long"), edition, NAME)
    return found


@pytest.fixture(scope="module")
def folder(
    documents: dict[str, Form | Narrative], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The documents in each format; in ``office`` as LibreOffice saves and prints them."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "office").mkdir()
    word, pdf = WordRenderer(TEMPLATES), PdfRenderer(TEMPLATES)
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(word.render(document))
        (folder / f"{name}.pdf").write_bytes(pdf.render(document))
        if isinstance(document, Form):
            (folder / f"{name}.xlsx").write_bytes(form_xlsx(document))
    scale(folder / f"{PROJECTS[0].replace('/', '-')}.xlsx")
    for target, sources in (("pdf", ("*.docx", "*.xlsx")), ("docx", ("*.docx",))):
        paths = sorted({str(path) for one in sources for path in folder.glob(one)})
        convert(folder, target, paths)
    return folder


def scale(path: Path) -> None:
    """Write the workbook once more for each size of type, at a scale, not fitted to a page."""
    for size, percent in SIZES.items():
        book = openpyxl.load_workbook(path)
        for sheet in book:
            sheet.sheet_properties.pageSetUpPr.fitToPage = False
            sheet.page_setup.scale, sheet.page_setup.paperSize = percent, 8 if size > 10 else 9
        book.save(path.with_stem(f"{path.stem}~{size}"))


def convert(folder: Path, target: str, paths: list[str]) -> None:
    program = shutil.which("soffice")
    assert program is not None, "scripts/setup.sh dev"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", target, "--outdir", str(folder / "office")]
    subprocess.run([program, profile, *options, *paths], check=True, capture_output=True)


def wrong(document: SourceDocument, wanted: Form | Narrative) -> list[str]:
    """What is read otherwise than it was drawn."""
    if isinstance(wanted, Narrative):
        # LibreOffice hangs punctuation into the margin and then leaves it out of the PDF file.
        hanging = str.maketrans("", "", "，。、；") if document.kind == "pdf" else {}
        both = (without_blanks(texts(document)), of_narrative(wanted))
        pairs = zip_longest(*([text.translate(hanging) for text in one] for one in both))
        return [f"{read} ≠ {drawn}" for read, drawn in pairs if read != drawn]
    grid = grid_of(document)
    assert covers(grid)
    drawn, read = of_form(wanted, drawn=document.kind == "pdf"), of_grid(grid)
    titles = max(row for row, _ in read) - max(row for row, _ in drawn)  # rows that hold the title
    read = {(row - titles, column): cell for (row, column), cell in read.items() if row >= titles}
    places = sorted(drawn.keys() | read.keys())
    return [
        f"{place}: {read.get(place)} ≠ {drawn.get(place)}"
        for place in places
        if read.get(place) != drawn.get(place)
    ]


@pytest.mark.parametrize(
    "pattern",
    ["*.docx", "*.pdf", "*[!0-9~].xlsx", "office/*.docx", "office/*[!~].pdf", "office/*~*.pdf"],
)
def test_every_cell_and_paragraph_is_read_as_it_was_drawn(
    folder: Path, documents: dict[str, Form | Narrative], pattern: str
) -> None:
    paths = sorted(folder.glob(pattern))
    assert len(paths) > 3
    found = {}
    for path in paths:
        document = read_document(path)
        name = path.stem.split("~")[0]
        if faults := wrong(document, documents[name]):
            found[path.name] = faults
        assert not missing(document), path.name
    assert not found


def test_a_page_of_a_form_says_where_each_cell_stands(folder: Path) -> None:
    grid = grid_of(read_document(folder / f"long-{LONG[1]}.pdf"))
    assert {cell.place.page for cell in grid.cells} == {1, 2, 3, 4}
    assert all(cell.place.box for cell in grid.cells)


def test_the_comparison_sees_a_lost_row_another_group_and_another_digit(
    folder: Path, documents: dict[str, Form | Narrative]
) -> None:
    name = f"long-{LONG[0]}"
    document = read_document(folder / f"{name}.docx")
    grid = grid_of(document)
    last = len(grid.heights) - 1
    group = next(cell for cell in grid.cells if cell.text == "效益指标")
    below = next(cell for cell in grid.cells if cell.text == "满意度指标")
    changes: list[list[SourceCell]] = [
        [cell for cell in grid.cells if cell.row != last],
        [replace(cell, text=cell.text.replace("90", "09")) for cell in grid.cells],
        [
            replace(cell, rows=cell.rows + 1)
            if cell == group
            else replace(cell, row=cell.row + 1, rows=cell.rows - 1)
            if cell == below
            else cell
            for cell in grid.cells
        ],
    ]
    for cells in changes:
        other = replace(grid, cells=tuple(cells))
        drawn = of_form(documents[name], drawn=False)  # type: ignore[arg-type]
        assert of_grid(other) != drawn
    assert of_grid(grid) == of_form(documents[name], drawn=False)  # type: ignore[arg-type]


def test_the_witness_sees_what_was_not_read(folder: Path) -> None:
    for kind in ("pdf", "docx", "xlsx"):
        document = read_document(folder / f"{PROJECTS[0].replace('/', '-')}.{kind}")
        less = replace(document, blocks=document.blocks[1:])
        grid = grid_of(document)
        cells = tuple(cell for cell in grid.cells if cell.text != "故障处理率")
        without = replace(document, blocks=(*document.blocks[:-1], replace(grid, cells=cells)))
        for other in (less, without):
            assert any("故" in one.text or "财" in one.text for one in missing(other)), kind
        noted = replace(without, notes=("没有读：故障处理率",))
        assert not any("故" in one.text for one in missing(noted))
