from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.watch import saves, stamp
from tests.projects import PROJECT, UNIT, write_project


def by_renaming(path: Path, text: str) -> None:
    """As vim and many other editors save."""
    other = path.with_name("4913~")
    other.write_text(text, "utf-8")
    other.replace(path)


def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    folder = write_project(tmp_path)
    shutil.copytree(
        builtin_templates() / "shanghai-district-2022",
        tmp_path / "templates" / "shanghai-district-2022",
    )
    shutil.copy(builtin_templates() / "print.css", tmp_path / "templates")
    return folder


@pytest.mark.parametrize("save", [in_place, by_renaming])
@pytest.mark.parametrize(
    "name",
    [
        "projects/unit/01.yaml",
        "projects/unit/unit.yaml",
        "projects/unit/new.yaml",
        "projects/another/01.yaml",
        "templates/print.css",
        "templates/form.html",
        "templates/shanghai-district-2022/layout.yaml",
        "ptgen.toml",
    ],
)
def test_a_save_of_what_matters_is_told(
    projects: Path, save: Callable[[Path, str], None], name: str
) -> None:
    stop = Event()
    told = saves((projects,), stop, stamp((projects,)))
    file = projects.parent / name
    file.parent.mkdir(exist_ok=True)
    before = stamp((projects,))
    save(file, PROJECT)
    assert next(told) == stamp((projects,)) != before
    stop.set()
    assert next(told, None) is None


def test_several_saves_are_told_one_after_the_other(projects: Path) -> None:
    stop = Event()
    told = saves((projects,), stop, stamp((projects,)))
    seen = {stamp((projects,))}
    for number in range(3):
        in_place(projects / "unit" / "01.yaml", PROJECT + f"# {number}\n")
        seen.add(next(told))
    assert len(seen) == 4


def test_a_file_that_goes_and_a_folder_of_templates_that_comes_are_told(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    write_project(tmp_path, PROJECT, UNIT, stem="02")
    stop = Event()
    told = saves((projects,), stop, stamp((projects,)))
    (projects / "unit" / "02.yaml").unlink()
    first = next(told)
    (tmp_path / "templates").mkdir()
    in_place(tmp_path / "templates" / "print.css", "p { margin: 0 }")
    second = next(told)
    in_place(tmp_path / "templates" / "print.css", "p { margin: 1pt }")
    assert len({first, second, next(told)}) == 3


def test_a_folder_that_is_put_in_the_place_of_another_is_watched(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    stop = Event()
    told = saves((projects,), stop, stamp((projects,)))
    shutil.copytree(projects, tmp_path / "other")
    projects.rename(tmp_path / "former")
    (tmp_path / "other").rename(projects)
    stamps = [next(told)]
    in_place(projects / "unit" / "01.yaml", PROJECT + "# 改\n")
    stamps += [next(told)]
    assert len(set(stamps)) == 2


@pytest.mark.parametrize("name", ["projects/unit/01.yaml~", "projects/.git/x.yaml", "build/a.docx"])
def test_what_does_not_matter_has_the_same_stamp(projects: Path, name: str) -> None:
    before = stamp((projects,))
    file = projects.parent / name
    file.parent.mkdir(exist_ok=True)
    in_place(file, PROJECT)
    assert stamp((projects,)) == before
