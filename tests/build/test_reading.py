"""What a build reads of projects: each once, and nothing that was saved since it was checked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ptgen.cli.main import main
from ptgen.core.loader import Loaded, Loader, ProjectFile
from tests.projects import PROJECT, UNIT, write_project

FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
BUILD = ("build", "--format", "docx", "--jobs", "1", "--quiet")
ONE, OTHER = "projects/unit/01.yaml", "projects/unit/02.yaml"


@pytest.fixture
def readings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Two projects in a volume, and how often each was read."""
    monkeypatch.chdir(tmp_path)
    for number in (1, 2):
        text = FORM.replace("设备", f"设备{number}")
        unit = UNIT + "汇编: {标题: 某中心2022年项目}\n"
        write_project(tmp_path, text, unit, f"{number:02}")
    count: Counter[str] = Counter()
    load = Loader.load

    def counted(loader: Loader, file: ProjectFile) -> Loaded:
        count[file.path] += 1
        return load(loader, file)

    monkeypatch.setattr(Loader, "load", counted)
    return count


def build(*options: str) -> int | str | None:
    with pytest.raises(SystemExit) as stop:
        main([*BUILD, *options])
    return stop.value.code


def test_a_full_build_reads_each_project_once(readings: Counter[str]) -> None:
    assert build() == 0
    assert Path("build/unit/汇编.docx").is_file()
    assert readings == {ONE: 1, OTHER: 1}


def test_a_build_of_what_is_there_reads_no_project(readings: Counter[str]) -> None:
    assert build() == 0
    readings.clear()
    assert build() == 0
    assert not readings
    Path("build/unit/01/绩效目标表.docx").unlink()
    assert build() == 0
    assert readings == {ONE: 1}


def test_a_project_that_is_saved_after_it_was_checked_is_not_drawn(
    readings: Counter[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load, saved = Loader.load, FORM.replace("设备", "设备3")

    def saving(loader: Loader, file: ProjectFile) -> Loaded:
        loaded = load(loader, file)
        Path(OTHER).write_text(saved, "utf-8")
        return loaded

    with monkeypatch.context() as patch:
        patch.setattr(Loader, "load", saving)
        assert build() == 1
    assert "生成时文件被改动" in capsys.readouterr().err
    assert Path("build/unit/01/绩效目标表.docx").is_file()
    assert not Path("build/unit/02").exists()
    assert readings
    assert build() == 0
