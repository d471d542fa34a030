"""A form that is to fit one page and does not is built, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.cli.main import main
from tests.projects import PROJECT, UNIT, write_project

FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
LONG = FORM.replace("项目总目标: 保障系统运行。", f"项目总目标: {'保障系统运行，' * 2000}")


@pytest.mark.parametrize(
    ("text", "unit", "place"),
    [
        (LONG + "一页: {最小字号: 9}\n", UNIT, "projects/unit/01.yaml:27:1"),
        (LONG, UNIT + "一页: {最小字号: 9}\n", "projects/unit/unit.yaml:6:1"),
        (FORM + "一页: {最小字号: 9}\n", UNIT, ""),
        (LONG, UNIT, ""),
    ],
)
def test_the_note_stands_at_the_key_that_wants_one_page(
    text: str,
    unit: str,
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, text, unit)
    with pytest.raises(SystemExit) as stop:
        main(["build", "--format", "docx,pdf", "--jobs", "1"])
    assert stop.value.code == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "PT504" in line]
    assert [line.split(" ")[0] for line in told] == ([place] * 2 if place else [])
    assert Path("build/unit/01/绩效目标表.docx").is_file()
    assert Path("build/unit/01/绩效目标表.pdf").is_file()


def test_a_size_that_nobody_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, FORM + "一页: {最小字号: 2}\n")
    with pytest.raises(SystemExit) as stop:
        main(["build", "--format", "docx", "--jobs", "1"])
    assert stop.value.code == 1
    assert "“最小字号”超出了范围" in capsys.readouterr().err
