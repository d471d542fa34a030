from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from ptgen.check.engine import check
from ptgen.core.filesystem import builtin_templates
from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT, load_all, with_budget, write_project

EXAMPLES = Path(__file__).parents[3] / "projects"
Run = tuple[int, str, str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rollover(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    return run_ptgen(["rollover", *arguments], capsys)


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("unit", "year", "target"),
    [
        ("songjiang-2022", 2023, "songjiang-2023"),
        ("guangfulin-2022", 2024, "guangfulin-2024"),
        ("changzheng-2023", 2024, "changzheng-2024"),
        ("national-example", 2026, "national-example-2026"),
    ],
)
def test_the_examples_are_carried_without_errors(
    unit: str, year: int, target: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES / unit, here / "projects" / unit)
    shutil.copytree(builtin_templates(), here / "templates")
    before = contents(here)
    status, out, err = rollover(capsys, f"projects/{unit}", "--to", str(year))
    assert (status, err) == (0, "")
    after = contents(here)
    assert {name: data for name, data in after.items() if target not in name} == before
    made = here / "projects" / target
    assert {path.name for path in made.iterdir()} == {
        path.name for path in (EXAMPLES / unit).iterdir()
    }
    loaded = load_all(made)
    assert all(one.sound for one in loaded)
    found = check(loaded)
    assert {one.severity for one in found} <= {"warning", "hint"}
    for one in loaded:
        assert one.content is not None
        assert one.content.project.year == year
        assert one.content.project.end is None or one.content.project.end.year == year
    marks = [one for one in found if one.code == "PT013"]
    assert len(marks) > len(loaded) / 2
    for mark in marks:
        assert f"projects/{target}/{Path(mark.span.path).name}:{mark.span.line}:" in out
    assert run_ptgen(["fmt", "--check", f"projects/{target}"], capsys)[0] == 0


def test_comments_stay(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = with_budget(
        """\
        # 甲
        - 名称: 维护  # 乙
          # 丙
          测算: 10万元  # 丁
          分年: {2022: 30%, 2023: 70%}
          # 戊
          说明: 尾款
        # 己
        """
    )
    write_project(here, text.replace("项目名称:", "# 庚\n项目名称:"), UNIT + "# 辛\n")
    assert rollover(capsys, "projects/unit", "--to", "2023")[0] == 0
    made = (here / "projects" / "unit-2023" / "01.yaml").read_text("utf-8")
    made += (here / "projects" / "unit-2023" / "unit.yaml").read_text("utf-8")
    assert [sign for sign in "甲乙丙丁戊己庚辛" if f"# {sign}" not in made] == []
    assert "测算: 70000元  # 丁" in made


def test_nothing_is_written_over(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    projects = write_project(here)
    (projects / "unit-2023").mkdir()
    before = contents(here)
    status, out, err = rollover(capsys, "projects/unit", "--to", "2023")
    assert (status, out) == (2, "")
    assert "projects/unit-2023：已经有这个文件夹，不会覆盖" in err
    assert contents(here) == before
    assert sorted(path.name for path in projects.iterdir()) == ["unit", "unit-2023"]


def test_all_files_or_none(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = write_project(here)
    written: list[int] = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = rollover(capsys, "projects/unit", "--to", "2023")
    assert status == 2
    assert "磁盘已满" in err
    assert [path.name for path in projects.iterdir()] == ["unit"]


def test_a_folder_with_errors_is_told_and_not_carried(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    projects = write_project(here, PROJECT.replace("10万元", "10万个元元"))
    status, _, err = rollover(capsys, "projects/unit", "--to", "2023")
    assert status == 1
    assert "projects/unit/01.yaml:11:12  PT201" in err
    assert "没有写文件" in err
    assert [path.name for path in projects.iterdir()] == ["unit"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["projects/unit", "--to", "2022"], "--to 要写更晚的年份"),
        (["projects/unit", "--to", "22"], "不在 1900 到 2199 之间"),
        (["projects/unit"], "缺少参数"),
        (["projects/none", "--to", "2023"], "没有 projects/none"),
        (["projects/empty", "--to", "2023"], "projects/empty 里没有项目文件"),
        (["projects/done", "--to", "2023"], "到 2022 年都已经付清，没有要带入的"),
    ],
)
def test_wrong_calls_are_told(
    arguments: list[str], told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(here)
    (here / "projects" / "empty").mkdir()
    (here / "projects" / "done").mkdir()
    item = "测算: 10万元\n    分年: {2021: 50%, 2022: 50%}"
    (here / "projects" / "done" / "01.yaml").write_text(
        UNIT + PROJECT.replace("测算: 10万元", item), "utf-8"
    )
    status, out, err = rollover(capsys, *arguments)
    assert (status, out) == (2, "")
    assert told in err
