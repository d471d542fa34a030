from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ptgen.cli.main import main
from ptgen.core.filesystem import builtin_templates
from tests.projects import PROJECT, UNIT, write_project

WRONG = PROJECT.replace("项目概述:", "项目概况:").replace("10万元", "约10万元")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["build", *arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def outputs(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.suffix in (".docx", ".pdf")
    }


def test_a_build_writes_four_documents_and_a_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run() == 0
    written = outputs(tmp_path / "build")
    assert list(written) == [
        "unit/01/经费情况说明.docx",
        "unit/01/经费情况说明.pdf",
        "unit/01/绩效目标表.docx",
        "unit/01/绩效目标表.pdf",
    ]
    manifest = json.loads((tmp_path / "build" / "manifest.json").read_text("utf-8"))
    project = manifest["projects"]["unit/01"]
    assert project["source"] == "projects/unit/01.yaml"
    assert (project["项目资金总额"], project["年度资金申请总额"]) == ("100000.00", "100000.00")
    assert (project["项目名称"], project["年度"], project["status"]) == (
        "设备运行与维护",
        2022,
        "built",
    )
    for output in project["outputs"]:
        assert output["sha256"] == hashlib.sha256(written[output["path"]]).hexdigest()
    said = capsys.readouterr().out
    assert "共 1 个项目，4 份文书" in said
    assert "年度资金申请总额合计：2022年 100,000.00 元" in said


def test_a_wrong_project_is_told_and_the_others_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    write_project(tmp_path, WRONG.replace("设备运行", "热线运行"), stem="02")
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx") == 1
    assert list(outputs(tmp_path / "build")) == [
        "unit/01/经费情况说明.docx",
        "unit/01/绩效目标表.docx",
    ]
    captured = capsys.readouterr()
    assert "projects/unit/02.yaml:4:1" in captured.err
    assert "是不是“项目概述”" in captured.err
    assert "另有 1 个项目有错误，没有生成" in captured.out


def test_a_project_that_turns_wrong_keeps_its_former_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx") == 0
    before = outputs(tmp_path / "build")
    write_project(tmp_path, WRONG)
    assert run("--format", "docx") == 1
    assert outputs(tmp_path / "build") == before
    manifest = json.loads((tmp_path / "build" / "manifest.json").read_text("utf-8"))
    project = manifest["projects"]["unit/01"]
    assert project["status"] == "failed"
    assert {output["path"] for output in project["outputs"]} == set(before)


def test_the_bytes_are_the_same_for_any_number_of_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        text = PROJECT.replace("设备运行与维护", f"项目{number}")
        write_project(tmp_path, text, stem=f"0{number}")
    monkeypatch.chdir(tmp_path)
    assert run("--jobs", "1", "--out", "one") == 0
    assert run("--jobs", "3", "--out", "three") == 0
    assert outputs(tmp_path / "one") == outputs(tmp_path / "three")
    assert len(outputs(tmp_path / "one")) == 12


def test_only_the_documents_that_were_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, PROJECT + "文书: [绩效目标表]\n")
    monkeypatch.chdir(tmp_path)
    assert run("--format", "pdf", "--quiet") == 0
    assert list(outputs(tmp_path / "build")) == ["unit/01/绩效目标表.pdf"]


def test_quiet_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run("--quiet", "--format", "docx") == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_character_that_no_font_has_is_named_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path, PROJECT.replace("信息管理科", "信息\U00013000科"))
    monkeypatch.chdir(tmp_path)
    assert run("--format", "pdf") == 1
    said = capsys.readouterr().err
    assert "projects/unit/01.yaml:6:9" in said
    assert "U+13000" in said


def test_an_output_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    assert run("--out", "file/build") == 2
    assert "写不了" in capsys.readouterr().err


def test_output_never_follows_a_link_out_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "build" / "unit").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx") == 1
    assert "链接" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_ctrl_c_stops_and_leaves_no_half_written_file(tmp_path: Path) -> None:
    for number in range(1, 30):
        write_project(tmp_path, PROJECT.replace("设备", f"设备{number}"), stem=f"{number:02}")
    command = [sys.executable, "-m", "ptgen", "build", "--jobs", "2"]
    path = f"{Path(__file__).parents[3]}"
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
    assert process.stdout is not None
    lines = iter(process.stdout)
    next(line for line in lines if "份文书" in line)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.strip() == "已停止"
    written = outputs(tmp_path / "build")
    assert 0 < len(written) < 29 * 4
    assert all(data[:2] == b"PK" or data[:4] == b"%PDF" for data in written.values())
    left = [path for path in (tmp_path / "build").rglob(".ptgen-*.tmp") if path.stat().st_size > 0]
    assert len(left) <= 2


def test_a_template_that_does_not_render_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    templates = tmp_path / "templates"
    templates.mkdir()
    own = (builtin_templates() / "form.html").read_text("utf-8")
    (templates / "form.html").write_text(own.replace("标题", "标体", 1), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("--format", "pdf") == 1
    said = capsys.readouterr().err
    assert "templates/form.html" in said
    assert "PT502" in said
    assert "标体" in said
    assert outputs(tmp_path / "build") == {}


def test_a_users_own_template_stands_before_the_built_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx", "--out", "one") == 0
    (tmp_path / "templates").mkdir()
    shutil.copy(builtin_templates() / "narrative.docx", tmp_path / "templates" / "form.docx")
    assert run("--format", "docx", "--out", "two") == 1
    (tmp_path / "templates" / "form.docx").unlink()
    assert run("--format", "docx", "--out", "two") == 0
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")


def test_an_error_of_a_rule_keeps_a_project_from_being_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path, PROJECT + "核定金额: 9万元\n")
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx") == 1
    assert "PT204" in capsys.readouterr().err
    assert outputs(tmp_path / "build") == {}


def test_warnings_are_told_in_a_line_each_and_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path, PROJECT.replace("完成日期: 2022-12-31", "完成日期:"))
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx") == 0
    assert "警告 PT112" in capsys.readouterr().err
    assert len(outputs(tmp_path / "build")) == 2


VOLUME = UNIT + "汇编: {标题: 汇编, 开篇: '共{{ 项目数 }}个项目，{{ 合计 | 万元 }}。'}\n"


def test_a_folder_whose_projects_are_not_all_built_keeps_its_volume_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path, unit=VOLUME)
    monkeypatch.chdir(tmp_path)
    assert run("--format", "pdf") == 0
    before = (tmp_path / "build" / "unit" / "汇编.pdf").read_bytes()
    assert "原有的不变" not in capsys.readouterr().err
    write_project(tmp_path, WRONG, unit=VOLUME)
    assert run("--format", "pdf") == 1
    assert "unit  有项目没有生成" in capsys.readouterr().err
    assert (tmp_path / "build" / "unit" / "汇编.pdf").read_bytes() == before


def test_an_opening_that_names_what_a_volume_does_not_know_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path, unit=VOLUME.replace("项目数", "项目个数"))
    monkeypatch.chdir(tmp_path)
    assert run("--format", "docx") == 1
    assert "没有叫“项目个数”的数据" in capsys.readouterr().err
    assert outputs(tmp_path / "build") == {}
