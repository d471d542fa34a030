"""A command that finds no project says so and ends with 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT, write_project

COMMANDS = ("build", "check", "export", "fmt")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with several places in which no project is."""
    for name in ("empty", "other", "unit"):
        (tmp_path / name).mkdir()
    (tmp_path / "other" / "note.txt").write_text("no project", "utf-8")
    (tmp_path / "unit" / "unit.yaml").write_text(UNIT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["empty"], "empty 里没有项目文件"),
        (["other"], "other 里没有项目文件"),
        (["unit"], "unit 里没有项目文件"),
        (["unit/unit.yaml"], "unit/unit.yaml 里没有项目文件"),
        (["empty", "other"], "empty、other 里没有项目文件"),
        (["nowhere"], "没有这个文件或文件夹：nowhere"),
        ([], "没有这个文件或文件夹：projects；新建一个文件夹用 ptgen init"),
    ],
)
def test_no_project_is_an_error_that_says_what_to_do(
    command: str, paths: list[str], said: str, here: Path, capsys: Capture
) -> None:
    before = sorted(here.rglob("*"))
    status, out, err = run_ptgen([command, *paths], capsys)
    assert (status, out) == (2, "")
    assert said in err
    assert "ptgen new" in err or "没有这个" in err
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_project_file_is_told_at_its_place(
    command: str, here: Path, capsys: Capture
) -> None:
    (here / "other" / "01.yml").write_text(PROJECT, "utf-8")
    status, _, err = run_ptgen([command, "other"], capsys)
    out = run_ptgen(["check", "other"], capsys)[1] if command == "check" else err
    assert status == 1
    assert "other/01.yml:1:1" in out


def test_an_empty_folder_beside_projects_is_no_error(here: Path, capsys: Capture) -> None:
    write_project(here)
    assert run_ptgen(["check", "projects", "empty"], capsys)[0] == 0


def test_documents_of_the_last_project_are_removed_with_it(here: Path, capsys: Capture) -> None:
    projects = write_project(here)
    assert run_ptgen(["build", "--format", "docx"], capsys)[0] == 0
    (projects / "unit" / "01.yaml").unlink()
    assert run_ptgen(["build", "--format", "docx"], capsys)[0] == 0
    assert json.loads((here / "build" / "manifest.json").read_bytes())["projects"] == {}
    assert not list((here / "build").rglob("*.docx"))
    assert run_ptgen(["build", "--format", "docx"], capsys)[0] == 2
