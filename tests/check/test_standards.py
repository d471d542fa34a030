"""Where 标准.yaml is looked for, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.check.config import configured, standards_file
from ptgen.core.filesystem import discover
from ptgen.watch import stamp
from tests.golden import run_ptgen
from tests.projects import PROJECT, with_budget, write_project

MEETING = with_budget("- {名称: 会议费, 测算: 80人*2天*600元/人/天}\n", PROJECT)
STANDARDS = "标准: [{名称: 会议费, 上限: 550元/人天}]\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, MEETING)
    return tmp_path


@pytest.mark.parametrize("folder", [".", "projects", "projects/unit"])
def test_it_is_found_in_the_folder_of_projects_or_beside_it(
    here: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    assert "PT601" not in run_ptgen(["check"], capsys)[1]
    (here / folder / "标准.yaml").write_text(STANDARDS, "utf-8")
    assert ("PT601 警告" in run_ptgen(["check"], capsys)[1]) == (folder != "projects/unit")
    assert [file.stem for file in discover([here / "projects"])[0]] == ["01"]


def test_it_holds_beside_a_configuration_and_is_seen_when_it_changes(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '[check.severity]\nPT601 = "error"\n[check.folders."projects/unit"]\nignore = ["PT3"]\n'
    (here / "ptgen.toml").write_text(text, "utf-8")
    before = stamp([here / "projects"])
    (here / "标准.yaml").write_text(STANDARDS, "utf-8")
    assert stamp([here / "projects"]) != before
    status, out, _ = run_ptgen(["check", "projects/unit/01.yaml"], capsys)
    assert (status, "PT601 错误" in out) == (1, True)


@pytest.mark.parametrize("limit", ["五百", "3(2元)", "550元", "0元/人天"])
def test_faults_are_told_at_their_line(
    here: Path, capsys: pytest.CaptureFixture[str], limit: str
) -> None:
    (here / "标准.yaml").write_text(f"标准:\n  - {{名称: 会议费, 上限: {limit}}}\n", "utf-8")
    status, out, _ = run_ptgen(["check"], capsys)
    assert (status, f"标准.yaml:2:19  PT201 错误 看不懂上限“{limit}”" in out) == (1, True)


def test_a_link_and_what_is_above_the_repository_are_no_standards(here: Path) -> None:
    outside = here.parent / "outside.yaml"
    outside.write_text(STANDARDS, "utf-8")
    (here / "标准.yaml").symlink_to(outside)
    assert standards_file(here / "projects") is None
    assert configured([here / "projects"]).settings.of("projects/unit/01.yaml").standards == ()


def test_a_difference_from_a_standard_can_be_pinned(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "标准.yaml").write_text(STANDARDS, "utf-8")
    pinned = MEETING.replace("人/天}", "人/天}  # ptgen: ignore PT601=50 经批准")
    write_project(here, pinned)
    assert "PT601" not in run_ptgen(["check"], capsys)[1]
    write_project(here, pinned.replace("600元", "700元"))
    assert "PT601" in run_ptgen(["check"], capsys)[1]
