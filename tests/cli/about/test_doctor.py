from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ptgen.render.fonts.roles import Role
from ptgen.render.requirements import State, Thing, packages, remedy, things
from tests.golden import run_ptgen

ROOT = Path(__file__).parents[3]


def doctor(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ptgen", "doctor"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_this_machine_has_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run_ptgen(["doctor"], capsys)
    assert (status, err) == (0, ""), out
    assert out.endswith("需要的都有。\n")
    for role in Role:
        assert re.search(rf"^  有  {role}：.*/\S+\.(ttc|otf|ttf)", out, re.MULTILINE)
    for engine in ("WeasyPrint", "Typst"):
        assert re.search(rf"有  {engine}：\S+，画出了一页", out)
    assert re.search(r"有  libharfbuzz-subset", out)
    assert re.search(r"有  git：", out)
    assert re.search(r"(有|可选)  soffice：", out)


def test_the_packages_are_those_that_are_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {canonicalize_name(Requirement(one).name) for one in declared["dependencies"]}
    assert {canonicalize_name(name) for name in packages()} == names


def test_without_programs_they_are_told_with_one_command(tmp_path: Path) -> None:
    result = doctor(PATH=str(tmp_path))
    assert result.returncode == 2
    assert "缺  git：" in result.stdout
    assert "可选  soffice：" in result.stdout
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
        "git\n" in result.stdout
    )


def test_an_engine_that_cannot_be_loaded_is_what_is_told(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text('raise OSError("no libpango")\n', "utf-8")
    result = doctor(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert "可选  WeasyPrint：缺少排版 PDF 的程序库" in result.stdout
    assert "no libpango" in result.stdout
    assert re.search(r"有  Typst：\d.*画出了一页", result.stdout)
    assert (result.returncode, result.stderr) == (0, "")


def test_without_any_engine_both_are_missing(tmp_path: Path) -> None:
    for name in ("weasyprint", "typst"):
        (tmp_path / f"{name}.py").write_text('raise OSError("broken")\n', "utf-8")
    result = doctor(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert result.returncode == 2
    assert "缺 2 样：WeasyPrint、Typst" in result.stdout


def test_the_same_is_said_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run_ptgen(["doctor", "--json"], capsys)
    found = json.loads(out)
    assert status == 0
    assert [one["name"] for one in found] == [one.name for one in things()]
    assert {one["state"] for one in found} <= {"有", "缺", "可选"}


def test_without_fonts_each_role_is_told_with_what_brings_it(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text("<fontconfig></fontconfig>", "utf-8")
    result = doctor(FONTCONFIG_FILE=str(config))
    assert result.returncode == 2
    for role in Role:
        assert f"缺  {role}：没有" in result.stdout
    assert "install -y --no-install-recommends fonts-lxgw-wenkai fonts-noto-cjk\n" in result.stdout
    assert "FandolFang-Regular.otf" in result.stdout


def test_the_script_is_what_is_told_and_nothing_else(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ptgen", "doctor", "--script"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = doctor(PATH=str(tmp_path)).stdout
    assert len(result.stdout.splitlines()) == 1
    assert all(line in told for line in result.stdout.splitlines())
    syntax = subprocess.run(["/bin/bash", "-n"], input=result.stdout, text=True, check=False)
    assert syntax.returncode == 0


def test_a_command_for_fangsong_alone_updates_the_list_itself() -> None:
    (line,) = remedy((Thing("字体", Role.BODY, State.LACKS, "", "texlive-lang-chinese"),))
    assert line.startswith("sudo apt-get update && cd /tmp && apt-get download ")


def test_the_remedy_leaves_out_what_may_be_missing() -> None:
    found = (
        Thing("命令", "soffice", State.MAY, "", "libreoffice-writer"),
        Thing("命令", "git", State.HAS, "", "git"),
    )
    assert remedy(found) == ()


def test_every_thing_is_told_once() -> None:
    names = [(one.group, one.name) for one in things()]
    assert len(set(names)) == len(names)
