from __future__ import annotations

from pathlib import Path

from tests.projects import PROJECT, UNIT, load_all, write_project


def codes(projects: Path) -> list[tuple[str, str, int]]:
    found = {one for loaded in load_all(projects) for one in loaded.diagnostics}
    return sorted((one.code, one.span.path.rpartition("/")[2], one.span.line) for one in found)


def test_a_projects_own_key_wins_over_its_units(tmp_path: Path) -> None:
    (loaded,) = load_all(write_project(tmp_path, PROJECT + "主管部门: 某局\n"))
    assert loaded.content is not None
    assert loaded.content.project.department == "某局"
    assert loaded.content.project.implementer == "某区城市运行中心"


def test_a_broken_unit_file_is_told_once_for_all_its_projects(tmp_path: Path) -> None:
    write_project(tmp_path, stem="01")
    projects = write_project(tmp_path, unit=UNIT + "主管：x\n", stem="02")
    assert codes(projects) == [("PT001", "unit.yaml", 6)]
    assert all(not loaded.sound for loaded in load_all(projects))


def test_a_unit_file_need_not_be_there(tmp_path: Path) -> None:
    projects = write_project(tmp_path, PROJECT + UNIT)
    (projects / "unit" / "unit.yaml").unlink()
    (loaded,) = load_all(projects)
    assert loaded.sound


def test_an_unknown_edition_is_told_with_the_nearest(tmp_path: Path) -> None:
    unit = UNIT.replace("shanghai-district-2022", "shanghai-distric-2022")
    (loaded,) = load_all(write_project(tmp_path, unit=unit))
    (found,) = [one for one in loaded.diagnostics if one.code == "PT104"]
    assert "是不是“shanghai-district-2022”" in found.hint


def test_an_edition_has_to_be_named(tmp_path: Path) -> None:
    unit = UNIT.replace("版式: shanghai-district-2022\n", "")
    (loaded,) = load_all(write_project(tmp_path, unit=unit))
    assert any(one.message == "缺少“版式”" for one in loaded.diagnostics)


def test_one_wrong_project_leaves_the_others_alone(tmp_path: Path) -> None:
    write_project(tmp_path, stem="01")
    projects = write_project(tmp_path, "项目名称：甲\n", stem="02")
    assert [loaded.sound for loaded in load_all(projects)] == [True, False]
