from __future__ import annotations

import os
from pathlib import Path

import pytest

from ptgen.disk import builtin_templates, discover, disk_files, project_root
from tests.projects import write_project


def test_projects_are_found_in_order_and_unit_files_are_not_projects(tmp_path: Path) -> None:
    write_project(tmp_path, stem="02")
    projects = write_project(tmp_path, stem="01")
    (projects / "unit" / ".hidden.yaml").write_text("")
    files, found = discover([projects])
    assert [file.key for file in files] == ["unit/01", "unit/02"]
    assert found == ()


def test_a_file_and_its_folder_give_the_same_project_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    whole, _ = discover([Path("projects")])
    for paths in ([projects / "unit" / "01.yaml"], [projects, projects / "unit"]):
        files, _ = discover(paths)
        assert files == whole
    assert whole[0].path == "projects/unit/01.yaml"
    assert whole[0].unit_path == "projects/unit/unit.yaml"


def test_a_folder_of_another_name_is_its_own_root(tmp_path: Path) -> None:
    (tmp_path / "项目").mkdir()
    (tmp_path / "项目" / "a.yaml").write_text("")
    files, _ = discover([tmp_path / "项目"])
    assert [file.key for file in files] == ["a"]
    assert project_root(tmp_path / "项目" / "a.yaml") == tmp_path / "项目"


@pytest.mark.parametrize(
    ("name", "said"), [("a.yml", "不以 .yaml 结尾"), ("link.yaml", "文件夹以外")]
)
def test_files_that_are_not_taken_are_told(tmp_path: Path, name: str, said: str) -> None:
    projects = tmp_path / "projects"
    projects.mkdir()
    (tmp_path / "secret.yaml").write_text("")
    if name == "link.yaml":
        (projects / name).symlink_to(tmp_path / "secret.yaml")
    else:
        (projects / name).write_text("")
    files, (found,) = discover([projects])
    assert files == ()
    assert said in found.message
    assert found.hint


def test_a_missing_path_is_told() -> None:
    _, (found,) = discover([Path("nowhere")])
    assert found.span.path == "nowhere"


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    files = disk_files([tmp_path])
    os.mkfifo(tmp_path / "pipe.yaml")
    assert files.read(str(tmp_path / "pipe.yaml")) is None
    assert files.read(str(tmp_path)) is None
    assert files.read(str(tmp_path / "nothing.yaml")) is None


def test_templates_beside_projects_stand_before_the_built_in_ones(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (tmp_path / "templates" / "own").mkdir(parents=True)
    (tmp_path / "templates" / "own" / "layout.yaml").write_text("名称: 我区版\n", "utf-8")
    files = disk_files([projects])
    assert files.templates == (tmp_path / "templates", builtin_templates())
    assert {"own", "shanghai-district-2022"} <= set(files.layouts())
    own = files.layout("own")
    assert own is not None
    assert own.data == "名称: 我区版\n".encode()
    assert files.layout("nothing") is None
