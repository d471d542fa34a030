"""The repository that is damaged in each example."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.faults.conftest import ptgen_here
from tests.fuzz.damage import Damage, damaged
from tests.projects import PROJECT, write_project
from tests.repositories import repository

Damaged = Callable[[Sequence[Damage]], Path]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two commits, an edition of its own, settings and a former build."""
    folder = tmp_path_factory.mktemp("sound") / "repository"
    made = repository(folder)
    write_project(folder)
    write_project(folder, PROJECT.replace("设备运行与维护", "业务培训"), stem="02")
    made.write("ptgen.toml", '[check]\nignore = ["PT312"]\n')
    made.write("templates/own/layout.yaml", "名称: 自己的\n继承: shanghai-district-2022\n")
    made.commit("first")
    made.replace("projects/unit/01.yaml", "10万元", "12万元")
    made.commit("second")
    build = ("build", "--format", "docx,pdf,xlsx", "projects")
    for command in (build, ("templates", "--copy")):
        assert ptgen_here(folder, *command) == 0
    return folder


@pytest.fixture
def damaged_copy(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Damaged:
    """Makes a damaged copy and goes there; what lies beside it must stay as it is."""
    monkeypatch.setattr("ptgen.compare.git.commands.SECONDS", 2.0)  # the pipes are many
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.yaml").write_text("名称: 不该被动\n", "utf-8")

    def copy(damages: Sequence[Damage]) -> Path:
        inside = tmp_path / "inside"
        monkeypatch.chdir(tmp_path)
        shutil.rmtree(inside, ignore_errors=True)
        shutil.copytree(sound, inside, symlinks=True)
        for one in damages:
            damaged(inside, one)
        monkeypatch.chdir(inside)
        return inside

    return copy
