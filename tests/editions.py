"""Projects with an edition of their own, written as text, loaded as ptgen loads them."""

from __future__ import annotations

from pathlib import Path

from ptgen.core.loader import Content, Loaded
from ptgen.view.document import Form, Narrative
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from tests.projects import PROJECT, UNIT, load_all, write_project

EXTENDING = "名称: 我区版\n继承: shanghai-district-2022\n"


def loaded_with(
    folder: Path, said: str, place: str = "project", project: str = PROJECT, unit: str = UNIT
) -> Loaded:
    """A project of which the file, the unit's file or the edition says something more."""
    edition = folder / "templates" / "own"
    edition.mkdir(parents=True, exist_ok=True)
    own = EXTENDING + (said if place == "edition" else "")
    (edition / "layout.yaml").write_text(own, "utf-8")
    unit = unit.replace("shanghai-district-2022", "own") + (said if place == "unit" else "")
    (loaded,) = load_all(
        write_project(folder, project + (said if place == "project" else ""), unit)
    )
    return loaded


def content_with(
    folder: Path, said: str, place: str = "project", project: str = PROJECT, unit: str = UNIT
) -> Content:
    """The content of such a project, which has to be sound."""
    loaded = loaded_with(folder, said, place, project, unit)
    assert loaded.sound, loaded.diagnostics
    assert loaded.content is not None
    return loaded.content


def narrative_with(
    folder: Path, said: str, place: str = "project", project: str = PROJECT
) -> Narrative:
    """The narrative of such a project."""
    return narrative_of(content_with(folder, said, place, project))


def form_with(folder: Path, edition: str, project: str = PROJECT, unit: str = UNIT) -> Form:
    """The form of a project by an edition that says this beyond that of 2022."""
    return form_of(content_with(folder, edition, "edition", project, unit))


def rows_of(form: Form) -> list[list[str]]:
    """The texts of the cells that begin in each row."""
    return [[cell.text for cell in row.cells] for row in form.table.rows]


def form_text(folder: Path, said: str) -> list[list[str]]:
    """The texts of the form of a project whose file says something more."""
    return rows_of(form_of(content_with(folder, said)))
