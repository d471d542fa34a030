from __future__ import annotations

import os
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
    # The key is misspelled too: that is told as if the colon were right.
    assert codes(projects) == [("PT001", "unit.yaml", 6), ("PT002", "unit.yaml", 6)]
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


def test_what_is_wrong_with_the_volume_is_told_in_the_unit_file(tmp_path: Path) -> None:
    unit = UNIT + "汇编:\n  标题:\n  次序: [01]\n"
    projects = write_project(tmp_path, unit=unit)
    assert codes(projects) == [("PT002", "unit.yaml", 8), ("PT102", "unit.yaml", 7)]


def test_an_unknown_key_of_a_unit_file_is_told_there_once(tmp_path: Path) -> None:
    write_project(tmp_path, stem="01")
    projects = write_project(tmp_path, unit=UNIT + "主管部们: x\n", stem="02")
    assert codes(projects) == [("PT002", "unit.yaml", 6)]


def test_a_volume_is_not_for_projects(tmp_path: Path) -> None:
    (loaded,) = load_all(write_project(tmp_path, PROJECT + "汇编: {标题: 甲}\n"))
    assert [one.message for one in loaded.diagnostics] == ["不认识的键“汇编”"]


def test_a_file_that_is_gone_or_no_file_is_told(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (projects / "unit" / "02.yaml").symlink_to("nothing.yaml")
    os.mkfifo(projects / "unit" / "03.yaml")
    loaded = load_all(projects)
    assert [one.sound for one in loaded] == [True, False, False]
    assert codes(projects) == [("PT004", "02.yaml", 1), ("PT004", "03.yaml", 1)]


def test_a_wrong_edition_is_told_in_its_file_once(tmp_path: Path) -> None:
    (tmp_path / "templates" / "own").mkdir(parents=True)
    layout = "名称: 我区版\n继承: shanghai-district-2022\n金额: {小数: 两位}\n"
    (tmp_path / "templates" / "own" / "layout.yaml").write_text(layout, "utf-8")
    unit = UNIT.replace("shanghai-district-2022", "own")
    write_project(tmp_path, unit=unit, stem="01")
    projects = write_project(tmp_path, unit=unit, stem="02")
    assert codes(projects) == [("PT102", "layout.yaml", 3)]


def test_amounts_are_looked_at_although_the_file_is_wrong(tmp_path: Path) -> None:
    text = PROJECT.replace("测算: 10万元", "测算: 10万万元").replace("项目概述", "项目概况")
    projects = write_project(tmp_path, text)
    assert codes(projects) == [("PT002", "01.yaml", 4), ("PT201", "01.yaml", 11)]
    (loaded,) = load_all(projects)
    assert (loaded.content, loaded.sound) == (None, False)
    assert loaded.project is not None


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    assert load_all(projects) == load_all(projects)
