"""Forms as grids: of projects as ptgen draws them, and of rows that are written down."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from ptgen.core.filesystem import disk_files
from ptgen.core.layout.load import load
from ptgen.core.layout.model import Layout
from ptgen.core.loader import Content, Loader, ProjectFile
from ptgen.importer.forms.find import FormFinder
from ptgen.importer.reading import FormReading, FoundIndicator, FoundItem
from ptgen.read.document import SourceCell, SourceDocument, SourceGrid, SourceParagraph, SourcePlace
from ptgen.view.document import Form
from ptgen.view.table import Cell
from tests.compare.making import Texts
from tests.projects import load_all

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "layouts" / "examples"

Json = str | dict[str, "Json"] | list["Json"]


@cache
def built_in() -> dict[str, Layout]:
    """The editions that ptgen has."""
    return editions(Path("projects"))


def editions(projects: Path) -> dict[str, Layout]:
    """The editions that projects may use."""
    files = disk_files([projects])
    found = {name: load(name, files.layout) for name in files.layouts()}
    return {name: one.layout for name, one in found.items() if one and one.layout}


_TEXTS = Texts({})
_LOADER = Loader(_TEXTS)


def project_of(edition: str, keys: dict[str, Json]) -> Content:
    """A sound project of a built-in edition."""
    path = f"projects/unit/{len(_TEXTS.texts)}.yaml"
    text = json.dumps({"版式": edition, "文书": ["绩效目标表"], **keys}, ensure_ascii=False)
    _TEXTS.texts[path] = text
    loaded = _LOADER.load(ProjectFile(path, "unit", Path(path).stem))
    assert loaded.content is not None, loaded.diagnostics
    return loaded.content


def example(folder: Path, name: str) -> Content:
    """The project of an example of the documentation, in the example's edition."""
    source = EXAMPLES / name
    keys: dict[str, Json] = {"年度": "2026", "主管部门": "某主管局", "实施单位": "某单位"}
    unit = folder / "projects" / "unit" / "unit.yaml"
    unit.parent.mkdir(parents=True)
    unit.write_text(json.dumps({"版式": name, **keys}, ensure_ascii=False), "utf-8")
    (folder / "templates" / name).mkdir(parents=True)
    shutil.copy(source / "layout.yaml", folder / "templates" / name)
    shutil.copy(source / "project.yaml", unit.parent / "01.yaml")
    (loaded,) = load_all(folder / "projects")
    assert loaded.content is not None, loaded.diagnostics
    return loaded.content


def grid_of(form: Form) -> SourceGrid:
    """The form as a reader sees it: a cell without a line below is one with the cell under it."""
    cells = {(cell.row, cell.column): cell for cell in form.table.cells}
    for (row, column), cell in list(cells.items()):
        under = cells.get((row + cell.rows, column))
        if cell.open_below and not cell.text and under and under.columns == cell.columns:
            cells[row, column] = replace(under, row=row, rows=cell.rows + under.rows)
            del cells[under.row, column]
    widths = tuple(width / 20 for width in form.table.widths)
    found = tuple(_cell(cells[place]) for place in sorted(cells))
    return SourceGrid(found, SourcePlace(address="表 1"), widths, (0.0,) * len(form.table.rows))


def _cell(cell: Cell) -> SourceCell:
    place = SourcePlace(address=f"第 {cell.row} 行第 {cell.column} 格")
    text = cell.text.replace("\u200b", "")
    return SourceCell(
        cell.row, cell.column, text, place, cell.rows, cell.columns, cell.align.value == "center"
    )


def document(*blocks: SourceGrid | str, kind: str = "docx") -> SourceDocument:
    """A document of grids and of lines."""
    made = (
        SourceParagraph(one, SourcePlace(address=f"第 {at} 段")) if isinstance(one, str) else one
        for at, one in enumerate(blocks)
    )
    return SourceDocument(Path("last-year.docx"), kind, tuple(made), ())


def drawn(form: Form) -> SourceDocument:
    """The document of a form, its title above the table where it is not inside."""
    above = [] if form.table.titles else [one for one in (form.title, form.subtitle) if one]
    return document(*above, grid_of(form))


def grid(rows: Sequence[Sequence[str]], name: str = "表") -> SourceGrid:
    """A grid written as the rows of an edition are: ``<`` and ``^`` go on with a cell."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            above, left = owner.get((row - 1, column)), owner.get((row, column - 1))
            own = above if text == "^" else left if text == "<" else (row, column)
            assert own is not None
            owner[row, column] = own
    cells = []
    for row, column in sorted(set(owner.values())):
        own_places = [place for place, one in owner.items() if one == (row, column)]
        cells.append(
            SourceCell(
                row,
                column,
                rows[row][column],
                SourcePlace(address=f"{name} 第 {row} 行第 {column} 格"),
                max(place[0] for place in own_places) - row + 1,
                max(place[1] for place in own_places) - column + 1,
                centered=True,
            )
        )
    widths = (60.0,) * max(map(len, rows))
    return SourceGrid(tuple(cells), SourcePlace(address=name), widths, (0.0,) * len(rows))


def only(found: Sequence[FormReading]) -> FormReading:
    (form,) = found
    return form


@cache
def _finder() -> FormFinder:
    return FormFinder(built_in())


def read(source: SourceDocument, layouts: dict[str, Layout] | None = None) -> FormReading:
    """The only form of a document, by the built-in editions where no others are given."""
    return only((_finder() if layouts is None else FormFinder(layouts)).forms_in(source))


def shape(source: SourceGrid) -> dict[tuple[int, int, int, int], str]:
    """The texts of cells by row, column and spans, columns counted by the lines that are used."""
    edges = {edge for cell in source.cells for edge in (cell.column, cell.column + cell.columns)}
    number = {edge: at for at, edge in enumerate(sorted(edges))}
    return {
        (
            cell.row,
            number[cell.column],
            cell.rows,
            number[cell.column + cell.columns] - number[cell.column],
        ): "".join(cell.text.split())
        for cell in source.cells
    }


def written(form: FormReading) -> dict[str, str]:
    """The fields as a project file has them."""
    return {one.key: one.written for one in (*form.fields, *form.goals)}


def fit(form: FormReading) -> tuple[int, int]:
    """How many labels the form has, and how many of them the best edition knows."""
    found = re.search(r"(\d+) 个标签里，版式“[^”]*”认得 (\d+) 个", "；".join(form.reasons))
    assert found is not None
    return int(found[1]), int(found[2])


def indicators(form: FormReading) -> list[tuple[str, str, str, str]]:
    """Groups, name and value of each indicator."""
    found = []
    for one in form.indicators:
        first, second = one.levels
        value = next(value.written for value in one.values if value.key == "指标值")
        found.append((first, second, one.name.text, value))
    return found


def doubts(form: FormReading) -> Iterator[str]:
    """All that is marked as doubtful."""
    fields = [*form.fields, *form.goals]
    rows: list[FoundIndicator | FoundItem] = [*form.indicators, *form.items]
    fields += [value for row in rows for value in row.values]
    yield from filter(None, (one.doubt for one in (*fields, *rows)))
