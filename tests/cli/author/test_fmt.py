from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.cli.main import main
from tests.projects import PROJECT, write_project

MESSY = PROJECT.replace("≥26台", '">=26台"')


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["fmt", *arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path, MESSY)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "projects" / "unit" / "01.yaml"


def test_files_are_written_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.chmod(0o640)
    assert run() == 0
    assert "≥26台" in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert "projects/unit/01.yaml  已改" in capsys.readouterr().out
    assert run() == 0
    assert capsys.readouterr().out == "0 个文件已改\n"
    assert run("--check") == 0


def test_check_changes_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_bytes()
    assert run("--check") == 1
    assert "projects/unit/01.yaml  要改" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_diff_shows_and_changes_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_bytes()
    assert run("--diff") == 1
    said = capsys.readouterr().out
    assert '-      维护设备数量: ">=26台"' in said
    assert "+      维护设备数量: ≥26台" in said
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", ["项目名称：甲\n".encode(), "项目名称: 甲\n".encode("gbk")])
def test_what_cannot_be_read_is_told_and_left_alone(
    path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_bytes(data)
    assert run() == 1
    assert path.read_bytes() == data
    assert "projects/unit/01.yaml" in capsys.readouterr().err
